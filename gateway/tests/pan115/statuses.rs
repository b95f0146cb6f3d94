//! What `status` says, and that `login` keeps to it.

use std::time::Duration;

use crate::support::Rig;

const BOTH: [&str; 2] = ["115.variant = observed", "115.variant = documented"];

/// The reply to `status` some seconds after the code was issued, in both variants of the service.
async fn assert_status(person: &str, after: u64, expected: &str) {
    for variant in BOTH {
        let rig = Rig::new(&format!("{variant}\nperson = {person}"));
        let code = rig.start().await;
        rig.wait(after);
        let reply = rig.post("status", &code).await;
        assert_eq!(reply.status, 200, "{variant}");
        assert_eq!(reply.text(), format!("{expected}\n"), "{variant}");
    }
}

#[tokio::test]
async fn a_new_code_is_waiting() {
    let expected = r#"{"status":0,"message":"Waiting for scan","version":"1.0"}"#;
    assert_status("expire", 0, expected).await;
}

#[tokio::test]
async fn a_scanned_code_is_scanned() {
    let expected =
        r#"{"status":1,"message":"QR code scanned, waiting for confirmation","version":"1.0"}"#;
    assert_status("scan@2s", 3, expected).await;
}

#[tokio::test]
async fn a_confirmed_code_is_confirmed() {
    let expected = r#"{"status":2,"message":"Login confirmed, ready to complete","version":"1.0"}"#;
    assert_status("confirm@2s", 3, expected).await;
}

#[tokio::test]
async fn an_expired_code_is_expired() {
    let expected = r#"{"status":-1,"message":"QR code expired","version":"1.0"}"#;
    assert_status("expire", 301, expected).await;
}

#[tokio::test]
async fn a_declined_login_is_canceled() {
    let expected = r#"{"status":-2,"message":"Login canceled","version":"1.0"}"#;
    assert_status("scan@1s deny@2s", 3, expected).await;
}

#[tokio::test]
async fn an_unknown_status_is_waiting() {
    let rig = Rig::new("115.waiting = 99\n115.hold = 0s\nperson = expire");
    let code = rig.start().await;
    assert_eq!(rig.status(&code).await, 0);
}

#[tokio::test]
async fn a_wrong_sign_is_expired() {
    let rig = Rig::new("");
    let mut code = rig.start().await;
    code["sign"] = "0".into();
    assert_eq!(rig.status(&code).await, -1);
}

#[tokio::test]
async fn the_time_goes_back_unchanged() {
    let rig = Rig::new("115.time = 13");
    let code = rig.start().await;
    assert!(code["time"].as_i64() > Some(1_000_000_000_000));
    rig.wait(10);
    assert_eq!(rig.status(&code).await, 2);
}

#[tokio::test]
async fn a_status_takes_eight_seconds_at_most() {
    let rig = Rig::new("person = expire");
    let code = rig.start().await;
    let before = rig.service.now();
    assert_eq!(rig.status(&code).await, 0);
    assert_eq!(rig.service.now() - before, Duration::from_secs(8));
}

/// The reply to an early `login`; the service is not asked to redeem the code.
async fn assert_not_ready(person: &str, after: u64, current: &str) {
    for variant in BOTH {
        let rig = Rig::new(&format!("{variant}\nperson = {person}"));
        let code = rig.start().await;
        rig.wait(after);
        let before = rig.service.now();
        let reply = rig.post("login", &code).await;
        assert_eq!(reply.status, 400, "{variant}");
        let expected = format!(
            concat!(
                r#"{{"credentials":{{"uid":"","cid":"","seid":"","kid":""}},"success":false,"#,
                r#""message":"QR code not ready for login. Current status: {}"}}"#,
                "\n"
            ),
            current
        );
        assert_eq!(reply.text(), expected, "{variant}");
        assert!(rig.service.now() - before <= Duration::from_secs(2));
        assert_eq!(rig.service.count("login"), 0, "{variant}");
    }
}

#[tokio::test]
async fn login_of_a_waiting_code_is_not_ready() {
    assert_not_ready("expire", 0, "waiting for scan").await;
}

#[tokio::test]
async fn login_of_a_scanned_code_is_not_ready() {
    assert_not_ready("scan@2s", 3, "scanned, waiting for confirmation").await;
}

#[tokio::test]
async fn login_of_an_expired_code_is_not_ready() {
    assert_not_ready("expire", 301, "expired").await;
}

#[tokio::test]
async fn login_of_a_declined_login_is_not_ready() {
    assert_not_ready("scan@1s deny@2s", 3, "canceled").await;
}

#[tokio::test]
async fn a_login_after_a_refused_one_succeeds() {
    let rig = Rig::new("person = scan@2s confirm@4s");
    let code = rig.start().await;
    assert_eq!(rig.post("login", &code).await.status, 400);
    rig.wait(5);
    assert_eq!(rig.post("login", &code).await.status, 200);
}

#[tokio::test]
async fn a_second_login_is_expired() {
    let rig = Rig::new("");
    let code = rig.confirmed().await;
    assert_eq!(rig.post("login", &code).await.status, 200);
    let again = rig.post("login", &code).await;
    assert_eq!(again.status, 400);
    assert!(again.message().ends_with("Current status: expired"));
    assert_eq!(rig.service.count("login"), 1);
}
