//! The states of a poll (specification section 5.3).

use super::*;
use qrlogin::{Advice, Error};
use qrlogin_test_support::{header, reply, secs};

#[test]
fn polls_name_the_task_and_are_two_seconds_apart() {
    let (mut rig, _) = shown();
    let before = rig.now;
    let call = rig.call();
    let url = "https://q.qq.com/lite/poll_bind_result";
    assert_eq!(call.request.uri().to_string(), url);
    assert_eq!(header(&call, "accept"), Some("application/json"));
    assert_eq!(body(&call), json!({"task_id": "t1"}));
    assert_eq!(rig.now, before + secs(2));
    rig.ok(status(0));
    rig.call();
    assert_eq!(rig.now, before + secs(4));
}

#[test]
fn neither_none_nor_pending_is_a_scan() {
    let (mut rig, _) = shown();
    for body in [
        status(0),
        status("0"),
        status(1),
        status(" 1 "),
        status(Value::Null),
        r#"{"data":{}}"#.to_owned(),
        r#"{"data":null}"#.to_owned(),
    ] {
        rig.ok(body);
        rig.call();
    }
    assert_eq!(rig.kinds(), ["code"]);
}

#[test]
fn an_expired_code_is_renewed_with_the_same_key() {
    for expired in [status(3), status("3")] {
        let mut rig = Rig::new(Login::new(QqBot::new(), seed()).renewals(1));
        let first = rig.ok(STARTED);
        rig.ok(expired.clone());
        let second = rig.ok(STARTED);
        assert_eq!(body(&first), body(&second));
        rig.ok(expired);
        assert_eq!(rig.error(), Error::Expired);
        assert_eq!(rig.count("code"), 2);
    }
}

#[test]
fn a_code_is_waited_for_ten_minutes() {
    for body in [status(1), r#"{"retcode":0,"data":{}}"#.to_owned()] {
        let (mut rig, _) = shown();
        let before = rig.now;
        let waiting = reply(200, body);
        let error = rig.run(|_| Ok(waiting.clone())).err();
        assert_eq!(error, Some(Error::Expired));
        assert_eq!(rig.now, before + secs(600));
    }
}

#[test]
fn an_unknown_state_is_waited_for_and_then_reported() {
    for state in [json!(7), json!("7")] {
        let (mut rig, _) = shown();
        let unknown = reply(200, status(state));
        let error = rig.run(|_| Ok(unknown.clone())).err().unwrap();
        assert_eq!(error, Error::rejected(7, "", Advice::REPORT_CHANGE));
    }
    let (mut rig, _) = shown();
    rig.ok(status(7));
    let waiting = reply(200, status(0));
    let error = rig.run(|_| Ok(waiting.clone())).err();
    assert_eq!(error, Some(Error::Expired));
}

#[test]
fn a_refused_poll_ends_the_login_with_its_message() {
    for code in [200, 400] {
        let (mut rig, _) = shown();
        let refused = r#"{"retcode":10003,"msg":"no such task"}"#;
        rig.answer(Ok(reply(code, refused)));
        let expected = Error::rejected(10003, "no such task", Advice::SEE_MESSAGE);
        assert_eq!(rig.error(), expected);
    }
}

#[test]
fn an_overload_is_waited_out_and_a_refusal_is_not() {
    let mut rig = shown_with_key();
    for status in [500, 502, 429, 408, 503, 504] {
        rig.answer(Ok(reply(status, "")));
    }
    rig.ok(completed().to_string());
    assert!(rig.end().is_ok());
    for (status, expected) in [
        (403, Error::blocked(403)),
        (404, Error::not_found(404)),
        (302, Error::intercepted(302)),
    ] {
        for body in ["", "{}"] {
            let (mut rig, _) = shown();
            rig.answer(Ok(reply(status, body)));
            assert_eq!(rig.error(), expected);
        }
    }
    let (mut rig, _) = shown();
    rig.ok("<html>");
    assert_eq!(rig.error(), Error::intercepted(200));
}
