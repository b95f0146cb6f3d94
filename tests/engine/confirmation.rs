//! Between the confirmation and the credentials.

use super::*;

#[test]
fn a_confirmed_login_bears_a_minute_without_a_network() {
    let mut rig = shown();
    rig.ok("go");
    let confirmed = rig.now;
    while rig.now < confirmed + secs(50) {
        rig.answer(Err(Failure::Connect));
        rig.call();
    }
    rig.ok("done");
    assert!(rig.end().is_ok());
}

#[test]
fn a_confirmed_login_without_a_network_ends_all_the_same() {
    let mut rig = shown();
    rig.ok("go");
    let confirmed = rig.now;
    let error = rig.run(|_| Err(Failure::Connect)).unwrap_err();
    assert_eq!(error, Error::Transport(Failure::Connect));
    assert!(rig.now < confirmed + secs(120), "{:?}", rig.now - confirmed);
}

#[test]
fn a_step_back_to_waiting_after_the_deadline_is_not_the_end_of_a_fresh_confirmation() {
    let mut rig = shown();
    rig.now = START + LIFETIME + secs(1);
    rig.ok("go");
    rig.ok("wait");
    rig.ok("go");
    rig.ok("done");
    assert!(rig.end().is_ok());
}

#[test]
fn a_code_that_is_spent_after_an_unreadable_answer_ends_with_that_answer() {
    let mut rig = shown();
    rig.ok("go");
    rig.ok("?");
    rig.ok("expired");
    assert_eq!(rig.error(), Error::malformed("toy"));
}

#[test]
fn an_unreadable_answer_before_the_confirmation_does_not_hide_the_expiry() {
    let mut rig = shown();
    rig.ok("?");
    rig.ok("expired");
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn a_code_that_is_spent_after_an_unreadable_answer_is_renewed_once() {
    let mut rig = Rig::new(toy().renewals(5));
    for _ in 0..2 {
        rig.ok("show");
        rig.ok("go");
        rig.ok("?");
        rig.ok("expired");
    }
    assert_eq!(rig.error(), Error::malformed("toy"));
}
