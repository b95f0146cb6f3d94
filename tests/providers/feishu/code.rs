//! The request of a code, and its link (specification sections 2.2 and 2.3).

use qrlogin::{Event, Flow as _, QrCode};
use qrlogin_test_support::{START, secs};

use super::*;

/// The code of a login that was begun with this reply.
fn code_of(provider: Feishu, body: &str) -> QrCode {
    let mut rig = Rig::new(Login::new(provider, seed()));
    rig.ok(body);
    rig.call();
    match rig.events.first() {
        Some(Event::Code(code)) => code.clone(),
        other => panic!("{other:?}"),
    }
}

fn payload(provider: Feishu, link: &str) -> String {
    let reply = serde_json::json!({"device_code": "d", "verification_uri_complete": link});
    let code = code_of(provider, &reply.to_string());
    code.payload.expose().to_owned()
}

/// How a login ends that gets this reply to each request for a code.
fn refused_start(status: u16, body: &str) -> Error {
    let response = reply(status, body);
    begin().end_with(&response).unwrap().err().unwrap()
}

#[test]
fn a_code_is_requested_as_the_service_s_kit_does() {
    let mut rig = begin();
    let call = rig.call();
    assert_eq!(call.name, "begin");
    assert_eq!(call.request.method(), "POST");
    let address = "https://accounts.feishu.cn/oauth/v1/app/registration";
    assert_eq!(call.request.uri(), address);
    let form =
        "action=begin&archetype=PersonalAgent&auth_method=client_secret&request_user_info=open_id";
    assert_eq!(body(&call), form);
    let headers = call.request.headers();
    assert_eq!(headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(headers["accept"], "application/json");
}

#[test]
fn the_code_is_the_link_with_our_pairs() {
    let code = code_of(Feishu::new(), CODE);
    let text =
        "https://open.feishu.cn/page/launcher?user_code=ABCD-EFGH&from=sdk&source=qrlogin&tp=sdk";
    assert_eq!(code.payload.expose(), text);
    assert_eq!(code.user_code.unwrap().expose(), "ABCD-EFGH");
    let page = "https://open.feishu.cn/page/launcher";
    assert_eq!(code.verification_uri.as_deref(), Some(page));
    assert_eq!(code.expires_at, START + secs(600));
    assert_eq!(code.scan_with, "Feishu or Lark");
    assert!(code.notice.unwrap().contains("only if you started"));
}

#[test]
fn a_pair_of_the_link_is_replaced_by_ours() {
    let link = "https://open.feishu.cn/page?from=web&user_code=A&source=x&source=y&tp=1#top";
    let text = "https://open.feishu.cn/page?user_code=A&from=sdk&source=qrlogin&tp=sdk#top";
    assert_eq!(payload(Feishu::new(), link), text);
}

#[test]
fn a_link_without_pairs_gets_ours() {
    let text = "https://open.larksuite.com/page?from=sdk&source=qrlogin&tp=sdk";
    assert_eq!(
        payload(Feishu::new(), "https://open.larksuite.com/page"),
        text
    );
}

#[test]
fn what_the_page_proposes_is_in_the_link() {
    let provider = Feishu::new()
        .source("my bot")
        .and_then(|it| it.name("Reader of {user}"))
        .and_then(|it| it.desc("reads & writes"))
        .and_then(|it| it.avatars(["https://a.example/1.png", "https://a.example/2.png"]));
    let text = payload(
        provider.unwrap().create_only(),
        "https://open.feishu.cn/page?user_code=A&name=other&avatar=x&clientID=cli_2",
    );
    let pairs = "user_code=A&clientID=cli_2&from=sdk&source=my+bot&tp=sdk&avatar=https%3A%2F%2Fa.example%2F1.png&avatar=https%3A%2F%2Fa.example%2F2.png&name=Reader+of+%7Buser%7D&desc=reads+%26+writes&createOnly=true";
    assert_eq!(text, format!("https://open.feishu.cn/page?{pairs}"));
}

#[test]
fn an_existing_app_is_named_in_the_link() {
    let provider = Feishu::new().client_id("cli_a1").unwrap();
    let text = payload(provider, "https://open.feishu.cn/page");
    assert!(text.ends_with("&tp=sdk&clientID=cli_a1"), "{text}");
}

#[test]
fn a_foreign_link_is_not_shown() {
    for link in [
        "https://evil.example/page",
        "https://open.feishu.cn.evil.example/",
        "https://evilfeishu.cn/",
        "http://open.feishu.cn/page",
        "https://user@open.feishu.cn/page",
        "https://open.feishu.cn:8443/page",
        "https://open.feishu.cn\\@evil.example/",
        "javascript:alert(1)",
    ] {
        for name in ["verification_uri", "verification_uri_complete"] {
            let mut code: serde_json::Value = serde_json::from_str(CODE).unwrap();
            code[name] = link.into();
            let error = refused_start(200, &code.to_string());
            assert_eq!(error.kind(), "untrusted", "{name} {link}: {error}");
        }
    }
}

#[test]
fn a_code_that_cannot_be_used_is_malformed() {
    let long = format!("https://open.feishu.cn/{}", "x".repeat(1_100));
    for (name, value) in [
        ("device_code", ""),
        ("verification_uri_complete", ""),
        ("verification_uri_complete", "page"),
        ("verification_uri_complete", &long),
        ("user_code", "AB\u{1b}[2J"),
        ("user_code", &"A".repeat(65)),
    ] {
        let mut code: serde_json::Value = serde_json::from_str(CODE).unwrap();
        code[name] = value.into();
        let error = refused_start(200, &code.to_string());
        assert_eq!(error.kind(), "malformed", "{name} {value}");
    }
    assert_eq!(refused_start(200, "no JSON").kind(), "malformed");
}

#[test]
fn a_refused_start_says_why() {
    let word = r#"{"error":"invalid_request","error_description":"no {\"secret\"}"}"#;
    let error = Error::rejected("invalid_request", "no", Advice::SEE_MESSAGE);
    assert_eq!(refused_start(400, word), error);
    assert_eq!(refused_start(404, ""), Error::not_found(404));
    assert_eq!(refused_start(200, "<html>"), Error::intercepted(200));
    assert_eq!(refused_start(403, "{}"), Error::blocked(403));
}

#[test]
fn a_start_that_is_too_early_is_repeated() {
    let mut rig = begin();
    rig.answer(Ok(reply(400, r#"{"error":"slow_down"}"#)));
    assert_eq!(rig.call().name, "begin");
    assert_eq!(rig.kinds(), ["retrying"]);
}

#[test]
fn lifetime_and_interval_have_defaults_and_bounds() {
    for (fields, lifetime, interval) in [
        ("", 600, 5),
        (r#","expire_in":120,"interval":7"#, 120, 7),
        (
            r#","expires_in":"300","expire_in":120,"interval":"9""#,
            300,
            9,
        ),
        (r#","expires_in":0,"interval":0"#, 600, 5),
        (r#","expires_in":-1,"interval":-1"#, 600, 5),
        (r#","expires_in":99999999,"interval":99999"#, 86_400, 60),
        (r#","expires_in":"long","interval":null"#, 600, 5),
    ] {
        let link = "https://open.feishu.cn/page";
        let code = format!(r#"{{"device_code":"d","verification_uri_complete":"{link}"{fields}}}"#);
        let mut rig = begin();
        rig.ok(code);
        let before = rig.now;
        rig.call();
        assert_eq!(rig.now - before, secs(interval), "{fields}");
        let code = rig.flow.code().unwrap();
        assert_eq!(code.expires_at - before, secs(lifetime), "{fields}");
        assert_eq!((code.user_code, code.verification_uri), (None, None));
    }
}
