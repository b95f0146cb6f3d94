//! The credentials of a confirmed login (specification section 5.4).

use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qrlogin::bots::QqBotCredential;
use qrlogin::export::Format;
use qrlogin::{Credential, Error};

/// What a login with the key of the vector yields that gets this reply.
fn end(completed: &Value) -> Result<QqBotCredential, Error> {
    let mut rig = shown_with_key();
    rig.ok(completed.to_string());
    rig.end()
}

fn changed(name: &str, value: Value) -> Value {
    let mut reply = completed();
    reply["data"][name] = value;
    reply
}

fn is_malformed(outcome: &Result<QqBotCredential, Error>) -> bool {
    matches!(outcome, Err(Error::Malformed { .. }))
}

#[test]
fn the_secret_is_decrypted_with_the_key_of_the_snapshot() {
    let credential = end(&completed()).unwrap();
    assert_eq!(credential.app_secret.expose(), "s3cr3t-app-secret");
    assert_eq!(credential.app_id.expose(), "1020001");
    assert_eq!(credential.owner.unwrap().expose(), "U1");
}

#[test]
fn a_number_as_id_and_digits_as_state_are_read() {
    let expected = end(&completed()).unwrap();
    let number = changed("bot_appid", json!(1_020_001));
    assert_eq!(end(&number).unwrap(), expected);
    let digits = changed("status", json!("2"));
    assert_eq!(end(&digits).unwrap(), expected);
}

#[test]
fn a_secret_that_cannot_be_decrypted_ends_without_another_poll() {
    let mut wrong_tag = STANDARD.decode(SEALED).unwrap();
    *wrong_tag.last_mut().unwrap() ^= 1;
    let short = STANDARD.encode(&wrong_tag[..28]);
    for sealed in [STANDARD.encode(wrong_tag).as_str(), &short, "no base64"] {
        let mut rig = shown_with_key();
        rig.ok(changed("bot_encrypt_secret", json!(sealed)).to_string());
        // A further call would be a panic.
        assert!(is_malformed(&rig.end()), "{sealed}");
        assert_eq!(rig.kinds().last(), Some(&"confirmed"));
    }
}

#[test]
fn without_its_key_a_secret_cannot_be_decrypted() {
    let (mut rig, key) = shown();
    assert_ne!(key, KEY);
    rig.ok(completed().to_string());
    assert!(is_malformed(&rig.end()));
}

#[test]
fn id_and_secret_are_required_and_the_owner_is_not() {
    for name in ["bot_appid", "bot_encrypt_secret"] {
        for value in [json!(null), json!("")] {
            let error = end(&changed(name, value)).err();
            assert_eq!(error, Some(Error::incomplete([name])));
        }
    }
    for value in [json!(null), json!("")] {
        let credential = end(&changed("user_openid", value)).unwrap();
        assert_eq!(credential.owner, None);
    }
}

#[test]
fn the_export_is_json_and_debug_output_has_no_value() {
    let credential = end(&completed()).unwrap();
    let seen = format!("{credential:?}");
    for secret in ["s3cr3t", "1020001", "U1"] {
        assert!(!seen.contains(secret), "{seen}");
    }
    let exported = Credential::from(credential).export(Format::Json).unwrap();
    let exported: Value = serde_json::from_str(exported.expose()).unwrap();
    let expected = json!({
        "flow": "qq-bot", "app_id": "1020001", "app_secret": "s3cr3t-app-secret", "owner": "U1",
    });
    assert_eq!(exported, expected);
}
