//! The request of a code (specification section 3).

use super::*;
use qrlogin::{Advice, Error, Event, Failure, Response};
use qrlogin_test_support::{START, header, reply, secs};

/// The error of a login whose first call always gets this reply.
fn refused(reply: &Response) -> Error {
    let mut rig = Rig::new(Login::new(Bot::new(), seed()));
    rig.end_with(reply).unwrap().err().unwrap()
}

fn with_text(text: &str) -> Error {
    let body = json!({"qrcode": KEY, "qrcode_img_content": text});
    refused(&reply(200, body.to_string()))
}

#[test]
fn a_code_is_requested_with_the_headers_of_the_client() {
    let mut rig = Rig::new(Login::new(Bot::new(), seed()));
    let call = rig.call();
    assert_eq!(call.request.method(), "POST");
    let uri = call.request.uri().to_string();
    assert_eq!(
        uri,
        "https://ilinkai.weixin.qq.com/ilink/bot/get_bot_qrcode?bot_type=3"
    );
    assert_eq!(call.request.body(), br#"{"local_token_list":[]}"#);
    for (name, value) in [
        ("content-type", "application/json"),
        ("authorizationtype", "ilink_bot_token"),
        ("ilink-app-id", "bot"),
        ("ilink-app-clientversion", "132105"),
    ] {
        assert_eq!(header(&call, name), Some(value), "{name}");
    }
    assert_eq!(header(&call, "authorization"), None);
    assert_eq!(header(&call, "skroutetag"), None);
    assert_eq!(call.timeout, secs(60));
}

#[test]
fn every_request_of_a_code_has_a_new_number() {
    let mut rig = Rig::new(Login::new(Bot::new(), seed()));
    let first = rig.lose(Failure::Connect, secs(1));
    let second = rig.call();
    let number = |call: &Call| header(call, "x-wechat-uin").unwrap().to_owned();
    assert_ne!(number(&first), number(&second));
}

#[test]
fn a_code_is_shown_for_five_minutes() {
    let mut rig = shown();
    rig.call();
    let Event::Code(code) = &rig.events[0] else {
        panic!("no code");
    };
    let text = format!("https://liteapp.weixin.qq.com/q/7Fake1?qrcode={KEY}&bot_type=3");
    assert_eq!(code.payload.expose(), text);
    assert_eq!(
        (code.image_url.as_ref(), code.expires_at),
        (None, START + secs(300))
    );
}

#[test]
fn a_reply_without_ret_is_a_success() {
    let text = "https://liteapp.weixin.qq.com/q/1";
    let body = json!({"qrcode": KEY, "qrcode_img_content": text});
    let mut rig = Rig::new(Login::new(Bot::new(), seed()));
    rig.ok(body.to_string());
    rig.call();
    assert_eq!(rig.kinds(), ["code"]);
}

#[test]
fn a_reply_without_key_or_text_is_malformed() {
    for body in [
        json!({"ret": 0, "qrcode": KEY}),
        json!({"ret": 0, "qrcode_img_content": "https://liteapp.weixin.qq.com/q/1"}),
        json!({"ret": 0, "qrcode": "", "qrcode_img_content": "https://liteapp.weixin.qq.com/q/1"}),
        json!([]),
    ] {
        let error = refused(&reply(200, body.to_string()));
        assert!(matches!(error, Error::Malformed { .. }), "{body}: {error}");
    }
}

#[test]
fn a_text_that_leads_elsewhere_is_refused() {
    for text in [
        "javascript:alert(1)",
        "http://liteapp.weixin.qq.com/q/1",
        "https://evil.example/q/1",
        "https://weixin.qq.com.evil.example/q/1",
        "https://liteapp.weixin.qq.com@evil.example/q/1",
        "https://liteapp.weixin.qq.com:8443/q/1",
        "https://liteapp.weixin.qq.com/\u{85}q/1",
    ] {
        let error = with_text(text);
        assert!(matches!(error, Error::Untrusted { .. }), "{text}: {error}");
    }
}

#[test]
fn a_text_of_ten_kilobytes_is_malformed() {
    let text = format!("https://liteapp.weixin.qq.com/q/{}", "x".repeat(10_240));
    assert!(matches!(with_text(&text), Error::Malformed { .. }));
}

#[test]
fn a_refusal_has_the_services_code_and_message() {
    for message in ["errmsg", "err_msg"] {
        let body = json!({"ret": -1, message: "system error"});
        let error = refused(&reply(200, body.to_string()));
        assert_eq!(
            error,
            Error::rejected(-1, "system error", Advice::SEE_MESSAGE)
        );
    }
}

#[test]
fn a_limit_is_waited_for_and_then_reported() {
    let busy = json!({"ret": -2, "errmsg": "freq limit"}).to_string();
    let mut rig = Rig::new(Login::new(Bot::new(), seed()));
    rig.ok(busy.clone());
    rig.ok(started());
    rig.call();
    assert_eq!(rig.kinds(), ["retrying", "code"]);
    let error = refused(&reply(200, busy));
    assert_eq!(error, Error::rejected(-2, "freq limit", Advice::TRY_LATER));
}

#[test]
fn a_page_or_a_bare_status_is_no_reply_of_the_service() {
    assert_eq!(
        refused(&reply(200, "<html></html>")),
        Error::intercepted(200)
    );
    assert_eq!(refused(&reply(404, "")), Error::not_found(404));
    assert_eq!(refused(&reply(403, "{}")), Error::blocked(403));
    assert_eq!(refused(&reply(302, "")), Error::intercepted(302));
    let told = refused(&reply(400, r#"{"ret":-7,"errmsg":"no"}"#));
    assert_eq!(told, Error::rejected(-7, "no", Advice::SEE_MESSAGE));
}
