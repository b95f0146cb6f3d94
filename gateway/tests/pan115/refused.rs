//! Requests that break a rule.

use serde_json::{Value, json};

use crate::support::Rig;

const UID: &str = r#"{"field":"uid","tag":"required","value":"","message":"uid is required"}"#;
const SIGN: &str = r#"{"field":"sign","tag":"required","value":"","message":"sign is required"}"#;
const TIME: &str = r#"{"field":"time","tag":"required","value":"0","message":"time is required"}"#;

/// The reply to this request is 400 with these broken rules, and nothing reaches the service.
async fn assert_broken(call: &str, body: &str, message: &str, details: &[&str]) {
    let rig = Rig::new("");
    let reply = rig.post_as(call, "application/json", body).await;
    assert_eq!(reply.status, 400, "{body}");
    let details = details.join(",");
    let expected = format!("{{\"message\":\"{message}\",\"details\":[{details}]}}\n");
    assert_eq!(reply.text(), expected, "{body}");
    assert_eq!(reply.headers["content-type"], "application/json");
    assert_eq!(rig.service.world().simulator().log().len(), 0, "{body}");
}

#[tokio::test]
async fn image_requires_a_uid() {
    for body in ["", "{}", "null", r#"{"uid":""}"#, r#"{"uid":null}"#] {
        assert_broken("image", body, "uid is required", &[UID]).await;
    }
}

#[tokio::test]
async fn status_and_login_require_three_fields() {
    let all = "uid is required; sign is required; time is required";
    for call in ["status", "login"] {
        for body in ["", "{}", r#"{"uid":"","sign":"","time":0}"#] {
            assert_broken(call, body, all, &[UID, SIGN, TIME]).await;
        }
        let body = r#"{"sign":"s","time":1}"#;
        assert_broken(call, body, "uid is required", &[UID]).await;
        let body = r#"{"uid":"u","time":-1}"#;
        assert_broken(call, body, "sign is required", &[SIGN]).await;
        let body = r#"{"uid":"u","sign":"s"}"#;
        assert_broken(call, body, "time is required", &[TIME]).await;
    }
}

#[tokio::test]
async fn login_requires_a_known_app() {
    for app in ["linux", "Web", "harmony", " tv"] {
        let message = "app must be one of: web android ios tv alipaymini wechatmini qandroid";
        let details =
            format!(r#"{{"field":"app","tag":"oneof","value":"{app}","message":"{message}"}}"#);
        let body = json!({"uid": "u", "sign": "s", "time": 1, "app": app});
        assert_broken("login", &body.to_string(), message, &[&details]).await;
    }
}

/// The reply to this request is 400 with this text in `details`.
async fn assert_unreadable(call: &str, content_type: &str, body: &str, details: &str) {
    let rig = Rig::new("");
    let reply = rig.post_as(call, content_type, body).await;
    assert_eq!(reply.status, 400, "{body}");
    let expected = json!({"message": "Invalid request format", "details": details});
    assert_eq!(reply.json(), expected, "{body}");
}

#[tokio::test]
async fn broken_json_is_refused_without_being_quoted() {
    for call in ["start", "image", "status", "login"] {
        for body in ["{x", r#"{"uid":"secret"#, " "] {
            let details = "the body is not valid JSON";
            assert_unreadable(call, "application/json", body, details).await;
        }
        for body in ["[]", "1", "\"secret\""] {
            let details = "the body is not a JSON object";
            assert_unreadable(call, "application/json", body, details).await;
        }
    }
}

#[tokio::test]
async fn a_field_of_another_type_is_refused() {
    for (field, value, details) in [
        ("uid", json!(1), "uid must be a string"),
        ("sign", json!([]), "sign must be a string"),
        ("time", json!("1"), "time must be an integer of 64 bits"),
        ("time", json!(1.5), "time must be an integer of 64 bits"),
        (
            "time",
            json!(u64::MAX),
            "time must be an integer of 64 bits",
        ),
        ("app", json!(true), "app must be a string"),
    ] {
        let mut body = json!({"uid": "u", "sign": "s", "time": 1});
        body[field] = value;
        assert_unreadable("login", "application/json", &body.to_string(), details).await;
    }
}

#[tokio::test]
async fn another_content_type_is_refused() {
    for content_type in ["text/plain", "application/jsonp", ""] {
        let details = "the content type is not application/json";
        assert_unreadable("image", content_type, r#"{"uid":"u"}"#, details).await;
    }
}

#[tokio::test]
async fn a_form_says_nothing() {
    let rig = Rig::new("");
    let form = "application/x-www-form-urlencoded";
    let reply = rig.post_as("image", form, "uid=u").await;
    assert_eq!(
        (reply.status, reply.message().as_str()),
        (400, "uid is required")
    );
    assert_eq!(rig.post_as("start", form, "{}").await.status, 200);
}

#[tokio::test]
async fn what_the_call_does_not_know_is_ignored() {
    let rig = Rig::new("");
    for body in [
        r#"{"UID":"u","app":5,"more":[1]}"#,
        r#"{"uid":"u"} and more"#,
    ] {
        let json = "Application/JSON; charset=utf-8";
        assert_eq!(rig.post_as("image", json, body).await.status, 200, "{body}");
    }
}

#[tokio::test]
async fn a_uid_too_long_for_a_code_is_refused() {
    let rig = Rig::new("");
    let reply = rig.post("image", &json!({"uid": "u".repeat(3000)})).await;
    assert_eq!(reply.status, 400);
    assert_eq!(reply.json()["details"], "uid is too long for a QR code");
}

#[tokio::test]
async fn a_body_too_long_is_refused() {
    let rig = Rig::new("");
    let reply = rig.post("image", &json!({"uid": "u".repeat(70_000)})).await;
    assert_eq!(reply.status, 413);
    assert_eq!(reply.message(), "Payload Too Large");
}

#[tokio::test]
async fn another_method_is_refused_with_the_right_one() {
    let rig = Rig::new("");
    for call in ["start", "image", "status", "login"] {
        for method in ["GET", "PUT", "DELETE", "OPTIONS"] {
            let reply = rig
                .bare(method, &format!("/api/v1/115/qrcode/{call}"))
                .await;
            assert_eq!(reply.status, 405, "{method} {call}");
            assert_eq!(reply.headers["allow"], "POST");
            assert_eq!(reply.text(), "{\"message\":\"Method Not Allowed\"}\n");
        }
    }
}

#[tokio::test]
async fn another_path_is_not_found() {
    let rig = Rig::new("");
    for path in ["qrcode/start/", "qrcode/", "qrcode/logout", "other"] {
        let reply = rig.bare("POST", &format!("/api/v1/115/{path}")).await;
        assert_eq!(reply.status, 404, "{path}");
        assert_eq!(reply.text(), "{\"message\":\"Not Found\"}\n");
    }
}

#[tokio::test]
async fn markup_is_escaped_as_the_original_does() {
    let rig = Rig::new("");
    let body: Value = json!({"uid": "u", "sign": "s", "time": 1, "app": "<b>&"});
    let reply = rig.post("login", &body).await;
    assert!(reply.text().contains(r#""value":"\u003cb\u003e\u0026""#));
}
