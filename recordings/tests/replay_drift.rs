//! Drifts: where a flow and a recording differ.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod support;

use qrlogin::flows::{self, Options};
use qrlogin::{
    BoxFlow, Call, Credential, Error, Failure, Flow, InputWanted, QrCode, Response, Secret, Seed,
    Settings, Snapshot, Step, Timestamp,
};
use qrlogin_recordings::Replay;
use qrlogin_recordings::replay::{Drift, DriftKind};
use support::recorded::{login, one};
use support::{reply, secs};

/// A login whose calls are changed, like those of another version.
struct Changed<F>(BoxFlow, F);

impl<F: FnMut(&mut Call)> Flow for Changed<F> {
    type Credential = Credential;

    fn poll(&mut self, now: Timestamp) -> Result<Step<Credential>, Error> {
        let mut step = self.0.poll(now);
        if let Ok(Step::Send(call)) = &mut step {
            (self.1)(call);
        }
        step
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        self.0.handle(now, outcome);
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        self.0.snapshot()
    }

    fn code(&self) -> Option<QrCode> {
        self.0.code()
    }

    fn id(&self) -> &'static str {
        self.0.id()
    }

    fn input(&self) -> Option<InputWanted> {
        self.0.input()
    }

    fn answer(&mut self, now: Timestamp, text: &Secret) -> bool {
        self.0.answer(now, text)
    }
}

type Change = fn(&mut Call);

/// The drifts of the lenient and the exact replay if the calls of this name are changed.
fn drifts(replay: &Replay, name: &'static str, change: fn(&mut Call)) -> [Option<Drift>; 2] {
    let changed = || {
        Changed(login(replay), move |call: &mut Call| {
            if call.name == name {
                change(call);
            }
        })
    };
    [
        replay.run(changed()).err(),
        replay.run_exact(changed()).err(),
    ]
}

fn set_uri(call: &mut Call, change: impl Fn(&str) -> String) {
    *call.request.uri_mut() = change(&call.request.uri().to_string()).parse().unwrap();
}

#[test]
fn the_drift_names_the_parameter_and_shows_no_value() {
    let replay = one("bilibili-web", "success-ticket-2026");
    let drifts = drifts(&replay, "poll", |call| {
        set_uri(call, |uri| uri.replace("qrcode_key=", "qrcode_key=f00d"))
    });
    for drift in drifts {
        let drift = drift.unwrap();
        assert_eq!((drift.kind, drift.entry), (DriftKind::Request, 1));
        assert_eq!(drift.difference.as_deref(), Some("parameter qrcode_key"));
        let text = drift.to_string();
        assert!(text.contains("at entry 1 (of 0 to 2)"), "{text}");
        assert!(
            text.contains("wanted: GET passport.bilibili.com/x/passport-login/web/qrcode/poll"),
            "{text}"
        );
        assert!(
            !text.contains("f00d") && !format!("{drift:?}").contains("f00d"),
            "{text}"
        );
    }
}

#[test]
fn a_missing_parameter_is_a_drift_and_an_additional_one_is_not() {
    let replay = one("bilibili-web", "success-ticket-2026");
    let [lenient, exact] = drifts(&replay, "poll", |call| {
        set_uri(call, |uri| uri.replace("&source=main-fe-header", ""));
    });
    for drift in [lenient, exact] {
        assert_eq!(
            drift.unwrap().difference.as_deref(),
            Some("parameter source")
        );
    }
    let [lenient, exact] = drifts(&replay, "poll", |call| {
        set_uri(call, |uri| format!("{uri}&more=1"));
    });
    assert_eq!((lenient, exact.is_some()), (None, true));
}

#[test]
fn another_path_host_method_or_header_is_a_drift() {
    let replay = one("115-gateway", "success-observed");
    let changes: [(&str, Change); 4] = [
        ("path", |call| {
            set_uri(call, |uri| uri.replace("status", "state"))
        }),
        ("host", |call| {
            set_uri(call, |uri| uri.replace("localhost", "127.0.0.1"))
        }),
        ("method", |call| {
            *call.request.method_mut() = qrlogin::http::Method::PUT
        }),
        ("header", |call| {
            call.request
                .headers_mut()
                .insert("accept", "text/html".parse().unwrap());
        }),
    ];
    for (what, change) in changes {
        let [lenient, exact] = drifts(&replay, "status", change);
        let lenient = lenient.unwrap();
        assert!(
            lenient.difference.as_deref().unwrap().contains(what),
            "{lenient}"
        );
        assert_eq!((lenient.kind, lenient.entry), (DriftKind::Request, 1));
        assert!(exact.is_some(), "{what}");
    }
}

