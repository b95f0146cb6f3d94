//! Requests and responses as other programs write them.

use qrlogin::Failure;
use qrlogin_recordings::har::{Har, MAX_BODY};
use serde_json::{Value, json};

use super::{after, assert_whole, body, cookies, elsewhere, entry, file, login, only};

/// The only entry of a file, with this request body.
fn posted(data: Value) -> Vec<u8> {
    let mut one = elsewhere();
    one["request"]["postData"] = data;
    only(&one).request.body
}

fn set_cookies(entry: &Value) -> Vec<String> {
    let answer = only(entry).outcome.unwrap();
    let lines = answer.headers().get_all("set-cookie").into_iter();
    lines
        .map(|line| line.to_str().unwrap().to_owned())
        .collect()
}

#[test]
fn bytes_that_are_not_utf_8_are_read_from_surrogates() {
    let mut other = elsewhere();
    other["response"]["content"]["text"] = json!("HERE");
    let text = file(&[other]).replace("HERE", r"//\udcb6\udcfe\u03ac\udcc2\udceb\udc80\udcff");
    let har = Har::read(&text).unwrap();
    let answer = har.entries[0].outcome.as_ref().unwrap();
    assert_eq!(answer.body(), b"//\xb6\xfe\xce\xac\xc2\xeb\x80\xff");
    assert!(Har::read(&har.to_json_with_all_secrets()).is_ok());
}

#[test]
fn other_lone_surrogates_become_u_fffd() {
    for (escaped, read) in [
        (r"a\ud83db", "a\u{fffd}b"),
        (r"a\udc7fb", "a\u{fffd}b"),
        (r"a\udd00", "a\u{fffd}"),
        (r"\ud83d\ude00", "\u{1f600}"),
        (r"\ud83d\udc80", "\u{1f480}"),
        (r"\ud7ff\ue000", "\u{d7ff}\u{e000}"),
    ] {
        let mut other = elsewhere();
        other["response"]["content"]["text"] = json!("HERE");
        let text = file(&[other]).replace("HERE", escaped);
        let har = Har::read(&text).unwrap();
        let answer = har.entries[0].outcome.as_ref().unwrap();
        assert_eq!(answer.body(), read.as_bytes(), "{escaped}");
    }
}

#[test]
fn a_lone_surrogate_in_any_text_is_tolerated() {
    let mut other = elsewhere();
    other["comment"] = json!("HERE");
    other["request"]["url"] = json!("https://www.example/HERE");
    other["request"]["headers"] = json!([{ "name": "HERE", "value": "HERE" }]);
    other["request"]["postData"] = json!({ "params": [{ "name": "HERE", "value": "HERE" }] });
    other["response"]["headers"] = json!([{ "name": "x-a", "value": "HERE" }]);
    let text = after(other).replace("HERE", r"\udcb6\ud800");
    assert_eq!(Har::read(&text).unwrap().unreadable(), []);
    assert_whole(&text);
}

#[test]
fn header_values_joined_by_line_feeds_are_taken_apart() {
    let [code, scanned, mut confirmed] = login();
    let joined = cookies().join("\n");
    confirmed["response"]["headers"] = json!([{ "name": "set-cookie", "value": joined }]);
    assert_eq!(set_cookies(&confirmed), cookies());
    assert_whole(&file(&[code, scanned, confirmed]));
    let mut other = elsewhere();
    other["response"]["headers"] = json!([{ "name": "vary", "value": "a\r\nb" }]);
    let answer = only(&other).outcome.unwrap();
    let values: Vec<_> = answer.headers().get_all("vary").iter().collect();
    assert_eq!(values, ["a", "b"]);
}

#[test]
fn cookies_are_read_where_their_header_is_missing() {
    let mut other = elsewhere();
    other["response"]["cookies"] = json!([
        { "name": "a", "value": "1%2C2", "path": "/p", "domain": ".x.example", "httpOnly": true, "secure": true,
          "expires": "2027-05-25T02:00:12.000Z" },
        { "name": "b", "value": "2", "expires": null, "httpOnly": false },
        { "name": "c;d", "value": "3" },
        { "name": "e", "value": "4; Domain=evil.example" },
        { "value": "5" },
        7,
    ]);
    assert_eq!(
        set_cookies(&other),
        [
            "a=1%2C2; Path=/p; Domain=.x.example; Expires=Tue, 25 May 2027 02:00:12 GMT; HttpOnly; Secure",
            "b=2",
        ]
    );
    other["response"]["headers"] = json!([{ "name": "Set-Cookie", "value": "a=1" }]);
    assert_eq!(set_cookies(&other), ["a=1"]);
}

