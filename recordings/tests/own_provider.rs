//! A provider outside `qrlogin` is recorded and replayed like those inside.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

#[path = "../../tests/own_provider/door.rs"]
mod door;
mod support;

use door::{BEGUN, Door, INFO, Key, run, settings};
use qrlogin::flows::{FlowInfo, Options};
use qrlogin::{BoxFlow, Flow, Listed, Login, Settings, Step};
use qrlogin_recordings::{Har, PublicNames, Recorder, Replay};
use support::{START, reply, seed};

/// What a recording of the door may keep.
const PUBLIC: PublicNames = PublicNames::new(&["floor"]).except(&["code"]);

/// A recorder of a login with these settings.
fn recorder(settings: &Settings) -> Recorder<BoxFlow<Key>> {
    let start = Recorder::start(&INFO, settings, seed(), &Options::default());
    start.unwrap().keeping(PUBLIC)
}

/// A recording of the whole login.
fn recorded() -> Har {
    let mut recorder = recorder(&settings());
    assert_eq!(run(&mut recorder).token.expose(), "t0ken-0123456789");
    recorder.to_har()
}

fn assert_no_secret(text: &str) {
    for secret in ["opensesame", "t0ken", "alice"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[test]
fn a_common_name_that_it_excepts_is_redacted() {
    assert_no_secret(&recorded().to_json());
    let mut recorder = Recorder::new(
        Login::new(Door::configure(&settings()).unwrap(), seed()),
        PUBLIC,
    );
    run(&mut recorder);
    assert_no_secret(&recorder.to_har().to_json());
}

#[test]
fn a_declared_name_is_kept_and_the_recording_replays() {
    let text = recorded().to_json();
    assert!(text.contains(r#"\"floor\": \"penthouse\""#), "{text}");
    assert!(text.contains("&floor=penthouse"), "{text}");
    let login = Login::new(Door::configure(&settings()).unwrap(), seed());
    let mut elsewhere = Recorder::new(login, PUBLIC);
    run(&mut elsewhere);
    let text = elsewhere.to_har().to_json();
    let replay = Replay::from_har(&text).unwrap();
    let login = Login::new(Door::configure(&settings()).unwrap(), seed());
    // The owner in the first request is a secret.
    let replayed = replay.ignoring("owner").run(login).unwrap();
    assert!(replayed.outcome.is_ok());
}

#[test]
fn it_replays_exactly_with_its_flow_info() {
    let replay = Replay::from_har(&recorded().to_json()).unwrap();
    assert!(replay.har().is_exact());
    assert!(
        replay.login().is_none(),
        "the flow is none of those inside the crate"
    );
    let login: BoxFlow<Key> = replay.login_of(&INFO).unwrap().unwrap();
    assert!(replay.run_exact(login).unwrap().outcome.is_ok());
    let other: &FlowInfo = &qrlogin::flows::FLOWS[0];
    assert!(replay.login_of(other).is_none());
}

#[test]
fn an_undeclared_constant_is_redacted() {
    let settings = Settings::new().with("side", "front");
    let mut flow = recorder(&settings);
    run(&mut flow);
    let text = flow.to_har().to_json();
    assert!(!text.contains("compiled-in-key-1"), "{text}");
    assert_no_secret(&text);
}

#[test]
fn only_settings_with_fixed_values_are_kept() {
    let text = recorded().to_json();
    assert!(text.contains(r#""side": "back""#), "{text}");
    assert!(
        text.contains(r#""owner": ""#) && !text.contains("alice"),
        "{text}"
    );
}

#[test]
fn a_self_hosted_server_is_redacted_under_any_setting() {
    let settings = settings().with("url", "https://home.example.net/door");
    let mut recorder = recorder(&settings);
    run(&mut recorder);
    let text = recorder.to_har().to_json();
    assert!(!text.contains("example.net"), "{text}");
    assert!(text.contains("https://server.example/door/begin"), "{text}");
}

#[test]
fn a_file_of_an_unknown_flow_keeps_no_possible_secret() {
    let with_secrets = recorded().to_json_with_all_secrets();
    let text = Har::read(&with_secrets).unwrap().to_json();
    assert_no_secret(&text);
    for unknown in ["penthouse", "begin", "poll?"] {
        assert!(!text.contains(unknown), "{unknown}: {text}");
    }
    assert!(text.contains("https://door.example/"), "{text}");
}

#[test]
fn a_file_with_a_named_flow_keeps_its_public_names() {
    let with_secrets = recorded().to_json_with_all_secrets();
    let har = Har::read(&with_secrets)
        .unwrap()
        .of_flow(&INFO)
        .keeping(PUBLIC);
    assert_eq!(har.flow(), Some("door"));
    assert_eq!(har.to_json(), recorded().to_json());
}

#[test]
fn a_recorder_and_its_flow_return_the_code_shown() {
    let mut recorder = recorder(&settings());
    assert!(matches!(recorder.poll(START), Ok(Step::Send(_))));
    recorder.handle(START, Ok(reply(200, BEGUN)));
    assert!(matches!(recorder.poll(START), Ok(Step::Event(_))));
    assert_eq!(recorder.code().unwrap().payload.expose(), "opensesame");
    let inside = recorder.into_flow();
    assert_eq!(inside.code().unwrap().payload.expose(), "opensesame");
}
