//! What finished credentials lack that will be missed later.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use qrlogin::{Credential, Warning, flows};
use qrlogin_test_support::run;
use serde_json::{Value, json};

/// The warnings about the credentials of this flow, once this field is as it is said.
fn warnings(id: &str, field: &str, value: Value) -> Vec<Warning> {
    let (_, outcome) = run(id, "");
    let mut json = serde_json::to_value(outcome.unwrap()).unwrap();
    json[field] = value;
    let credential: Credential = serde_json::from_value(json).unwrap();
    credential.warnings()
}

#[test]
fn whole_credentials_come_without_a_warning() {
    for info in flows::FLOWS {
        let (_, outcome) = run(info.id, "");
        assert_eq!(outcome.unwrap().warnings(), [], "{}", info.id);
    }
}

#[test]
fn a_missing_kid_is_a_warning_in_both_flows() {
    for id in ["115", "115-gateway"] {
        assert_eq!(warnings(id, "kid", Value::Null), [Warning::MissingKid]);
    }
}

#[test]
fn a_missing_refresh_token_is_a_warning() {
    let warnings = warnings("bilibili-web", "refresh_token", Value::Null);
    assert_eq!(warnings, [Warning::MissingRefreshToken]);
}

#[test]
fn an_unknown_expiry_is_a_warning() {
    for id in ["bilibili-tv", "115-open"] {
        assert_eq!(
            warnings(id, "expires_at", Value::Null),
            [Warning::UnknownEnd]
        );
    }
}

#[test]
fn cookies_that_later_calls_want_are_named() {
    let missing = Warning::missing_cookies(["wxuin", "wxsid", "webwx_data_ticket"]);
    assert_eq!(warnings("wechat-web", "cookies", json!([])), [missing]);
}

#[test]
fn programs_read_a_warning_by_its_kind() {
    for (warning, kind) in [
        (Warning::MissingKid, "missing_kid"),
        (Warning::MissingRefreshToken, "missing_refresh_token"),
        (Warning::missing_cookies(["a"]), "missing_cookies"),
        (Warning::UnknownEnd, "unknown_end"),
    ] {
        let json = serde_json::to_value(&warning).unwrap();
        assert_eq!((json["kind"].as_str(), warning.kind()), (Some(kind), kind));
        assert_eq!(serde_json::from_value::<Warning>(json).unwrap(), warning);
    }
}

#[test]
fn the_text_of_a_warning_names_what_is_missing() {
    let text = Warning::missing_cookies(["wxuin", "wxsid"]).to_string();
    assert!(text.contains("no cookie wxuin, wxsid"), "{text}");
    assert!(Warning::MissingKid.to_string().contains("no KID"));
}