#[test]
fn only_the_exact_replay_compares_the_order_of_parameters() {
    let replay = one("115-gateway", "success-observed");
    let [lenient, exact] = drifts(&replay, "login", |call| {
        let body: serde_json::Value = serde_json::from_slice(call.request.body()).unwrap();
        *call.request.body_mut() = body.to_string().into_bytes();
    });
    assert_eq!(lenient, None);
    assert_eq!(exact.unwrap().kind, DriftKind::Request);
    let replay = one("bilibili-web", "success-ticket-2026");
    let [lenient, exact] = drifts(&replay, "poll", |call| {
        set_uri(call, |uri| {
            let (front, query) = uri.split_once('?').unwrap();
            let (first, second) = query.split_once('&').unwrap();
            format!("{front}?{second}&{first}")
        });
    });
    assert_eq!(lenient, None);
    assert_eq!(
        exact.unwrap().difference.as_deref(),
        Some("the query or the body")
    );
}

#[test]
fn volatile_and_ignored_parameters_may_differ_in_a_lenient_replay() {
    let replay = one("bilibili-tv", "success-tv-silent");
    let change: Change = |call| {
        let body = String::from_utf8(call.request.body().clone()).unwrap();
        *call.request.body_mut() = body
            .replace("ts=17", "ts=18")
            .replace("local_id=0", "local_id=7")
            .into_bytes();
    };
    let [lenient, _] = drifts(&replay, "poll", change);
    assert_eq!(
        lenient.unwrap().difference.as_deref(),
        Some("parameter local_id")
    );
    let [lenient, exact] = drifts(&replay.ignoring("local_id"), "poll", change);
    assert_eq!(lenient, None);
    assert_eq!(
        exact.unwrap().difference.as_deref(),
        Some("parameter local_id")
    );
}

#[test]
fn a_request_after_the_last_entry_is_unrecorded() {
    let replay = one("bilibili-web", "success-ticket-2026");
    let mut har = replay.har().clone();
    har.entries.truncate(2);
    let replay = Replay::of(har);
    let drift = replay.run(login(&replay)).unwrap_err();
    assert_eq!((drift.kind, drift.entry), (DriftKind::Unrecorded, 2));
    assert!(drift.to_string().contains("after its 2 entries"), "{drift}");
    assert!(drift.came.contains("qrcode/poll"), "{drift}");
}

#[test]
fn an_exact_replay_emits_events_before_a_drift() {
    let replay = one("bilibili-web", "success-ticket-2026");
    let mut har = replay.har().clone();
    har.entries[2].outcome = Ok(reply(503, ""));
    let mut told = Vec::new();
    let replay = Replay::of(har);
    let drift = replay.run_exact_with(login(&replay), |event| told.push(event.kind()));
    assert!(drift.is_err());
    assert_eq!(told, ["code", "scanned"]);
}

