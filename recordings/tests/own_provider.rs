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

/// A login that was recorded with all that is known of it.
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
fn what_it_excepts_from_the_common_names_is_redacted() {
    assert_no_secret(&recorded().to_json());
    let mut recorder = Recorder::new(
        Login::new(Door::configure(&settings()).unwrap(), seed()),
        PUBLIC,
    );
    run(&mut recorder);
    assert_no_secret(&recorder.to_har().to_json());
}

#[test]
fn what_it_declares_public_stays_and_the_recording_replays() {
    let text = recorded().to_json();
    assert!(text.contains(r#"\"floor\": \"penthouse\""#), "{text}");
    assert!(text.contains("&floor=penthouse"), "{text}");
    let login = Login::new(Door::configure(&settings()).unwrap(), seed());
    let mut elsewhere = Recorder::new(login, PUBLIC);
    run(&mut elsewhere);
    let text = elsewhere.to_har().to_json();
    let replay = Replay::from_har(&text).unwrap();
    let login = Login::new(Door::configure(&settings()).unwrap(), seed());
    // The owner in the first request was a secret.
    let replayed = replay.ignoring("owner").run(login).unwrap();
    assert!(replayed.outcome.is_ok());
}

#[test]
fn it_replays_exactly_when_the_replay_is_told_how_it_is_made() {
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
fn a_constant_that_it_does_not_declare_is_in_no_recording() {
    let settings = Settings::new().with("side", "front");
    let mut flow = recorder(&settings);
    run(&mut flow);
    let text = flow.to_har().to_json();
    assert!(!text.contains("compiled-in-key-1"), "{text}");
    assert_no_secret(&text);
}

#[test]
fn a_setting_that_is_one_of_a_few_stays_and_another_one_goes() {
    let text = recorded().to_json();
    assert!(text.contains(r#""side": "back""#), "{text}");
    assert!(
        text.contains(r#""owner": ""#) && !text.contains("alice"),
        "{text}"
    );
}

#[test]
fn the_name_of_a_server_goes_whatever_its_setting_is_called() {
    let settings = settings().with("url", "https://home.example.net/door");
    let mut recorder = recorder(&settings);
    run(&mut recorder);
    let text = recorder.to_har().to_json();
    assert!(!text.contains("example.net"), "{text}");
    assert!(text.contains("https://server.example/door/begin"), "{text}");
}

#[test]
fn of_a_file_whose_flow_is_not_known_nothing_stays_that_could_be_a_secret() {
    let with_secrets = recorded().to_json_with_all_secrets();
    let text = Har::read(&with_secrets).unwrap().to_json();
    assert_no_secret(&text);
    for unknown in ["penthouse", "begin", "poll?"] {
        assert!(!text.contains(unknown), "{unknown}: {text}");
    }
    assert!(text.contains("https://door.example/"), "{text}");
}

#[test]
fn a_file_is_redacted_as_its_flow_says_when_it_is_named() {
    let with_secrets = recorded().to_json_with_all_secrets();
    let har = Har::read(&with_secrets)
        .unwrap()
        .of_flow(&INFO)
        .keeping(PUBLIC);
    assert_eq!(har.flow(), Some("door"));
    assert_eq!(har.to_json(), recorded().to_json());
}

#[test]
fn a_recorder_and_a_box_tell_the_code_on_show() {
    let mut recorder = recorder(&settings());
    assert!(matches!(recorder.poll(START), Ok(Step::Send(_))));
    recorder.handle(START, Ok(reply(200, BEGUN)));
    assert!(matches!(recorder.poll(START), Ok(Step::Event(_))));
    assert_eq!(recorder.code().unwrap().payload.expose(), "opensesame");
    let inside = recorder.into_flow();
    assert_eq!(inside.code().unwrap().payload.expose(), "opensesame");
}
