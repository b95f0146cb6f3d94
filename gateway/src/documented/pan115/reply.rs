//! Replies as the document and the original write them (spec 2.1).

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use qrlogin::Error;
use serde::Serialize;

use super::Pan115Style;

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

/// The calls, as the original names them in its failures.
#[derive(Clone, Copy, Debug)]
pub(super) enum During {
    Start,
    Image,
    Status,
    Login,
}

impl During {
    fn of_original(self) -> &'static str {
        match self {
            Self::Start => "ailed to start QR code session",
            Self::Image => "ailed to generate QR code image",
            Self::Status => "ailed to check QR code status",
            Self::Login => "ailed to complete QR code login",
        }
    }
}

/// A failure of the service, or on the way to it. The original has a text of its own about a code
/// that has expired, which clients look for, and quotes the service's body, which is left out.
pub(super) fn failure(error: &Error, style: Pan115Style, during: During) -> Response {
    let text = match (style, error) {
        (Pan115Style::Documented, _) => error.to_string(),
        (Pan115Style::Observed, Error::Expired) => observed(during, "40199002: qrcode expired"),
        (Pan115Style::Observed, _) => observed(during, &error.to_string()),
    };
    message(StatusCode::INTERNAL_SERVER_ERROR, &text)
}

/// A login whose code is not confirmed, as the original's service refuses it.
pub(super) fn refused() -> Response {
    let text = observed(During::Login, "unexpected error");
    message(StatusCode::INTERNAL_SERVER_ERROR, &text)
}

fn observed(during: During, text: &str) -> String {
    let failed = during.of_original();
    format!("F{failed}: f{failed}: {text}")
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
