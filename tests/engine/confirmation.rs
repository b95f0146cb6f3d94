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
fn waiting_after_a_fresh_confirmation_is_not_the_end() {
    let mut rig = shown();
    rig.now = START + LIFETIME + secs(1);
    rig.ok("go");
    rig.ok("wait");
    rig.ok("go");
    rig.ok("done");
    assert!(rig.end().is_ok());
}

#[test]
fn a_code_spent_after_a_malformed_reply_ends_as_malformed() {
    let mut rig = shown();
    rig.ok("go");
    rig.ok("?");
    rig.ok("expired");
    assert_eq!(rig.error(), Error::malformed("toy"));
}

#[test]
fn a_malformed_reply_while_waiting_does_not_hide_the_expiry() {
    let mut rig = shown();
    rig.ok("?");
    rig.ok("expired");
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn a_code_spent_after_a_malformed_reply_is_renewed_once() {
    let mut rig = Rig::new(toy().renewals(5));
    for _ in 0..2 {
        rig.ok("show");
        rig.ok("go");
        rig.ok("?");
        rig.ok("expired");
    }
    assert_eq!(rig.error(), Error::malformed("toy"));
}
