//! Events: the code, the scan, the confirmation, the end.

use super::*;

#[test]
fn a_code_that_would_steer_a_terminal_is_refused() {
    for steers in [
        '\x1b',
        '\u{9b}',
        '\u{61c}',
        '\u{202e}',
        '\u{2060}',
        '\u{e0041}',
    ] {
        let mut rig = Rig::new(toy());
        rig.ok(format!("show{steers}[2J"));
        assert!(matches!(rig.error(), Error::Malformed { .. }), "{steers:?}");
    }
}

#[test]
fn the_code_on_show_is_available_after_a_resumption() {
    let mut rig = shown();
    rig.ok("scanned");
    rig.call();
    let snapshot = rig.flow.snapshot().unwrap();
    rig.flow = Login::resume(&snapshot).unwrap();
    assert_eq!(rig.flow.code().unwrap().payload.expose(), "show");
    rig.ok("go");
    assert!(rig.flow.code().is_none());
}

#[test]
fn a_scan_is_emitted_once() {
    let mut rig = shown();
    for _ in 0..3 {
        rig.ok("scanned");
    }
    rig.call();
    assert_eq!(rig.count("scanned"), 1);
}

#[test]
fn confirmed_is_emitted_once_and_before_the_end() {
    let mut rig = shown();
    rig.ok("go");
    rig.ok("done");
    assert_eq!(rig.end().unwrap().expose(), "secret");
    assert_eq!(rig.kinds(), ["code", "confirmed"]);
}

#[test]
fn the_credentials_are_returned_once() {
    let mut rig = shown();
    rig.ok("done");
    assert!(rig.end().is_ok());
    assert_eq!(rig.error(), Error::Finished);
}

#[test]
fn an_error_is_returned_once() {
    let mut rig = shown();
    rig.ok("denied");
    assert_eq!(rig.error(), Error::Denied);
    assert_eq!(rig.error(), Error::Finished);
}

#[test]
fn a_code_is_on_show_after_its_event() {
    let mut rig = shown();
    assert!(rig.flow.code().is_none());
    rig.call();
    assert_eq!(rig.kinds(), ["code"]);
    assert!(rig.flow.code().is_some());
}
