//! The bot of WeCom, answer by answer.

use qrlogin::bots::{WeCom, WeComCredential};
use qrlogin::export::Format;
use qrlogin::{Advice, Call, Credential, Error, Event, Login, Settings, flows};
use qrlogin_test_support::{Rig, START, reply, secs, seed};
use serde_json::json;

const LINK: &str = "https://work.weixin.qq.com/ai/qc/c?scode=s1";

/// The reply with a code (the vector of the specification, 4.4).
const STARTED: &str =
    r#"{"data":{"scode":"s1","auth_url":"https://work.weixin.qq.com/ai/qc/c?scode=s1"}}"#;
const SUCCESS: &str = r#"{"data":{"status":"success","bot_info":{"botid":"b","secret":"x"}}}"#;

/// A login that waits for the first reply.
fn begun() -> Rig<Login<WeCom>> {
    Rig::new(Login::new(WeCom::new(), seed()))
}

/// A login whose code is on show.
fn shown() -> Rig<Login<WeCom>> {
    let mut rig = begun();
    rig.ok(STARTED);
    rig
}

fn status(status: &str) -> String {
    json!({"errcode": 0, "data": {"status": status}}).to_string()
}

/// The first call of a login with these settings.
fn first(settings: &[(&str, &str)]) -> Result<Call, Error> {
    let settings: Settings = settings.iter().copied().collect();
    let info = flows::find("wecom").unwrap();
    let login = info.login(&settings, seed(), &flows::Options::default())?;
    Ok(Rig::new(login).call())
}

/// What a login yields that gets this reply to a poll.
fn end(body: &str) -> Result<WeComCredential, Error> {
    let mut rig = shown();
    rig.ok(body);
    rig.end()
}

#[test]
fn the_first_call_names_program_and_system() {
    let url = |settings| first(settings).unwrap().request.uri().to_string();
    let base = "https://work.weixin.qq.com/ai/qc/generate";
    assert_eq!(url(&[]), format!("{base}?source=qrlogin&plat=0"));
    let settings = [("source", "desk-2.0"), ("plat", "linux")];
    assert_eq!(url(&settings), format!("{base}?source=desk-2.0&plat=3"));
    assert_eq!(first(&[]).unwrap().request.method(), "GET");
}

#[test]
fn settings_that_cannot_work_are_refused() {
    let long = "a".repeat(65);
    for (name, value) in [
        ("source", ""),
        ("source", "a b"),
        ("source", "a&b=c"),
        ("source", &long),
        ("plat", "3"),
        ("plat", "Linux"),
    ] {
        match first(&[(name, value)]).err().unwrap() {
            Error::Setting { name: of, .. } => assert_eq!(of, name),
            error => panic!("{name}={value}: {error}"),
        }
    }
}

#[test]
fn the_code_is_the_link_with_a_notice_for_wecom() {
    let mut rig = shown();
    rig.call();
    let [Event::Code(code)] = rig.events.as_slice() else {
        panic!("{:?}", rig.events);
    };
    assert_eq!(code.payload.expose(), LINK);
    assert_eq!(code.scan_with, "WeCom");
    assert_eq!(code.expires_at, START + secs(300));
    let notice = code.notice.as_deref().unwrap();
    assert!(notice.contains("not with WeChat"), "{notice}");
    assert!(notice.contains("into a WeCom chat"), "{notice}");
}

#[test]
fn only_the_page_of_a_code_is_shown() {
    for link in [
        "https://evil.example/ai/qc/c?scode=s1",
        "https://work.weixin.qq.com.evil.example/ai/qc/c?scode=s1",
        "http://work.weixin.qq.com/ai/qc/c?scode=s1",
        "https://work.weixin.qq.com:8443/ai/qc/c?scode=s1",
        "https://work.weixin.qq.com:443/ai/qc/c?scode=s1",
        "https://jo@work.weixin.qq.com/ai/qc/c?scode=s1",
        "https://work.weixin.qq.com/ai/qc/c/../d?scode=s1",
        "https://work.weixin.qq.com/ai/qc/d?scode=s1",
        "https://work.weixin.qq.com/ai/qc/c",
        "https://work.weixin.qq.com/ai/qc/c?",
        "https://work.weixin.qq.com/ai/qc/c?#scode=s1",
        "https://work.weixin.qq.com/ai/qc/c?scode=s1 x",
        "javascript:alert(1)",
    ] {
        let mut rig = begun();
        rig.ok(json!({"data": {"scode": "s1", "auth_url": link}}).to_string());
        let error = rig.error();
        assert!(matches!(error, Error::Untrusted { .. }), "{link}: {error}");
        assert_eq!(rig.kinds(), [""; 0], "{link}");
    }
}

#[test]
fn a_reply_without_a_code_is_malformed() {
    let long = format!("{LINK}{}", "x".repeat(1_024));
    for data in [
        json!({"auth_url": LINK}),
        json!({"scode": "s1"}),
        json!({"scode": "s1", "auth_url": "no address"}),
        json!({"scode": "s1", "auth_url": long}),
        json!(null),
    ] {
        let body = json!({"errcode": 0, "data": data}).to_string();
        let mut rig = begun();
        let error = rig.end_with(&reply(200, body)).unwrap().err().unwrap();
        assert!(matches!(error, Error::Malformed { .. }), "{data}: {error}");
    }
}

#[test]
fn polls_name_the_code_and_are_three_seconds_apart() {
    let mut rig = shown();
    let before = rig.now;
    let call = rig.call();
    let url = "https://work.weixin.qq.com/ai/qc/query_result?scode=s1";
    assert_eq!(call.request.uri().to_string(), url);
    assert_eq!(rig.now, before + secs(3));
    rig.ok(status("waiting"));
    rig.call();
    assert_eq!(rig.now, before + secs(6));
}

