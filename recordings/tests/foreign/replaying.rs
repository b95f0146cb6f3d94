//! What becomes of calls that the other client gave up.

use qrlogin_recordings::har::Har;
use serde_json::{Value, json};

use super::{assert_whole, entry, file, login, replay};

/// A poll that has no answer, in the words of a browser.
fn unanswered(second: usize, response: Value) -> Value {
    let mut poll = entry(second, "/poll?qrcode_key=k1", &json!({}));
    poll["response"] = response;
    poll["time"] = json!(-1);
    poll
}

/// The login with as many polls without an answer as a minute has room for.
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
fn what_the_client_gave_up_costs_no_try() {
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
fn what_failed_by_itself_is_a_failed_try() {
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
fn a_login_leaves_the_recording_at_a_call_given_up() {
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
fn what_was_given_up_stays_so_when_written() {
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
