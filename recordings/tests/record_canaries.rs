//! No recording of any flow in any scenario holds an issued secret, and each replays.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod support;

use qrlogin::flows::{self, Options};
use qrlogin::{Credential, Settings};
use qrlogin_recordings::Replay;
use serde_json::Value;
use support::canaries::{assert_clean, canaries};
use support::recorded::{Recorded, login, record};
use support::scenario;

fn recorded(id: &str, lines: &str) -> Recorded {
    record(id, &Settings::new(), &Options::default(), scenario(lines))
}

/// Names and types of JSON, without values.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), shape(value)))
            .collect(),
        Value::Array(items) => items.iter().map(shape).collect(),
        Value::String(text) => text.is_empty().to_string().into(),
        Value::Number(_) => 0.into(),
        other => other.clone(),
    }
}

#[test]
fn no_recording_holds_a_secret_and_each_replays() {
    let worlds = [
        "",
        "person = scan@1s confirm@2s",
        "person = expire",
        "person = scan@2s deny@4s",
        "fault.1 = any#2-3 cut-before\nfault.2 = any#4 status:503/3",
        "fault.1 = any#3 garbage",
        "fault.1 = any#2 wrong-charset",
        "bilibili-web.era = ticket-2026-hops\nbilibili-web.message = OK\nphi-api.era = documented\n115-gateway.variant = documented\nwechat-web.avatar = none\nbilibili-tv.era = tv-scanned\nbilibili-tv.tokens = token-info",
        "bilibili-web.era = url-cookies-2024\nbilibili-web.url-sessdata = encoded\nphi-api.era = prefix\nwechat-web.avatar = 192KiB\nwechat-web.uuid = old\nbilibili-tv.tokens = top-level",
        "bilibili-web.era = url-cookies-2022\nbilibili-web.poll-cookies = no\nbilibili-web.escape-ampersand = no\nphi-api.era = envelope\nphi-api.keys = camel\nwechat-web.avatar = hostile-url",
        "bilibili-web.lacks = SESSDATA\nbilibili-tv.lacks = sid\nwechat-web.lacks = skey\n115-gateway.login = 40101004\nphi-api.session = 1145-211",
        "wechat-web.exchange = 1203-not-allowed\n115-gateway.status = waf\nphi-api.upstream = invalid_request\nphi-api.error-style = prefixed",
        "wechat-web.exchange = invalid-utf8\n115-gateway.login = retired\nphi-api.session = 114-access_denied\nbilibili-web.refresh-token = no",
        "wechat-web.page-host = evil.example\n115-gateway.status = 99\nphi-api.session = short",
    ];
    for info in flows::FLOWS {
        for (number, lines) in worlds.iter().enumerate() {
            let what = format!("{} {lines}", info.id);
            let recorded = recorded(info.id, &format!("seed = {number}\n{lines}"));
            let secrets = canaries(&recorded);
            assert!(!secrets.is_empty(), "{what}");
            let text = recorded.recorder.to_har().to_json();
            assert_clean(&text, &secrets, &what);
            let seed = serde_json::to_string(&support::seed()).unwrap();
            assert!(!text.replace(", ", ",").contains(&seed), "{what}: the seed");

            let replay = Replay::from_har(&text).unwrap();
            assert!(replay.har().is_exact(), "{what}: does not replay exactly");
            let login = || login(&replay);
            let exact = replay
                .run_exact(login())
                .unwrap_or_else(|drift| panic!("{what}: {drift}"));
            let lenient = replay
                .run(login())
                .unwrap_or_else(|drift| panic!("{what}: {drift}"));
            let kinds: Vec<_> = recorded.events.iter().map(qrlogin::Event::kind).collect();
            assert_eq!(
                (exact.kinds(), lenient.kinds()),
                (kinds.clone(), kinds),
                "{what}"
            );
            match (&recorded.outcome, &exact.outcome, &lenient.outcome) {
                (Ok(real), Ok(exact), Ok(lenient)) => {
                    let json = |credential: &Credential| serde_json::to_value(credential).unwrap();
                    assert_eq!(shape(&json(real)), shape(&json(exact)), "{what}");
                    assert_eq!(shape(&json(exact)), shape(&json(lenient)), "{what}");
                    assert_ne!(real, exact, "{what}");
                }
                (Err(real), Err(exact), Err(lenient)) => {
                    assert_eq!(real, exact, "{what}");
                    assert_eq!(exact, lenient, "{what}");
                }
                _ => panic!("{what}: another outcome"),
            }
        }
    }
}

#[test]
fn secret_settings_are_redacted() {
    type Pairs = &'static [(&'static str, &'static str)];
    /// Flow, its settings, the scenario, what must not be in the file.
    type Case = (&'static str, Pairs, &'static str, &'static [&'static str]);
    let cases: [Case; 4] = [
        (
            "115-gateway",
            &[(
                "base_url",
                "https://someone:pass%20word@box.home.example.net:8443",
            )],
            "",
            &[
                "someone",
                "pass%20word",
                "pass word",
                "someone:pass word",
                "box.home",
            ],
        ),
        (
            "phi-api",
            &[(
                "base_url",
                "https://someone:hunter22@phi.example.net/phiApi",
            )],
            "",
            &["someone:hunter22", "hunter22", "phi.example.net"],
        ),
        (
            "wechat-web",
            &[
                ("mode", "desktop"),
                ("extspam", "Gp8ICJkIEpkIC-canary"),
                ("referer", "https://wx.qq.com/?&lang=zh_CN&target=t"),
            ],
            "wechat-web.uos = 1203",
            &["Gp8ICJkIEpkIC-canary", "Gp8ICJkIEpkIC"],
        ),
        (
            "bilibili-tv",
            &[
                ("appkey", "0123456789abcdef"),
                ("appsec", "560c52ccd288fed045859ed18bffd973"),
            ],
            "bilibili-tv.appkey = 0123456789abcdef\nbilibili-tv.appsec = 560c52ccd288fed045859ed18bffd973",
            &["560c52ccd288fed045859ed18bffd973"],
        ),
    ];
    for (id, given, lines, secrets) in cases {
        let settings: Settings = given.iter().copied().collect();
        let recorded = record(id, &settings, &Options::default(), scenario(lines));
        assert!(recorded.outcome.is_ok(), "{id}: {:?}", recorded.outcome);
        let text = recorded.recorder.to_har().to_json();
        let secrets: Vec<_> = secrets.iter().map(ToString::to_string).collect();
        assert_clean(&text, &secrets, id);
        let replay = Replay::from_har(&text).unwrap();
        let replayed = replay.run_exact(login(&replay)).unwrap();
        assert!(replayed.outcome.is_ok());
    }
}
