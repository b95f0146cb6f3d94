//! The number that the phone shows (specification section 4.3).

use super::*;
use qrlogin::{Error, Event, Flow, InputWanted, Secret, Snapshot, Step, Timestamp};
use qrlogin_test_support::{START, secs};

const WHAT: &str = "the number shown on the phone";

/// Polls until the login waits, and returns until when.
fn silence(rig: &mut Rig<Login<Bot>>) -> Timestamp {
    loop {
        match rig.flow.poll(rig.now).unwrap() {
            Step::Event(event) => rig.events.push(event),
            Step::Wait(until) => return until,
            step => panic!("{step:?} instead of silence"),
        }
    }
}

/// A login that waits for the number.
fn asked() -> Rig<Login<Bot>> {
    let mut rig = shown();
    rig.ok(status("need_verifycode"));
    silence(&mut rig);
    rig
}

fn answer(rig: &mut Rig<Login<Bot>>, text: &str) {
    assert!(rig.flow.answer(rig.now, &Secret::from(text)));
}

#[test]
fn nothing_is_sent_until_the_number_is_typed() {
    let mut rig = asked();
    assert_eq!(silence(&mut rig), START + secs(300));
    assert_eq!(
        rig.events.last(),
        Some(&Event::InputWanted(InputWanted::new(WHAT)))
    );
}

#[test]
fn the_number_goes_along_until_the_service_has_taken_it() {
    let mut rig = asked();
    answer(&mut rig, " 12\n");
    let now = rig.now;
    let typed = format!("qrcode={KEY}&verify_code=12");
    assert_eq!(query(&rig.ok(status("wait"))), typed);
    assert_eq!(rig.now, now);
    assert_eq!(query(&rig.ok(status("scaned"))), typed);
    assert_eq!(
        query(&rig.ok(confirmed().to_string())),
        format!("qrcode={KEY}")
    );
    assert!(rig.end().is_ok());
    assert_eq!(
        rig.kinds(),
        ["code", "input_wanted", "scanned", "confirmed"]
    );
}

#[test]
fn a_wrong_number_is_wanted_again() {
    let mut rig = asked();
    answer(&mut rig, "12");
    rig.ok(status("need_verifycode"));
    silence(&mut rig);
    let again = InputWanted::new(WHAT).again();
    assert_eq!(rig.flow.input(), Some(again));
    answer(&mut rig, "34");
    assert!(query(&rig.ok(status("scaned"))).ends_with("&verify_code=34"));
    rig.ok(confirmed().to_string());
    assert!(rig.end().is_ok());
    let kinds = [
        "code",
        "input_wanted",
        "input_wanted",
        "scanned",
        "confirmed",
    ];
    assert_eq!(rig.kinds(), kinds);
}

#[test]
fn what_is_typed_is_encoded_and_is_no_part_of_the_path() {
    let mut rig = asked();
    answer(&mut rig, "1&qrcode=x#/../é");
    let call = rig.call();
    assert_eq!(
        query(&call),
        format!("qrcode={KEY}&verify_code=1%26qrcode%3Dx%23%2F..%2F%C3%A9")
    );
    assert_eq!(call.request.uri().path(), "/ilink/bot/get_qrcode_status");
}

#[test]
fn too_many_wrong_numbers_end_the_code_and_a_new_one_is_shown() {
    let mut rig = Rig::new(Login::new(Bot::new(), seed()).renewals(1));
    rig.ok(started());
    rig.ok(status("need_verifycode"));
    silence(&mut rig);
    answer(&mut rig, "12");
    rig.ok(status("verify_code_blocked"));
    rig.ok(started());
    assert_eq!(
        query(&rig.ok(status("verify_code_blocked"))),
        format!("qrcode={KEY}")
    );
    assert_eq!(rig.error(), Error::Expired);
    assert_eq!(rig.count("code"), 2);
}

#[test]
fn a_code_whose_number_is_not_typed_expires() {
    let mut rig = asked();
    rig.now = silence(&mut rig);
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn a_login_goes_on_from_a_snapshot_between_question_and_answer() {
    let mut rig = asked();
    for text in ["", "12"] {
        let json = rig.flow.snapshot().unwrap().to_json();
        rig.flow = Login::resume(&Snapshot::from_json(&json).unwrap()).unwrap();
        if text.is_empty() {
            assert_eq!(rig.flow.input(), Some(InputWanted::new(WHAT)));
            answer(&mut rig, "12");
        }
    }
    assert!(query(&rig.ok(confirmed().to_string())).ends_with("&verify_code=12"));
    assert!(rig.end().is_ok());
}

#[test]
fn debug_output_does_not_have_the_number() {
    let mut rig = asked();
    answer(&mut rig, "748291");
    let call = rig.call();
    let seen = format!("{call:?} {:?} {:?}", rig.flow, rig.flow.snapshot().unwrap());
    assert!(!seen.contains("748291"), "{seen}");
}
