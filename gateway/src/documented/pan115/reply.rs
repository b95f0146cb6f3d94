//! Replies as the document and the original write them (spec 2.1).

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use qrlogin::Error;
use serde::Serialize;

/// A JSON body with a line feed at its end.
pub(super) fn json<T: Serialize>(status: StatusCode, body: &T) -> Response {
    match serde_json::to_string(body) {
        Ok(text) => with_type(status, "application/json", (escaped(&text) + "\n").into()),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// `{"message":"…"}`.
pub(super) fn message(status: StatusCode, message: &str) -> Response {
    #[derive(Serialize)]
    struct Body<'a> {
        message: &'a str,
    }
    json(status, &Body { message })
}

/// A failure of the service, or on the way to it.
pub(super) fn failure(error: &Error) -> Response {
    message(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string())
}

pub(super) fn png(bytes: Vec<u8>) -> Response {
    with_type(StatusCode::OK, "image/png", bytes)
}

/// Every reply holds something that a cache must not keep.
fn with_type(status: StatusCode, media: &'static str, body: Vec<u8>) -> Response {
    let headers = [(CONTENT_TYPE, media), (CACHE_CONTROL, "no-store")];
    (status, headers, body).into_response()
}

/// The JSON as the original's encoder writes it. These characters occur within strings only.
fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        match c {
            '<' => escaped.push_str("\\u003c"),
            '>' => escaped.push_str("\\u003e"),
            '&' => escaped.push_str("\\u0026"),
            c => escaped.push(c),
        }
    }
    escaped
}
