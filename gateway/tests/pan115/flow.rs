//! Whole logins as the document describes them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::support::{Rig, scan};

#[tokio::test]
async fn the_documented_flow_yields_the_issued_credentials() {
    let rig = Rig::new("person = scan@20s confirm@30s");
    let code = rig.start().await;
    let picture = rig.post("image", &json!({"uid": code["uid"]})).await;
    assert_eq!(picture.status, 200);
    let mut seen = vec![];
    while seen.last() != Some(&2) && seen.len() < 20 {
        seen.push(rig.status(&code).await);
        rig.wait(2);
    }
    seen.dedup();
    assert_eq!(&seen[..2], [0, 1]);
    let reply = rig.post("login", &code).await;
    assert_eq!(reply.status, 200);
    let credentials = rig.service.issued();
    assert_eq!(
        reply.json(),
        json!({"credentials": credentials, "success": true, "message": "Login successful"})
    );
}

#[tokio::test]
async fn start_replies_with_the_documented_members_in_order() {
    let rig = Rig::new("");
    let reply = rig.post("start", &json!({})).await;
    assert_eq!(reply.status, 200);
    let started = reply.json();
    let (uid, sign) = (started["uid"].as_str().unwrap(), started["sign"].as_str());
    let (sign, time) = (sign.unwrap(), started["time"].as_i64().unwrap());
    let expected = format!(
        r#"{{"uid":"{uid}","sign":"{sign}","time":{time},"qrcode_content":"https://115.com/scan/dg-{uid}","#
    );
    assert!(reply.text().starts_with(&expected));
    assert!(reply.text().ends_with("\"}\n"));
}

#[tokio::test]
async fn start_needs_no_body() {
    let rig = Rig::new("");
    let reply = rig.bare("POST", "/api/v1/115/qrcode/start").await;
    assert_eq!(reply.status, 200);
    assert!(reply.json()["uid"].is_string());
}

#[tokio::test]
async fn login_replies_with_the_documented_members_in_order() {
    let rig = Rig::new("");
    let code = rig.confirmed().await;
    let reply = rig.post("login", &code).await;
    let issued = rig.service.issued();
    let expected = format!(
        concat!(
            r#"{{"credentials":{{"uid":{},"cid":{},"seid":{},"kid":{}}},"#,
            r#""success":true,"message":"Login successful"}}"#,
            "\n"
        ),
        issued["uid"], issued["cid"], issued["seid"], issued["kid"]
    );
    assert_eq!(reply.text(), expected);
    assert_eq!(reply.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn the_picture_is_the_code_of_start() {
    let rig = Rig::new("");
    let started = rig.post("start", &json!({})).await.json();
    let reply = rig.post("image", &json!({"uid": started["uid"]})).await;
    assert_eq!(reply.headers["content-type"], "image/png");
    assert_eq!(scan(&reply.body), started["qrcode_content"]);
    assert_eq!(rig.service.count("image"), 0);
}

#[tokio::test]
async fn start_has_the_picture_as_a_data_url() {
    let rig = Rig::new("115.qrcode = http");
    let started = rig.post("start", &json!({})).await.json();
    let url = started["qrcode_image"].as_str().unwrap();
    let encoded = url.strip_prefix("data:image/png;base64,").unwrap();
    let picture = STANDARD.decode(encoded).unwrap();
    assert_eq!(scan(&picture), started["qrcode_content"]);
}

#[tokio::test]
async fn the_picture_escapes_the_uid() {
    let rig = Rig::new("");
    let reply = rig.post("image", &json!({"uid": "a/../b?c=ü #d"})).await;
    let expected = "https://115.com/scan/dg-a%2F..%2Fb%3Fc%3D%C3%BC%20%23d";
    assert_eq!(scan(&reply.body), expected);
}

#[tokio::test]
async fn the_app_decides_the_slot() {
    for (app, slot) in [
        (None, "A1"),
        (Some(""), "A1"),
        (Some("web"), "A1"),
        (Some("android"), "F1"),
        (Some("ios"), "D1"),
        (Some("tv"), "I1"),
        (Some("alipaymini"), "R2"),
        (Some("wechatmini"), "R1"),
        (Some("qandroid"), "M1"),
    ] {
        let rig = Rig::new("");
        let mut code = rig.confirmed().await;
        if let Some(app) = app {
            code["app"] = app.into();
        }
        let reply = rig.post("login", &code).await.json();
        let uid = reply["credentials"]["uid"].as_str().unwrap().to_owned();
        assert_eq!(uid.split('_').nth(1), Some(slot), "{app:?}");
    }
}

#[tokio::test]
async fn a_code_outlives_the_gateway() {
    let rig = Rig::new("");
    let code = rig.confirmed().await;
    let service = rig.service.clone();
    drop(rig);
    let rig = Rig::of(service);
    assert_eq!(rig.post("login", &code).await.status, 200);
}

#[tokio::test]
async fn a_login_without_kid_succeeds() {
    let rig = Rig::new("115.login = without-kid");
    let code = rig.confirmed().await;
    let reply = rig.post("login", &code).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["credentials"]["kid"], "");
}
