//! `GET /v1/limits`: what a login may have on this gateway.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::Api;
use super::{GET, Routes, json};

/// What a login may have.
#[derive(Serialize, JsonSchema)]
struct Limits {
    /// The most `renewals`.
    renewals: u32,
    /// The longest `patience`, in seconds.
    patience: u64,
    /// How long a login is kept, in seconds.
    keep: u64,
    /// Whether a login may have a `webhook`, to a host that the operator allows.
    webhooks: bool,
}

pub(super) fn add(routes: &mut Routes) {
    let described = routes
        .operation("getLimits", "Shows what a login may have")
        .json::<Limits>(200, "The limits.")
        .finish();
    routes.add(GET, "/v1/limits", show, described);
}

async fn show(State(api): State<Api>) -> Response {
    let limits = Limits {
        renewals: api.max_renewals,
        patience: api.max_patience.as_secs(),
        keep: api.keep.as_secs(),
        webhooks: api.sends_webhooks,
    };
    json(StatusCode::OK, &limits)
}
