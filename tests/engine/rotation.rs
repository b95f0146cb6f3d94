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
