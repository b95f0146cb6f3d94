//! The code and its picture (specification 2.3, 2.4).

use super::*;

#[test]
fn uid_sign_and_time_are_sent_back_as_they_came() {
    let call = shown().call();
    let expected = r#"{"uid":"12345678","sign":"abcdef123456","time":1703123456789}"#;
    assert_eq!(body(&call), expected);
}

#[test]
fn a_session_with_an_empty_part_is_malformed() {
    for part in [
        "12345678",
        "abcdef123456",
        "https://qrcode.115.com/api/1.0/web/1.0/token/x",
    ] {
        let mut rig = Rig::new(Login::new(gateway(), seed()));
        let body = STARTED.replace(part, "");
        let error = rig.run(|_| Ok(reply(200, body.as_str()))).unwrap_err();
        let what = "start: empty uid, sign or qrcode_content";
        assert_eq!(error, Error::malformed(what), "{part}");
    }
}

#[test]
fn the_servers_picture_is_handed_on_if_it_is_one() {
    let mut rig = start(gateway().fetch_image(true));
    rig.ok(b"\x89PNG\r\n\x1a\n...".to_vec());
    rig.call();
    let Some(Event::Code(code)) = rig.events.first() else {
        panic!("no code");
    };
    assert!(code.image.is_some());
}

#[test]
fn the_login_goes_on_without_the_image() {
    for answer in [reply(200, "<html>405</html>"), reply(500, "{}")] {
        let mut rig = start(gateway().fetch_image(true));
        rig.answer(Ok(answer));
        assert_eq!(rig.call().name, "status");
        let Some(Event::Code(code)) = rig.events.first() else {
            panic!("no code");
        };
        assert!(code.image.is_none());
    }
}

#[test]
fn no_failure_of_the_picture_fails_the_login() {
    for failure in [Failure::Connect, Failure::BodyTooLarge, Failure::Timeout] {
        let mut rig = start(gateway().fetch_image(true));
        rig.answer(Err(failure));
        assert_eq!(rig.call().name, "status");
        assert_eq!(rig.kinds(), ["code"]);
    }
}
