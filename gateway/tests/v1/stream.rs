//! `GET /v1/logins/{id}/events` as server-sent events.

use axum::body::BodyDataStream;
use axum::http::HeaderMap;
use futures_util::StreamExt;
use qrlogin_test_support::secs;
use serde_json::{Value, json};

use crate::rig::{Created, Rig, problem, request};
use crate::validate::description;
use crate::worker::code;

pub(crate) struct Stream {
    pub(crate) headers: HeaderMap,
    body: BodyDataStream,
    pending: String,
}

/// An event as a client reads it.
#[derive(Debug, PartialEq)]
pub(crate) struct Received {
    pub(crate) id: String,
    pub(crate) event: String,
    pub(crate) data: Value,
}

impl Stream {
    pub(crate) async fn open(rig: &Rig, login: &Created, headers: &[(&str, &str)]) -> Self {
        let mut all = vec![("accept", "text/event-stream")];
        all.extend(headers);
        let request = request("GET", &login.path("/events"), &all, None);
        let answer = rig.open("", request).await;
        assert_eq!(answer.status(), 200);
        let (head, body) = answer.into_parts();
        Self {
            headers: head.headers,
            body: body.into_data_stream(),
            pending: String::new(),
        }
    }

    /// The next paragraph; `None` at the end.
    async fn paragraph(&mut self) -> Option<String> {
        loop {
            if let Some((paragraph, rest)) = self.pending.split_once("\n\n") {
                let paragraph = paragraph.to_owned();
                self.pending = rest.to_owned();
                return Some(paragraph);
            }
            let bytes = self.body.next().await?.unwrap();
            self.pending.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    /// The next event; `None` at the end.
    pub(crate) async fn next(&mut self) -> Option<Received> {
        let paragraph = self.paragraph().await?;
        let field = |name: &str| {
            let mut lines = paragraph.lines();
            let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            value.unwrap_or_else(|| panic!("{paragraph:?}")).to_owned()
        };
        let data = serde_json::from_str(&field("data")).unwrap();
        description().check_value("Event", &data);
        Some(Received {
            id: field("id"),
            event: field("event"),
            data,
        })
    }
}

#[tokio::test(start_paused = true)]
async fn events_come_as_they_happen_up_to_the_last() {
    let rig = Rig::new();
    let (login, mut worker) = rig.login(&[code("A")]).await;
    let mut stream = Stream::open(&rig, &login, &[]).await;
    let first = stream.next().await.unwrap();
    assert_eq!((first.id.as_str(), first.event.as_str()), ("1", "code"));
    assert_eq!(first.data["code"]["payload"], "A");
    worker.event(&json!({"type": "confirmed"})).await;
    assert_eq!(stream.next().await.unwrap().event, "confirmed");
    worker.done().await;
    assert_eq!(stream.next().await.unwrap().event, "done");
    assert_eq!(stream.next().await, None);
}

#[tokio::test(start_paused = true)]
async fn data_is_the_event_of_the_json_answer() {
    let rig = Rig::new();
    let (login, _worker) = rig.login(&[code("A")]).await;
    let body = rig.get(&login.path("/events")).await.json();
    let mut stream = Stream::open(&rig, &login, &[]).await;
    assert_eq!(stream.next().await.unwrap().data, body["events"][0]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_not_buffered_nor_cached() {
    let rig = Rig::new();
    let login = rig.create().await;
    let stream = Stream::open(&rig, &login, &[]).await;
    assert_eq!(stream.headers["content-type"], "text/event-stream");
    assert_eq!(stream.headers["x-accel-buffering"], "no");
    assert_eq!(stream.headers["cache-control"], "no-store");
}

#[tokio::test(start_paused = true)]
async fn a_comment_comes_every_fifteen_seconds() {
    let rig = Rig::new();
    let login = rig.create().await;
    let mut stream = Stream::open(&rig, &login, &[]).await;
    for _ in 0..2 {
        let (comment, seconds) = rig.until(stream.paragraph()).await;
        assert!(comment.unwrap().starts_with(':'));
        assert_eq!(seconds, 15);
    }
}

#[tokio::test(start_paused = true)]
async fn a_reconnection_gets_later_events_only() {
    let rig = Rig::new();
    let (login, _worker) = rig.login(&[code("A"), code("B")]).await;
    let mut stream = Stream::open(&rig, &login, &[("last-event-id", "1")]).await;
    assert_eq!(stream.next().await.unwrap().id, "2");
}

#[tokio::test(start_paused = true)]
async fn a_reconnection_with_an_unknown_number_gets_all() {
    let rig = Rig::new();
    let (login, _worker) = rig.login(&[code("A")]).await;
    for seen in ["x", "2"] {
        let mut stream = Stream::open(&rig, &login, &[("last-event-id", seen)]).await;
        assert_eq!(stream.next().await.unwrap().id, "1");
    }
}

/// 204 ends the reconnections of a browser (HTML, 9.2.3).
#[tokio::test(start_paused = true)]
async fn after_the_last_event_there_is_no_stream() {
    let rig = Rig::new();
    let login = rig.done().await;
    let headers = [("accept", "text/event-stream"), ("last-event-id", "2")];
    let request = request("GET", &login.path("/events"), &headers, None);
    assert_eq!(rig.send(request).await.status, 204);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_login_ends_the_stream() {
    let rig = Rig::new();
    let login = rig.create().await;
    let mut stream = Stream::open(&rig, &login, &[]).await;
    rig.delete(&login.path("")).await;
    assert_eq!(stream.next().await.unwrap().event, "cancelled");
    assert_eq!(stream.next().await, None);
}

#[tokio::test(start_paused = true)]
async fn a_swept_login_ends_the_stream() {
    let rig = Rig::with(|logins| logins.keep(secs(10)));
    let login = rig.create().await;
    let mut stream = Stream::open(&rig, &login, &[]).await;
    rig.wait(secs(11)).await;
    rig.sweep().await;
    assert_eq!(stream.next().await, None);
}

#[tokio::test(start_paused = true)]
async fn a_stream_of_no_login_is_a_problem() {
    let rig = Rig::new();
    let headers = [("accept", "text/event-stream")];
    let path = "/v1/logins/AAAAAAAAAAAAAAAAAAAAAA/events";
    let reply = rig.send(request("GET", path, &headers, None)).await;
    assert_eq!(reply.problem(), problem(404, "login_not_found", ""));
}
