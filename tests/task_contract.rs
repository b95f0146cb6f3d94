//! The rules of the contract (see `Flow`) for every task after a login, against the simulated
//! services. A task shows no code and has no deadline: rule 6 is that it ends by itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    unreachable_pub,
    missing_docs
)]

mod task_contract {
    pub mod damaged;
    pub mod listed;
    pub mod secrets;
    pub mod spent;
}

use qrlogin::{BoxFlow, Call, Credential, Error, Flow, Step};
use qrlogin_test_support::tasks::{Ended, TaskUnderTest, finish, is_refusal, task};
use qrlogin_test_support::{START, Simulated, ms, reply, secs};

/// A test of each rule for each task.
macro_rules! contract {
    ($($task:ident)+) => { $(
        mod $task {
            const TASK: &str = stringify!($task);

            #[test]
            fn rule_1_polling_early_or_twice_is_harmless() { crate::rule_1(crate::task(TASK)) }
            #[test]
            fn rule_2_a_call_repeats_until_its_outcome() { crate::rule_2(crate::task(TASK)) }
            #[test]
            fn rule_3_no_event_but_of_a_failed_call() { crate::rule_3(crate::task(TASK)) }
            #[test]
            fn rule_4_the_outcome_comes_once() { crate::rule_4(crate::task(TASK)) }
            #[test]
            fn rule_5_time_never_runs_backwards_inside() { crate::rule_5(crate::task(TASK)) }
            #[test]
            fn rule_6_it_ends_without_a_service_and_says_unknown() {
                crate::rule_6(crate::task(TASK))
            }
            #[test]
            fn rule_7_no_response_and_no_snapshot_panics() {
                crate::task_contract::damaged::check(crate::task(TASK))
            }
            #[test]
            fn rule_8_the_outcome_is_what_the_service_says() { crate::rule_8(crate::task(TASK)) }
            #[test]
            fn rule_9_a_snapshot_keeps_the_last_response() { crate::rule_9(crate::task(TASK)) }
            #[test]
            fn rule_10_same_inputs_same_outputs() { crate::rule_10(crate::task(TASK)) }
            #[test]
            fn nothing_printable_holds_a_secret() {
                crate::task_contract::secrets::check(crate::task(TASK))
            }
            #[test]
            fn a_token_is_never_spent_twice() {
                crate::task_contract::spent::check(crate::task(TASK))
            }
        }
    )+ };
}

qrlogin_test_support::with_every_task!(contract);

/// Faults that pass, so that a task whose calls can be repeated succeeds.
const PASSING: &str = "fault.1 = any#1-2 status:503/3";

/// A task that has not begun, its world, and the credentials that it is for.
fn begin(task: &TaskUnderTest, faults: &str) -> (Simulated, Credential, BoxFlow<Ended>) {
    let (mut world, credential) = task.begun("");
    for line in faults.lines() {
        let (name, value) = line.split_once('=').unwrap();
        // A fault counts the calls from now on.
        let scenario = world.simulator_mut().scenario_mut();
        scenario.set(name.trim(), value.trim()).unwrap();
    }
    let flow = task.of(&credential);
    (world, credential, flow)
}

/// Whether a passing fault ends this task: it hits the call that is made once.
fn is_ended_by_a_fault(task: &TaskUnderTest) -> bool {
    task.spends.is_some_and(|(name, _)| task.calls[0] == name)
}

fn assert_true(task: &TaskUnderTest, world: &Simulated, old: &Credential, ended: &Ended) {
    if let Err(problem) = task.judge(ended, old, world.simulator()) {
        panic!("{}: {problem}", task.name);
    }
}

fn rule_1(task: &TaskUnderTest) {
    let (mut world, old, mut flow) = begin(task, PASSING);
    let outcome = loop {
        match flow.poll(world.now()) {
            Ok(Step::Wait(until)) => {
                let wait = until - world.now();
                for part in [0, 1, 3] {
                    let early = flow.poll(world.now() + wait * part / 4);
                    assert!(matches!(early, Ok(Step::Wait(again)) if again == until));
                }
                world.wait_until(until + ms(700));
            }
            Ok(Step::Send(_)) => {
                let Ok(Step::Send(call)) = flow.poll(world.now() + ms(5)) else {
                    panic!("the call did not repeat");
                };
                let outcome = world.send(call);
                flow.handle(world.now(), outcome);
            }
            Ok(Step::Done(ended)) => break Ok(ended),
            Ok(_) => {}
            Err(error) => break Err(error),
        }
    };
    match outcome {
        Ok(ended) => assert_true(task, &world, &old, &ended),
        Err(error) => assert!(is_ended_by_a_fault(task), "{error}"),
    }
}

fn rule_2(task: &TaskUnderTest) {
    let (world, _, mut flow) = begin(task, "");
    let before = flow.snapshot().unwrap();
    flow.handle(START, Ok(reply(200, "stray")));
    assert!(
        flow.snapshot().unwrap() == before,
        "a stray response counted"
    );
    let mut targets = Vec::new();
    for later in 0..3 {
        let Ok(Step::Send(call)) = flow.poll(world.now() + secs(later)) else {
            panic!("no call");
        };
        assert!(task.flow().hosts.allow(call.request.uri()), "{call:?}");
        targets.push((call.request.uri().path().to_owned(), call.name));
    }
    assert!(targets.iter().all(|target| *target == targets[0]));
}

fn rule_3(task: &TaskUnderTest) {
    let (mut world, old, mut flow) = begin(task, "");
    let mut names = Vec::new();
    let ended = loop {
        assert!(flow.code().is_none() && flow.input().is_none());
        match flow.poll(world.now()).unwrap() {
            Step::Send(call) => {
                names.push(call.name);
                let outcome = world.send(call);
                flow.handle(world.now(), outcome);
            }
            Step::Done(ended) => break ended,
            step => panic!("{step:?}"),
        }
    };
    assert_eq!(names, task.calls);
    assert_true(task, &world, &old, &ended);
}

