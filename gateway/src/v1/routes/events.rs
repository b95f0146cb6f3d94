//! `GET /v1/logins/{id}/events`: what happens in a login, as server-sent events or by long polling.
//!
//! A client says which event it has seen last, and gets those after it. A number that is higher
//! than the last event is of another history, such as before a backup of the database was restored:
//! then all events are sent, from the first, as if none was seen.
//!
//! | request | answer |
//! |---|---|
//! | `Accept: text/event-stream` | the events as they happen; after the last one the stream ends |
//! | the same, when the last event was seen | 204, which ends the reconnections of a browser |
//! | otherwise | JSON: the events after `after`, for which it waits up to `wait` seconds |
//! | `Last-Event-ID` that is no number | all events: a browser cannot correct what it sends |
//! | `after` or `wait` that is no number | 400: a program can |

use std::collections::VecDeque;
use std::convert::Infallible;
use std::num::IntErrorKind;
use std::time::Duration;

use axum::extract::State;
use axum::http::header::{HeaderMap, HeaderName, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use tokio::sync::watch;
use tokio::time::Instant;

use super::super::hub::{Follow, READ_AGAIN};
use super::super::problem::{Kind, Problem};
use super::super::request::{Id, accepts, query};
use super::super::view::EventView;
use super::super::{Api, Owner};
use super::{GET, Routes, json as json_answer};
use crate::store::{LoginId, Record, State as LoginState};

/// How often a comment is sent when there is no event: proxies close silent connections, many after
/// 30 s or a minute.
const COMMENT: Duration = Duration::from_secs(15);
/// The longest time to wait for events in one request.
const LONGEST_WAIT: u64 = 60;

const EVENT_STREAM: &str = "text/event-stream";
const LAST_EVENT_ID: &str = "Last-Event-ID";
/// nginx hands each event on at once.
const UNBUFFERED: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
);

/// Events of a login.
#[derive(Serialize, JsonSchema)]
struct Events {
    /// Those after `after`, in order.
    events: Vec<EventView>,
    /// The number of the last event, for the next `after`.
    last_event: u64,
    /// The state of the login: unless it is `running`, no other event follows.
    #[schemars(extend("enum" = ["running", "done", "failed", "cancelled"]))]
    state: &'static str,
}

pub(super) fn add(routes: &mut Routes) {
    let number = json!({"type": "integer", "minimum": 0});
    let wait = json!({"type": "integer", "minimum": 0, "maximum": LONGEST_WAIT});
    let described = routes
        .operation("getEvents", "Sends the events of a login")
        .description(
            "With `Accept: text/event-stream` as they happen: `id` is the number of the event, \
            `event` its type, `data` the event as in the JSON answer. A comment comes every 15 \
            seconds. The stream ends after the last event; with the last event seen, the answer \
            is 204. Otherwise JSON, after up to `wait` seconds. A number that is higher than that \
            of the last event is as 0.",
        )
        .parameter(
            "query",
            "after",
            number,
            "The number of the event that was seen last.",
        )
        .parameter(
            "query",
            "wait",
            wait,
            "How many seconds to wait for an event, in JSON; 0 by default.",
        )
        .parameter(
            "header",
            LAST_EVENT_ID,
            json!({"type": "string"}),
            "As `after`, which it overrides; what is no number is as 0.",
        )
        .json::<Events>(200, "The events.")
        .text(200, EVENT_STREAM, "The events.")
        .empty(204, "The last event was seen, in an event stream.")
        .problems(&[Kind::BadRequest, Kind::LoginNotFound, Kind::Unreachable])
        .finish();
    routes.add(GET, "/v1/logins/{id}/events", events, described);
}

async fn events(
    State(api): State<Api>,
    owner: Owner,
    Id(id): Id,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let follow = api.hub().follow(&id);
    let [after, wait] = query(&uri, ["after", "wait"])?;
    let number = |name, text: &str| match text.parse::<u64>() {
        Ok(number) => Ok(number),
        // A number still, and higher than any that there is.
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => Ok(u64::MAX),
        Err(_) => Err(Problem::parameter(
            name,
            "has to be a whole number, from 0 on",
        )),
    };
    let after = after.map(|text| number("after", &text)).transpose()?;
    let wait = wait.map(|text| number("wait", &text)).transpose()?;
    let wait = wait.unwrap_or(0);
    if wait > LONGEST_WAIT {
        let problem = format!("has to be at most {LONGEST_WAIT} seconds");
        return Err(Problem::parameter("wait", problem));
    }
    let header = headers.get(LAST_EVENT_ID);
    let header = header.map(|value| value.to_str().ok().and_then(|text| text.parse().ok()));
    let after = match header {
        Some(seen) => seen.unwrap_or(0),
        None => after.unwrap_or(0),
    };
    let mut reader = Reader {
        closing: api.closing.subscribe(),
        api,
        owner,
        id,
        follow,
        has_failed: false,
        after,
    };
    let first = reader.start().await?;
    match accepts(&headers, EVENT_STREAM) {
        true => Ok(as_stream(reader, first)),
        false => {
            let until = Instant::now() + Duration::from_secs(wait);
            let events = long_poll(&mut reader, first, until).await?;
            Ok(json_answer(StatusCode::OK, &events))
        }
    }
}

