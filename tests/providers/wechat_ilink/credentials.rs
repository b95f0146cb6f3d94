//! The credentials of a confirmed login (specification section 5).

use super::*;
use qrlogin::export::Format;
use qrlogin::ilink::BotCredential;
use qrlogin::{Credential, Error};

/// What a login yields that gets this confirmation.
fn end(confirmed: &serde_json::Value) -> Result<BotCredential, Error> {
    let mut rig = shown();
    rig.ok(confirmed.to_string());
    rig.end()
}

fn changed(name: &str, value: serde_json::Value) -> serde_json::Value {
    let mut body = confirmed();
    body[name] = value;
    body
}

#[test]
fn token_and_bot_are_required() {
    for name in ["bot_token", "ilink_bot_id"] {
        for value in [json!(null), json!("")] {
            let error = end(&changed(name, value)).err();
            assert_eq!(error, Some(Error::incomplete([name])));
        }
    }
}

#[test]
fn the_user_is_optional() {
    let credential = end(&changed("ilink_user_id", json!(null))).unwrap();
    assert_eq!(credential.ilink_user_id, None);
}

#[test]
fn without_an_address_later_calls_go_to_the_first_host() {
    let base = end(&changed("baseurl", json!(""))).unwrap().baseurl;
    assert_eq!(base, "https://ilinkai.weixin.qq.com");
    let other = json!("https://sh.ilinkai.weixin.qq.com/");
    let base = end(&changed("baseurl", other)).unwrap().baseurl;
    assert_eq!(base, "https://sh.ilinkai.weixin.qq.com");
}

#[test]
fn a_foreign_address_is_refused() {
    for url in [
        "https://evil.example",
        "http://ilinkai.weixin.qq.com",
        "https://ilinkai.weixin.qq.com:8443",
        "https://ilinkai.weixin.qq.com@evil.example",
    ] {
        let error = end(&changed("baseurl", json!(url))).err().unwrap();
        assert!(matches!(error, Error::Untrusted { .. }), "{url}: {error}");
    }
}

#[test]
fn the_export_has_the_services_own_names() {
    let credential = Credential::from(end(&confirmed()).unwrap());
    let exported = credential.export(Format::Json).unwrap();
    let exported: serde_json::Value = serde_json::from_str(exported.expose()).unwrap();
    let expected = json!({
        "flow": "wechat-ilink", "bot_token": "aa@im.bot:bb", "ilink_bot_id": "aa@im.bot",
        "baseurl": "https://ilinkai.weixin.qq.com", "ilink_user_id": "cc@im.wechat",
    });
    assert_eq!(exported, expected);
    assert!(credential.export(Format::Header).is_err());
}

#[test]
fn debug_output_has_neither_token_nor_identifiers() {
    let seen = format!("{:?}", end(&confirmed()).unwrap());
    assert!(!seen.contains("@im."), "{seen}");
}
