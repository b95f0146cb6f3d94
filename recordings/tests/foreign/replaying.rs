//! Calls that the other client aborted.

use qrlogin_recordings::har::Har;
use serde_json::{Value, json};

use super::{assert_whole, entry, file, login, replay};

/// A poll without a response, as a browser writes it.
fn unanswered(second: usize, response: Value) -> Value {
    let mut poll = entry(second, "/poll?qrcode_key=k1", &json!({}));
    poll["response"] = response;
    poll["time"] = json!(-1);
    poll
}

/// The login with as many polls without a response as fit into a minute.
fn with_many(response: &Value) -> String {
    let [code, mut scanned, mut confirmed] = login();
    scanned["startedDateTime"] = json!("2026-11-21T10:00:58Z");
    confirmed["startedDateTime"] = json!("2026-11-21T10:00:59Z");
    let polls = (1..57).map(|second| unanswered(second, response.clone()));
    let entries: Vec<_> = [code]
        .into_iter()
        .chain(polls)
        .chain([scanned, confirmed])
        .collect();
    file(&entries)
}

#[test]
fn an_aborted_call_costs_no_retry() {
    for response in [
        json!({ "status": -1, "_failureText": "net::ERR_ABORTED" }),
        json!({ "status": 0, "_error": "net::ERR_ABORTED" }),
        json!({ "status": 0, "_error": "net::ERR_BLOCKED_BY_CLIENT" }),
        json!({ "status": -1, "_failureText": "NS_BINDING_ABORTED" }),
        json!({ "status": -1, "_failureText": "Load request cancelled" }),
        json!({ "status": 0, "_error": "Client disconnected." }),
        json!({ "status": 0, "_error": null }),
        json!({ "status": 0 }),
        json!({ "status": -1, "content": { "size": -1, "mimeType": "x-unknown" } }),
    ] {
        let replayed = assert_whole(&with_many(&response));
        assert_eq!(replayed.skipped.len(), 56, "{response}");
    }
}

#[test]
fn a_failed_call_costs_a_retry() {
    for words in [
        "net::ERR_CONNECTION_ABORTED",
        "net::ERR_CONNECTION_RESET",
        "net::ERR_TIMED_OUT",
    ] {
        let response = json!({ "status": -1, "_failureText": words });
        let [code, scanned, confirmed] = login();
        let replayed = replay(&file(&[code, unanswered(1, response), scanned, confirmed])).unwrap();
        let kinds = replayed.kinds();
        assert_eq!(
            kinds,
            ["code", "retrying", "scanned", "confirmed"],
            "{words}"
        );
    }
}

#[test]
fn a_recording_that_ends_with_an_aborted_call_drifts() {
    let [code, scanned, _] = login();
    let open = unanswered(3, json!({ "status": -1 }));
    let drift = replay(&file(&[code, scanned, open])).unwrap_err();
    assert_eq!(drift.entry, 2);
    let text = drift.to_string();
    assert!(
        text.contains("the answer, which the client gave up"),
        "{text}"
    );
}

#[test]
fn an_aborted_call_is_written_as_aborted() {
    let text = with_many(&json!({ "status": -1, "_failureText": "NS_BINDING_ABORTED" }));
    let har = Har::read(&text).unwrap();
    assert_whole(&har.to_json_with_all_secrets());
    let again = replay(&har.to_json());
    assert!(again.is_err(), "the flow was not said");
    let info = qrlogin::flows::find("bilibili-web").unwrap();
    let redacted = har.of_flow(info).to_json();
    let replayed = replay(&redacted).unwrap();
    assert_eq!(replayed.kinds(), ["code", "scanned", "confirmed"]);
}