#[test]
fn a_code_that_was_not_scanned_is_waited_for() {
    let mut rig = shown();
    for body in [
        r#"{"data":{"status":""}}"#,
        r#"{"errcode":0,"data":{"status":"waiting"}}"#,
        r#"{"errcode":"0","data":{"status":null}}"#,
        r#"{"data":{}}"#,
        r#"{"data":null}"#,
        "{}",
    ] {
        rig.ok(body);
        rig.call();
    }
    assert_eq!(rig.kinds(), ["code"]);
}

#[test]
fn a_scan_is_reported_once_under_both_words() {
    for words in [["scanned", "confirmed"], ["confirmed", "confirmed"]] {
        let mut rig = shown();
        for word in words {
            rig.ok(status(word));
        }
        rig.ok(SUCCESS);
        assert!(rig.end().is_ok());
        assert_eq!(rig.kinds(), ["code", "scanned", "confirmed"]);
    }
}

#[test]
fn a_success_has_the_bot_and_its_secret() {
    let credential = end(SUCCESS).unwrap();
    assert_eq!(credential.app_id.expose(), "b");
    assert_eq!(credential.app_secret.expose(), "x");
    let other = r#"{"data":{"status":" SUCCESS ","bot_info":{"bot_id":17,"secret":"x"}}}"#;
    assert_eq!(end(other).unwrap().app_id.expose(), "17");
    let exported = Credential::from(credential.clone());
    let exported = exported.export(Format::Json).unwrap();
    let exported: serde_json::Value = serde_json::from_str(exported.expose()).unwrap();
    let expected = json!({"flow": "wecom", "app_id": "b", "app_secret": "x"});
    assert_eq!(exported, expected);
    let seen = format!("{credential:?}");
    assert!(!seen.contains("\"b\"") && !seen.contains("\"x\""), "{seen}");
}

#[test]
fn a_success_that_lacks_a_part_ends_at_once() {
    for (bot, missing) in [
        (json!({"secret": "x"}), &["botid"][..]),
        (
            json!({"botid": "", "bot_id": null, "secret": "x"}),
            &["botid"],
        ),
        (json!({"botid": "b"}), &["secret"]),
        (json!([]), &["botid", "secret"]),
        (json!(null), &["botid", "secret"]),
    ] {
        let body = json!({"data": {"status": "success", "bot_info": bot}}).to_string();
        let expected = Error::incomplete(missing.iter().copied());
        assert_eq!(end(&body).err(), Some(expected), "{bot}");
    }
}

#[test]
fn words_that_end_a_code_end_the_login() {
    for (words, expected) in [
        (&["expired", "timeout", "Timeout"][..], Error::Expired),
        (
            &["fail", "rejected", "cancel", "canceled", "cancelled"],
            Error::Denied,
        ),
    ] {
        for word in words {
            assert_eq!(end(&status(word)).err(), Some(expected.clone()), "{word}");
        }
    }
}

#[test]
fn an_unknown_state_is_waited_for_and_then_reported() {
    let mut rig = shown();
    let unknown = reply(200, status("Paused"));
    let error = rig.run(|_| Ok(unknown.clone())).err().unwrap();
    assert_eq!(error, Error::rejected("paused", "", Advice::REPORT_CHANGE));
    let mut rig = shown();
    rig.ok(status("paused"));
    let waiting = reply(200, status("waiting"));
    let error = rig.run(|_| Ok(waiting.clone())).err();
    assert_eq!(error, Some(Error::Expired));
}

#[test]
fn an_error_code_ends_the_login_with_its_message() {
    let refused = r#"{"errcode":40001,"errmsg":"no bots here"}"#;
    let expected = Error::rejected(40001, "no bots here", Advice::SEE_MESSAGE);
    let mut rig = begun();
    rig.ok(refused);
    assert_eq!(rig.error(), expected);
    assert_eq!(end(refused).err(), Some(expected.clone()));
    let mut rig = shown();
    rig.answer(Ok(reply(400, refused)));
    assert_eq!(rig.error(), expected);
}

#[test]
fn an_error_at_the_end_of_the_code_is_expired() {
    let refused = reply(200, r#"{"errcode":40002,"errmsg":"no such code"}"#);
    for (at, expired) in [(288, false), (291, true), (300, true)] {
        let mut rig = shown();
        while rig.call().name == "query_result" && rig.now < START + secs(at) {
            rig.ok(status("waiting"));
        }
        rig.answer(Ok(refused.clone()));
        assert_eq!(rig.error() == Error::Expired, expired, "{at}");
    }
}

#[test]
fn an_overload_is_waited_out_and_a_refusal_is_not() {
    let mut rig = shown();
    for status in [500, 502, 429, 408, 503, 504] {
        rig.answer(Ok(reply(status, "")));
    }
    rig.ok(SUCCESS);
    assert!(rig.end().is_ok());
    for (status, expected) in [
        (403, Error::blocked(403)),
        (404, Error::not_found(404)),
        (302, Error::intercepted(302)),
    ] {
        for body in ["", "{}"] {
            let mut rig = shown();
            rig.answer(Ok(reply(status, body)));
            assert_eq!(rig.error(), expected);
        }
    }
    assert_eq!(end("<html>").err(), Some(Error::intercepted(200)));
}

#[test]
fn an_expired_code_is_renewed() {
    let mut rig = Rig::new(Login::new(WeCom::new(), seed()).renewals(1));
    rig.ok(STARTED);
    rig.ok(status("expired"));
    assert_eq!(rig.ok(STARTED).name, "generate");
    rig.ok(SUCCESS);
    assert!(rig.end().is_ok());
    assert_eq!(rig.count("code"), 2);
}
