//! The reader of HAR files: what exporters write, and its errors for anything else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod support;

use std::time::Duration;

use qrlogin::text::is_unprintable;
use qrlogin::{Call, Failure, Request};
use qrlogin_recordings::har::{CallInfo, Entry, Har, HarError, MAX_BODY, RecordedRequest};
use serde_json::{Value, json};
use support::START;

/// A file with this as its only entry.
fn file(entry: &Value) -> String {
    json!({ "log": { "entries": [entry] } }).to_string()
}

fn entry() -> Value {
    json!({
        "startedDateTime": "2023-11-14T22:13:20.000Z",
        "time": 12.6,
        "request": { "method": "GET", "url": "https://x.example/a?b=c", "headers": [] },
        "response": { "status": 200, "headers": [], "content": { "text": "hello" } },
    })
}

/// The result of reading an entry with this value changed.
fn with(pointer: &str, value: Value) -> Result<Har, HarError> {
    let mut entry = entry();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    entry.pointer_mut(parent).unwrap()[name] = value;
    Har::read(&file(&entry))
}

#[test]
fn a_plain_entry_is_read() {
    let har = Har::read(&file(&entry())).unwrap();
    let entry = &har.entries[0];
    assert_eq!(
        (entry.started, entry.time),
        (START, Duration::from_millis(13))
    );
    assert_eq!(entry.request.url, "https://x.example/a?b=c");
    let response = entry.outcome.as_ref().unwrap();
    assert_eq!(
        (response.status().as_u16(), response.body().as_slice()),
        (200, &b"hello"[..])
    );
    assert!(har.flow().is_none() && !har.is_exact());
}

#[test]
fn the_error_names_the_position_and_quotes_nothing() {
    for (text, expected) in [
        ("", "not a HAR file: not JSON (line 1 column 0)"),
        ("s3cr3t", "not a HAR file: not JSON (line 1 column 1)"),
        (
            "{\"log\":\n\"s3cr3t\"}",
            "not a HAR file: JSON of another shape (line 2 column 8)",
        ),
        ("{}", "not a HAR file: `log` is missing"),
        ("{\"log\":{}}", "not a HAR file: `log.entries` is missing"),
    ] {
        assert_eq!(Har::read(text).unwrap_err().to_string(), expected);
    }
}

#[test]
fn missing_optional_and_unknown_fields_are_tolerated() {
    for (pointer, value) in [
        ("/time", json!(null)),
        ("/request/headers", json!(null)),
        ("/response/headers", json!(null)),
        ("/request/postData", json!(null)),
        ("/_initiator", json!({ "deep": [[[]]] })),
        ("/_qrlogin", json!(null)),
    ] {
        assert_eq!(with(pointer, value).unwrap().entries.len(), 1, "{pointer}");
    }
    let marked = format!("\u{feff}{}", file(&entry()));
    assert!(Har::read(&marked).is_ok());
}

#[test]
fn numbers_may_be_fractions_and_out_of_all_bounds() {
    let time = |value| with("/time", value).unwrap().entries[0].time;
    assert_eq!(time(json!(-1)), Duration::ZERO);
    assert_eq!(time(json!(0.4)), Duration::ZERO);
    assert_eq!(time(json!(1e300)), Duration::from_secs(86_400));
    assert!(with("/response/status", json!(200.0)).is_ok());
}

#[test]
fn pseudo_headers_and_wire_headers_are_dropped() {
    let headers = json!([
        { "name": ":status", "value": "200" },
        { "name": "Content-Encoding", "value": "br" },
        { "name": "content-length", "value": "7" },
        { "name": "Transfer-Encoding", "value": "chunked" },
        { "name": "not a name", "value": "x" },
        { "name": "x-bad", "value": "a\nb" },
        { "name": "set-cookie", "value": "a=1" },
        { "name": "Set-Cookie", "value": "b=2" },
        { "value": "no name" },
    ]);
    let har = with("/response/headers", headers.clone()).unwrap();
    let response = har.entries[0].outcome.as_ref().unwrap();
    let cookies: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1", "b=2"]);
    assert_eq!(response.headers().len(), 4, "the joined ones, too");
    let har = with("/request/headers", headers).unwrap();
    assert!(
        har.entries[0]
            .request
            .headers
            .iter()
            .all(|(name, _)| !name.starts_with(':'))
    );
}

