//! Every recording of `tests/recordings`, replayed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod support;

use std::path::Path;

use qrlogin::flows::{self, Options};
use qrlogin::{Credential, Error, Failure, Seed, Settings};
use qrlogin_recordings::Replay;
use qrlogin_recordings::har::{Entry, Har, RecordedRequest};
use qrlogin_recordings::replay::{DriftKind, Replayed};
use support::recorded::{login, one};
use support::reply;

/// The name and text of every recording of a flow.
fn recordings(id: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/recordings")
        .join(id);
    let files = std::fs::read_dir(folder).unwrap();
    let mut recordings: Vec<_> = files
        .map(|file| {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    recordings.sort();
    recordings
}

fn all() -> impl Iterator<Item = (String, Replay)> {
    let of = |info: &'static flows::FlowInfo| {
        let recordings = recordings(info.id).into_iter();
        recordings.map(|(name, text)| {
            let replay = Replay::from_har(&text).unwrap();
            assert_eq!(replay.har().flow(), Some(info.id));
            (format!("{}/{name}", info.id), replay)
        })
    };
    flows::FLOWS.iter().flat_map(of)
}

fn kind(outcome: &Result<Credential, Error>) -> &'static str {
    outcome.as_ref().map_or_else(Error::kind, |_| "done")
}

#[test]
fn every_recording_replays_exactly_and_ends_as_its_name_says() {
    for (name, replay) in all() {
        let replayed = replay
            .run_exact(login(&replay))
            .unwrap_or_else(|drift| panic!("{name}: {drift}"));
        let end = kind(&replayed.outcome);
        let (_, file) = name.split_once('/').unwrap();
        let expected = match file.split('-').next().unwrap() {
            "success" | "renewed" => "done",
            "refused" => "rejected",
            other => other,
        };
        assert_eq!(end, expected, "{name}");
        assert_eq!(replayed.kinds(), replay.har().events(), "{name}");
    }
}

#[test]
fn every_recording_replays_leniently_with_any_seed() {
    for (name, replay) in all() {
        let exact = replay.run_exact(login(&replay)).unwrap();
        let replayed = replay
            .run(login(&replay))
            .unwrap_or_else(|drift| panic!("{name}: {drift}"));
        assert_eq!(kind(&replayed.outcome), kind(&exact.outcome), "{name}");
        assert_eq!(replayed.kinds(), exact.kinds(), "{name}");
        assert_eq!(replayed.skipped, [0; 0], "{name}");
    }
    for id in ["bilibili-web", "wechat-web"] {
        for (name, text) in recordings(id).iter().filter(|(name, _)| {
            name.contains("success") && !name.contains("desktop") && !name.contains("filehelper")
        }) {
            let info = flows::find(id).unwrap();
            let flow = info
                .login(&Settings::new(), Seed::new([9; 16]), &Options::default())
                .unwrap();
            let replayed = Replay::from_har(text).unwrap().run(flow);
            assert!(replayed.is_ok_and(|it| it.outcome.is_ok()), "{name}");
        }
    }
}

#[test]
fn every_flow_has_recordings_of_every_way_to_end() {
    for info in flows::FLOWS {
        let names: Vec<_> = recordings(info.id)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        let one = |end: &str| names.iter().any(|name| name.starts_with(end));
        for end in ["success", "expired", "renewed"] {
            assert!(one(end), "{}: {end}", info.id);
        }
        // At 115 a response that is not JSON comes from a firewall.
        assert!(
            one("malformed") || one("intercepted-garbage"),
            "{}: malformed or intercepted-garbage",
            info.id
        );
        let refused = ["refused", "blocked"];
        assert!(
            names
                .iter()
                .any(|name| refused.iter().any(|end| name.starts_with(end))),
            "{}: refused or blocked",
            info.id
        );
    }
}

#[test]
fn the_files_are_small_and_hold_no_real_seed() {
    for info in flows::FLOWS {
        for (name, text) in recordings(info.id) {
            assert!(text.len() < 20_000, "{name}: {} bytes", text.len());
            let seed = serde_json::to_string(&support::seed()).unwrap();
            assert!(!text.replace(", ", ",").contains(&seed), "{name}");
        }
    }
}

#[test]
fn a_browsers_recording_with_more_requests_replays() {
    let replay = one("foreign", "browser-bilibili-web");
    let info = flows::find("bilibili-web").unwrap();
    let flow = info
        .login(&Settings::new(), support::seed(), &Options::default())
        .unwrap();
    let replayed = replay.run(flow).unwrap();
    assert_eq!(replayed.kinds(), ["code", "scanned", "confirmed"]);
    let Ok(Credential::BilibiliWeb(credential)) = &replayed.outcome else {
        panic!("{replayed:?}");
    };
    assert_eq!(
        credential.cookie("DedeUserID").unwrap().expose(),
        "1234567890"
    );
    // The page, an image, an advertisement, polls without news, and the ticket.
    assert!(replayed.skipped.len() > 5, "{:?}", replayed.skipped);
    assert!(replay.login().is_none());
    let drift = replay
        .run_exact(
            info.login(&Settings::new(), support::seed(), &Options::default())
                .unwrap(),
        )
        .unwrap_err();
    assert_eq!(drift.kind, DriftKind::NotExact);
}