fn rule_4(task: &TaskUnderTest) {
    for faults in ["", "fault.1 = any cut-before"] {
        let (mut world, _, mut flow) = begin(task, faults);
        let outcome = finish(&mut world, &mut flow);
        assert_eq!(outcome.is_ok(), faults.is_empty());
        flow.handle(world.now(), Ok(reply(200, "late")));
        for _ in 0..2 {
            assert_eq!(flow.poll(world.now()).err(), Some(Error::Finished));
        }
        assert_eq!(flow.snapshot().err(), Some(Error::Finished));
    }
}

fn rule_5(task: &TaskUnderTest) {
    // A clock that is set back a day, and one that was never set, while calls fail.
    for back in [secs(86_400), secs(1_700_000_000)] {
        let (mut world, old, mut flow) = begin(task, PASSING);
        let (start, mut skew) = (world.now(), secs(0));
        let outcome = loop {
            match flow.poll(world.now() - skew) {
                Ok(Step::Wait(until)) => world.wait_until(until + skew),
                Ok(Step::Send(call)) => {
                    let outcome = world.send(call);
                    flow.handle(world.now() - skew, outcome);
                    skew = back;
                }
                Ok(Step::Done(ended)) => break Ok(ended),
                Ok(_) => {}
                Err(error) => break Err(error),
            }
        };
        assert!(world.now() - start < secs(60), "{:?}", world.now() - start);
        match outcome {
            Ok(ended) => assert_true(task, &world, &old, &ended),
            Err(error) => assert!(!is_refusal(&error), "{error}"),
        }
    }
}

fn rule_6(task: &TaskUnderTest) {
    // What the service says of an overload is nothing about the login.
    let (_, overloads) = task.flow().service.refusals;
    let faults = [
        "cut-before",
        "cut-after",
        "cut-body:10",
        "hang",
        "status:503/3600",
        "status:429/3600",
        "status:500",
        "status:403",
        "412-json",
        "412-html",
        "405-html",
        "html",
        "empty",
        "garbage",
        // A code that no specification knows.
        "refuse:-777",
    ];
    for fault in faults.iter().chain(overloads) {
        let (mut world, _, mut flow) = begin(task, &format!("fault.1 = any {fault}"));
        let start = world.now();
        let outcome = finish(&mut world, &mut flow);
        let error = outcome.expect_err(fault);
        assert!(!is_refusal(&error), "{fault}: {error}");
        let took = world.now() - start;
        assert!(took < secs(600), "{fault}: {took:?}");
        assert!(world.calls.len() <= 8, "{fault}: {}", world.calls.len());
    }
}

fn rule_8(task: &TaskUnderTest) {
    let (mut world, old, mut flow) = begin(task, "");
    let ended = finish(&mut world, &mut flow).unwrap();
    assert_true(task, &world, &old, &ended);
    // The service refuses the credentials, which is another outcome or an error that says so.
    let (mut world, old) = task.begun("");
    let Some(refused) = task.revoked(&mut world, &old) else {
        return;
    };
    match finish(&mut world, task.of(&refused)) {
        Ok(Ended::Checked(checked)) => assert!(!checked.is_valid()),
        Ok(Ended::LoggedOut(out)) => assert_eq!(out, qrlogin::tasks::LoggedOut::Already),
        Ok(ended) => panic!("{ended:?}"),
        Err(error) => assert!(is_refusal(&error), "{error}"),
    }
}

fn rule_9(task: &TaskUnderTest) {
    let (mut world, old, mut flow) = begin(task, "");
    let ended = loop {
        flow = task.resumed(&flow);
        match flow.poll(world.now()).unwrap() {
            Step::Send(call) => {
                let outcome = world.send(call);
                flow.handle(world.now(), outcome);
            }
            Step::Wait(until) => world.wait_until(until),
            Step::Done(ended) => break ended,
            step => panic!("{step:?}"),
        }
    };
    assert_true(task, &world, &old, &ended);
}

fn rule_10(task: &TaskUnderTest) {
    let outputs = |is_compacted: bool| {
        let (mut world, _, mut flow) = begin(task, PASSING);
        let mut outputs = Vec::new();
        loop {
            if is_compacted {
                let before = flow.snapshot().ok();
                flow.compact();
                assert!(
                    flow.snapshot().ok() == before,
                    "compacting changed the task"
                );
            }
            match flow.poll(world.now()) {
                Ok(Step::Send(call)) => {
                    outputs.push(wire(&call));
                    let outcome = world.send(call);
                    flow.handle(world.now(), outcome);
                }
                Ok(Step::Wait(until)) => world.wait_until(until),
                Ok(Step::Event(event)) => outputs.push(serde_json::to_string(&event).unwrap()),
                Ok(Step::Done(ended)) => {
                    outputs.push(serde_json::to_string(&ended).unwrap());
                    break outputs;
                }
                Ok(step) => panic!("an unknown step: {step:?}"),
                Err(error) => {
                    outputs.push(error.to_string());
                    break outputs;
                }
            }
        }
    };
    let expected = outputs(false);
    assert_eq!(outputs(false), expected);
    assert_eq!(outputs(true), expected);
}

/// A request to the byte.
fn wire(call: &Call) -> String {
    let request = &call.request;
    let body = String::from_utf8_lossy(request.body());
    let line = format!("{} {}", request.method(), request.uri());
    format!("{line} {:?} {body} {:?}", request.headers(), call.timeout)
}
