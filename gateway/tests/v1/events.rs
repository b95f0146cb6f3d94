//! `GET /v1/logins/{id}/events` as JSON.

use qrlogin::Scanner;
use qrlogin_test_support::{START, secs};
use serde_json::{Value, json};

use crate::rig::{Reply, Rig, problem, request};
use crate::worker::{code, event};

fn numbers(reply: &Reply) -> Vec<u64> {
    let body = reply.json();
    let events = body["events"].as_array().unwrap();
    let number = |event: &Value| event["number"].as_u64().unwrap();
    events.iter().map(number).collect()
}

#[tokio::test(start_paused = true)]
async fn all_events_come_in_order() {
    let rig = Rig::new();
    let (login, mut worker) = rig.login(&[code("A")]).await;
    rig.wait(secs(2)).await;
    worker.event(&event("scanned", &Scanner::default())).await;
    worker.event(&json!({"type": "confirmed"})).await;
    worker.done().await;
    let body = rig.get(&login.path("/events")).await.json();
    let at = START.as_millis() + 2000;
    let expected = json!([
        {"number": 2, "type": "scanned", "at": at, "scanner": {}},
        {"number": 3, "type": "confirmed", "at": at},
        {"number": 4, "type": "done", "at": at},
    ]);
    assert_eq!(
        body["events"].as_array().unwrap()[1..],
        *expected.as_array().unwrap()
    );
    assert_eq!(body["events"][0]["code"]["payload"], "A");
    assert_eq!(
        (&body["last_event"], &body["state"]),
        (&json!(4), &json!("done"))
    );
}

#[tokio::test(start_paused = true)]
async fn only_later_events_are_sent() {
    let rig = Rig::new();
    let (login, _worker) = rig.login(&[code("A"), code("B"), code("C")]).await;
    assert_eq!(
        numbers(&rig.get(&login.path("/events?after=1")).await),
        [2, 3]
    );
    let headers = [("last-event-id", "2")];
    let path = login.path("/events?after=1");
    assert_eq!(
        numbers(&rig.send(request("GET", &path, &headers, None)).await),
        [3]
    );
}

#[tokio::test(start_paused = true)]
async fn unknown_numbers_get_all_events() {
    let rig = Rig::new();
    let (login, _worker) = rig.login(&[code("A"), code("B")]).await;
    for after in ["3", "99999999999999999999999"] {
        let path = login.path(&format!("/events?after={after}"));
        assert_eq!(numbers(&rig.get(&path).await), [1, 2], "{after}");
    }
    for seen in ["3", "x", "", "-1", "99999999999999999999999"] {
        let headers = [("last-event-id", seen)];
        let request = request("GET", &login.path("/events"), &headers, None);
        assert_eq!(numbers(&rig.send(request).await), [1, 2], "{seen}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_wait_the_answer_comes_at_once() {
    let rig = Rig::new();
    let (login, _worker) = rig.login(&[code("A")]).await;
    let reply = rig.get(&login.path("/events?after=1")).await;
    assert!(numbers(&reply).is_empty());
    assert_eq!(reply.json()["last_event"], 1);
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_waits_for_the_next_event() {
    let rig = Rig::new();
    let (login, mut worker) = rig.login(&[code("A")]).await;
    let path = login.path("/events?after=1&wait=60");
    let next = code("B");
    let (reply, ()) = tokio::join!(rig.get(&path), worker.event(&next));
    assert_eq!(numbers(&reply), [2]);
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_ends_after_its_wait() {
    let rig = Rig::new();
    let (login, _worker) = rig.login(&[code("A")]).await;
    let (reply, seconds) = rig
        .until(rig.get(&login.path("/events?after=1&wait=12")))
        .await;
    assert!(numbers(&reply).is_empty());
    assert_eq!(seconds, 12);
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_of_an_ended_login_does_not_wait() {
    let rig = Rig::new();
    let login = rig.done().await;
    let reply = rig.get(&login.path("/events?after=2&wait=60")).await;
    assert!(numbers(&reply).is_empty());
    assert_eq!(reply.json()["state"], "done");
}

#[tokio::test(start_paused = true)]
async fn parameters_that_cannot_be_used_are_named() {
    let rig = Rig::new();
    let login = rig.create().await;
    for (query, field) in [
        ("after=x", "after"),
        ("after=-1", "after"),
        ("after=1&after=2", "after"),
        ("wait=61", "wait"),
        ("wait=", "wait"),
        ("wiat=5", "wiat"),
    ] {
        let reply = rig.get(&login.path(&format!("/events?{query}"))).await;
        assert_eq!(
            reply.problem(),
            problem(400, "bad_request", field),
            "{query}"
        );
    }
}
