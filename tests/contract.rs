//! The rules of the contract (see `Flow`), for every flow, against the simulated services.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    missing_docs
)]

use qrlogin::flows::{self, Options};
use qrlogin::{BoxFlow, Call, Credential, Error, Failure, Flow, Snapshot, Step, Timestamp};
use qrlogin_test_support::{START, Simulated, Variant, ms, reply, scenario, secs};

/// A test of each rule for each flow and each of its variants.
macro_rules! contract {
    ($($flow:ident { $($variant:ident $settings:literal),+ $(,)? })+) => { $(
        mod $flow { $(
            mod $variant {
                const VARIANT: qrlogin_test_support::Variant = qrlogin_test_support::Variant {
                    flow: &qrlogin_test_support::flows::$flow::FLOW,
                    settings: $settings,
                };

                #[test]
                fn rule_1_polling_early_or_twice_is_harmless() { crate::rule_1(&VARIANT) }
                #[test]
                fn rule_2_a_call_repeats_until_its_outcome() { crate::rule_2(&VARIANT) }
                #[test]
                fn rule_3_an_event_comes_once() { crate::rule_3(&VARIANT) }
                #[test]
                fn rule_4_the_outcome_comes_once() { crate::rule_4(&VARIANT) }
                #[test]
                fn rule_5_time_never_runs_backwards_inside() { crate::rule_5(&VARIANT) }
                #[test]
                fn rule_6_the_last_poll_comes_after_the_deadline() { crate::rule_6(&VARIANT) }
                #[test]
                fn rule_7_no_response_and_no_snapshot_panics() { crate::rule_7(&VARIANT) }
                #[test]
                fn rule_8_success_holds_exactly_what_was_issued() { crate::rule_8(&VARIANT) }
                #[test]
                fn rule_9_a_snapshot_keeps_the_last_response() { crate::rule_9(&VARIANT) }
                #[test]
                fn rule_10_same_inputs_same_outputs() { crate::rule_10(&VARIANT) }
            }
        )+ }
    )+ };
}

qrlogin_test_support::with_every_flow!(contract);

/// A login with default options in this scenario.
fn begin(variant: &Variant, settings: &str) -> Simulated {
    Simulated::new(variant.login(&Options::new()), scenario(settings))
}

/// A login in this scenario, run to its end.
fn run(variant: &Variant, settings: &str) -> (Simulated, Result<Credential, Error>) {
    let mut world = begin(variant, settings);
    let outcome = world.run();
    (world, outcome)
}

fn rule_1(variant: &Variant) {
    let mut world = begin(variant, "");
    let outcome = loop {
        match world.poll() {
            Ok(Step::Wait(until)) => {
                let wait = until - world.now();
                for part in [0, 1, 3] {
                    let early = world.flow.poll(world.now() + wait * part / 4);
                    assert!(matches!(early, Ok(Step::Wait(again)) if again == until));
                }
                world.wait_until(until + ms(700));
            }
            Ok(Step::Send(_)) => {
                // The future that made the first call was dropped.
                let Ok(Step::Send(call)) = world.flow.poll(world.now() + ms(5)) else {
                    panic!("the call did not repeat");
                };
                world.exchange(call);
            }
            Ok(Step::Done(credential)) => break credential,
            Ok(_) => {}
            Err(error) => panic!("{error}"),
        }
    };
    assert_genuine(variant, &world, &outcome);
}

fn rule_2(variant: &Variant) {
    let mut flow = variant.login(&Options::new());
    let before = flow.snapshot().unwrap();
    flow.handle(START, Ok(reply(200, "stray")));
    assert!(
        flow.snapshot().unwrap() == before,
        "a stray response counted"
    );
    let mut targets = Vec::new();
    for later in 0..3 {
        let Ok(Step::Send(call)) = flow.poll(START + secs(later)) else {
            panic!("no call");
        };
        targets.push((call.request.uri().path().to_owned(), call.name));
    }
    assert!(targets.iter().all(|target| *target == targets[0]));
}

fn rule_3(variant: &Variant) {
    let scripts = "person = expire; scan@5s cancel@8s scan@12s confirm@20s";
    let mut world = Simulated::new(
        variant.login(&Options::new().renewals(1)),
        scenario(scripts),
    );
    assert!(world.run().is_ok());
    let kinds = world.kinds();
    assert_eq!(kinds.iter().filter(|kind| **kind == "code").count(), 2);
    let scans = kinds.iter().filter(|kind| **kind == "scanned").count();
    assert_eq!(scans, usize::from(variant.flow.reports_scan));
    assert_eq!(kinds.iter().filter(|kind| **kind == "confirmed").count(), 1);
    assert_eq!(kinds.last(), Some(&"confirmed"));
}

