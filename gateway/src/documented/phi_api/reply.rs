//! phiApi's answers (spec 2.1, 3.1).

use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
/// Most answers carry a secret.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// A failure in phiApi's envelope.
#[derive(Debug)]
pub(super) struct Failure {
    status: StatusCode,
    code: i64,
    name: &'static str,
    message: String,
}

impl Failure {
    fn new(status: StatusCode, code: i64, name: &'static str, message: String) -> Self {
        Self {
            status,
            code,
            name,
            message,
        }
    }

    fn internal(code: i64, name: &'static str, message: String) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, code, name, message)
    }

    /// The request cannot be read.
    pub(super) fn request(message: impl Into<String>) -> Self {
        let status = StatusCode::BAD_REQUEST;
        Self::new(status, -1, "RequestError", message.into())
    }

    /// No code could be had.
    pub(super) fn no_code(message: &str) -> Self {
        let message = format!("Internal server error: {message}");
        Self::internal(0, "Unspecified", message)
    }

    /// Pending, scanned or denied: phiApi does not tell them apart, and its clients read the second
    /// and the third as nothing else.
    pub(super) fn not_done() -> Self {
        let message = "Login progress not done".to_owned();
        Self::new(StatusCode::OK, 1, "LoginProcessNotDone", message)
    }

    /// Any other failure of a poll.
    pub(super) fn poll(message: impl Into<String>) -> Self {
        Self::internal(11, "LoginOtherError", message.into())
    }

    /// The profile could not be had.
    pub(super) fn profile(message: impl Into<String>) -> Self {
        Self::internal(114, "GetProfileError", message.into())
    }

    /// LeanCloud gives no session token.
    pub(super) fn session(message: impl Into<String>) -> Self {
        Self::internal(1145, "LCLoginError", message.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let data = json!({ "code": self.code, "codeName": self.name, "message": self.message });
        let body = json!({ "success": false, "data": data });
        answer(self.status, JSON, body.to_string())
    }
}

/// A success with this payload.
pub(super) fn success(payload: &Value) -> Response {
    let body = json!({ "success": true, "data": payload });
    answer(StatusCode::OK, JSON, body.to_string())
}

/// A success without an envelope.
pub(super) fn plain_text(text: &str) -> Response {
    answer(StatusCode::OK, TEXT, text.to_owned())
}

/// The framework's own answer to another method than this one.
pub(super) fn wrong_method(allowed: Method) -> Response {
    let allowed = HeaderValue::from_str(allowed.as_str());
    let status = StatusCode::METHOD_NOT_ALLOWED;
    match allowed {
        Ok(allowed) => (status, [(ALLOW, allowed)]).into_response(),
        Err(_) => status.into_response(),
    }
}

fn answer(status: StatusCode, kind: HeaderValue, body: String) -> Response {
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, NO_STORE)];
    (status, headers, body).into_response()
}
