//! A call that spends a token is made once: also if it fails, or its process ends.

use qrlogin::{Failure, Flow, Step};
use qrlogin_test_support::tasks::{TaskUnderTest, finish, is_refusal};

use super::super::begin;

pub fn check(task: &TaskUnderTest) {
    let Some((name, _)) = task.spends else {
        return;
    };
    lost_in_every_way(task);
    refused_in_transit(task);
    resumed_while_outstanding(task, name);
}

/// The simulator loses or damages every response.
fn lost_in_every_way(task: &TaskUnderTest) {
    let (_, call) = task.spends.unwrap();
    let service = task.flow().id;
    for fault in [
        "cut-before",
        "cut-after",
        "cut-body:10",
        "hang",
        "status:503/1",
        "status:429/1",
        "status:408",
        "garbage",
        "html",
        "empty",
        "412-json",
        "wrong-charset",
    ] {
        let (mut world, _, flow) = begin(task, &format!("fault.1 = {service}/{call} {fault}"));
        let before = world.simulator().log().len();
        let outcome = finish(&mut world, flow);
        assert_eq!(task.times_spent(world.simulator(), before), 1, "{fault}");
        let is_readable = fault == "wrong-charset";
        assert!(is_readable || outcome.is_err(), "{fault}");
        assert!(
            !outcome.err().is_some_and(|error| is_refusal(&error)),
            "{fault}"
        );
    }
}

/// The transport reports each of its failures.
fn refused_in_transit(task: &TaskUnderTest) {
    let (name, _) = task.spends.unwrap();
    for failure in [
        Failure::Timeout,
        Failure::Connect,
        Failure::Tls,
        Failure::Io,
        Failure::BodyTooLarge,
        Failure::Other,
    ] {
        let (mut world, _, mut flow) = begin(task, "");
        let mut times = 0;
        let error = loop {
            match flow.poll(world.now()) {
                Ok(Step::Send(call)) if call.name == name => {
                    times += 1;
                    flow.handle(world.now(), Err(failure));
                }
                Ok(Step::Send(call)) => {
                    let outcome = world.send(call);
                    flow.handle(world.now(), outcome);
                }
                Ok(Step::Wait(until)) => world.wait_until(until),
                Ok(Step::Event(_)) => {}
                Ok(step) => panic!("{step:?}"),
                Err(error) => break error,
            }
        };
        assert_eq!((times, error), (1, failure.into()));
    }
}

/// The process ends while the call is outstanding: it may have arrived.
fn resumed_while_outstanding(task: &TaskUnderTest, name: &str) {
    let (mut world, _, mut flow) = begin(task, "");
    let before = world.simulator().log().len();
    let error = loop {
        assert!(
            task.times_spent(world.simulator(), before) < 2,
            "spent twice"
        );
        match flow.poll(world.now()) {
            Ok(Step::Send(call)) => {
                let is_spent = call.name == name;
                let outcome = world.send(call);
                match is_spent {
                    true => flow = task.resumed(&flow),
                    false => flow.handle(world.now(), outcome),
                }
            }
            Ok(step) => panic!("{step:?}"),
            Err(error) => break error,
        }
    };
    assert_eq!(error, Failure::Io.into());
    assert_eq!(task.times_spent(world.simulator(), before), 1);
}
