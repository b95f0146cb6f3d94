//! What is printed of values with secrets in them: enough to know them by, and not the secrets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod support;

use qrlogin::flows::{self, Options};
use qrlogin::wechat::script::{JsLogin, Poll, Script};
use qrlogin::{BaseUrl, Cookie, Flow, Login, Recorder, Seed, Settings, Step, bilibili};
use support::recorded::{login, one};
use support::{START, seed};

#[test]
fn a_recording_is_printed_with_its_flow_and_what_was_asked_and_answered() {
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
fn a_replay_is_printed_with_its_events_and_without_its_credentials() {
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
fn a_recorder_is_printed_with_its_flow_and_how_much_it_has() {
    let info = flows::find("bilibili-web").unwrap();
    let mut recorder =
        Recorder::start(info, &Settings::new(), seed(), &Options::default()).unwrap();
    assert_eq!(format!("{recorder:?}"), "Recorder(bilibili-web, 0 calls)");
    let _ = recorder.poll(START);
    recorder.handle(START, Err(qrlogin::Failure::Io));
    assert_eq!(format!("{recorder:?}"), "Recorder(bilibili-web, 1 calls)");
}

#[test]
fn steps_are_printed_by_their_names() {
    let mut flow = Login::new(bilibili::Web::new(), seed());
    let step = flow.poll(START).unwrap();
    assert!(format!("{step:?}").starts_with("Send(Call(generate: GET "));
    let wait: Step<()> = Step::Wait(START);
    assert_eq!(format!("{wait:?}"), "Wait(Timestamp(1700000000.000))");
    assert_eq!(format!("{:?}", Step::Done(())), "Done(..)");
}

#[test]
fn small_values_are_printed_without_what_is_secret_in_them() {
    let cookie = Cookie::new("SESSDATA", "c4nary", "bilibili.com").unwrap();
    assert_eq!(
        format!("{cookie:?}"),
        "Cookie(SESSDATA=[redacted] for bilibili.com)"
    );
    assert_eq!(format!("{:?}", Seed::new([7; 16])), "Seed([redacted])");
    let base = BaseUrl::parse("https://me:c4nary@host.example/x/").unwrap();
    assert_eq!(format!("{base:?}"), "BaseUrl(https://host.example/x)");
}

#[test]
fn a_script_prints_its_paths_and_the_sizes_of_values() {
    let script =
        Script::parse(br#"window.code=200;window.a="abc";window.b={c:"d",e:"f"}"#).unwrap();
    assert_eq!(
        format!("{script:?}"),
        r#"{"window.code": Integer(200), "window.a": Text(3 bytes), "window.b": Object(2 fields)}"#
    );
}

#[test]
fn the_answers_of_wechat_are_printed_by_their_names() {
    let poll = |body: &'static str| format!("{:?}", Poll::read(body.as_bytes()).unwrap());
    for (body, printed) in [
        ("window.code=408;", "Waiting"),
        ("window.code=201;", "Scanned(None)"),
        (
            "window.code=200;window.redirect_uri='c4nary';",
            "Confirmed([redacted])",
        ),
        ("window.code=400;", "Dead"),
        ("window.code=202;", "Cancelled"),
        ("", "NoCode"),
        ("window.code=7;", "Unknown(7)"),
    ] {
        assert_eq!(poll(body), printed);
    }
    let read = |body: &'static str| format!("{:?}", JsLogin::read(body.as_bytes()).unwrap());
    let uuid = r#"window.QRLogin.code = 200; window.QRLogin.uuid = "c4nary";"#;
    assert_eq!(read(uuid), "Uuid([redacted])");
    assert_eq!(read("window.QRLogin.code = 400;"), "Refused(400)");
}
