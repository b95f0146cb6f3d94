//! The poll, and the credentials (specification sections 3.3 and 3.4).

use qrlogin_test_support::secs;

use super::*;

#[test]
fn a_poll_sends_the_code_after_each_interval() {
    let mut rig = shown();
    for _ in 0..3 {
        let before = rig.now;
        let call = rig.ok(WAITING);
        assert_eq!(rig.now - before, secs(3));
        assert_eq!(call.request.uri().path(), "/app/registration/poll");
        assert_eq!(body(&call), r#"{"device_code":"d"}"#);
    }
}

#[test]
fn a_state_is_read_in_any_case_and_with_blanks() {
    for state in ["SUCCESS", "success", " Success\n"] {
        let mut rig = shown();
        let waiting = json!({"status": " waiting "});
        rig.ok(waiting.to_string());
        let done = json!({"status": state, "client_id": "ding1", "client_secret": "s3cret"});
        rig.ok(done.to_string());
        let it = rig.end().unwrap();
        assert_eq!(
            (it.app_id.expose(), it.app_secret.expose()),
            ("ding1", "s3cret")
        );
        assert_eq!(rig.kinds(), ["code", "confirmed"]);
    }
}

#[test]
fn a_number_stays_a_text() {
    let mut rig = shown();
    let id = r#"{"status":"SUCCESS","client_id":9007199254740993,"client_secret":"s"}"#;
    rig.ok(id);
    assert_eq!(rig.end().unwrap().app_id.expose(), "9007199254740993");
}

#[test]
fn a_success_without_a_value_is_incomplete_at_once() {
    for (body, missing) in [
        (
            r#"{"status":"SUCCESS","client_id":"ding1"}"#,
            &["client_secret"][..],
        ),
        (
            r#"{"status":"SUCCESS","client_secret":"s"}"#,
            &["client_id"],
        ),
        (r#"{"status":"SUCCESS"}"#, &["client_id", "client_secret"]),
    ] {
        let mut rig = shown();
        rig.ok(body);
        assert_eq!(rig.error(), Error::incomplete(missing.iter().copied()));
    }
}

#[test]
fn a_foreign_reply_is_repeated_some_times() {
    for (status, body) in [(200, "<html>"), (404, ""), (403, r#"{"errcode":0}"#)] {
        let response = reply(status, body);
        let error = shown().end_with(&response).unwrap().err().unwrap();
        assert_eq!(error, Error::of_status(status), "{status} {body}");
    }
    let response = reply(200, "no JSON");
    let error = shown().end_with(&response).unwrap().err().unwrap();
    assert_eq!(error.kind(), "malformed");
}

#[test]
fn a_code_that_is_not_confirmed_expires_after_two_hours() {
    let mut rig = shown();
    let before = rig.now;
    let outcome = rig.run(|_| Ok(reply(200, WAITING)));
    assert_eq!(outcome.err(), Some(Error::Expired));
    assert_eq!(rig.now - before, secs(7_200));
}
