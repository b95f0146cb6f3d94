//! The account of credentials.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use std::collections::BTreeMap;

use qrlogin::{Account, Credential, flows};
use qrlogin_test_support::run;
use serde_json::{Value, json};

/// The credentials of a login of this flow as JSON.
fn finished(id: &str) -> Value {
    let (_, outcome) = run(id, "");
    serde_json::to_value(outcome.unwrap()).unwrap()
}

/// The account of these credentials, as JSON.
fn account(credential: Value) -> Value {
    let credential: Credential = serde_json::from_value(credential).unwrap();
    json!(credential.account())
}

#[test]
fn the_account_is_the_one_that_the_service_issued() {
    // The names of the ID and of the name among the issued values.
    let named = BTreeMap::from([
        ("bilibili-web", ("DedeUserID", None)),
        ("bilibili-tv", ("mid", None)),
        ("wechat-web", ("wxuin", None)),
        ("115", ("UID", None)),
        ("115-gateway", ("uid", None)),
        ("phi-api", ("openid", Some("name"))),
        ("taptap", ("openid", Some("name"))),
        ("steam", ("steamid", Some("account_name"))),
        ("wechat-ilink", ("ilink_user_id", None)),
        ("feishu", ("client_id", None)),
        ("dingtalk", ("client_id", None)),
        ("wecom", ("botid", None)),
        ("qq-bot", ("bot_appid", None)),
    ]);
    for info in flows::FLOWS {
        let (login, outcome) = run(info.id, "");
        let account = outcome.unwrap().account();
        let Some((id, name)) = named.get(info.id) else {
            assert_eq!(account, None, "{}", info.id);
            continue;
        };
        let issued = login.simulator().issued().last().unwrap();
        let id = issued.get(id).unwrap();
        // The number of the user in 115's cookie.
        let id = match info.id.starts_with("115") {
            true => id.split('_').next().unwrap(),
            false => id,
        };
        let account = account.unwrap();
        assert_eq!(account.id.expose(), id, "{}", info.id);
        let shown = account.name.as_ref().map(qrlogin::Secret::expose);
        assert_eq!(shown, name.map(|name| issued.get(name).unwrap()));
        let printed = format!("{account:?}");
        assert!(!printed.contains(id), "{printed}");
    }
}

#[test]
fn an_account_holds_no_other_issued_value() {
    const PUBLIC: [&str; 10] = [
        "client_id",
        "botid",
        "bot_appid",
        "DedeUserID",
        "mid",
        "wxuin",
        "openid",
        "name",
        "steamid",
        "account_name",
    ];
    for info in flows::FLOWS {
        let (login, outcome) = run(info.id, "");
        let Some(account) = outcome.unwrap().account() else {
            continue;
        };
        let texts = [Some(account.id), account.name];
        let issued = login.simulator().issued().last().unwrap();
        for (name, value) in &issued.values {
            if PUBLIC.contains(name) || *name == "ilink_user_id" {
                continue;
            }
            let is_shown = texts.iter().flatten().any(|text| text.expose() == value);
            assert!(!is_shown, "{}: {name}", info.id);
        }
    }
}

#[test]
fn credentials_without_an_id_have_no_account() {
    for (id, field, value) in [
        ("bilibili-web", "cookies", json!([])),
        ("bilibili-tv", "mid", json!(0)),
        ("wechat-web", "uin", json!(0)),
        ("115", "uid", json!("x_A1_1")),
        ("115-gateway", "uid", json!("")),
        ("phi-api", "profile", Value::Null),
        ("taptap", "profile", Value::Null),
        ("steam", "steam_id", json!("")),
        ("wechat-ilink", "ilink_user_id", Value::Null),
        ("feishu", "app_id", json!("")),
        ("dingtalk", "app_id", json!("")),
        ("wecom", "app_id", json!("")),
        ("qq-bot", "app_id", json!("")),
    ] {
        let mut credential = finished(id);
        assert_ne!(account(credential.clone()), Value::Null, "{id}");
        credential[field] = value;
        assert_eq!(account(credential), Value::Null, "{id}");
    }
}

#[test]
fn an_empty_name_is_no_name() {
    let mut credential = finished("steam");
    credential["account_name"] = "".into();
    assert_eq!(account(credential)["name"], Value::Null);
}

#[test]
fn an_account_survives_being_saved() {
    let credential: Credential = serde_json::from_value(finished("steam")).unwrap();
    let account = credential.account().unwrap();
    let saved = serde_json::to_string(&account).unwrap();
    assert_eq!(serde_json::from_str::<Account>(&saved).unwrap(), account);
}
