//! The poll, and the credentials (specification sections 2.4 and 2.5).

use qrlogin::bots::Brand;
use qrlogin_test_support::{reply_with, secs};

use super::*;

fn done(body: &str) -> Result<FeishuCredential, Error> {
    let mut rig = shown();
    rig.ok(body);
    rig.end()
}

/// The pause before the poll that follows one with this reply.
fn pause_after(status: u16, body: &str) -> u64 {
    let mut rig = shown();
    rig.answer(Ok(reply(status, body)));
    let before = rig.now;
    assert_eq!(rig.call().name, "poll");
    (rig.now - before).as_secs()
}

#[test]
fn a_poll_sends_the_code_after_the_interval() {
    let mut rig = shown();
    let before = rig.now;
    let call = rig.call();
    assert_eq!(rig.now - before, secs(5));
    assert_eq!(body(&call), "action=poll&device_code=d");
    assert_eq!(call.request.uri().path(), "/oauth/v1/app/registration");
    assert_eq!(host(&call), FEISHU_HOST);
}

#[test]
fn the_body_says_that_the_login_waits() {
    for (status, body) in [
        (400, PENDING),
        (200, PENDING),
        (200, "{}"),
        (400, "{}"),
        (200, r#"{"code":0,"user_info":null}"#),
    ] {
        assert_eq!(pause_after(status, body), 5, "{status} {body}");
    }
}

#[test]
fn a_slow_down_lasts_for_the_rest_of_the_login() {
    let mut rig = shown();
    refuse(&mut rig, r#"{"error":"slow_down"}"#);
    let mut pauses = Vec::new();
    for _ in 0..3 {
        let before = rig.now;
        refuse(&mut rig, PENDING);
        pauses.push((rig.now - before).as_secs());
    }
    assert_eq!(pauses, [10, 10, 10]);
    rig.answer(Ok(reply(429, "")));
    let before = rig.now;
    rig.call();
    assert_eq!(rig.now - before, secs(15));
}

#[test]
fn a_429_means_slow_down() {
    assert_eq!(pause_after(429, ""), 10);
    assert_eq!(pause_after(429, "{}"), 10);
    assert_eq!(pause_after(429, "<html>"), 10);
    let mut rig = shown();
    rig.answer(Ok(reply_with(429, &[("retry-after", "30")], "")));
    let before = rig.now;
    rig.call();
    assert_eq!(rig.now - before, secs(30));
    assert_eq!(rig.kinds(), ["code", "retrying"]);
}

#[test]
fn a_refusal_ends_the_login() {
    let mut rig = shown();
    refuse(&mut rig, r#"{"error":"access_denied"}"#);
    assert_eq!(rig.error(), Error::Denied);
    let mut rig = shown();
    refuse(&mut rig, r#"{"error":"expired_token"}"#);
    assert_eq!(rig.error(), Error::Expired);
    let mut rig = shown();
    refuse(
        &mut rig,
        r#"{"error":"odd","error_description":"not today"}"#,
    );
    let error = Error::rejected("odd", "not today", Advice::SEE_MESSAGE);
    assert_eq!(rig.error(), error);
}

#[test]
fn a_code_without_an_end_from_the_service_expires() {
    let mut rig = shown();
    let outcome = rig.run(|_| Ok(reply(400, PENDING)));
    assert_eq!(outcome.err(), Some(Error::Expired));
}

#[test]
fn both_values_and_the_user_are_yielded() {
    let it = done(DONE).unwrap();
    assert_eq!(it.app_id.expose(), "cli_1");
    assert_eq!(it.app_secret.expose(), "s");
    assert_eq!(it.open_id.unwrap().expose(), "ou_1");
    assert_eq!((it.brand, it.host.as_str()), (Brand::Feishu, FEISHU_HOST));
}

#[test]
fn the_user_is_optional_and_a_number_stays_a_text() {
    for user in [
        "",
        r#","user_info":null"#,
        r#","user_info":{"tenant_brand":"moon"}"#,
    ] {
        let body = format!(r#"{{"client_id":1234567890123,"client_secret":"s"{user}}}"#);
        let it = done(&body).unwrap();
        assert_eq!(it.app_id.expose(), "1234567890123", "{user}");
        assert_eq!((it.open_id, it.brand), (None, Brand::Feishu), "{user}");
    }
}

#[test]
fn a_missing_value_is_named() {
    let missing = |body| done(body).err();
    let no_secret = Error::incomplete(["client_secret"]);
    assert_eq!(missing(r#"{"client_id":"cli_1"}"#), Some(no_secret.clone()));
    let empty = r#"{"client_id":"cli_1","client_secret":null}"#;
    assert_eq!(missing(empty), Some(no_secret));
    let no_id = Error::incomplete(["client_id"]);
    assert_eq!(missing(r#"{"client_secret":"s"}"#), Some(no_id));
}

#[test]
fn a_foreign_reply_is_repeated_some_times() {
    for (status, body) in [(200, "<html>"), (404, ""), (403, "{}"), (302, "")] {
        let response = reply(status, body);
        let error = shown().end_with(&response).unwrap().err().unwrap();
        assert_eq!(error, Error::of_status(status), "{status} {body}");
    }
    let response = reply(200, "no JSON");
    let error = shown().end_with(&response).unwrap().err().unwrap();
    assert_eq!(error.kind(), "malformed");
}

#[test]
fn an_overloaded_service_is_polled_until_the_code_ends() {
    assert!(shown().end_with(&reply(503, "")).is_none());
}
