//! Entries that cannot be read.

use qrlogin_recordings::Replay;
use qrlogin_recordings::har::Har;
use qrlogin_recordings::replay::DriftKind;
use serde_json::{Value, json};

use super::{after, assert_whole, elsewhere, file, flow, login, replay};

/// Fields, an invalid value for each, and the problem reported.
fn damages() -> Vec<(&'static str, Value, &'static str)> {
    vec![
        ("/request", json!(null), "`request` is missing"),
        ("/request", json!("GET"), "`request` is no object"),
        (
            "/request/method",
            json!(null),
            "`request.method` is missing",
        ),
        ("/request/method", json!(""), "`request.method` is missing"),
        ("/request/method", json!(7), "`request.method` is no text"),
        ("/request/url", json!(""), "`request.url` is missing"),
        ("/request/url", json!(["u"]), "`request.url` is no text"),
        (
            "/request/headers",
            json!({ "a": "s3cr3t" }),
            "`request.headers` is no list",
        ),
        (
            "/request/postData",
            json!("s3cr3t"),
            "`request.postData` is no object",
        ),
        (
            "/request/postData",
            json!({ "text": { "s3cr3t": 1 } }),
            "`request.postData.text` is no text",
        ),
        (
            "/request/postData",
            json!({ "text": "s3cr3t!", "encoding": "base64" }),
            "`request.postData.text` is not base64",
        ),
        ("/response", json!(null), "`response` is missing"),
        ("/response", json!({}), "`response.status` is missing"),
        ("/response", json!([1, 2]), "`response` is no object"),
        (
            "/response/status",
            json!(null),
            "`response.status` is missing",
        ),
        (
            "/response/status",
            json!("0"),
            "`response.status` is no number",
        ),
        (
            "/response/status",
            json!(42),
            "`response.status` is no HTTP status",
        ),
        (
            "/response/status",
            json!(-2),
            "`response.status` is no HTTP status",
        ),
        (
            "/response/status",
            json!(-1e300),
            "`response.status` is no HTTP status",
        ),
        (
            "/response/headers",
            json!({ "set-cookie": "s3cr3t" }),
            "`response.headers` is no list",
        ),
        (
            "/response/content",
            json!("s3cr3t"),
            "`response.content` is no object",
        ),
        (
            "/response/content",
            json!({ "text": 5 }),
            "`response.content.text` is no text",
        ),
        (
            "/response/content",
            json!({ "text": "s3cr3t!", "encoding": "base64" }),
            "`response.content.text` is not base64",
        ),
        ("/_qrlogin", json!({ "call": 7 }), "`_qrlogin` is damaged"),
    ]
}

fn damaged(mut entry: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match entry.pointer_mut(parent).unwrap() {
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        parent => parent[name] = value,
    }
    entry
}

#[test]
fn damaged_entries_of_other_sites_are_skipped() {
    for (pointer, value, said) in damages() {
        let text = after(damaged(elsewhere(), pointer, value));
        let har = Har::read(&text).unwrap();
        let [unreadable] = har.unreadable() else {
            panic!("{pointer}: {:?}", har.unreadable());
        };
        assert_eq!(unreadable.entry, 0);
        assert!(unreadable.to_string().ends_with(said), "{unreadable}");
        assert_whole(&text);
    }
    for entry in [json!(null), json!(7), json!("s3cr3t"), json!([[]])] {
        let har = Har::read(&after(entry.clone())).unwrap();
        assert_eq!(har.unreadable().len(), 1, "{entry}");
        assert_whole(&after(entry));
    }
}

#[test]
fn a_damaged_entry_that_the_login_needs_is_named() {
    for (pointer, value, said) in damages() {
        let [code, scanned, confirmed] = login();
        let entries = [
            elsewhere(),
            code,
            scanned,
            damaged(confirmed, pointer, value),
        ];
        let drift = replay(&file(&entries)).unwrap_err();
        let text = drift.to_string();
        assert!(text.contains("cannot be read: entry 3: "), "{text}");
        assert!(text.contains(said) && !text.contains("s3cr3t"), "{text}");
        if pointer.starts_with("/response") {
            assert_eq!((drift.kind, drift.entry), (DriftKind::Unreadable, 3));
            assert!(drift.wanted.ends_with("/qrcode/poll"), "{text}");
        }
    }
}

