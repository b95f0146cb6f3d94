//! The rules of the contract (see `Flow`), for every flow, against the simulated services.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    missing_docs
)]

mod support;

use qrlogin::{Call, Credential, Error, Failure, Flow, Snapshot, Step, Timestamp, flows};
use support::simulated::{Simulated, flow, flow_of, run, scenario};
use support::{START, kind_of, ms, reply, secs};

/// Runs a test once for every flow.
macro_rules! for_every_flow {
    ($($flow:ident $id:literal),+ $(,)?) => { $(
        mod $flow {
            const ID: &str = $id;

            #[test]
            fn rule_1_polling_early_or_twice_is_harmless() { super::rule_1(ID) }
            #[test]
            fn rule_2_a_call_repeats_until_it_is_handled_and_stray_answers_are_ignored() { super::rule_2(ID) }
            #[test]
            fn rule_3_an_event_comes_once_and_a_code_again_only_after_a_renewal() { super::rule_3(ID) }
            #[test]
            fn rule_4_the_outcome_comes_once() { super::rule_4(ID) }
            #[test]
            fn rule_5_time_never_runs_backwards_inside() { super::rule_5(ID) }
            #[test]
            fn rule_6_the_service_is_asked_after_the_deadline() { super::rule_6(ID) }
            #[test]
            fn rule_7_no_answer_and_no_snapshot_panics() { super::rule_7(ID) }
            #[test]
            fn rule_8_success_has_exactly_what_was_issued() { super::rule_8(ID) }
            #[test]
            fn rule_9_a_reply_is_not_lost_by_a_snapshot_right_after_it() { super::rule_9(ID) }
            #[test]
            fn rule_10_same_inputs_same_outputs() { super::rule_10(ID) }
        }
    )+

        #[test]
        fn every_flow_of_the_registry_is_under_contract() {
            let under_contract = [$($id),+];
            for info in flows::FLOWS {
                assert!(under_contract.contains(&info.id), "{}", info.id);
            }
        }
    };
}

for_every_flow! {
    bilibili_web "bilibili-web",
    bilibili_tv "bilibili-tv",
    wechat_web "wechat-web",
    pan115_gateway "115-gateway",
    phi_api "phi-api",
    pan115_web "115",
    pan115_open "115-open",
    taptap "taptap",
    taptap_token "taptap goal=token",
    taptap_profile_of_an_account_in_china "taptap goal=profile region=china scope=basic_info",
    wechat_desktop "wechat-web mode=desktop",
    wechat_file_transfer "wechat-web mode=filehelper",
    pan115_gateway_with_image "115-gateway image=true",
    phi_api_without_profile "phi-api profile=false",
}

fn rule_1(id: &str) {
    let mut world = Simulated::new(flow(id), scenario(""));
    let outcome = loop {
        match world.flow.poll(world.now) {
            Ok(Step::Wait(until)) => {
                let wait = until - world.now;
                for part in [0, 1, 3] {
                    let early = world.flow.poll(world.now + wait * part / 4);
                    assert!(matches!(early, Ok(Step::Wait(again)) if again == until));
                }
                world.now = until + ms(700);
            }
            Ok(Step::Send(_)) => {
                // The future that made the first call was dropped.
                let Ok(Step::Send(call)) = world.flow.poll(world.now + ms(5)) else {
                    panic!("the call did not come again");
                };
                let outcome = world.send(call);
                world.flow.handle(world.now, outcome);
            }
            Ok(Step::Done(credential)) => break credential,
            Ok(_) => {}
            Err(error) => panic!("{error}"),
        }
    };
    assert_genuine(id, &world, &outcome);
}

fn rule_2(id: &str) {
    let mut flow = flow(id);
    let before = flow.snapshot().unwrap();
    flow.handle(START, Ok(reply(200, "stray")));
    assert!(flow.snapshot().unwrap() == before, "a stray answer counted");
    let mut targets = Vec::new();
    for later in 0..3 {
        let Ok(Step::Send(call)) = flow.poll(START + secs(later)) else {
            panic!("no call");
        };
        targets.push((call.request.uri().path().to_owned(), call.name));
    }
    assert!(targets.iter().all(|target| *target == targets[0]));
}

