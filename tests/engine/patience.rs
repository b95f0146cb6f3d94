//! The caller's own limit, `give_up_after`.

use super::*;

#[test]
fn the_limit_ends_a_login_before_its_code() {
    let mut rig = Rig::new(toy().renewals(9).give_up_after(secs(30)));
    rig.ok("show");
    let error = loop {
        match rig.next() {
            Came::Call(_) => rig.flow.handle(rig.now, Ok(reply(200, "wait"))),
            Came::Failed(error) => break error,
            Came::Done(_) => panic!("nobody confirmed"),
        }
    };
    assert_eq!(error, Error::Expired);
    assert!(rig.now <= START + secs(32), "{:?}", rig.now);
}

#[test]
fn the_limit_shortens_a_long_poll() {
    let mut rig = Rig::new(toy().give_up_after(secs(14)));
    rig.ok("show");
    assert_eq!(rig.call().timeout, secs(12));
}

#[test]
fn the_limit_does_not_end_a_confirmed_login() {
    let mut rig = Rig::new(toy().give_up_after(secs(10)));
    rig.ok("show");
    rig.ok("go");
    rig.now = rig.now + secs(60);
    rig.answer(Err(Failure::Io));
    rig.ok("done");
    assert!(rig.end().is_ok());
}

#[test]
fn the_limit_bounds_the_wait_for_a_code() {
    let mut rig = Rig::new(toy().give_up_after(secs(10)));
    rig.answer(Ok(reply_with(503, &[("retry-after", "60")], "")));
    rig.call();
    assert_eq!(rig.now, START + secs(10));
    rig.flow.handle(rig.now, Ok(reply(200, "show")));
    assert_eq!(rig.error(), Error::Expired);
    assert_eq!(rig.count("code"), 0);
}

#[test]
fn retry_after_is_cut_at_the_callers_limit() {
    let mut rig = Rig::new(toy().give_up_after(secs(110)));
    rig.ok("show");
    rig.now = START + LIFETIME;
    rig.answer(Ok(reply_with(503, &[("retry-after", "60")], "")));
    rig.call();
    assert_eq!(rig.now, START + secs(110));
}

#[test]
fn a_call_lost_at_the_limit_is_not_the_last() {
    let mut rig = Rig::new(toy().give_up_after(secs(30)));
    rig.ok("show");
    rig.call();
    rig.now = START + secs(31);
    rig.flow.handle(rig.now, Err(Failure::Io));
    rig.ok("done");
    assert!(rig.end().is_ok());
}