#[test]
fn an_early_or_other_end_is_a_drift() {
    let replay = one("bilibili-web", "success-ticket-2026");
    let mut har = replay.har().clone();
    har.entries[1].outcome = Ok(reply(200, r#"{"code":0,"data":{"code":86038}}"#));
    let replay = Replay::of(har);
    let drift = replay.run(login(&replay)).unwrap_err();
    assert_eq!((drift.kind, drift.entry), (DriftKind::Outcome, 1));
    assert_eq!(drift.wanted, "done");
    assert!(drift.came.starts_with("expired: "), "{drift}");
    let exact = replay.run_exact(login(&replay)).unwrap_err();
    assert_eq!(exact.kind, DriftKind::Event);
}

#[test]
fn an_entry_that_is_left_over_is_a_drift() {
    let mut har = one("bilibili-web", "success-ticket-2026").har().clone();
    har.entries.push(har.entries[2].clone());
    let replay = Replay::of(har);
    let drift = replay.run(login(&replay)).unwrap_err();
    assert_eq!((drift.kind, drift.entry), (DriftKind::Unasked, 3));
    assert_eq!(drift.came, "done");
    assert!(drift.wanted.contains("qrcode/poll"), "{drift}");
}

#[test]
fn another_event_is_a_drift() {
    let replay = one("bilibili-web", "success-ticket-2026");
    let mut har = replay.har().clone();
    har.entries[1].outcome = Ok(reply(503, ""));
    let replay = Replay::of(har);
    let drift = replay.run(login(&replay)).unwrap_err();
    assert_eq!(drift.kind, DriftKind::Event);
    assert_eq!(
        (drift.wanted.as_str(), drift.came.as_str()),
        ("scanned", "retrying")
    );
}

#[test]
fn the_exact_replay_compares_the_contents_of_events() {
    let root = env!("CARGO_MANIFEST_DIR");
    let path = format!("{root}/tests/recordings/bilibili-web/success-ticket-2026.har");
    let text = std::fs::read_to_string(path).unwrap();
    let changed = text.replace(r#""payload": "https://"#, r#""payload": "https://www."#);
    assert_ne!(text, changed);
    let replay = Replay::from_har(&changed).unwrap();
    let drift = replay.run_exact(login(&replay)).unwrap_err();
    assert_eq!(
        (drift.kind, drift.wanted.as_str()),
        (DriftKind::Event, "the event code")
    );
    assert_eq!(drift.difference.as_deref(), Some("its contents"));
}

#[test]
fn another_wait_is_seen_by_the_exact_replay() {
    let replay = one("bilibili-web", "success-after-trouble");
    let info = flows::find("bilibili-web").unwrap();
    let other_seed = || {
        info.login(&Settings::new(), Seed::new([1; 16]), &Options::default())
            .unwrap()
    };
    assert!(replay.run(other_seed()).is_ok());
    let drift = replay.run_exact(other_seed()).unwrap_err();
    assert_eq!(drift.kind, DriftKind::Wait);
    assert!(drift.wanted.starts_with("a wait of "), "{drift}");
}

#[test]
fn the_drift_lists_the_skipped_entries() {
    let replay = one("phi-api", "success-current");
    let [lenient, _] = drifts(&replay, "CheckQRCode", |call| {
        set_uri(call, |uri| uri.replace("Check", "Cheque"))
    });
    let drift = lenient.unwrap();
    assert_eq!(drift.skipped.len(), replay.har().entries.len() - 2);
    assert!(
        drift
            .to_string()
            .contains("skipped: entry 2: POST localhost:5015/phiApi/LoginQrCode/"),
        "{drift}"
    );
}

#[test]
fn a_drift_can_be_read_by_programs() {
    let replay = one("bilibili-web", "success-ticket-2026");
    let [lenient, _] = drifts(&replay, "poll", |call| {
        set_uri(call, |uri| uri.replace("poll", "pull"))
    });
    let json = serde_json::to_value(lenient.unwrap()).unwrap();
    assert_eq!(json["kind"], "request");
    assert_eq!(json["entry"], 1);
    assert_eq!(json["difference"], "the path");
}

#[test]
fn a_lenient_replay_emits_events_before_a_drift() {
    let replay = one("bilibili-web", "success-ticket-2026");
    let mut har = replay.har().clone();
    har.entries.truncate(2);
    let replay = Replay::of(har);
    let mut told = Vec::new();
    let drift = replay.run_with(login(&replay), |event| told.push(event.kind()));
    assert!(drift.is_err());
    assert_eq!(told, ["code", "scanned"]);
}

#[test]
fn an_endless_wait_ends_the_replay() {
    struct Waiting;
    impl Flow for Waiting {
        type Credential = ();
        fn poll(&mut self, now: Timestamp) -> Result<Step<()>, Error> {
            Ok(Step::Wait(now + secs(1)))
        }
        fn handle(&mut self, _: Timestamp, _: Result<Response, Failure>) {}
        fn snapshot(&self) -> Result<Snapshot, Error> {
            Err(Error::Finished)
        }
        fn code(&self) -> Option<QrCode> {
            None
        }

        fn id(&self) -> &'static str {
            "waiting"
        }
        fn input(&self) -> Option<InputWanted> {
            None
        }
        fn answer(&mut self, _: Timestamp, _: &Secret) -> bool {
            false
        }
    }
    let drift = one("bilibili-web", "expired").run(Waiting).unwrap_err();
    assert_eq!(drift.kind, DriftKind::Wait);
}
