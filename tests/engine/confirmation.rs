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
