//! `Debug` of recordings: enough to identify them, and no secrets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod support;

use qrlogin::flows::{self, Options};
use qrlogin::{Flow, Settings};
use qrlogin_recordings::Recorder;
use support::recorded::{login, one};
use support::{START, seed};

#[test]
fn a_recording_prints_its_flow_requests_and_statuses() {
    let replay = one("bilibili-web", "expired");
    let har = replay.har();
    assert!(
        format!("{har:?}").starts_with("Har { flow: Some(\"bilibili-web\"), entries: [Entry(GET ")
    );
    let place = "GET passport.bilibili.com/x/passport-login/web/qrcode/generate";
    assert_eq!(format!("{:?}", har.entries[0].request), place);
    assert_eq!(
        format!("{:?}", har.entries[0]),
        format!("Entry({place} -> 200)")
    );
    let failed = one("115-gateway", "success-timeouts");
    let mut entries = failed.har().entries.iter();
    assert!(entries.any(|entry| format!("{entry:?}").ends_with(" -> Timeout)")));
}

#[test]
fn a_recorded_request_is_printed_without_user_password_and_query() {
    for (url, place) in [
        (
            "https://me:c4nary@host.example/a?b=c4nary",
            "host.example/a",
        ),
        ("https://host.example/a@b#c4nary", "host.example/a@b"),
        ("https://host.example", "host.example"),
    ] {
        let mut har = one("bilibili-web", "expired").har().clone();
        har.entries[0].request.url = url.to_owned();
        assert_eq!(har.entries[0].request.to_string(), format!("GET {place}"));
    }
}

#[test]
fn a_replay_prints_its_events_and_no_credentials() {
    let replay = one("bilibili-web", "success-ticket-2026");
    let replayed = replay.run_exact(login(&replay)).unwrap();
    let printed = format!("{replayed:?}");
    assert!(
        printed.starts_with("Replayed { events: [Code("),
        "{printed}"
    );
    assert!(
        printed.ends_with("outcome: Ok(\"..\"), skipped: [], lacks: None }"),
        "{printed}"
    );
}

#[test]
fn a_recorder_prints_its_flow_and_number_of_calls() {
    let info = flows::find("bilibili-web").unwrap();
    let mut recorder =
        Recorder::start(info, &Settings::new(), seed(), &Options::default()).unwrap();
    assert_eq!(format!("{recorder:?}"), "Recorder(bilibili-web, 0 calls)");
    let _ = recorder.poll(START);
    recorder.handle(START, Err(qrlogin::Failure::Io));
    assert_eq!(format!("{recorder:?}"), "Recorder(bilibili-web, 1 calls)");
}
