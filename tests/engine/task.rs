//! Tasks after a login (check, refresh, logout): flows of the same contract that show no code.

use super::*;

#[test]
fn a_task_ends_without_a_code_and_without_a_confirmation() {
    let mut rig = Rig::new(toy());
    rig.ok("done");
    assert_eq!(rig.end().unwrap().expose(), "secret");
    assert_eq!(rig.kinds(), [""; 0]);
}

#[test]
fn a_task_of_several_calls_makes_them_at_once() {
    let mut rig = Rig::new(toy());
    rig.ok("go");
    assert_eq!((rig.ok("done").name, rig.now), ("redeem", START));
    assert!(rig.end().is_ok());
}

#[test]
fn a_task_retries_within_the_budget_of_the_provider() {
    let mut rig = Rig::new(toy());
    let end = rig.run(|_| Ok(reply(503, "")));
    assert_eq!(end.unwrap_err(), Error::unavailable(503));
    assert_eq!(rig.count("retrying"), 3);
}

#[test]
fn nothing_new_to_yield_is_an_end_of_its_own() {
    let mut rig = shown();
    rig.ok("bound");
    let error = rig.error();
    assert_eq!(
        (error.kind(), &error),
        ("already_bound", &Error::AlreadyBound)
    );
}

#[test]
fn a_call_that_is_made_once_is_never_repeated() {
    let failures = [
        Err(Failure::Timeout),
        Err(Failure::Connect),
        Ok(reply(503, "")),
        Ok(reply(200, "damaged")),
        Ok(reply(200, "busy")),
        Ok(reply(200, "overloaded")),
    ];
    for failure in failures {
        let mut rig = Rig::new(toy());
        rig.ok("spend");
        assert_eq!(rig.answer(failure).name, "spend");
        rig.error();
        assert_eq!(rig.kinds(), [""; 0]);
    }
}

#[test]
fn a_call_that_is_made_once_may_succeed() {
    let mut rig = Rig::new(toy());
    rig.ok("spend");
    rig.ok("done");
    assert!(rig.end().is_ok());
}
