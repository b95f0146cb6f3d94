//! Recordings that end before their login does.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod support;

use qrlogin::{BoxFlow, Flow, Step};
use qrlogin_recordings::har::Har;
use qrlogin_recordings::replay::DriftKind;
use qrlogin_recordings::{PublicNames, Recorder, Replay};
use support::recorded::{login, one};
use support::reply;

/// The recording of the whole login.
fn whole() -> Replay {
    one("bilibili-web", "success-ticket-2026")
}

fn flow() -> BoxFlow {
    login(&whole())
}

/// A recording of a login that was interrupted after its code was scanned.
fn unfinished() -> Har {
    let mut flow = Recorder::new(flow(), PublicNames::of_flow("bilibili-web").unwrap());
    let replay = whole();
    let (mut now, mut entries) = (replay.har().entries[0].started, replay.har().entries.iter());
    loop {
        match flow.poll(now).unwrap() {
            Step::Send(_) => flow.handle(now, entries.next().unwrap().outcome.clone()),
            Step::Wait(until) => now = until,
            Step::Event(event) if event.kind() == "scanned" => return flow.to_har(),
            _ => {}
        }
    }
}

#[test]
fn a_recording_without_an_end_is_unfinished() {
    let replay = Replay::of(unfinished());
    let mut told = Vec::new();
    let ended = replay.run_with(flow(), |event| told.push(event.kind()));
    let ended = ended.unwrap_err();
    assert_eq!((ended.kind, ended.entry), (DriftKind::Unfinished, 2));
    assert!(ended.came.contains("qrcode/poll"), "{ended}");
    assert_eq!(told, ["code", "scanned"]);
    let text = ended.to_string();
    assert!(text.contains("ends before the login does"), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
}

#[test]
fn responses_beyond_the_recorded_events_are_unfinished() {
    let mut har = unfinished();
    let whole = whole();
    har.entries.extend_from_slice(&whole.har().entries[2..]);
    let ended = Replay::of(har).run(flow()).unwrap_err();
    assert_eq!((ended.kind, ended.entry), (DriftKind::Unfinished, 3));
    assert_eq!(ended.came, "confirmed");
}

#[test]
fn a_difference_in_an_unfinished_recording_is_a_drift() {
    let run = |har: &Har| Replay::of(har.clone()).run(flow()).unwrap_err().kind;
    let mut har = unfinished();
    har.entries[1].request.method = "POST".to_owned();
    assert_eq!(run(&har), DriftKind::Request);
    let mut har = unfinished();
    // The scan is not reported.
    let waiting = r#"{"code":0,"data":{"code":86101}}"#;
    har.entries[1].outcome = Ok(reply(200, waiting));
    assert_eq!(run(&har), DriftKind::Unrecorded);
    har.entries[1].outcome = Ok(reply(200, r#"{"code":0,"data":{"code":86038}}"#));
    assert_eq!(run(&har), DriftKind::Outcome);
}

#[test]
fn a_foreign_recording_with_an_unknown_end_drifts() {
    let mut entries = whole().har().entries[..2].to_vec();
    entries[1].outcome = Ok(reply(200, "another answer"));
    for entry in &mut entries {
        entry.call = None;
    }
    let drift = Replay::of(Har::new(entries)).run(flow()).unwrap_err();
    assert_eq!(drift.kind, DriftKind::Unrecorded);
}