#[test]
fn base64_needs_no_padding_and_may_be_broken_into_lines() {
    for text in ["aGVsbG8h", "aGVs\r\n bG8h"] {
        let content = json!({ "text": text, "encoding": "base64" });
        assert_eq!(body(&entry(0, "", &content)), b"hello!");
    }
    for text in ["aGVsbG8=", "aGVsbG8", "aGVsbG9"] {
        let content = json!({ "text": text, "encoding": "BASE64" });
        assert_eq!(body(&entry(0, "", &content)), b"hello", "{text}");
        let data = json!({ "text": text, "encoding": "base64" });
        assert_eq!(posted(data), b"hello", "{text}");
    }
}

#[test]
fn parameters_of_json_are_the_members_of_its_object() {
    let params = r#"[{"name":"events","value":{"a":1}},{"name":"n","value":5},{"name":"ok","value":true},{"name":"s","value":"x\"y"},{"name":"z"}]"#;
    let params: Value = serde_json::from_str(params).unwrap();
    let body = posted(json!({ "mimeType": "application/json;charset=UTF-8", "params": params }));
    assert_eq!(
        body,
        br#"{"events":{"a":1},"n":5,"ok":true,"s":"x\"y","z":null}"#
    );
}

#[test]
fn parameters_of_a_form_may_be_numbers() {
    let params = json!([{ "name": "n", "value": 5 }, { "name": "s", "value": "a b" }]);
    let data = json!({ "mimeType": "application/x-www-form-urlencoded", "params": params });
    assert_eq!(posted(data), b"n=5&s=a+b");
    assert_eq!(
        posted(json!({ "mimeType": "application/json", "text": "", "params": [] })),
        b""
    );
}

#[test]
fn a_json_call_is_found_by_its_typed_parameters() {
    let text = include_str!("../recordings/foreign/mitmproxy-phi-api.har");
    let mut har: Value = serde_json::from_str(text).unwrap();
    for entry in har["log"]["entries"].as_array_mut().unwrap() {
        let Some(data) = entry["request"].get_mut("postData") else {
            continue;
        };
        let object: Value = serde_json::from_str(data["text"].as_str().unwrap()).unwrap();
        let members = object.as_object().unwrap().iter();
        *data = json!({
            "mimeType": "application/json",
            "params": members.map(|(name, value)| json!({ "name": name, "value": value })).collect::<Vec<_>>(),
        });
    }
    let replayed = super::replay_of("phi-api", &har.to_string()).unwrap();
    assert!(replayed.outcome.is_ok(), "{replayed:?}");
}

#[test]
fn status_minus_1_and_0_are_calls_that_failed() {
    for status in [0, -1] {
        for (field, words, failure) in [
            (
                "_failureText",
                json!("net::ERR_CONNECTION_REFUSED"),
                Failure::Connect,
            ),
            (
                "_failureText",
                json!("net::ERR_TIMED_OUT"),
                Failure::Timeout,
            ),
            ("_error", json!("net::ERR_CERT_DATE_INVALID"), Failure::Tls),
            ("_error", json!({ "odd": true }), Failure::Io),
            ("_error", json!(null), Failure::Io),
        ] {
            let mut other = elsewhere();
            other["response"] = json!({ "status": status, field: words });
            assert_eq!(only(&other).outcome.unwrap_err(), failure);
        }
    }
}

#[test]
fn a_body_in_a_file_is_read_by_its_name() {
    let content = json!({ "size": 5, "_file": "../b.json" });
    let text = file(&[entry(0, "", &content)]);
    let read = |found: Option<Vec<u8>>| {
        let mut names = Vec::new();
        let har = Har::read_with_files(&text, |name| {
            names.push(name.to_owned());
            found.clone()
        });
        assert_eq!(names, ["../b.json"]);
        har.unwrap()
    };
    let har = read(Some(b"hello".to_vec()));
    assert_eq!(har.entries[0].outcome.as_ref().unwrap().body(), b"hello");
    let har = read(Some(vec![0; MAX_BODY + 1]));
    assert_eq!(
        har.entries[0].outcome.as_ref().unwrap_err(),
        &Failure::BodyTooLarge
    );
    let har = read(None);
    assert_eq!((har.entries.len(), har.unreadable().len()), (0, 1));
}

#[test]
fn a_request_body_is_read_from_a_file() {
    let mut other = elsewhere();
    other["request"]["postData"] =
        json!({ "mimeType": "text/plain", "params": [], "_file": "p.txt" });
    let har = Har::read_with_files(&file(&[other]), |_| Some(b"sent".to_vec())).unwrap();
    assert_eq!(har.entries[0].request.body, b"sent");
}