#[test]
fn programs_get_the_unreadable_entries_as_data() {
    let [code, scanned, _] = login();
    let scanned = damaged(scanned, "/response/status", json!("200"));
    let drift = replay(&file(&[code, scanned])).unwrap_err();
    let json = serde_json::to_value(drift).unwrap();
    assert_eq!(json["kind"], "unreadable");
    assert_eq!(
        json["unreadable"][0],
        json!({
            "entry": 1,
            "field": "response.status",
            "problem": "is no number",
            "request": "GET passport.bilibili.com/x/passport-login/web/qrcode/poll",
        })
    );
}

#[test]
fn the_drift_does_not_name_unreadable_entries_of_other_sites() {
    let other = damaged(elsewhere(), "/response/status", json!(null));
    let [code, scanned, _] = login();
    let drift = replay(&file(&[other, code, scanned])).unwrap_err();
    assert_eq!(drift.kind, DriftKind::Unrecorded);
    assert!(drift.unreadable.is_empty());
    assert_eq!((drift.entry, drift.entries), (3, 3));
}

#[test]
fn entries_are_numbered_as_in_the_file() {
    let bad = damaged(elsewhere(), "/response/status", json!(null));
    let [code, scanned, confirmed] = login();
    let replayed = assert_whole(&file(&[bad, confirmed, scanned, elsewhere(), code]));
    assert_eq!(replayed.skipped, [3]);
}

#[test]
fn an_invalid_time_or_date_is_tolerated() {
    for (pointer, value) in [
        ("/time", json!("38.1 ms")),
        ("/time", json!({})),
        ("/startedDateTime", json!(null)),
        ("/startedDateTime", json!("today")),
        ("/startedDateTime", json!(1_795_658_412)),
    ] {
        for place in 0..3 {
            let mut entries = login();
            entries[place] = damaged(entries[place].clone(), pointer, value.clone());
            assert_whole(&file(&entries));
        }
    }
}

#[test]
fn an_unreadable_entry_of_our_own_is_an_error() {
    let text = include_str!("../recordings/bilibili-web/success-ticket-2026.har");
    let mut har: Value = serde_json::from_str(text).unwrap();
    har["log"]["entries"][1]["response"]["status"] = json!("0");
    let error = Har::read(&har.to_string()).unwrap_err().to_string();
    assert!(
        error.starts_with("entry 1: ") && error.ends_with("`response.status` is no number"),
        "{error}"
    );
    har["log"]["entries"][1]["response"]["status"] = json!(200);
    har["log"]["entries"][2]["startedDateTime"] = json!("today");
    let error = Har::read(&har.to_string()).unwrap_err().to_string();
    assert!(error.ends_with("is no ISO 8601 date"), "{error}");
}

#[test]
fn no_value_in_any_place_panics() {
    let values = [
        json!(null),
        json!([[]]),
        json!("x\ny;="),
        json!(-1e300),
        json!({ "name": 5, "value": { "a": 1 }, "text": "", "params": [{ "name": "n", "value": 1 }] }),
    ];
    let mitmproxy = include_str!("../recordings/foreign/mitmproxy-phi-api.har");
    let mitmproxy: Value = serde_json::from_str(mitmproxy).unwrap();
    let posted = &mitmproxy["log"]["entries"].as_array().unwrap()[1..3];
    let mut entries = login().to_vec();
    entries.extend_from_slice(posted);
    let har = json!({ "log": { "entries": entries } });
    let mut pointers = Vec::new();
    all(&har, &mut String::new(), &mut pointers);
    for pointer in pointers.iter().filter(|it| !it.is_empty()) {
        for value in &values {
            let changed = damaged(har.clone(), pointer, value.clone()).to_string();
            // A lone surrogate instead of a text.
            look_at(&changed.replace("x\\ny", "\\udc80\\ud800\\udcff\\ny"));
        }
    }
}

fn look_at(text: &str) {
    let Ok(har) = Har::read(text) else { return };
    let written = har.to_json_with_all_secrets();
    let again = Har::read(&written).unwrap();
    assert_eq!(again.to_json_with_all_secrets(), written);
    let _ = Replay::of(har)
        .run(flow("bilibili-web"))
        .map_err(|drift| drift.to_string());
}

/// The pointers of all values of lists and objects.
fn all(value: &Value, at: &mut String, pointers: &mut Vec<String>) {
    pointers.push(at.clone());
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, it)| (name.clone(), it))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(n, it)| (n.to_string(), it))
            .collect(),
        _ => Vec::new(),
    };
    for (name, member) in members {
        let length = at.len();
        at.push('/');
        at.push_str(&name.replace('~', "~0").replace('/', "~1"));
        all(member, at, pointers);
        at.truncate(length);
    }
}
