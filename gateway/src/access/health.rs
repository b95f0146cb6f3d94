//! Whether the process runs, and whether it can serve.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{Guards, fixed};

/// How long the store may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// The process answers.
pub(super) async fn process() -> &'static str {
    "ok\n"
}

/// 200 if the store answers and the worker of this process, if it has one, has a valid lease; else
/// 503. The body says which of them it is.
pub(super) async fn ready(State(guards): State<Guards>) -> Response {
    let store = match &guards.0.store {
        None => true,
        Some(store) => {
            let answered = tokio::time::timeout(PATIENCE, store.now()).await;
            matches!(answered, Ok(Ok(_)))
        }
    };
    let worker = guards
        .0
        .worker
        .as_ref()
        .is_none_or(|stats| stats.has_lease());
    let status = match store && worker {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    let body = json!({"store": store, "worker": worker}).to_string();
    (status, [(CONTENT_TYPE, fixed("application/json"))], body).into_response()
}