fn rule_4(variant: &Variant) {
    for settings in ["", "person ="] {
        let (mut world, outcome) = run(variant, settings);
        assert_eq!(outcome.is_ok(), settings.is_empty());
        world.flow.handle(world.now(), Ok(reply(200, "late")));
        for _ in 0..2 {
            assert_eq!(world.poll().err(), Some(Error::Finished));
        }
    }
}

fn rule_5(variant: &Variant) {
    // A clock that jumps by less than a second at every step.
    let mut world = begin(variant, "");
    let mut last_wait = Timestamp::default();
    for step in 0.. {
        assert!(step < 1000, "no end");
        let stumble = world.now() - ms(step % 3 * 400);
        match world.flow.poll(stumble) {
            Ok(Step::Wait(until)) => {
                assert!(until >= last_wait, "a wait for an earlier time");
                last_wait = until;
                world.wait_until(until + ms(801));
            }
            Ok(Step::Send(call)) => {
                world.exchange(call);
            }
            Ok(Step::Done(_)) => break,
            Ok(_) => {}
            Err(error) => panic!("{error}"),
        }
    }
    // A clock that was set back a day while the code is on show.
    let (mut world, mut back) = (begin(variant, ""), secs(0));
    loop {
        match world.flow.poll(world.now() - back) {
            Ok(Step::Wait(until)) => world.wait_until(until + back),
            Ok(Step::Send(call)) => {
                let outcome = world.send(call);
                world.flow.handle(world.now() - back, outcome);
            }
            Ok(Step::Event(_)) => back = secs(86_400),
            Ok(Step::Done(_)) => break,
            Ok(_) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert!(world.elapsed() < secs(60), "{:?}", world.elapsed());
}

fn rule_6(variant: &Variant) {
    let (world, outcome) = run(variant, "person =");
    assert_eq!(outcome.err(), Some(Error::Expired));
    // The service itself says "expired" at the end of the code's life, or the flow polls after the
    // deadline.
    let code = world.events.iter().find_map(|event| match event {
        qrlogin::Event::Code(code) => Some(code),
        _ => None,
    });
    let expires_at = code.unwrap().expires_at;
    let (_, last) = world.calls.last().unwrap();
    assert!(
        *last + secs(31) >= expires_at,
        "the last poll came {:?} before the end",
        expires_at - *last
    );

    // A service that only says "not yet": one poll after the deadline, then the end.
    let lifetimes = variant.flow.service_settings("lifetime").into_iter();
    let lifetime: String = lifetimes.map(|name| format!("\n{name} = 120m")).collect();
    let mut world = begin(variant, &format!("person ={lifetime}"));
    let deadline = loop {
        match world.poll().unwrap() {
            Step::Send(call) => {
                world.exchange(call);
            }
            Step::Event(qrlogin::Event::Code(code)) => break code.expires_at,
            _ => {}
        }
    };
    assert_eq!(world.run().err(), Some(Error::Expired));
    let late = world.calls.iter().filter(|(_, at)| *at >= deadline);
    assert_eq!(late.count(), 1);
    assert!(world.now() < deadline + secs(60));

    // The caller's limit comes before the first interval, even if the service chooses that.
    let options = Options::new().give_up_after(secs(6));
    let interval = variant.flow.service.interval;
    let slow = interval.map_or(String::new(), |name| format!("{name} = 3600"));
    let mut world = Simulated::new(
        variant.login(&options),
        scenario(&format!("person =\n{slow}")),
    );
    assert_eq!(world.run().err(), Some(Error::Expired));
    let late = world.calls.iter().filter(|(_, at)| *at >= START + secs(6));
    assert_eq!(late.count(), 1);
    assert!(world.elapsed() < secs(20), "{:?}", world.elapsed());
}

fn rule_7(variant: &Variant) {
    // Every reply of a whole login, cut at every length and with every byte of its head changed.
    let transcript = transcript(variant);
    for (step, (_, answer)) in transcript.iter().enumerate() {
        let body = answer.as_ref().unwrap().body();
        let positions = (0..body.len()).step_by(1 + body.len() / 120);
        for position in positions {
            let mut broken = body.clone();
            broken[position] ^= 0x55;
            for body in [body[..position].to_vec(), broken] {
                let mut flow = replay(variant, &transcript[..step]);
                let mut changed = answer.clone().unwrap();
                *changed.body_mut() = body;
                answer_next(&mut flow, START + secs(9), Ok(changed));
                let _ = flow.poll(START + secs(10));
            }
        }
    }
    // Every snapshot of a whole login, damaged likewise.
    for step in 0..transcript.len() {
        let json = replay(variant, &transcript[..step])
            .snapshot()
            .unwrap()
            .to_json();
        for position in (0..json.len()).step_by(3) {
            let mut bytes = json.clone().into_bytes();
            bytes[position] = b'9';
            let Ok(text) = String::from_utf8(bytes) else {
                continue;
            };
            if let Ok(mut flow) = Snapshot::from_json(&text).and_then(|s| flows::resume(&s)) {
                let _ = flow.poll(START);
                flow.handle(START, Err(Failure::Io));
                let _ = flow.poll(START + secs(400));
            }
        }
    }
}

fn rule_8(variant: &Variant) {
    let (world, outcome) = run(variant, "");
    assert_genuine(variant, &world, &outcome.unwrap());
    // Neither is success. Some services say "expired" of a denied login.
    for script in ["scan@2s deny@4s", "scan@2s", ""] {
        let (world, outcome) = run(variant, &format!("person = {script}"));
        let error = outcome.expect_err("no success without a confirmation");
        assert!(matches!(error, Error::Denied | Error::Expired), "{error}");
        assert!(world.simulator().issued().is_empty());
    }
}

fn rule_9(variant: &Variant) {
    // The process ends after each response was handled: its contents are in the snapshot.
    let mut world = begin(variant, "");
    let credential: Credential = loop {
        match world.poll().unwrap() {
            Step::Send(call) => {
                world.exchange(call);
                world.resume();
            }
            Step::Wait(until) => world.wait_until(until),
            Step::Event(event) => world.events.push(event),
            Step::Done(credential) => break credential,
            _ => panic!("an unknown step"),
        }
    };
    assert_genuine(variant, &world, &credential);
    assert_eq!(world.kinds().last(), Some(&"confirmed"));
}

fn rule_10(variant: &Variant) {
    let outputs = |is_compacted| {
        let mut world = begin(variant, "fault.1 = any#2-3 cut-before");
        let mut outputs = Vec::new();
        loop {
            if is_compacted {
                compact(&mut world.flow);
            }
            match world.poll().unwrap() {
                Step::Send(call) => {
                    outputs.push(wire(&call));
                    world.exchange(call);
                }
                Step::Wait(until) => world.wait_until(until),
                Step::Event(event) => outputs.push(serde_json::to_string(&event).unwrap()),
                Step::Done(credential) => {
                    outputs.push(serde_json::to_string(&credential).unwrap());
                    break outputs;
                }
                _ => panic!("an unknown step"),
            }
        }
    };
    let expected = outputs(false);
    assert_eq!(outputs(false), expected);
    assert_eq!(outputs(true), expected);
}

/// Compacts a login, which shows the same as before.
fn compact(flow: &mut BoxFlow) {
    let seen = |flow: &BoxFlow| (flow.snapshot().ok(), flow.code(), flow.input());
    let before = seen(flow);
    flow.compact();
    assert!(seen(flow) == before, "compacting changed the login");
}

/// The credentials are complete and hold all that was issued and fetched.
fn assert_genuine(variant: &Variant, world: &Simulated, credential: &Credential) {
    assert!(variant.is_complete(credential), "a value is missing");
    world.assert_genuine_except(credential, variant.not_fetched());
}

/// A request to the byte.
fn wire(call: &Call) -> String {
    let request = &call.request;
    let body = String::from_utf8_lossy(request.body());
    format!(
        "{} {} {:?} {body} {:?}",
        request.method(),
        request.uri(),
        request.headers(),
        call.timeout
    )
}

type Transcript = Vec<(Timestamp, Result<qrlogin::Response, Failure>)>;

/// The replies of a whole successful login.
fn transcript(variant: &Variant) -> Transcript {
    let mut world = begin(variant, "person = scan@3s confirm@6s");
    let mut replies = Vec::new();
    loop {
        match world.poll().unwrap() {
            Step::Send(call) => {
                let outcome = world.send(call);
                replies.push((world.now(), outcome.clone()));
                world.flow.handle(world.now(), outcome);
            }
            Step::Wait(until) => world.wait_until(until),
            Step::Event(event) => assert_ne!(event.kind(), "retrying"),
            Step::Done(_) => return replies,
            _ => {}
        }
    }
}

/// A flow that has had these replies.
fn replay(
    variant: &Variant,
    replies: &[(Timestamp, Result<qrlogin::Response, Failure>)],
) -> qrlogin::BoxFlow {
    let mut flow = variant.login(&Options::new());
    for (at, outcome) in replies {
        answer_next(&mut flow, *at, outcome.clone());
    }
    flow
}

/// Goes on to the next call and answers it.
fn answer_next(
    flow: &mut qrlogin::BoxFlow,
    mut now: Timestamp,
    outcome: Result<qrlogin::Response, Failure>,
) {
    loop {
        match flow.poll(now) {
            Ok(Step::Send(_)) => return flow.handle(now, outcome),
            Ok(Step::Wait(until)) => now = until,
            Ok(Step::Event(_)) => {}
            _ => return,
        }
    }
}
