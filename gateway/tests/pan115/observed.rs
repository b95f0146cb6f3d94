//! The style of the original server.

use qrlogin_test_support::secs;
use serde_json::json;

use crate::support::Rig;

#[tokio::test]
async fn start_has_four_members() {
    let started = Rig::observed("").post("start", &json!({})).await.json();
    let names: Vec<_> = started.as_object().unwrap().keys().collect();
    assert_eq!(names, ["qrcode_content", "sign", "time", "uid"]);
}

#[tokio::test]
async fn a_broken_rule_has_details_and_error() {
    let rig = Rig::observed("");
    let reply = rig.post("image", &json!({})).await;
    assert_eq!(reply.status, 400);
    let rule = r#"{"field":"uid","tag":"required","value":"","message":"uid is required"}"#;
    let expected = format!("{{\"details\":[{rule}],\"error\":\"Validation failed\"}}\n");
    assert_eq!(reply.text(), expected);
    let reply = rig.post_as("image", "application/json", "{x").await;
    let expected = json!({
        "details": "the body is not valid JSON", "error": "Invalid request format",
    });
    assert_eq!((reply.status, reply.json()), (400, expected));
}

#[tokio::test]
async fn the_version_is_empty() {
    let rig = Rig::observed("");
    let code = rig.start().await;
    let status = rig.post("status", &code).await.json();
    assert_eq!(status["version"], "");
}

#[tokio::test]
async fn an_expired_code_is_a_failure() {
    let rig = Rig::observed("person = expire");
    let code = rig.start().await;
    rig.service.world().wait(secs(3600));
    for (call, failed) in [
        ("status", "ailed to check QR code status"),
        ("login", "ailed to complete QR code login"),
    ] {
        let reply = rig.post(call, &code).await;
        let expected = format!("F{failed}: f{failed}: 40199002: qrcode expired");
        assert_eq!((reply.status, reply.message()), (500, expected), "{call}");
    }
}

#[tokio::test]
async fn a_login_before_the_confirmation_is_a_failure() {
    let rig = Rig::observed("person = scan@1s confirm@60s");
    let code = rig.start().await;
    let reply = rig.post("login", &code).await;
    let failed = "ailed to complete QR code login";
    let expected = format!("F{failed}: f{failed}: unexpected error");
    assert_eq!((reply.status, reply.message()), (500, expected));
    assert_eq!(rig.service.count("login"), 0);
}

#[tokio::test]
async fn a_login_without_an_app_is_that_of_the_television() {
    let mut apps = vec![];
    for (rig, app) in [
        (Rig::observed(""), json!("")),
        (Rig::observed(""), json!("tv")),
        (Rig::new(""), json!("")),
    ] {
        let mut code = rig.confirmed().await;
        code["app"] = app;
        let uid = rig.post("login", &code).await.json()["credentials"]["uid"].clone();
        // The account, the app, the time.
        let app = uid.as_str().unwrap().split('_').nth(1).unwrap().to_owned();
        apps.push(app);
    }
    assert_eq!(apps[0], apps[1]);
    assert_ne!(apps[0], apps[2]);
}

#[tokio::test]
async fn a_failure_of_the_service_names_the_call() {
    let rig = Rig::observed("fault.1 = 115 cut-before");
    let reply = rig.post("start", &json!({})).await;
    let failed = "ailed to start QR code session";
    let text = "no answer from the service: the connection broke";
    assert_eq!(reply.message(), format!("F{failed}: f{failed}: {text}"));
}
