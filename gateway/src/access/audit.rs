//! Lines of JSON about what was done, and about each request.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::extract::{MatchedPath, Request};
use axum::http::header::LOCATION;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::json;

use super::Guards;
use super::client::Client;
use crate::store::LoginId;

/// Where lines are written, if anywhere.
#[derive(Clone, Default)]
pub(super) struct Lines(Option<Arc<Write>>);

type Write = dyn Fn(&str) + Send + Sync;

impl Lines {
    pub(super) fn to(write: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(write)))
    }

    pub(super) fn write(&self, line: impl FnOnce() -> String) {
        if let Some(write) = &self.0 {
            write(&line());
        }
    }
}

/// What of a request is in the log.
pub(super) struct Entry {
    method: Method,
    route: Option<MatchedPath>,
    client: Client,
    started: Instant,
}

impl Entry {
    pub(super) fn of(request: &Request, client: Client) -> Self {
        Self {
            method: request.method().clone(),
            route: request.extensions().get().cloned(),
            client,
            started: Instant::now(),
        }
    }

    pub(super) fn method(&self) -> &Method {
        &self.method
    }

    /// The pattern of the route: a path itself can hold anything.
    pub(super) fn route(&self) -> &str {
        self.route.as_ref().map_or("none", MatchedPath::as_str)
    }

    pub(super) fn line(&self, status: StatusCode) -> String {
        json!({
            "time": now(), "client": self.client.to_string(), "method": self.method.as_str(),
            "route": self.route(), "status": status.as_u16(),
            "ms": millis(self.started.elapsed()),
        })
        .to_string()
    }
}

/// What a request does to a login.
#[derive(Clone, Debug)]
pub(super) struct Act {
    name: &'static str,
    login: Option<LoginId>,
}

impl Act {
    /// `None` for a request that only reads.
    pub(super) fn of(request: &Request) -> Option<Self> {
        let route = request.extensions().get::<MatchedPath>()?;
        let name = match (request.method(), route.as_str()) {
            (&Method::POST, "/v1/logins") => "create",
            (&Method::DELETE, "/v1/logins/{id}") => "cancel",
            (&Method::POST, "/v1/logins/{id}/credential") => "redeem",
            (&Method::DELETE, "/v1/logins/{id}/credential") => "confirm",
            _ => return None,
        };
        let login = id_in(request.uri().path());
        Some(Self { name, login })
    }
}

/// What became of a request.
pub(super) struct Outcome {
    status: StatusCode,
    /// The login that was made.
    made: Option<LoginId>,
}

impl Outcome {
    pub(super) fn of(answer: &Response) -> Self {
        let location = answer.headers().get(LOCATION);
        Self {
            status: answer.status(),
            made: location.and_then(|value| id_in(value.to_str().ok()?)),
        }
    }
}

/// The login of a path under `/v1/logins`.
fn id_in(path: &str) -> Option<LoginId> {
    let rest = path.strip_prefix("/v1/logins/")?;
    LoginId::parse(rest.split('/').next()?)
}

impl Guards {
    /// Writes what was done by the holder of this key, or that a key was refused.
    pub(super) async fn audit(
        &self,
        act: Option<Act>,
        client: Client,
        key: &str,
        outcome: Outcome,
    ) {
        let is_refused = outcome.status == StatusCode::UNAUTHORIZED;
        if self.0.audit.0.is_none() || (act.is_none() && !is_refused) {
            return;
        }
        let login = act.as_ref().and_then(|act| act.login.clone());
        let login = login.or(outcome.made);
        let record = match (&self.0.store, &login) {
            (Some(store), Some(id)) if !is_refused => store.login(key, id).await.ok().flatten(),
            _ => None,
        };
        let action = match &act {
            Some(act) if !is_refused => act.name,
            _ => "key_refused",
        };
        let line = json!({
            "time": now(), "client": client.to_string(), "action": action, "key": key,
            "login": record.as_ref().map(|it| it.id.as_str()),
            "flow": record.as_ref().map(|it| it.flow.as_str()),
            "outcome": outcome.status.as_u16(),
        });
        self.0.audit.write(|| line.to_string());
    }
}

/// Milliseconds since the Unix epoch.
fn now() -> u64 {
    let time = SystemTime::now().duration_since(UNIX_EPOCH);
    millis(time.unwrap_or_default())
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
