//! What a poll answers while and after the user decides.

use axum::http::Method;
use qrlogin_test_support::secs;
use serde_json::json;

use crate::served::{CHINA, INTERNATIONAL, Served, error_in, replying, send};

const NOT_DONE: (u16, i64, &str) = (200, 1, "Login progress not done");

async fn first_poll(settings: &str) -> (u16, i64, String) {
    let served = Served::new(settings);
    let code = served.code(INTERNATIONAL).await;
    served.poll(INTERNATIONAL, &code).await.failure()
}

async fn is_not_done(settings: &str) {
    let (status, code, message) = first_poll(settings).await;
    assert_eq!((status, code, message.as_str()), NOT_DONE);
}

#[tokio::test]
async fn a_code_that_was_not_scanned_is_not_done() {
    is_not_done("person =").await;
}

#[tokio::test]
async fn a_scanned_code_is_not_done() {
    is_not_done("person = scan@0s").await;
}

#[tokio::test]
async fn a_denied_login_is_not_done() {
    is_not_done("person = deny@0s").await;
}

#[tokio::test]
async fn an_expired_code_is_refused_in_taptaps_words() {
    for error in ["invalid_grant_code", "invalid_grant", "expired_token"] {
        let served = Served::new(&format!("person =\ntaptap.expired = {error}"));
        let code = served.code(INTERNATIONAL).await;
        served.services.world().wait(secs(300));
        let (status, number, message) = served.poll(INTERNATIONAL, &code).await.failure();
        assert_eq!((status, number), (500, 11));
        assert_eq!(error_in(&message), error);
    }
}

#[tokio::test]
async fn a_refusal_has_the_form_of_the_document() {
    let (_, _, message) = first_poll("taptap.token = invalid_grant_code").await;
    let start = r#"{"data":{"code":-1,"msg":"请求错误","error":"invalid_grant_code","error_description":"oauth2.tapapis.com.INVALID_GRANT_CODE: "#;
    assert!(message.starts_with(start), "{message}");
    assert!(
        message.ends_with(r#""},"now":1700000003,"success":false}"#),
        "{message}"
    );
}

#[tokio::test]
async fn an_invalid_code_is_refused_in_taptaps_words() {
    let served = Served::new("");
    let code = json!({ "deviceID": "a device", "deviceCode": "FAKE" });
    let (status, code, message) = served.poll(INTERNATIONAL, &code).await.failure();
    assert_eq!((status, code), (500, 11));
    assert_eq!(error_in(&message), "invalid_grant_code");
}

#[tokio::test]
async fn a_code_of_the_other_region_is_refused() {
    let served = Served::new("person = confirm@0s");
    let code = served.code(CHINA).await;
    let (status, code, message) = served.poll(INTERNATIONAL, &code).await.failure();
    assert_eq!((status, code), (500, 11));
    assert_eq!(error_in(&message), "invalid_grant_code");
}

#[tokio::test]
async fn another_refusal_is_passed_on() {
    for error in [
        "slow_down",
        "server_error",
        "too_many_login_attempts",
        "invalid_request",
        "captcha.needs",
        "brand_new_error",
    ] {
        let (status, code, message) = first_poll(&format!("taptap.token = {error}")).await;
        assert_eq!((status, code), (500, 11));
        assert_eq!(error_in(&message), error);
    }
}

#[tokio::test]
async fn a_reply_that_is_no_refusal_is_not_passed_on() {
    let (status, code, message) = first_poll("taptap.token = text").await;
    assert_eq!((status, code), (500, 11));
    assert!(!message.contains("upstream connect error"), "{message}");
    assert!(!message.starts_with('{'), "{message}");
}

#[tokio::test]
async fn an_overload_is_a_failure_of_the_poll() {
    for fault in ["status:503", "hang", "cut-before", "html"] {
        let settings = format!("fault.1 = taptap/token {fault}");
        let (status, code, message) = first_poll(&settings).await;
        assert_eq!((status, code), (500, 11), "{fault}");
        assert!(!message.starts_with('{'), "{message}");
    }
}

#[tokio::test]
async fn a_token_without_its_key_is_a_failure() {
    let (status, code, message) = first_poll("person = confirm@0s\ntaptap.lacks = mac_key").await;
    assert_eq!((status, code), (500, 11));
    assert!(message.contains("mac_key"), "{message}");
}

/// What a poll answers when TapTap's reply is this.
async fn polled(reply: serde_json::Value) -> String {
    let router = replying(400, reply.to_string());
    let path = "/phiApi/LoginQrCode/CheckQRCode";
    let body = json!({ "deviceID": "a device", "deviceCode": "s3cr3t/code" }).to_string();
    let answer = send(&router, Method::POST, path, "application/json", &body).await;
    let (status, code, message) = answer.failure();
    assert_eq!((status, code), (500, 11));
    message
}

#[tokio::test]
async fn a_refusal_that_repeats_the_device_code_is_withheld() {
    for text in ["no s3cr3t/code", "no s3cr3t\\/code"] {
        let message = polled(json!({
            "data": { "code": -1, "error": "invalid_request", "error_description": text },
            "success": false,
        }));
        let message = message.await;
        assert!(!message.contains("s3cr3t/code"), "{message}");
    }
}

#[tokio::test]
async fn a_refusals_unknown_members_are_left_out() {
    let message = polled(json!({
        "data": { "code": -1, "error": "invalid_request", "mac_key": "s3cr3t" },
        "kid": "s3cr3t",
        "success": false,
    }));
    let message = message.await;
    assert_eq!(error_in(&message), "invalid_request");
    assert!(!message.contains("s3cr3t"), "{message}");
}
