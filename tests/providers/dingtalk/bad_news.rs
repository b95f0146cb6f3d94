//! Bad news are not believed for two minutes (specification section 3.3).

use qrlogin::{Failure, Flow as _, Snapshot};
use qrlogin_test_support::{ms, secs};

use super::*;

const FAIL: &str = r#"{"errcode":0,"status":"FAIL","fail_reason":"system busy"}"#;
const EXPIRED: &str = r#"{"errcode":0,"status":"expired"}"#;
const REFUSED: &str = r#"{"errcode":-1,"errmsg":"系统繁忙"}"#;

/// How a login ends that gets this from now on, and after which time.
fn end(rig: &mut Rig<Login<DingTalk>>, body: &str) -> (Error, u64) {
    let mut first = None;
    let started = rig.now;
    let outcome = rig.run(|_| {
        first.get_or_insert(());
        Ok(reply(200, body))
    });
    // The first of them came one interval after the start.
    let passed = (rig.now - started) - secs(3);
    (outcome.err().unwrap(), passed.as_secs())
}

fn rejected(code: &str, message: &str, advice: Advice) -> Error {
    Error::rejected(code, message, advice)
}

#[test]
fn bad_news_are_taken_back_by_good_ones() {
    let mut rig = shown();
    rig.ok(FAIL);
    let first = rig.now;
    while rig.now - first < secs(29) {
        rig.ok(FAIL);
    }
    while rig.now - first < secs(58) {
        rig.ok(WAITING);
    }
    rig.ok(DONE);
    assert_eq!(rig.end().unwrap().app_id.expose(), "ding1");
    assert_eq!(rig.kinds(), ["code", "confirmed"]);
}

#[test]
fn bad_news_end_the_login_after_two_minutes() {
    let failed = rejected("FAIL", "system busy", Advice::START_AGAIN);
    assert_eq!(end(&mut shown(), FAIL), (failed, 120));
    assert_eq!(end(&mut shown(), EXPIRED), (Error::Expired, 120));
    let refused = rejected("-1", "系统繁忙", Advice::SEE_MESSAGE);
    assert_eq!(end(&mut shown(), REFUSED), (refused, 120));
    let unknown = rejected("PAUSED", "", Advice::REPORT_CHANGE);
    assert_eq!(end(&mut shown(), r#"{"status":"paused"}"#), (unknown, 120));
    let absent = rejected("no status", "", Advice::REPORT_CHANGE);
    assert_eq!(end(&mut shown(), r#"{"errcode":0}"#), (absent, 120));
}

#[test]
fn a_waiting_state_starts_the_two_minutes_anew() {
    let mut rig = shown();
    rig.ok(FAIL);
    rig.ok(WAITING);
    let (_, passed) = end(&mut rig, FAIL);
    assert_eq!(passed, 120);
}

#[test]
fn a_success_after_bad_news_is_success() {
    for body in [FAIL, EXPIRED, REFUSED, r#"{"status":"paused"}"#] {
        let mut rig = shown();
        rig.ok(body);
        rig.ok(DONE);
        assert!(rig.end().is_ok(), "{body}");
    }
}

#[test]
fn a_lost_poll_does_not_take_bad_news_back() {
    let mut rig = shown();
    rig.ok(FAIL);
    let first = rig.now;
    for _ in 0..5 {
        rig.lose(Failure::Connect, secs(20));
    }
    let outcome = rig.run(|_| Ok(reply(200, FAIL)));
    assert!(outcome.is_err());
    assert!(rig.now - first < secs(150), "{:?}", rig.now - first);
}

#[test]
fn a_declined_login_is_told_by_the_reason() {
    for reason in ["user denied", "User Cancelled", "用户拒绝", "已取消授权"] {
        let body = json!({"status": "FAIL", "fail_reason": reason});
        let (error, _) = end(&mut shown(), &body.to_string());
        assert_eq!(error, Error::Denied, "{reason}");
    }
    let quoting = json!({"status": "FAIL", "fail_reason": "no: {\"secret\":1}"});
    let (error, _) = end(&mut shown(), &quoting.to_string());
    assert_eq!(error, rejected("FAIL", "no", Advice::START_AGAIN));
    let (error, _) = end(&mut shown(), r#"{"status":"FAIL"}"#);
    assert_eq!(error, rejected("FAIL", "", Advice::START_AGAIN));
}

#[test]
fn the_latest_news_are_reported() {
    let mut rig = shown();
    rig.ok(FAIL);
    assert_eq!(end(&mut rig, EXPIRED).0, Error::Expired);
}

#[test]
fn a_clock_that_is_set_forward_believes_no_refusal_alone() {
    let mut rig = shown();
    rig.ok(REFUSED);
    rig.now = rig.now + secs(600);
    rig.ok(REFUSED);
    rig.ok(WAITING);
    rig.ok(DONE);
    assert!(rig.end().is_ok());
}

#[test]
fn the_end_of_the_code_reports_bad_news() {
    let mut short = code();
    short["expires_in"] = 60.into();
    let mut rig = named();
    rig.ok(short.to_string());
    let declined = r#"{"status":"FAIL","fail_reason":"denied"}"#;
    let outcome = rig.run(|_| Ok(reply(200, declined)));
    assert_eq!(outcome.err(), Some(Error::Denied));
    let mut rig = named();
    rig.ok(short.to_string());
    let outcome = rig.run(|_| Ok(reply(200, REFUSED)));
    assert_eq!(outcome.err(), Some(Error::Expired));
}

#[test]
fn the_two_minutes_survive_a_restart() {
    let mut rig = shown();
    rig.ok(FAIL);
    let first = rig.now;
    let json = rig.flow.snapshot().unwrap().to_json();
    let mut resumed =
        Rig::new(Login::<DingTalk>::resume(&Snapshot::from_json(&json).unwrap()).unwrap());
    resumed.now = first + secs(100) + ms(1);
    let outcome = resumed.run(|_| Ok(reply(200, FAIL)));
    assert!(outcome.is_err());
    assert!(resumed.now - first < secs(125), "{:?}", resumed.now - first);
}
