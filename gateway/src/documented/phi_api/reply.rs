//! phiApi's answers (spec 2.1, 3.1).

use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Serialize, Serializer};

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
/// Most answers carry a secret.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// phiApi's envelope. Members are in the document's order.
#[derive(Serialize)]
struct Envelope<T> {
    success: bool,
    data: T,
}

/// TapTap's own envelope, which phiApi leaves around token and profile.
#[derive(Serialize)]
pub(super) struct Inner<T> {
    pub(super) data: T,
}

/// An object of texts, in this order.
pub(super) struct Texts<'a, const N: usize>(pub(super) [(&'static str, &'a str); N]);

impl<const N: usize> Serialize for Texts<'_, N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0)
    }
}

/// A failure, as phiApi's envelope has it.
#[derive(Debug, Serialize)]
pub(super) struct Failure {
    #[serde(skip)]
    status: StatusCode,
    code: i64,
    #[serde(rename = "codeName")]
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
        let success = false;
        let status = self.status;
        json(
            status,
            &Envelope {
                success,
                data: &self,
            },
        )
    }
}

/// A success with this payload.
pub(super) fn success(data: impl Serialize) -> Response {
    let success = true;
    json(StatusCode::OK, &Envelope { success, data })
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

fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_string(body) {
        Ok(body) => answer(status, JSON, body),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn answer(status: StatusCode, kind: HeaderValue, body: String) -> Response {
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, NO_STORE)];
    (status, headers, body).into_response()
}
