//! The states of a poll (specification section 4.2).

use super::*;
use qrlogin::{Advice, Error, Event, Failure};
use qrlogin_test_support::{header, reply, secs};

#[test]
fn a_poll_has_the_key_in_its_query() {
    let mut rig = shown();
    let call = rig.call();
    assert_eq!(call.request.method(), "GET");
    assert_eq!(call.request.uri().path(), "/ilink/bot/get_qrcode_status");
    assert_eq!(query(&call), format!("qrcode={KEY}"));
    assert_eq!(header(&call, "ilink-app-id"), Some("bot"));
    assert_eq!(header(&call, "ilink-app-clientversion"), Some("132105"));
    assert_eq!(header(&call, "content-type"), None);
    assert_eq!(header(&call, "x-wechat-uin"), None);
    assert_eq!(call.timeout, secs(35));
}

#[test]
fn a_login_reports_the_scan_and_the_confirmation() {
    let mut rig = shown();
    for state in ["wait", "wait", "scaned", "scaned"] {
        rig.ok(status(state));
    }
    rig.ok(confirmed().to_string());
    let credential = rig.end().unwrap();
    assert_eq!(rig.kinds(), ["code", "scanned", "confirmed"]);
    assert_eq!(credential.bot_token.expose(), "aa@im.bot:bb");
}

#[test]
fn the_right_spelling_of_scanned_is_understood_too() {
    let mut rig = shown();
    rig.ok(status("scanned"));
    rig.call();
    assert_eq!(rig.kinds(), ["code", "scanned"]);
}

#[test]
fn polls_are_a_second_apart() {
    let mut rig = shown();
    rig.ok(status("wait"));
    let before = rig.now;
    rig.call();
    assert_eq!(rig.now, before + secs(1));
}

#[test]
fn a_poll_that_times_out_is_no_failure() {
    let mut rig = shown();
    for _ in 0..5 {
        rig.lose(Failure::Timeout, secs(35));
    }
    rig.ok(status("wait"));
    rig.call();
    assert_eq!(rig.kinds(), ["code"]);
}

#[test]
fn failures_of_the_way_do_not_end_a_login() {
    let mut rig = shown();
    for _ in 0..6 {
        rig.answer(Ok(reply(524, "<html>a time-out</html>")));
        rig.lose(Failure::Io, secs(1));
    }
    rig.ok(confirmed().to_string());
    assert!(rig.end().is_ok());
}

#[test]
fn an_expired_code_is_renewed() {
    let mut rig = Rig::new(Login::new(Bot::new(), seed()).renewals(1));
    rig.ok(started());
    rig.ok(status("expired"));
    assert_eq!(rig.ok(started()).name, "get_bot_qrcode");
    rig.ok(status("expired"));
    assert_eq!(rig.error(), Error::Expired);
    assert_eq!(rig.count("code"), 2);
}

#[test]
fn a_bound_account_has_an_end_of_its_own() {
    let mut rig = shown();
    rig.ok(status("scaned"));
    rig.ok(status("binded_redirect"));
    assert_eq!(rig.error(), Error::AlreadyBound);
}

#[test]
fn an_unknown_state_is_waited_for_and_then_reported() {
    let mut rig = shown();
    let unknown = reply(200, status("paused"));
    let error = rig.run(|_| Ok(unknown.clone())).err().unwrap();
    assert_eq!(error, Error::rejected("paused", "", Advice::REPORT_CHANGE));
    let mut rig = shown();
    rig.ok(status("paused"));
    rig.ok(r#"{"ret":0,"status":7}"#);
    let wait = reply(200, status("wait"));
    assert_eq!(rig.run(|_| Ok(wait.clone())).err(), Some(Error::Expired));
}

#[test]
fn a_reply_without_a_state_is_malformed() {
    for body in [r#"{"ret":0}"#, r#"{"status":null}"#, "", "[]"] {
        let mut rig = shown();
        let error = rig.end_with(&reply(200, body)).unwrap().err().unwrap();
        assert!(matches!(error, Error::Malformed { .. }), "{body}: {error}");
    }
}

#[test]
fn a_refused_poll_ends_the_login_and_a_limited_one_does_not() {
    let mut rig = shown();
    rig.ok(r#"{"ret":-2,"errmsg":"freq limit","status":"confirmed"}"#);
    rig.ok(r#"{"ret":-14,"errmsg":"session timeout"}"#);
    let expected = Error::rejected(-14, "session timeout", Advice::SEE_MESSAGE);
    assert_eq!(rig.error(), expected);
    let limit = Error::rejected(-2, "freq limit", Advice::TRY_LATER);
    assert!(rig.events.contains(&Event::retrying(limit, 1)));
}