fn rule_3(id: &str) {
    let scripts = "person = expire; scan@5s cancel@8s scan@12s confirm@20s";
    let mut world = Simulated::new(
        flow_of(id, &flows::Options::new().renewals(1)),
        scenario(scripts),
    );
    assert!(world.run().is_ok());
    let kinds = world.kinds();
    assert_eq!(kinds.iter().filter(|kind| **kind == "code").count(), 2);
    // Two of the services do not tell a scan.
    let tells = !id.starts_with("bilibili-tv") && !id.starts_with("phi-api");
    let scans = kinds.iter().filter(|kind| **kind == "scanned").count();
    assert_eq!(scans, usize::from(tells));
    assert_eq!(kinds.iter().filter(|kind| **kind == "confirmed").count(), 1);
    assert_eq!(kinds.last(), Some(&"confirmed"));
}

fn rule_4(id: &str) {
    for settings in ["", "person ="] {
        let (mut world, outcome) = run(id, settings);
        assert_eq!(outcome.is_ok(), settings.is_empty());
        world.flow.handle(world.now, Ok(reply(200, "late")));
        for _ in 0..2 {
            assert_eq!(world.flow.poll(world.now).err(), Some(Error::Finished));
        }
    }
}

fn rule_5(id: &str) {
    // A clock that stumbles by a moment at every step.
    let mut world = Simulated::new(flow(id), scenario(""));
    let mut last_wait = Timestamp::default();
    for step in 0.. {
        assert!(step < 1000, "no end");
        let stumble = world.now - ms(step % 3 * 400);
        match world.flow.poll(stumble) {
            Ok(Step::Wait(until)) => {
                assert!(until >= last_wait, "a wait for an earlier time");
                last_wait = until;
                world.now = until + ms(801);
            }
            Ok(Step::Send(call)) => {
                let outcome = world.send(call);
                world.flow.handle(world.now, outcome);
            }
            Ok(Step::Done(_)) => break,
            Ok(_) => {}
            Err(error) => panic!("{error}"),
        }
    }
    // A clock that was set back a day while the code is on show.
    let (mut world, mut back) = (Simulated::new(flow(id), scenario("")), secs(0));
    loop {
        match world.flow.poll(world.now - back) {
            Ok(Step::Wait(until)) => world.now = until + back,
            Ok(Step::Send(call)) => {
                let outcome = world.send(call);
                world.flow.handle(world.now - back, outcome);
            }
            Ok(Step::Event(_)) => back = secs(86_400),
            Ok(Step::Done(_)) => break,
            Ok(_) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert!(world.elapsed() < secs(60), "{:?}", world.elapsed());
}

fn rule_6(id: &str) {
    let (world, outcome) = run(id, "person =");
    assert_eq!(outcome.err(), Some(Error::Expired));
    // The service itself declares the code dead at the end of its life, or the flow asks past the
    // deadline.
    let code = world.events.iter().find_map(|event| match event {
        qrlogin::Event::Code(code) => Some(code),
        _ => None,
    });
    let expires_at = code.unwrap().expires_at;
    let (_, last) = world.calls.last().unwrap();
    assert!(
        *last + secs(31) >= expires_at,
        "last asked {:?} before the end",
        expires_at - *last
    );

    // A service that never says so, only "not yet": once more after the deadline, then the end.
    let services = [
        "bilibili-web",
        "bilibili-tv",
        "wechat-web",
        "115-gateway",
        "phi-api",
        "115",
        "taptap",
    ];
    let lifetime = services
        .map(|service| format!("{service}.lifetime = 120m"))
        .join("\n");
    let mut world = Simulated::new(flow(id), scenario(&format!("person =\n{lifetime}")));
    let deadline = loop {
        match world.flow.poll(world.now).unwrap() {
            Step::Send(call) => {
                let outcome = world.send(call);
                world.flow.handle(world.now, outcome);
            }
            Step::Event(qrlogin::Event::Code(code)) => break code.expires_at,
            _ => {}
        }
    };
    assert_eq!(world.run().err(), Some(Error::Expired));
    let late = world.calls.iter().filter(|(_, at)| *at >= deadline);
    assert_eq!(late.count(), 1);
    assert!(world.now < deadline + secs(60));

    // The caller's limit comes before the first interval of the two services that choose it.
    let options = flows::Options::new().give_up_after(secs(6));
    let slow = "person =\nphi-api.interval = 3600\ntaptap.interval = 3600";
    let mut world = Simulated::new(flow_of(id, &options), scenario(slow));
    assert_eq!(world.run().err(), Some(Error::Expired));
    let late = world.calls.iter().filter(|(_, at)| *at >= START + secs(6));
    assert_eq!(late.count(), 1);
    assert!(world.elapsed() < secs(20), "{:?}", world.elapsed());
}

fn rule_7(id: &str) {
    // Every reply of a whole login, cut at every length and with every byte of its head changed.
    let transcript = transcript(id);
    for (step, (_, answer)) in transcript.iter().enumerate() {
        let body = answer.as_ref().unwrap().body();
        let positions = (0..body.len()).step_by(1 + body.len() / 120);
        for position in positions {
            let mut broken = body.clone();
            broken[position] ^= 0x55;
            for body in [body[..position].to_vec(), broken] {
                let mut flow = replay(id, &transcript[..step]);
                let mut changed = answer.clone().unwrap();
                *changed.body_mut() = body;
                answer_next(&mut flow, START + secs(9), Ok(changed));
                let _ = flow.poll(START + secs(10));
            }
        }
    }
    // Every snapshot of a whole login, damaged likewise.
    for step in 0..transcript.len() {
        let json = replay(id, &transcript[..step])
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

fn rule_8(id: &str) {
    let (world, outcome) = run(id, "");
    assert_genuine(id, &world, &outcome.unwrap());
    // Denied or expired is never success; not every service tells the two apart.
    for script in ["scan@2s deny@4s", "scan@2s", ""] {
        let (world, outcome) = run(id, &format!("person = {script}"));
        let error = outcome.expect_err("no success without a confirmation");
        assert!(matches!(error, Error::Denied | Error::Expired), "{error}");
        assert!(world.simulator.issued().is_empty());
    }
}

fn rule_9(id: &str) {
    // The process dies right after every reply was handled: whatever it brought is in the snapshot.
    let mut world = Simulated::new(flow(id), scenario(""));
    let credential: Credential = loop {
        match world.flow.poll(world.now).unwrap() {
            Step::Send(call) => {
                let outcome = world.send(call);
                world.flow.handle(world.now, outcome);
                let json = world.flow.snapshot().unwrap().to_json();
                world.flow = flows::resume(&Snapshot::from_json(&json).unwrap()).unwrap();
            }
            Step::Wait(until) => world.now = until,
            Step::Event(event) => world.events.push(event),
            Step::Done(credential) => break credential,
            _ => panic!("an unknown step"),
        }
    };
    assert_genuine(id, &world, &credential);
    assert_eq!(world.kinds().last(), Some(&"confirmed"));
}

fn rule_10(id: &str) {
    let outputs = || {
        let mut world = Simulated::new(flow(id), scenario("fault.1 = any#2-3 cut-before"));
        let mut outputs = Vec::new();
        loop {
            match world.flow.poll(world.now).unwrap() {
                Step::Send(call) => {
                    outputs.push(wire(&call));
                    let outcome = world.send(call);
                    world.flow.handle(world.now, outcome);
                }
                Step::Wait(until) => world.now = until,
                Step::Event(event) => outputs.push(serde_json::to_string(&event).unwrap()),
                Step::Done(credential) => {
                    outputs.push(serde_json::to_string(&credential).unwrap());
                    break outputs;
                }
                _ => panic!("an unknown step"),
            }
        }
    };
    assert_eq!(outputs(), outputs());
}

/// The credentials hold all that was issued, but for a profile that was not asked for.
fn assert_genuine(id: &str, world: &Simulated, credential: &Credential) {
    let profile = ["openid", "unionid", "name", "avatar", "gender"];
    let left_out: &[&str] = match id.contains("profile=false") {
        true => &profile,
        false => &[],
    };
    world.assert_genuine_but_for(credential, left_out);
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
fn transcript(id: &str) -> Transcript {
    let mut world = Simulated::new(flow(id), scenario("person = scan@3s confirm@6s"));
    let mut replies = Vec::new();
    loop {
        match world.flow.poll(world.now).unwrap() {
            Step::Send(call) => {
                let outcome = world.send(call);
                replies.push((world.now, outcome.clone()));
                world.flow.handle(world.now, outcome);
            }
            Step::Wait(until) => world.now = until,
            Step::Event(event) => assert_ne!(kind_of(&event), "retrying"),
            Step::Done(_) => return replies,
            _ => {}
        }
    }
}

/// A flow that has had these replies.
fn replay(
    id: &str,
    replies: &[(Timestamp, Result<qrlogin::Response, Failure>)],
) -> qrlogin::BoxFlow {
    let mut flow = flow(id);
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
