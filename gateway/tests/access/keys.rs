//! Keys of the API under `/v1`.

use qrlogin_gateway::access::{Access, ApiKey, is_key_name};
use serde_json::{Value, json};

use crate::rig::*;

#[test]
fn a_key_is_the_prefix_and_32_random_bytes() {
    let (one, other) = (ApiKey::generate().unwrap(), ApiKey::generate().unwrap());
    assert_eq!(one.expose().len(), 48);
    assert!(one.expose().starts_with("qrlg_"));
    assert_ne!(one.expose(), other.expose());
    assert!(!format!("{one:?}").contains(&one.expose()[5..]));
    assert_eq!(ApiKey::parse(one.expose()).unwrap().hash(), one.hash());
    for text in [
        "",
        "qrlg_",
        &one.expose()[..47],
        &format!("{}=", one.expose()),
    ] {
        assert!(ApiKey::parse(text).is_none(), "{text}");
    }
}

#[test]
fn key_names_are_short_and_plain() {
    assert!(is_key_name("ci.build_2-a"));
    for name in ["", "a b", "a\n", "é", &"a".repeat(65)] {
        assert!(!is_key_name(name), "{name}");
    }
}

#[tokio::test]
async fn a_loopback_gateway_without_keys_needs_none() {
    let rig = Rig::new(Access::new());
    assert_eq!(rig.send(get(FLOWS)).await.status, 200);
}

#[tokio::test]
async fn a_key_is_needed_once_the_store_had_one() {
    let rig = Rig::new(Access::new());
    let key = rig.key("one").await;
    let answer = rig.send(get(FLOWS)).await;
    assert_eq!((answer.status, &*answer.kind()), (401, "key_missing"));
    assert_eq!(
        answer.header("www-authenticate"),
        "Bearer realm=\"qrlogin\""
    );
    assert_eq!(rig.send(keyed(get(FLOWS), &key)).await.status, 200);
    rig.store.revoke_key("one").await.unwrap();
    assert_eq!(rig.send(get(FLOWS)).await.status, 401);
}

#[tokio::test]
async fn a_gateway_for_others_needs_a_key_from_the_start() {
    let rig = Rig::new(Access::new().require_key());
    assert_eq!(rig.send(get(FLOWS)).await.kind(), "key_missing");
}

#[tokio::test]
async fn unknown_and_revoked_keys_get_the_same_answer() {
    let rig = Rig::new(Access::new());
    let key = rig.key("one").await;
    rig.store.revoke_key("one").await.unwrap();
    let revoked = rig.send(keyed(get(FLOWS), &key)).await;
    let unknown = keyed(get(FLOWS), &ApiKey::generate().unwrap());
    let unknown = rig.send(unknown).await;
    let other = rig
        .send(get(FLOWS).header("authorization", "Bearer x"))
        .await;
    assert_eq!((revoked.status, &*revoked.kind()), (401, "key_refused"));
    assert_eq!(revoked.body, unknown.body);
    assert_eq!(revoked.body, other.body);
}

#[tokio::test]
async fn a_refused_key_is_not_ignored_where_none_is_needed() {
    let rig = Rig::new(Access::new());
    let request = keyed(get(FLOWS), &ApiKey::generate().unwrap());
    assert_eq!(rig.send(request).await.status, 401);
}

#[tokio::test]
async fn two_keys_in_one_request_are_refused() {
    let rig = Rig::new(Access::new());
    let key = rig.key("one").await;
    let request = keyed(keyed(get(FLOWS), &key), &key);
    assert_eq!(rig.send(request).await.kind(), "key_refused");
}

#[tokio::test]
async fn a_key_in_the_url_is_refused() {
    let rig = Rig::new(Access::new());
    let key = rig.key("one").await;
    for path in ["/v1/flows?key=", "/v1/logins/", "/?access_token="] {
        let request = get(&format!("{path}{}", key.expose()));
        let answer = rig.send(keyed(request, &key)).await;
        assert_eq!((answer.status, &*answer.kind()), (400, "key_in_url"));
        assert!(!answer.body.contains(key.expose()));
    }
}

#[tokio::test]
async fn a_login_belongs_to_its_key() {
    let rig = Rig::new(Access::new());
    let (one, other) = (rig.key("one").await, rig.key("other").await);
    let body = json!({"flow": "bilibili-web"}).to_string();
    let created = rig.send_body(keyed(post("/v1/logins"), &one), &body).await;
    assert_eq!(created.status, 201, "{}", created.body);
    let created: Value = serde_json::from_str(&created.body).unwrap();
    let path = format!("/v1/logins/{}", created["id"].as_str().unwrap());
    assert_eq!(rig.send(keyed(get(&path), &one)).await.status, 200);
    let answer = rig.send(keyed(get(&path), &other)).await;
    assert_eq!((answer.status, &*answer.kind()), (404, "login_not_found"));
}
