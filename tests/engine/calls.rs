//! What is handed out to be sent, and what becomes of the answers.

use super::*;

#[test]
fn a_call_repeats_with_the_new_time_until_handled() {
    let mut login = toy();
    let body = |step| match step {
        Ok(Step::Send(Call { request, .. })) => String::from_utf8(request.into_body()).unwrap(),
        other => panic!("{other:?}"),
    };
    assert_eq!(body(login.poll(START)), "1700000000000");
    assert_eq!(body(login.poll(START + ms(7))), "1700000000007");
}

#[test]
fn a_stray_outcome_changes_nothing() {
    let mut rig = shown();
    let before = rig.flow.snapshot().unwrap();
    rig.flow.handle(rig.now, Ok(reply(200, "denied")));
    assert!(rig.flow.snapshot().unwrap() == before);
}

#[test]
fn a_second_answer_to_the_same_call_changes_nothing() {
    let mut rig = shown();
    rig.ok("wait");
    rig.flow.handle(rig.now, Ok(reply(200, "denied")));
    assert_eq!(rig.call().name, "poll");
}

#[test]
fn after_the_end_answers_are_ignored() {
    let mut rig = shown();
    rig.ok("denied");
    let _ = rig.error();
    rig.flow.handle(rig.now, Ok(reply(200, "done")));
    assert_eq!(rig.error(), Error::Finished);
}

#[test]
fn the_same_seed_and_inputs_give_the_same_login() {
    let transcript = || {
        let mut rig = shown();
        let mut calls = Vec::new();
        for body in ["wait", "?", "scanned", "busy", "slow", "go", "done"] {
            let call = rig.ok(body);
            calls.push((rig.now, format!("{call:?}"), call.request.into_body()));
        }
        (calls, rig.events)
    };
    assert_eq!(transcript(), transcript());
}