/// Reads the events of a login one after the other.
struct Reader {
    api: Api,
    owner: Owner,
    id: LoginId,
    follow: Follow,
    closing: watch::Receiver<bool>,
    /// Whether the store did not answer the last time: nothing else may wake the reader then.
    has_failed: bool,
    /// The number of the event that was read last.
    after: u64,
}

/// What a login has come to.
struct News {
    events: Vec<EventView>,
    state: LoginState,
}

impl News {
    fn is_last(&self) -> bool {
        self.state != LoginState::Running
    }
}

impl Reader {
    /// The first news.
    async fn start(&mut self) -> Result<News, Problem> {
        let record = self.record().await?;
        if self.after > record.last_event {
            self.after = 0;
        }
        self.read_with(&record).await
    }

    /// The events since.
    async fn read(&mut self) -> Result<News, Problem> {
        self.has_failed = true;
        let record = self.record().await?;
        let news = self.read_with(&record).await?;
        self.has_failed = false;
        Ok(news)
    }

    async fn record(&self) -> Result<Record, Problem> {
        let record = self.api.record(&self.owner, &self.id).await?;
        self.follow.has_read(record.version);
        Ok(record)
    }

    async fn read_with(&mut self, record: &Record) -> Result<News, Problem> {
        let opened = self.api.events(record, self.after).await?;
        if let Some(last) = opened.last() {
            self.after = last.number;
        }
        Ok(News {
            events: opened.into_iter().map(EventView::of).collect(),
            state: record.state,
        })
    }

    /// Waits until it is worth reading again. `false` when the server ends.
    async fn wait(&mut self) -> bool {
        let (again, has_failed) = (tokio::time::sleep(READ_AGAIN), self.has_failed);
        tokio::select! {
            _ = self.closing.wait_for(|is_closing| *is_closing) => false,
            () = self.follow.changed() => true,
            () = again, if has_failed => true,
        }
    }
}

async fn long_poll(reader: &mut Reader, mut news: News, until: Instant) -> Result<Events, Problem> {
    while news.events.is_empty() && !news.is_last() {
        let is_over = match tokio::time::timeout_at(until, reader.wait()).await {
            Ok(goes_on) => !goes_on,
            Err(_) => true,
        };
        if is_over {
            break;
        }
        news = reader.read().await?;
    }
    Ok(Events {
        events: news.events,
        last_event: reader.after,
        state: news.state.name(),
    })
}

/// The events as they happen.
fn as_stream(reader: Reader, first: News) -> Response {
    if first.events.is_empty() && first.is_last() {
        return StatusCode::NO_CONTENT.into_response();
    }
    let streaming = Streaming {
        is_last: first.is_last(),
        ready: first.events.into(),
        reader,
    };
    let events = stream::unfold(streaming, Streaming::next);
    let comments = KeepAlive::new().interval(COMMENT).text("");
    let events = Sse::new(events).keep_alive(comments);
    ([UNBUFFERED], events).into_response()
}

struct Streaming {
    reader: Reader,
    ready: VecDeque<EventView>,
    /// Whether no event follows those that are ready.
    is_last: bool,
}

impl Streaming {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                let number = event.number.to_string();
                let sent = Event::default().id(number).event(event.event.name());
                let data = serde_json::to_string(&event).ok()?;
                return Some((Ok(sent.data(data)), self));
            }
            if self.is_last || !self.reader.wait().await {
                return None;
            }
            match self.reader.read().await {
                Ok(news) => {
                    self.is_last = news.is_last();
                    self.ready = news.events.into();
                }
                // A browser does not connect again to a server that answers with an error, so the
                // stream goes on while the database is away.
                Err(problem) if problem.is_transient() => {}
                Err(_) => return None,
            }
        }
    }
}