#[test]
fn an_entry_with_status_0_is_a_call_that_failed() {
    for (words, failure) in [
        (json!("net::ERR_CONNECTION_TIMED_OUT"), Failure::Timeout),
        (json!("net::ERR_CERT_AUTHORITY_INVALID"), Failure::Tls),
        (json!("net::ERR_CONNECTION_REFUSED"), Failure::Connect),
        (json!("net::ERR_NAME_NOT_RESOLVED"), Failure::Connect),
        (json!("Connection killed."), Failure::Io),
        (json!(null), Failure::Io),
    ] {
        let har = with("/response", json!({ "status": 0, "_error": words })).unwrap();
        assert_eq!(har.entries[0].outcome.as_ref().unwrap_err(), &failure);
    }
}

#[test]
fn a_foreign_entrys_failure_is_kept_when_written() {
    for failure in [
        Failure::Timeout,
        Failure::Connect,
        Failure::Tls,
        Failure::Io,
        Failure::BodyTooLarge,
        Failure::Other,
    ] {
        let mut har = with("/comment", json!("")).unwrap();
        har.entries[0].outcome = Err(failure);
        let again = Har::read(&har.to_json()).unwrap();
        assert_eq!(again.entries[0].outcome.as_ref().unwrap_err(), &failure);
    }
}

#[test]
fn more_headers_than_a_map_can_hold_are_left_out() {
    let many: Vec<_> = (0..40_000)
        .map(|i| json!({ "name": format!("x-{i}"), "value": "" }))
        .collect();
    let har = with("/response/headers", json!(many)).unwrap();
    let response = har.entries[0].outcome.as_ref().unwrap();
    assert!(response.headers().len() > 10_000);
}

#[test]
fn a_body_is_read_from_text_base64_and_parameters() {
    let body = |data: Value| {
        with("/request/postData", data).unwrap().entries[0]
            .request
            .body
            .clone()
    };
    assert_eq!(body(json!({ "text": "a=b" })), b"a=b");
    assert_eq!(
        body(json!({ "text": "AP8=", "encoding": "base64" })),
        b"\x00\xff"
    );
    let params = json!([{ "name": "a", "value": "b c" }, { "name": "d", "value": "é" }]);
    assert_eq!(
        body(json!({ "params": params, "text": "" })),
        b"a=b+c&d=%C3%A9"
    );
    let content = json!({ "text": "AP8=", "encoding": "base64" });
    let har = with("/response/content", content).unwrap();
    assert_eq!(har.entries[0].outcome.as_ref().unwrap().body(), b"\x00\xff");
}

#[test]
fn a_body_beyond_the_limit_is_too_large() {
    let fits = with("/response/content/text", json!("x".repeat(MAX_BODY))).unwrap();
    assert!(fits.entries[0].outcome.is_ok());
    let longer = with("/response/content/text", json!("x".repeat(MAX_BODY + 1))).unwrap();
    assert_eq!(
        longer.entries[0].outcome.as_ref().unwrap_err(),
        &Failure::BodyTooLarge
    );
}

#[test]
fn too_many_entries_are_refused() {
    let many = json!({ "log": { "entries": vec![0; 10_001] } }).to_string();
    let error = Har::read(&many).unwrap_err();
    assert!(matches!(
        error,
        HarError::TooManyEntries { found: 10_001, .. }
    ));
}

#[test]
fn metadata_of_another_version_or_without_its_entries_is_refused() {
    let own = |own: Value| {
        let file = json!({ "log": { "entries": [entry()], "_qrlogin": own } });
        Har::read(&file.to_string())
    };
    let good = json!({ "format": 1, "flow": "bilibili-web", "trace": [{ "at": 1, "send": 0 }] });
    assert_eq!(own(good.clone()).unwrap().flow(), Some("bilibili-web"));
    for (name, value) in [
        ("format", json!(2)),
        ("flow", json!(7)),
        ("trace", json!([{ "at": 1, "send": 1 }])),
        ("trace", json!([{ "at": 1, "jump": 0 }])),
        ("trace", json!([{ "at": -1, "send": 0 }])),
        ("setup", json!({ "seed": [1] })),
    ] {
        let mut bad = good.clone();
        bad[name] = value;
        assert_eq!(own(bad).unwrap_err(), HarError::Own, "{name}");
    }
    assert_eq!(own(json!(7)).unwrap_err(), HarError::Own);
}

