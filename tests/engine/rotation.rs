//! Codes that the service replaces while they are valid.

use super::*;
use qrlogin::Event;

fn codes(rig: &Rig<Login<Toy>>) -> Vec<(String, bool)> {
    let codes = rig.events.iter().filter_map(|event| match event {
        Event::Code(code) => Some((code.payload.expose().to_owned(), code.rotated)),
        _ => None,
    });
    codes.collect()
}

#[test]
fn a_rotated_code_is_shown_and_uses_no_renewal() {
    let mut rig = shown();
    rig.ok("show 2");
    rig.call();
    let expected = [("show".to_owned(), false), ("show 2".to_owned(), true)];
    assert_eq!(codes(&rig), expected);
    assert_eq!(rig.flow.code().unwrap().payload.expose(), "show 2");
}

#[test]
fn a_rotated_code_has_a_deadline_of_its_own() {
    let mut rig = shown();
    rig.now = START + LIFETIME - secs(10);
    rig.ok("show 2");
    rig.now = START + LIFETIME;
    assert_eq!(rig.ok("wait").name, "poll");
    assert!(rig.flow.code().is_some());
}

#[test]
fn a_rotated_code_with_the_same_end_keeps_its_deadline() {
    let mut rig = shown();
    rig.now = START + secs(50);
    rig.ok("wait");
    // The clock is set back, so that the code has the same end by this clock.
    rig.now = START - INTERVAL;
    rig.ok("show 2");
    assert_eq!(rig.now, START);
    let last = loop {
        rig.ok("wait");
        if let Came::Failed(error) = rig.next() {
            break error;
        }
    };
    assert_eq!(last, Error::Expired);
    // 48 s are left of the 100.
    assert_eq!(rig.now, START + secs(48));
}

#[test]
fn a_rotation_in_response_to_the_last_poll_is_expiry() {
    let mut rig = shown();
    rig.now = START + LIFETIME;
    rig.ok("show 2");
    assert_eq!(rig.error(), Error::Expired);
    assert_eq!(rig.kinds(), ["code"]);
}

#[test]
fn a_rotation_after_the_limit_leaves_the_last_poll() {
    let mut rig = Rig::new(toy().give_up_after(secs(30)));
    rig.ok("show");
    rig.now = START + secs(10);
    let call = rig.call();
    assert_eq!(call.name, "poll");
    // Its response comes after the limit.
    rig.now = START + secs(31);
    rig.flow.handle(rig.now, Ok(reply(200, "show 2")));
    assert_eq!(rig.ok("done").name, "poll");
    assert!(rig.end().is_ok());
}

#[test]
fn a_scan_before_the_rotation_is_not_repeated() {
    let mut rig = shown();
    rig.ok("scanned");
    rig.ok("show 2");
    rig.ok("scanned");
    rig.call();
    assert_eq!(rig.kinds(), ["code", "scanned", "code"]);
}

#[test]
fn a_renewed_code_is_not_a_rotated_one() {
    let mut rig = Rig::new(toy().renewals(1));
    rig.ok("show");
    rig.ok("expired");
    rig.ok("show 2");
    rig.call();
    assert!(codes(&rig).iter().all(|(_, rotated)| !rotated));
}
