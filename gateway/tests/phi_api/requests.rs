//! How requests are read.

use axum::http::Method;
use axum::http::header::ALLOW;
use qrlogin_gateway::PhiApiStyle;
use serde_json::{Value, json};

use crate::served::{INTERNATIONAL, Served};

const AT_ONCE: &str = "person = confirm@0s";

#[tokio::test]
async fn paths_match_without_regard_to_case() {
    let served = Served::new(AT_ONCE);
    for path in [
        "/phiApi/LoginQrCode/GetNewQrCode",
        "/phiApi/LoginQrCode/GetNewQRCode",
        "/phiapi/loginqrcode/getnewqrcode",
        "/PHIAPI/LOGINQRCODE/GETNEWQRCODE",
        "/api/LoginQrCode/GetNewQrCode",
        "/LoginQrCode/GetNewQrCode",
    ] {
        assert!(
            served.get(path).await.data()["deviceCode"].is_string(),
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let served = Served::new(AT_ONCE);
    for path in [
        "/phiApi/LoginQrCode/GetNewQRCode2",
        "/other/LoginQrCode/GetNewQRCode",
        "/phiApi/GetNewQRCode",
        "/phiApi/LoginQrCode",
        "/",
    ] {
        assert_eq!(served.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn either_spelling_of_the_region_is_read() {
    let served = Served::new(AT_ONCE);
    for (query, end) in [
        ("", "io"),
        ("isInternational=true", "io"),
        ("isInternational=TRUE", "io"),
        ("isInternational=false", "cn"),
        ("isInternational=maybe", "cn"),
        ("isinternational=False", "cn"),
        ("useChinaEndpoint=true", "cn"),
        ("UseChinaEndpoint=True", "cn"),
        ("useChinaEndpoint=false", "io"),
        ("useChinaEndpoint=maybe", "io"),
        ("isInternational=false&useChinaEndpoint=true", "cn"),
        ("isInternational=true&useChinaEndpoint=true", "io"),
        ("useChinaEndpoint=false&isInternational=false", "cn"),
        ("other=true", "io"),
    ] {
        let url = served.code(query).await["url"].clone();
        let host = format!("https://accounts.taptap.{end}/");
        assert!(url.as_str().unwrap().starts_with(&host), "{query}: {url}");
    }
}

#[tokio::test]
async fn both_spellings_of_a_token_are_read_in_both_styles() {
    for style in [PhiApiStyle::Documented, PhiApiStyle::Current] {
        let served = Served::styled(AT_ONCE, style);
        served.token(INTERNATIONAL).await;
        let kid = served.services.issued("kid");
        let key = served.services.issued("mac_key");
        for token in [
            json!({ "kid": kid, "token": kid, "tokenType": "mac", "macKey": key, "macAlgorithm": "hmac-sha-1", "scope": "public_profile" }),
            json!({ "kid": kid, "access_token": kid, "token_type": "mac", "mac_key": key, "mac_algorithm": "hmac-sha-1", "scope": "public_profile" }),
            json!({ "kid": kid, "mac_key": key, "macKey": key, "unknown": [1] }),
            json!({ "KID": kid, "MacKey": key, "scope": null }),
        ] {
            let body = json!({ "data": token }).to_string();
            let answer = served.post("GetPhigrosToken", INTERNATIONAL, &body).await;
            let session = served.services.issued("sessionToken");
            assert_eq!(answer.status, 200);
            assert!(answer.body.contains(&session));
        }
    }
}

#[tokio::test]
async fn another_method_is_405_and_empty() {
    let served = Served::new(AT_ONCE);
    for (method, call, allowed) in [
        (Method::POST, "GetNewQRCode", "GET"),
        (Method::GET, "CheckQRCode", "POST"),
        (Method::PUT, "GetTapTapProfile", "POST"),
        (Method::OPTIONS, "GetPhigrosToken", "POST"),
    ] {
        let path = format!("/phiApi/LoginQrCode/{call}");
        let answer = served.send(method, &path, "application/json", "{}").await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (405, ""));
        assert_eq!(answer.headers[ALLOW], allowed);
    }
}

#[tokio::test]
async fn another_content_type_is_415_and_empty() {
    let served = Served::new(AT_ONCE);
    for call in ["CheckQRCode", "GetTapTapProfile", "GetPhigrosToken"] {
        for kind in ["", "text/plain", "application/x-www-form-urlencoded"] {
            let path = format!("/phiApi/LoginQrCode/{call}");
            let answer = served.send(Method::POST, &path, kind, "{}").await;
            assert_eq!((answer.status.as_u16(), answer.body.as_str()), (415, ""));
        }
    }
}

#[tokio::test]
async fn every_type_of_json_is_read() {
    let served = Served::new("person =");
    let code = served.code(INTERNATIONAL).await.to_string();
    for kind in [
        "application/json",
        "Application/JSON; charset=utf-8",
        "text/json",
        "application/problem+json",
    ] {
        let path = "/phiApi/LoginQrCode/CheckQRCode";
        let answer = served.send(Method::POST, path, kind, &code).await;
        assert_ne!(answer.status, 415, "{kind}");
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_code_minus_1() {
    let served = Served::new(AT_ONCE);
    for call in ["CheckQRCode", "GetTapTapProfile", "GetPhigrosToken"] {
        for (body, text) in [
            (" ", "does not contain any JSON tokens"),
            ("{\"a\":", "not valid JSON"),
            ("x", "not valid JSON"),
            ("null", "Body is empty"),
            ("[]", "could not be converted"),
            ("\"text\"", "could not be converted"),
        ] {
            let answer = served.post(call, INTERNATIONAL, body).await;
            let (status, code, message) = answer.failure();
            assert_eq!((status, code), (400, -1), "{call} {body}");
            assert!(message.contains(text), "{message}");
        }
    }
}

#[tokio::test]
async fn a_member_of_another_type_is_code_minus_1() {
    let served = Served::new(AT_ONCE);
    for (call, name, body) in [
        ("CheckQRCode", "$.deviceID", json!({ "deviceID": 1 })),
        ("CheckQRCode", "$.deviceCode", json!({ "deviceCode": {} })),
        ("CheckQRCode", "$.interval", json!({ "interval": "1" })),
        (
            "CheckQRCode",
            "$.expiresInSeconds",
            json!({ "expiresInSeconds": 3e9 }),
        ),
        ("GetTapTapProfile", "$.data", json!({ "data": "text" })),
        (
            "GetPhigrosToken",
            "$.data.kid",
            json!({ "data": { "kid": 1 } }),
        ),
    ] {
        let answer = served.post(call, INTERNATIONAL, &body.to_string()).await;
        let (status, code, message) = answer.failure();
        assert_eq!((status, code), (400, -1), "{body}");
        let end = format!("Path: {name}.");
        assert!(message.ends_with(&end), "{message}");
    }
}

#[tokio::test]
async fn a_poll_without_a_code_is_code_11() {
    let served = Served::new(AT_ONCE);
    let code = served.code(INTERNATIONAL).await;
    let whole = json!({ "success": true, "data": code });
    for body in [json!({}), whole, json!({ "deviceCode": "FAKE" })] {
        let text = body.to_string();
        let answer = served.post("CheckQRCode", INTERNATIONAL, &text).await;
        let (status, code, message) = answer.failure();
        assert_eq!((status, code), (500, 11), "{body}");
        assert!(message.starts_with("Object reference not set"), "{message}");
    }
    assert_eq!(served.services.count("poll"), 0);
}

async fn is_without_a_token(body: Value, text: &str) {
    let served = Served::new(AT_ONCE);
    for call in ["GetTapTapProfile", "GetPhigrosToken"] {
        let answer = served.post(call, INTERNATIONAL, &body.to_string()).await;
        let (status, code, message) = answer.failure();
        assert_eq!((status, code, message.as_str()), (500, 114, text), "{body}");
    }
    assert_eq!(served.services.count("profile"), 0);
}

#[tokio::test]
async fn a_call_without_a_token_is_code_114() {
    for body in [
        json!({}),
        json!({ "data": null }),
        json!({ "kid": "1/FAKE", "macKey": "FAKE" }),
        json!({ "data": { "kid": "1/FAKE" } }),
        json!({ "data": { "kid": "", "macKey": "FAKE" } }),
    ] {
        is_without_a_token(body, "Value cannot be null. (Parameter 'token')").await;
    }
}

#[tokio::test]
async fn an_unknown_mac_algorithm_is_code_114() {
    let token = json!({ "kid": "1/FAKE", "macKey": "FAKE", "macAlgorithm": "md5" });
    is_without_a_token(json!({ "data": token }), "Unsupported MAC algorithm").await;
}

#[tokio::test]
async fn a_kid_that_fits_no_header_is_not_sent() {
    let served = Served::new(AT_ONCE);
    let body = json!({ "data": { "kid": "1/\"\r\nx: y", "macKey": "FAKE" } }).to_string();
    let answer = served.post("GetTapTapProfile", INTERNATIONAL, &body).await;
    assert_eq!(answer.failure().1, 114);
    assert_eq!(served.services.count("profile"), 0);
}

#[tokio::test]
async fn a_body_over_the_limit_is_413() {
    let served = Served::new(AT_ONCE);
    let body = format!("{{\"deviceID\":\"{}\"}}", "x".repeat(70_000));
    let answer = served.post("CheckQRCode", INTERNATIONAL, &body).await;
    assert_eq!(answer.status, 413);
}
