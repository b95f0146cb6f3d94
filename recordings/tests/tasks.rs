//! Tasks after a login, recorded without secrets and replayed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use std::path::Path;

use qrlogin::Credential;
use qrlogin_recordings::Replay;
use qrlogin_recordings::replay::DriftKind;
use support::canaries::{assert_clean, canaries_of};
use support::recorded_task::{RecordedTask, record_task};
use support::tasks::{TASKS, TaskUnderTest};

/// Parameters that hold the credentials, which are an input: a file holds other ones.
const OWN: &[&str] = &[
    "redirect",
    "type",
    "grant_type",
    "redir",
    "x-lc-id",
    "ct",
    "ac",
    "BaseRequest",
    "cookie",
    "csrf",
    "biliCSRF",
    "refresh_csrf",
    "refresh_token",
    "access_key",
    "sid",
    "Sid",
    "Skey",
    "skey",
    "uin",
    "Uin",
    "pass_ticket",
    "DeviceID",
    "x-lc-session",
    "x-lc-sign",
    "authorization",
    "nonce",
    "sessionid",
    "steamID",
    "auth",
    "client_id",
    "input_protobuf_encoded",
    "steamid",
];

/// The recording of a task in `tests/recordings`.
fn stored(task: &TaskUnderTest) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings/tasks");
    let file = folder.join(format!("{}.har", task.name));
    let text = std::fs::read_to_string(&file);
    text.unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn replay(text: &str) -> Replay {
    let replay = Replay::from_har(text).unwrap();
    OWN.iter()
        .fold(replay, |replay, name| replay.ignoring(*name))
}

#[test]
fn every_task_has_the_recording_that_is_made_of_it() {
    for task in TASKS {
        let har = record_task(task, "", None).recorder.to_har();
        assert_eq!(stored(task), har.to_json(), "{}", task.name);
        assert_eq!(har.flow(), Some(task.id));
        assert_eq!(har.outcome(), Some("done"));
    }
}

#[test]
fn no_recording_of_a_task_holds_a_secret() {
    for task in TASKS {
        for (lines, fault) in [
            ("", None),
            ("seed = 5", Some("any#1 cut-body:30")),
            ("", Some("any garbage")),
        ] {
            let recorded = record_task(task, lines, fault);
            let text = recorded.recorder.to_har().to_json();
            let secrets = canaries_of(recorded.world.simulator());
            assert!(!secrets.is_empty());
            assert_clean(&text, &secrets, &format!("{} {lines}", task.name));
        }
    }
}

/// The cookies of the recorded requests, which are fakes, in place of those of the credentials.
fn with_cookies_of(replay: &Replay, credential: Credential) -> Credential {
    let Credential::BilibiliWeb(mut own) = credential else {
        return credential;
    };
    let request = &replay.har().entries.first().unwrap().request;
    let mut headers = request.headers.iter();
    let (_, line) = headers.find(|(name, _)| name == "cookie").unwrap();
    let pairs = line.split("; ").filter_map(|pair| pair.split_once('='));
    for (cookie, (name, value)) in own.cookies.iter_mut().zip(pairs) {
        assert_eq!(cookie.name, name);
        cookie.value = value.into();
    }
    own.into()
}

#[test]
fn a_stored_recording_replays_with_other_credentials() {
    for task in TASKS {
        let (_, credential) = task.begun("seed = 9");
        let replay = replay(&stored(task));
        let credential = with_cookies_of(&replay, credential);
        match replay.run(task.of(&credential)) {
            Ok(replayed) => {
                assert!(replayed.outcome.is_ok(), "{}", task.name);
                assert_eq!(replayed.skipped, [0; 0], "{}", task.name);
            }
            // The responses are of another account than these credentials.
            Err(drift) => {
                let is_end = matches!(drift.kind, DriftKind::Outcome);
                let has_account = ["bilibili-tv.refresh", "steam.refresh"].contains(&task.id);
                assert!(is_end && has_account, "{}: {drift}", task.name);
            }
        }
    }
}

#[test]
fn a_recording_in_memory_replays_to_the_same_outcome() {
    for task in TASKS {
        let recorded = record_task(task, "", None);
        let RecordedTask {
            recorder,
            credential,
            outcome,
            ..
        } = recorded;
        let replayed = Replay::of(recorder.to_har()).run(task.of(&credential));
        let replayed = replayed.unwrap_or_else(|drift| panic!("{}: {drift}", task.name));
        assert_eq!(replayed.outcome, outcome, "{}", task.name);
    }
}
