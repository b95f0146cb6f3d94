//! The calls before the code is shown (specification section 3.2).

use qrlogin::Flow as _;
use qrlogin::flows::{Options, find};
use qrlogin::{Event, Settings};
use qrlogin_test_support::{START, secs};

use super::*;

/// How a login ends that gets this in place of the code.
fn refused_code(status: u16, body: &str) -> Error {
    let response = reply(status, body);
    named().end_with(&response).unwrap().err().unwrap()
}

#[test]
fn the_program_is_named_first() {
    let mut rig = begin();
    let call = rig.ok(r#"{"errcode":0,"nonce":"n"}"#);
    assert_eq!(call.name, "init");
    let address = "https://oapi.dingtalk.com/app/registration/init";
    assert_eq!(call.request.uri(), address);
    assert_eq!(body(&call), r#"{"source":"TEST"}"#);
    assert_eq!(call.request.headers()["content-type"], "application/json");
    let call = rig.call();
    assert_eq!(call.request.uri().path(), "/app/registration/begin");
    assert_eq!(body(&call), r#"{"nonce":"n"}"#);
    assert_eq!(rig.now, START);
}

#[test]
fn the_code_is_the_link_as_it_came() {
    let mut rig = shown();
    rig.call();
    let [Event::Code(code)] = &rig.events[..] else {
        panic!("{:?}", rig.events);
    };
    let link = "https://open-dev.dingtalk.com/v?code=AB12-CD34";
    assert_eq!(code.payload.expose(), link);
    assert_eq!(code.user_code.as_ref().unwrap().expose(), "AB12-CD34");
    let page = "https://open-dev.dingtalk.com/v";
    assert_eq!(code.verification_uri.as_deref(), Some(page));
    assert_eq!(
        (code.expires_at, code.scan_with.as_str()),
        (START + secs(7200), "DingTalk")
    );
    assert!(code.notice.is_some());
}

#[test]
fn a_program_that_is_not_registered_is_refused() {
    let refused = r#"{"errcode":40035,"errmsg":"不合法的参数"}"#;
    let error = Error::rejected("40035", "不合法的参数", Advice::SEE_MESSAGE);
    let response = reply(200, refused);
    assert_eq!(
        begin().end_with(&response).unwrap().err(),
        Some(error.clone())
    );
    assert_eq!(refused_code(200, refused), error);
    assert_eq!(refused_code(400, refused), error);
}

#[test]
fn a_start_that_is_not_the_service_s_is_none() {
    assert_eq!(refused_code(200, "<html>"), Error::intercepted(200));
    assert_eq!(refused_code(404, ""), Error::not_found(404));
    assert_eq!(refused_code(403, "{}"), Error::blocked(403));
    assert_eq!(refused_code(200, "no JSON").kind(), "malformed");
    let response = reply(200, r#"{"errcode":0}"#);
    let error = begin().end_with(&response).unwrap().err().unwrap();
    assert_eq!(error, Error::malformed("init: no nonce"));
}

#[test]
fn code_and_link_are_required() {
    for name in ["device_code", "verification_uri_complete"] {
        let mut code = code();
        code[name] = Value::Null;
        let error = refused_code(200, &code.to_string());
        assert_eq!(error, Error::malformed(format!("begin: no {name}")));
    }
}

#[test]
fn a_foreign_link_is_not_shown() {
    for link in [
        "https://evil.example/v",
        "https://open-dev.dingtalk.com.evil.example/v",
        "https://evildingtalk.com/v",
        "http://open-dev.dingtalk.com/v",
        "https://a@open-dev.dingtalk.com/v",
        "https://open-dev.dingtalk.com:8443/v",
        "javascript:alert(1)",
    ] {
        for name in ["verification_uri", "verification_uri_complete"] {
            let mut code = code();
            code[name] = link.into();
            let error = refused_code(200, &code.to_string());
            assert_eq!(error.kind(), "untrusted", "{name} {link}");
        }
    }
}

#[test]
fn lifetime_and_interval_have_defaults_and_bounds() {
    for (expires_in, interval, lifetime, pause) in [
        (Value::Null, Value::Null, 7_200, 3),
        (json!(600), json!(10), 600, 10),
        (json!("600"), json!("10"), 600, 10),
        (json!(0), json!(0), 7_200, 5),
        (json!(-5), json!(-5), 7_200, 5),
        (json!(99_999_999), json!(99_999), 86_400, 60),
        (json!("long"), json!("soon"), 7_200, 3),
    ] {
        let mut rig = named();
        let mut code = code();
        (code["expires_in"], code["interval"]) = (expires_in, interval);
        rig.ok(code.to_string());
        rig.call();
        assert_eq!(rig.now, START + secs(pause), "{code}");
        let shown = rig.flow.code().unwrap();
        assert_eq!(shown.expires_at, START + secs(lifetime), "{code}");
    }
}

#[test]
fn optional_parts_of_the_code_may_be_missing() {
    let mut rig = named();
    let link = "https://open-dev.dingtalk.com/v?code=1";
    let code = json!({"device_code": "d", "verification_uri_complete": link});
    rig.ok(code.to_string());
    rig.call();
    let shown = rig.flow.code().unwrap();
    assert_eq!((shown.user_code, shown.verification_uri), (None, None));
}

#[test]
fn the_word_of_the_program_has_no_default() {
    let login = |settings: Settings| {
        let info = find("dingtalk").unwrap();
        info.login(&settings, seed(), &Options::new()).err()
    };
    let long = "A".repeat(65);
    for source in [
        None,
        Some(""),
        Some(" "),
        Some("a\u{1b}b"),
        Some(long.as_str()),
    ] {
        let settings = source.map_or(Settings::new(), |it| Settings::new().with("source", it));
        let error = login(settings);
        assert!(matches!(error, Some(Error::Setting { .. })), "{source:?}");
    }
    assert_eq!(login(Settings::new().with("source", " TEST ")), None);
}
