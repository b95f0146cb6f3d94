//! A recording of the direct login at TapTap: without secrets, and it replays.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

#[path = "../../tests/providers/taptap/replies.rs"]
mod replies;
mod support;

use qrlogin::flows::{self, Options};
use qrlogin::taptap::{Direct, Goal, Region};
use qrlogin::{Flow, Login, Seed, Settings};
use qrlogin_recordings::{PublicNames, Recorder, Replay};
use replies::{assert_clean, replies, shown};
use support::{Rig, seed};

/// The file of a whole login with these settings.
fn recorded(pairs: &[(&str, &str)]) -> String {
    let info = flows::find("taptap").unwrap();
    let settings: Settings = pairs.iter().copied().collect();
    let recorder = Recorder::start(info, &settings, seed(), &Options::default()).unwrap();
    let mut rig = Rig::new(recorder);
    for reply in replies() {
        rig.answer(Ok(reply));
    }
    rig.end().unwrap();
    rig.flow.to_har().to_json()
}

#[test]
fn a_recording_holds_no_secret_and_replays_exactly() {
    let text = recorded(&[("region", "china")]);
    assert_clean(&text);
    let replay = Replay::from_har(&text).unwrap();
    assert!(replay.har().is_exact());
    let login = replay.login().unwrap().unwrap();
    let replayed = replay.run_exact(login).unwrap();
    assert!(replayed.outcome.is_ok());
}

#[test]
fn a_recording_replays_with_any_seed_although_the_signatures_differ() {
    let replay = Replay::from_har(&recorded(&[("region", "china")])).unwrap();
    let direct = Direct::new(Region::China, Goal::Session);
    let login = Login::new(direct, Seed::new(*b"another 16 bytes"));
    let replayed = replay.run(login).unwrap();
    assert!(replayed.outcome.is_ok());
}

#[test]
fn a_signature_of_another_time_is_no_drift() {
    let text = recorded(&[("region", "china")]);
    let other = text.replace("aac8dfe7879d3967caf54e9b940f1120,", "0,");
    assert_ne!(other, text);
    let replay = Replay::from_har(&other).unwrap();
    let direct = Direct::new(Region::China, Goal::Session);
    let replayed = replay.run(Login::new(direct, seed())).unwrap();
    assert!(replayed.outcome.is_ok());
}

#[test]
fn another_app_is_a_drift_at_leancloud() {
    // Only the volatile signature is not compared.
    let text = recorded(&[("region", "china")]);
    let id = r#""x-lc-id", "value": "rAK3FfdieFob2Nn8Am""#;
    let text = text.replace(id, r#""x-lc-id", "value": "another""#);
    let replay = Replay::from_har(&text).unwrap();
    let direct = Direct::new(Region::China, Goal::Session);
    let drift = replay.run(Login::new(direct, seed())).err().unwrap();
    assert!(drift.to_string().contains("x-lc-id"), "{drift}");
}

#[test]
fn a_key_and_self_hosted_servers_are_redacted() {
    let text = recorded(&[
        ("client_id", "FAKEclient"),
        ("app_key", "s3cr3tAppKey0123456789"),
        ("accounts_url", "https://a.home.example.net"),
        ("open_url", "https://o.home.example.net"),
        ("cloud_url", "https://c.home.example.net/prefix"),
    ]);
    assert_clean(&text);
    assert!(!text.contains("s3cr3tAppKey") && !text.contains("home.example.net"));
    let replay = Replay::from_har(&text).unwrap();
    let login = replay.login().unwrap().unwrap();
    assert!(replay.run_exact(login).unwrap().outcome.is_ok());
}

#[test]
fn a_resumed_login_is_recorded_without_its_code() {
    let snapshot = shown(Goal::Session).flow.snapshot().unwrap();
    let mut rig = Rig::new(Recorder::new(
        flows::resume(&snapshot).unwrap(),
        PublicNames::of_flow("taptap").unwrap(),
    ));
    for reply in replies().into_iter().skip(1) {
        rig.answer(Ok(reply));
    }
    rig.end().unwrap();
    assert_clean(&rig.flow.to_har().to_json());
}
