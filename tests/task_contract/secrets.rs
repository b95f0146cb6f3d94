//! No secret in anything of a task that a program might print.

use qrlogin::{Error, Event, Flow, Step};
use qrlogin_test_support::is_public;
use qrlogin_test_support::tasks::TaskUnderTest;

use super::super::{Simulated, begin};

/// Everything printable of a task, and its world.
fn printed(task: &TaskUnderTest, faults: &str) -> (String, Simulated) {
    let (mut world, credential, mut flow) = begin(task, faults);
    let mut printed = format!("{flow:?} {credential:?}");
    let print_error = |error: &Error| {
        let json = serde_json::to_string(error).unwrap();
        format!("{error} {error:?} {} {json}", error.advice())
    };
    loop {
        let snapshot = flow.snapshot();
        printed += &format!("{snapshot:?}");
        let step = flow.poll(world.now());
        printed += &format!("{step:?}");
        match step {
            Ok(Step::Send(call)) => {
                let outcome = world.send(call);
                flow.handle(world.now(), outcome);
            }
            Ok(Step::Wait(until)) => world.wait_until(until),
            Ok(Step::Event(Event::Retrying { cause, .. })) => printed += &print_error(&cause),
            Ok(Step::Done(ended)) => {
                printed += &format!("{ended:?}");
                return (printed, world);
            }
            Ok(_) => {}
            Err(error) => {
                printed += &print_error(&error);
                return (printed, world);
            }
        }
    }
}

pub fn check(task: &TaskUnderTest) {
    for faults in [
        "",
        "fault.1 = any garbage",
        "fault.1 = any cut-body:40",
        "fault.1 = any#1 status:500",
        "fault.1 = any html",
    ] {
        let (printed, world) = printed(task, faults);
        let issued = world.simulator().issued().iter();
        let values = issued.flat_map(|issued| issued.values.iter());
        let secrets = values.filter(|(name, value)| !is_public(name) && value.len() > 5);
        let mut count = 0;
        for (name, secret) in secrets.filter(|(_, value)| *value != "public_profile") {
            count += 1;
            let is_shown = printed.contains(secret.as_str());
            assert!(!is_shown, "{name} with {faults}: {printed}");
        }
        assert!(count > 0);
    }
}