#[test]
fn a_file_has_every_mandatory_field_of_har_1_2() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/recordings/phi-api/success-current.har"
    );
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(file["log"]["version"], "1.2");
    for entry in file["log"]["entries"].as_array().unwrap() {
        for pointer in "startedDateTime time request response cache timings request/method request/url \
            request/httpVersion request/cookies request/headers request/queryString request/headersSize \
            request/bodySize response/status response/statusText response/httpVersion response/cookies \
            response/headers response/content response/redirectURL response/headersSize response/bodySize \
            response/content/size response/content/mimeType timings/send timings/wait timings/receive"
            .split_whitespace()
        {
            assert!(entry.pointer(&format!("/{pointer}")).is_some(), "{pointer}");
        }
    }
}

#[test]
fn no_damage_to_a_file_panics() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recordings");
    for name in [
        "wechat-web/success-avatar.har",
        "foreign/mitmproxy-phi-api.har",
    ] {
        let text = std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
        let bytes = text.as_bytes();
        for at in (0..bytes.len()).step_by(61) {
            for byte in [b'9', b'"', b'}', 0] {
                let mut damaged = bytes.to_vec();
                damaged[at] = byte;
                let Ok(damaged) = String::from_utf8(damaged) else {
                    continue;
                };
                if let Ok(har) = Har::read(&damaged) {
                    let _ = har.to_json();
                    let replay = qrlogin_recordings::Replay::of(har);
                    if let Some(Ok(flow)) = replay.login() {
                        let _ = replay.run(flow);
                    }
                    if let Some(Ok(flow)) = replay.login() {
                        let _ = replay.run_exact(flow);
                    }
                }
            }
        }
    }
}

#[test]
fn a_recording_built_by_hand_is_written_and_read() {
    let mut request = RecordedRequest::new("POST", "https://x.example/a");
    request.headers.push(("x-a".into(), "b".into()));
    request.body = b"hello".to_vec();
    let call = Call::new("ask", Request::default(), Duration::from_secs(3)).volatile(&["n"]);
    let mut entry = Entry::new(
        START,
        Duration::from_millis(12),
        request,
        Err(Failure::Connect),
    );
    entry.call = Some(CallInfo::of(&call));
    let text = Har::new(vec![entry]).to_json_with_all_secrets();
    let read = Har::read(&text).unwrap();
    let entry = &read.entries[0];
    assert_eq!(
        (entry.started, entry.time),
        (START, Duration::from_millis(12))
    );
    assert_eq!(entry.request.header("X-A"), Some("b"));
    assert_eq!(entry.request.body, b"hello");
    assert_eq!(entry.outcome.as_ref().unwrap_err(), &Failure::Connect);
    let notes = entry.call.as_ref().unwrap();
    assert_eq!(
        (notes.name.as_str(), notes.timeout),
        ("ask", Duration::from_secs(3))
    );
    assert_eq!(notes.volatile, ["n"]);
}

/// One of each kind: C0 (ESC), C1 (CSI), bidirectional and zero-width characters, a tag.
const HOSTILE: &str = "\u{1b}\u{7f}\u{9b}\u{202e}\u{200b}\u{feff}\u{e0041}";

#[test]
fn recordings_are_written_without_unprintable_characters() {
    let file = include_str!("recordings/bilibili-web/success-ticket-2026.har");
    let mut file: Value = serde_json::from_str(file).unwrap();
    file["log"]["entries"][0]["response"]["content"]["text"] = HOSTILE.into();
    let har = Har::read(&file.to_string()).unwrap();
    for json in [har.to_json(), har.to_json_with_all_secrets()] {
        let mut found = json.chars().filter(|c| is_unprintable(*c));
        assert_eq!(found.find(|c| !c.is_ascii_whitespace()), None);
    }
    let read: Value = serde_json::from_str(&har.to_json_with_all_secrets()).unwrap();
    let text = &read["log"]["entries"][0]["response"]["content"]["text"];
    assert_eq!(text, HOSTILE);
}
