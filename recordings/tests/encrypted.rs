//! Credentials that come encrypted with a key of the login.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod support;

use qrlogin::flows::Options;
use qrlogin::{Credential, Error, Settings};
use qrlogin_recordings::Replay;
use qrlogin_recordings::replay::Replayed;
use support::canaries::{assert_clean, canaries};
use support::recorded::{login, record};
use support::scenario;

/// The text that `bot_encrypt_secret` is in every recording that can be decrypted.
const STAND_IN: &str = "cGxhY2Vob2xkZXIud";

/// The redacted recording of a bot of QQ in this scenario, and its exact replay.
fn redacted(lines: &str) -> (String, Replayed<Credential>) {
    let lines = scenario(lines);
    let recorded = record("qq-bot", &Settings::new(), &Options::default(), lines);
    let text = recorded.recorder.to_har().to_json();
    assert_clean(&text, &canaries(&recorded), "qq-bot");
    let replay = Replay::from_har(&text).unwrap();
    let replayed = replay.run_exact(login(&replay)).unwrap();
    (text, replayed)
}

#[test]
fn a_recording_has_a_secret_that_its_own_key_decrypts() {
    let (text, replayed) = redacted("");
    let Ok(Credential::QqBot(credential)) = replayed.outcome else {
        panic!("{:?}", replayed.outcome);
    };
    let secret = credential.app_secret.expose();
    assert_eq!(secret, "FAKEsecretFAKEsecretFAKEsecret00");
    assert!(text.contains(STAND_IN));
}

#[test]
fn a_secret_that_was_not_decrypted_stays_so() {
    for damage in ["wrong-tag", "short", "not-base64"] {
        let (text, replayed) = redacted(&format!("qq-bot.secret = {damage}"));
        let is_malformed = matches!(replayed.outcome, Err(Error::Malformed { .. }));
        assert!(is_malformed, "{damage}: {:?}", replayed.outcome);
        assert!(!text.contains(STAND_IN), "{damage}");
    }
}
