//! The documented flow.

use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use qrlogin_gateway::PhiApiStyle;

use crate::served::{CHINA, INTERNATIONAL, Served};

const AT_ONCE: &str = "person = confirm@0s";

async fn logs_in(region: &str, host: &str) {
    let served = Served::new("person = scan@poll:2 confirm@poll:3");
    let issued = |name: &str| served.services.issued(name);
    let code = served.code(region).await;
    let url = code["url"].as_str().unwrap();
    assert!(url.starts_with(&format!("https://{host}/device?")), "{url}");
    for _ in 0..2 {
        let pending = served.poll(region, &code).await.failure();
        assert_eq!(pending, (200, 1, "Login progress not done".to_owned()));
    }
    let token = served.poll(region, &code).await.data();
    assert_eq!(token["data"]["kid"], issued("kid"));
    assert_eq!(token["data"]["token"], issued("kid"));
    assert_eq!(token["data"]["tokenType"], "mac");
    assert_eq!(token["data"]["macKey"], issued("mac_key"));
    assert_eq!(token["data"]["macAlgorithm"], "hmac-sha-1");
    assert_eq!(token["data"]["scope"], "public_profile");
    let token = token.to_string();
    let profile = served.post("GetTapTapProfile", region, &token).await.data();
    assert_eq!(profile["data"]["openId"], issued("openid"));
    assert_eq!(profile["data"]["unionId"], issued("unionid"));
    assert_eq!(profile["data"]["name"], issued("name"));
    assert_eq!(profile["data"]["gender"], "");
    assert_eq!(profile["data"]["avatar"], issued("avatar"));
    let session = served.post("GetPhigrosToken", region, &token).await;
    assert_eq!(session.status, 200);
    assert_eq!(session.body, issued("sessionToken"));
    assert_eq!(session.headers[CONTENT_TYPE], "text/plain; charset=utf-8");
    assert_eq!(session.headers[CONTENT_LENGTH], "25");
}

#[tokio::test]
async fn the_documented_flow_logs_in_internationally() {
    logs_in(INTERNATIONAL, "accounts.taptap.io").await;
}

#[tokio::test]
async fn the_documented_flow_logs_in_in_china() {
    logs_in(CHINA, "accounts.taptap.cn").await;
}

#[tokio::test]
async fn a_new_code_has_all_documented_members() {
    let served = Served::new(AT_ONCE);
    let code = served.code(INTERNATIONAL).await;
    let members: Vec<_> = code.as_object().unwrap().keys().collect();
    let documented = [
        "deviceCode",
        "deviceID",
        "expiresInSeconds",
        "interval",
        "url",
    ];
    assert_eq!(members, documented);
    assert_eq!(code["expiresInSeconds"], 300);
    // TapTap's own is 1.
    assert_eq!(code["interval"], 3);
    assert_eq!(code["deviceCode"].as_str().unwrap().len(), 40);
}

#[tokio::test]
async fn members_are_in_the_documents_order() {
    let served = Served::new(AT_ONCE);
    let code = served.get("/phiApi/LoginQrCode/GetNewQRCode").await.body;
    let order = |text: &str, names: &[&str]| {
        let place = |name: &&str| text.find(&format!("\"{name}\":")).expect("a member");
        names.iter().map(place).is_sorted()
    };
    let members = [
        "success",
        "data",
        "deviceID",
        "deviceCode",
        "expiresInSeconds",
        "url",
    ];
    assert!(order(&code, &members), "{code}");
    let failure = served.post("CheckQRCode", INTERNATIONAL, "null").await.body;
    let members = ["success", "data", "code", "codeName", "message"];
    assert!(order(&failure, &members), "{failure}");
}

#[tokio::test]
async fn an_answer_is_not_to_be_stored() {
    let served = Served::new(AT_ONCE);
    let answer = served.get("/phiApi/LoginQrCode/GetNewQRCode").await;
    assert_eq!(answer.headers[CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn the_current_style_has_snake_case_and_json() {
    let served = Served::styled(AT_ONCE, PhiApiStyle::Current);
    let issued = |name: &str| served.services.issued(name);
    let token = served.token(INTERNATIONAL).await;
    assert_eq!(token["data"]["access_token"], issued("kid"));
    assert_eq!(token["data"]["mac_key"], issued("mac_key"));
    assert!(token["data"]["macKey"].is_null());
    let token = token.to_string();
    let profile = served.post("GetTapTapProfile", INTERNATIONAL, &token).await;
    assert_eq!(profile.data()["data"]["openid"], issued("openid"));
    let session = served.post("GetPhigrosToken", INTERNATIONAL, &token).await;
    assert_eq!(session.data(), issued("sessionToken"));
}

#[tokio::test]
async fn all_calls_of_a_login_name_one_device() {
    let served = Served::new("person =");
    let code = served.code(INTERNATIONAL).await;
    served.poll(INTERNATIONAL, &code).await;
    served.poll(INTERNATIONAL, &code).await;
    let devices = served.services.devices();
    assert_eq!(devices.len(), 3);
    assert!(
        devices.iter().all(|device| *device == devices[0]),
        "{devices:?}"
    );
}

#[tokio::test]
async fn two_logins_name_two_devices() {
    let served = Served::new(AT_ONCE);
    served.code(INTERNATIONAL).await;
    served.code(INTERNATIONAL).await;
    let devices = served.services.devices();
    assert_ne!(devices[0], devices[1]);
}

#[tokio::test]
async fn a_foreign_device_id_stands_for_one_device() {
    let served = Served::new("person =");
    let mut code = served.code(INTERNATIONAL).await;
    code["deviceID"] = "PhigrosLibraryCSharp-3.0.0.0-1753182692902.4153-17,757.00".into();
    served.poll(INTERNATIONAL, &code).await;
    served.poll(INTERNATIONAL, &code).await;
    code["deviceID"] = "another".into();
    served.poll(INTERNATIONAL, &code).await;
    let devices = served.services.devices();
    assert_eq!(devices[1], devices[2]);
    assert_ne!(devices[2], devices[3]);
}
