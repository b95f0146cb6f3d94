//! Whole logins, through all four calls (specification 1.3, 2).

use super::*;

#[test]
fn the_whole_login_yields_session_token_and_profile() {
    let mut rig = confirmed();
    rig.answer(Ok(profile()));
    rig.answer(Ok(success(&format!("\"{SESSION}\""))));
    let credential = rig.end().unwrap();
    assert_eq!(credential.session_token.expose(), SESSION);
    assert_eq!(credential.token.mac_key.expose(), "FAKEmac");
    assert_eq!(credential.profile.unwrap().openid.expose(), "FAKEopen");
    assert_eq!(rig.kinds(), ["code", "confirmed"]);
}

#[test]
fn eras_without_an_envelope_are_understood() {
    let mut rig = login(server("http://localhost:5015/api"));
    rig.ok(CODE);
    rig.ok(r#"{"message":"Login progress not done","error":"","code":1,"codeName":"LoginProcessNotDone"}"#);
    rig.ok(token().to_string());
    rig.ok(r#"{"data":{"openid":"o","unionid":"u"}}"#);
    rig.ok(SESSION);
    assert!(rig.end().is_ok());
}

#[test]
fn transient_failures_of_the_last_steps_are_retried() {
    let mut rig = confirmed();
    rig.answer(Ok(failure(500, 114, "The operation timed out")));
    rig.answer(Ok(profile()));
    rig.answer(Ok(failure(500, 0, "Internal server error")));
    rig.answer(Ok(reply(502, "<html>")));
    rig.ok(SESSION);
    assert!(rig.end().is_ok());
}

#[test]
fn a_proxys_server_error_is_retried_at_every_step() {
    let trouble = || Ok(reply(503, r#"{"message":"no healthy upstream"}"#));
    let mut rig = login(server("http://localhost:5015"));
    rig.answer(trouble());
    rig.answer(Ok(success(CODE)));
    rig.answer(trouble());
    rig.answer(Ok(success(&token().to_string())));
    rig.answer(trouble());
    rig.answer(Ok(profile()));
    rig.answer(trouble());
    rig.ok(SESSION);
    assert!(rig.end().is_ok());
}