#[test]
fn mitmproxys_recording_of_another_client_replays_with_its_failed_call() {
    let replay = one("foreign", "mitmproxy-phi-api");
    let info = flows::find("phi-api").unwrap();
    let flow = info
        .login(&Settings::new(), support::seed(), &Options::default())
        .unwrap();
    let replayed = replay.run(flow).unwrap();
    assert_eq!(replayed.kinds(), ["code", "retrying", "confirmed"]);
    let Ok(Credential::PhiApi(credential)) = &replayed.outcome else {
        panic!("{replayed:?}");
    };
    assert_eq!(
        credential.session_token.expose(),
        "abcdefghijklmno0123456789"
    );
    assert_eq!(
        replay.har().entries[2].outcome.as_ref().unwrap_err(),
        &Failure::Timeout
    );
}

/// An entry of another client's recording: the first call at second 0, then polls.
fn entry(second: u64, body: &str) -> serde_json::Value {
    serde_json::json!({
        "startedDateTime": format!("2026-11-21T10:{:02}:{:02}.000Z", second / 60, second % 60),
        "time": 20,
        "request": {
            "method": "GET",
            "url": match second {
                0 => "https://passport.bilibili.com/x/passport-login/web/qrcode/generate",
                _ => "https://passport.bilibili.com/x/passport-login/web/qrcode/poll?qrcode_key=k1",
            },
        },
        "response": { "status": 200, "content": { "text": body } },
    })
}

const WAITING: &str = r#"{"code":0,"data":{"code":86101}}"#;
const CODE: &str =
    r#"{"code":0,"data":{"url":"https://account.bilibili.com/h5?k=k1","qrcode_key":"k1"}}"#;

/// The replay of a recording of these entries.
fn foreign(entries: &[serde_json::Value]) -> Replayed<Credential> {
    let file = serde_json::json!({ "log": { "entries": entries } }).to_string();
    let info = flows::find("bilibili-web").unwrap();
    let flow = info.login(&Settings::new(), support::seed(), &Options::default());
    let replay = Replay::from_har(&file).unwrap();
    replay.run(flow.unwrap()).unwrap()
}

#[test]
fn more_frequent_polls_do_not_expire_the_code() {
    let done = r#"{"code":0,"data":{"code":0,"url":"https://passport.biligame.com/crossDomain?DedeUserID=1&bili_jct=b&SESSDATA=s"}}"#;
    let mut entries = vec![entry(0, CODE)];
    entries.extend((1..170).map(|second| entry(second, WAITING)));
    entries.push(entry(170, done));
    let replayed = foreign(&entries);
    assert!(replayed.outcome.is_ok(), "{replayed:?}");
    assert!(replayed.skipped.len() > 80);
}

#[test]
fn a_different_response_is_not_skipped() {
    let scanned = r#"{"code":0,"data":{"code":86090}}"#;
    let done = r#"{"code":0,"data":{"code":0,"url":"https://passport.biligame.com/crossDomain?DedeUserID=1&bili_jct=b&SESSDATA=s"}}"#;
    let entries = [
        entry(0, CODE),
        entry(1, WAITING),
        entry(2, scanned),
        entry(3, done),
    ];
    let replayed = foreign(&entries);
    assert_eq!(replayed.kinds(), ["code", "scanned", "confirmed"]);
    assert_eq!(replayed.skipped, [0; 0]);
}

#[test]
fn time_follows_the_recording_where_the_flow_polls_sooner() {
    let entries = [entry(0, CODE), entry(100, WAITING), entry(185, WAITING)];
    let replayed = foreign(&entries);
    assert_eq!(replayed.kinds(), ["code"]);
    assert_eq!(replayed.outcome.err(), Some(Error::Expired));
}

#[test]
fn a_redacted_foreign_recording_replays_if_its_flow_is_named() {
    let browser = include_str!("recordings/foreign/browser-bilibili-web.har");
    let mitmproxy = include_str!("recordings/foreign/mitmproxy-phi-api.har");
    for (id, file, secret) in [
        ("bilibili-web", browser, "1234567890"),
        ("phi-api", mitmproxy, "abcdefghijklmno0123456789"),
    ] {
        let info = flows::find(id).unwrap();
        let run = |text: &str| {
            let flow = info.login(&Settings::new(), support::seed(), &Options::default());
            Replay::from_har(text).unwrap().run(flow.unwrap()).unwrap()
        };
        let text = Har::read(file).unwrap().of_flow(info).to_json();
        assert!(file.contains(secret) && !text.contains(secret), "{id}");
        let (before, after) = (run(file), run(&text));
        assert_eq!(before.kinds(), after.kinds());
        assert_eq!(before.skipped, after.skipped);
        assert!(after.outcome.is_ok());
    }
}

#[test]
fn no_path_or_common_name_is_kept_without_a_flow() {
    let request = RecordedRequest::new(
        "GET",
        "https://door.example/people/jo?code=opensesame&state=on",
    );
    let answer = reply(200, r#"{"message": "hello jo", "code": 123456}"#);
    let entry = Entry::new(support::START, support::secs(1), request, Ok(answer));
    let har = Har::new(vec![entry]);
    let text = har.to_json();
    for secret in ["people", "/jo", "opensesame", "hello", "123456"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    assert_eq!(har.flow(), None);
}
