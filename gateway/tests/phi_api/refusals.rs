//! Refusals of the other calls, and what passes.

use axum::http::Method;
use serde_json::{Value, json};

use crate::served::{INTERNATIONAL, Served, error_in, replying, send};

/// The answer of a call with the token, by a person who confirms at once; and the gateway.
async fn with_token(call: &str, settings: &str) -> (Served, crate::served::Answer) {
    let served = Served::new(&format!("person = confirm@0s\n{settings}"));
    let token = served.token(INTERNATIONAL).await.to_string();
    let answer = served.post(call, INTERNATIONAL, &token).await;
    (served, answer)
}

async fn new_code(settings: &str) -> (u16, i64, String) {
    let path = "/phiApi/LoginQrCode/GetNewQRCode";
    Served::new(settings).get(path).await.failure()
}

#[tokio::test]
async fn a_code_that_cannot_be_had_is_code_0() {
    for fault in ["status:503", "hang", "cut-before", "html"] {
        let settings = format!("fault.1 = taptap/code {fault}");
        let (status, code, message) = new_code(&settings).await;
        assert_eq!((status, code), (500, 0), "{fault}");
        assert!(message.starts_with("Internal server error: "), "{message}");
    }
}

#[tokio::test]
async fn a_refused_code_is_told_in_taptaps_words() {
    let (status, code, message) = new_code("fault.1 = taptap/code refuse:invalid_client").await;
    assert_eq!((status, code), (500, 0));
    let json = message.strip_prefix("Internal server error: ").unwrap();
    assert_eq!(error_in(json), "invalid_client");
}

#[tokio::test]
async fn a_passing_overload_of_the_code_is_not_seen() {
    let served = Served::new("fault.1 = taptap/code#1 status:503");
    assert_eq!(served.code(INTERNATIONAL).await["expiresInSeconds"], 300);
}

#[tokio::test(start_paused = true)]
async fn a_refused_profile_is_code_114_in_both_calls() {
    for call in ["GetTapTapProfile", "GetPhigrosToken"] {
        for error in [
            "access_denied",
            "forbidden",
            "invalid_time",
            "replay_attacks",
            "server_error",
        ] {
            let (_, answer) = with_token(call, &format!("taptap.profile = {error}")).await;
            let (status, code, message) = answer.failure();
            assert_eq!((status, code), (500, 114), "{call} {error}");
            assert_eq!(error_in(&message), error);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_profile_that_may_pass_is_asked_for_three_times() {
    let settings = "taptap.profile = server_error";
    let (served, _) = with_token("GetTapTapProfile", settings).await;
    assert_eq!(served.services.count("profile"), 3);
}

#[tokio::test(start_paused = true)]
async fn a_passing_refusal_of_the_profile_is_not_seen() {
    for error in ["server_error", "invalid_time"] {
        let settings = format!("fault.1 = taptap/profile#1-2 refuse:{error}");
        let (_, answer) = with_token("GetTapTapProfile", &settings).await;
        assert_eq!(answer.data()["data"]["name"], "player");
    }
}

#[tokio::test]
async fn a_profile_without_openid_is_a_failure() {
    let (_, answer) = with_token("GetTapTapProfile", "taptap.lacks = openid").await;
    let (status, code, message) = answer.failure();
    assert_eq!((status, code), (500, 114));
    assert!(message.contains("openid"), "{message}");
}

#[tokio::test]
async fn an_unreachable_profile_is_code_114() {
    for fault in ["status:503", "hang", "cut-before"] {
        let settings = format!("fault.1 = taptap/profile {fault}");
        let (_, answer) = with_token("GetPhigrosToken", &settings).await;
        let (status, code, message) = answer.failure();
        assert_eq!((status, code), (500, 114), "{fault}");
        assert!(!message.starts_with('{'), "{message}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_leancloud_is_code_1145() {
    for number in [211, 219, 401, 403, 500] {
        let settings = format!("taptap.session = {number}");
        let (_, answer) = with_token("GetPhigrosToken", &settings).await;
        let (status, code, message) = answer.failure();
        assert_eq!((status, code), (500, 1145), "{number}");
        let json: Value = serde_json::from_str(&message).expect("LeanCloud's JSON");
        assert_eq!(json["code"], number);
        assert!(!json["error"].as_str().unwrap().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_passing_overload_of_leancloud_is_not_seen() {
    for fault in ["status:503", "hang", "cut-before"] {
        let settings = format!("fault.1 = taptap/users#1 {fault}");
        let (served, answer) = with_token("GetPhigrosToken", &settings).await;
        assert_eq!(answer.body, served.services.issued("sessionToken"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_session_that_may_pass_is_asked_for_three_times() {
    let (served, _) = with_token("GetPhigrosToken", "taptap.session = 500").await;
    assert_eq!(served.services.count("session"), 3);
}

#[tokio::test]
async fn a_session_token_of_another_shape_is_a_failure() {
    for kind in ["empty", "short"] {
        let settings = format!("taptap.session = {kind}");
        let (_, answer) = with_token("GetPhigrosToken", &settings).await;
        let (status, code, _) = answer.failure();
        assert_eq!((status, code), (500, 1145), "{kind}");
    }
}

#[tokio::test]
async fn an_account_without_a_player_gets_none() {
    let (_, answer) = with_token("GetPhigrosToken", "taptap.player = new").await;
    let (status, code, message) = answer.failure();
    assert_eq!((status, code), (500, 1145));
    assert!(message.contains("211"), "{message}");
}

#[tokio::test]
async fn a_token_of_the_other_region_is_refused() {
    let served = Served::new("person = confirm@0s");
    let token = served.token(crate::served::CHINA).await.to_string();
    let answer = served.post("GetPhigrosToken", INTERNATIONAL, &token).await;
    let (status, code, message) = answer.failure();
    assert_eq!((status, code), (500, 114));
    assert_eq!(error_in(&message), "access_denied");
}

#[tokio::test]
async fn a_refusal_that_repeats_the_token_is_withheld() {
    let refusal = json!({
        "data": { "error": "forbidden", "msg": "1/s3cr3tkid", "error_description": "s3cr3tkey" },
    });
    let router = replying(403, refusal.to_string());
    let body = json!({ "data": { "kid": "1/s3cr3tkid", "macKey": "s3cr3tkey" } }).to_string();
    let path = "/phiApi/LoginQrCode/GetTapTapProfile";
    let answer = send(&router, Method::POST, path, "application/json", &body).await;
    assert_eq!(answer.failure().1, 114);
    assert!(!answer.body.contains("s3cr3t"), "{}", answer.body);
}
