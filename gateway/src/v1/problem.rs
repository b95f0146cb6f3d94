//! Failures as answers: `application/problem+json` (RFC 9457), one table of their kinds.

use std::borrow::Cow;

use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use crate::seal::SealError;
use crate::store::StoreError;

/// The media type of a problem.
pub(super) const PROBLEM_JSON: &str = "application/problem+json";

/// Seconds until a request is worth repeating that the store did not answer.
const RETRY_SECONDS: u16 = 2;

/// A constant and a row of the table for each kind.
macro_rules! kinds {
    ($($name:ident = $key:literal, $status:literal, $title:literal, $advice:literal, $text:literal;)*) => {
        /// What went wrong with a request.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Kind {
            $(#[doc = $title] $name,)*
        }

        impl Kind {
            /// All, in the order of the table.
            pub(super) const ALL: &[Self] = &[$(Self::$name),*];

            fn row(self) -> Row {
                match self {
                    $(Self::$name => Row {
                        kind: $key, status: $status, title: $title, advice: $advice,
                        advice_text: $text,
                    },)*
                }
            }
        }
    };
}

kinds! {
    BadRequest = "bad_request", 400, "The request cannot be read",
        "fix_request", "correct the request; the API is described at /v1/openapi.json";
    SecretInUrl = "secret_in_url", 400, "A secret does not belong in a URL",
        "fix_request", "send the secret in the body or in the header Redemption-Secret";
    KeyInUrl = "key_in_url", 400, "A key does not belong in a URL",
        "fix_request", "send the key in the header Authorization, and revoke this one";
    KeyMissing = "key_missing", 401, "This needs a key",
        "send_key", "send a key of this gateway in the header Authorization";
    KeyRefused = "key_refused", 401, "The key is not known here, or is revoked",
        "send_key", "send a key of this gateway in the header Authorization";
    OriginRefused = "origin_refused", 403, "Pages of that site may not use this gateway",
        "ask_operator", "ask the operator of the gateway to allow that site";
    WrongSecret = "wrong_secret", 403, "The redemption secret is another one",
        "check_secret", "use the secret that the login was created with";
    NotFound = "not_found", 404, "There is nothing at this address",
        "fix_request", "correct the request; the API is described at /v1/openapi.json";
    LoginNotFound = "login_not_found", 404, "There is no such login",
        "start_again", "start a new login";
    NoCode = "no_code", 404, "There is no code to show",
        "read_login", "read the login: its stage says what comes next";
    MethodNotAllowed = "method_not_allowed", 405, "This method is not for this address",
        "fix_request", "correct the request; the API is described at /v1/openapi.json";
    TimedOut = "timed_out", 408, "The request has taken too long",
        "try_later", "repeat the request in a few seconds";
    Conflict = "idempotency_conflict", 409,
        "The idempotency key was used for another request",
        "new_idempotency_key", "use a new idempotency key for a new request";
    NoInputWanted = "no_input_wanted", 409, "The login waits for no input",
        "read_login", "read the login: its stage says what comes next";
    Pending = "pending", 409, "The login is not done yet",
        "read_login", "read the login: its stage says what comes next";
    LoginFailed = "login_failed", 409, "The login has failed",
        "read_login", "read the login: its error says what to do next";
    LoginCancelled = "login_cancelled", 409, "The login was cancelled",
        "start_again", "start a new login";
    NotRedeemed = "not_redeemed", 409, "The credential was not handed out yet",
        "redeem_first", "redeem the credential before you remove it";
    Gone = "gone", 410, "The credential was handed out and removed",
        "start_again", "start a new login";
    TooLarge = "too_large", 413, "The body is too large",
        "fix_request", "correct the request; the API is described at /v1/openapi.json";
    MediaType = "unsupported_media_type", 415, "The body has to be JSON",
        "fix_request", "send JSON with the header Content-Type: application/json";
    HostRefused = "host_refused", 421, "This gateway does not answer to that host name",
        "ask_operator", "ask the operator of the gateway to allow that name";
    InvalidField = "invalid_field", 422, "A field of the request cannot be used",
        "fix_request", "correct the request; the API is described at /v1/openapi.json";
    Setting = "setting", 422, "A setting cannot be used",
        "fix_setting", "correct the setting";
    Destination = "destination_refused", 422, "This gateway does not connect to that host",
        "ask_operator", "ask the operator of the gateway to allow that host";
    RateLimited = "rate_limited", 429, "Too many requests",
        "wait", "wait as many seconds as the header Retry-After says";
    Internal = "internal", 500, "The gateway has failed",
        "report_failure", "report this to the operator of the gateway";
    Busy = "busy", 503, "The gateway serves as many requests as it can",
        "try_later", "repeat the request in a few seconds";
    Unreachable = "store_unreachable", 503, "The database cannot be reached",
        "try_later", "repeat the request in a few seconds";
}

/// One kind of problem.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ProblemKind", inline)]
pub(super) struct Row {
    /// Its name, stable.
    kind: &'static str,
    /// The HTTP status.
    status: u16,
    /// What it is, in one line.
    title: &'static str,
    /// The key of the advice, stable.
    advice: &'static str,
    /// What to do, in one sentence.
    advice_text: &'static str,
}

impl Kind {
    pub(super) fn key(self) -> &'static str {
        self.row().kind
    }

    pub(super) fn status(self) -> u16 {
        self.row().status
    }

    pub(super) fn title(self) -> &'static str {
        self.row().title
    }
}

/// The table of all kinds.
pub(super) fn table() -> Vec<Row> {
    Kind::ALL.iter().map(|kind| kind.row()).collect()
}

/// A request that fails, as its answer. Its texts hold no secret and no value of the request.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    kind: Kind,
    detail: Cow<'static, str>,
    field: Option<String>,
}

impl Problem {
    /// A problem of this kind.
    pub(crate) fn new(kind: Kind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            field: None,
        }
    }

    /// The same, which a field, a parameter or a header has caused.
    pub(crate) fn field(mut self, name: impl Into<String>) -> Self {
        self.field = Some(name.into());
        self
    }

    /// A field that cannot be used.
    pub(super) fn invalid(field: &str, problem: impl std::fmt::Display) -> Self {
        let detail = format!("`{field}` {problem}");
        Self::new(Kind::InvalidField, detail).field(field)
    }

    /// A parameter or header that cannot be read.
    pub(super) fn parameter(name: &str, problem: impl std::fmt::Display) -> Self {
        let detail = format!("`{name}` {problem}");
        Self::new(Kind::BadRequest, detail).field(name)
    }

    /// A login that is not there, or belongs to another owner: the same answer.
    pub(super) fn no_login() -> Self {
        let detail = "no login of this id is there: it never was, or it has expired";
        Self::new(Kind::LoginNotFound, detail)
    }

    /// Whether the same request may succeed in a few seconds.
    pub(super) fn is_transient(&self) -> bool {
        self.kind == Kind::Unreachable
    }

    pub(super) fn internal(detail: &'static str) -> Self {
        Self::new(Kind::Internal, detail)
    }
}

/// The body of a problem (RFC 9457).
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(super) struct ProblemBody<'a> {
    /// The kind as an address in this API.
    #[serde(rename = "type")]
    #[schemars(extend("format" = "uri-reference"))]
    uri: String,
    /// What it is, in one line; the same for every problem of this kind.
    title: &'a str,
    /// The HTTP status.
    status: u16,
    /// What it is here, in one sentence, for the user or the log; never a secret.
    detail: &'a str,
    /// The name of the kind, stable.
    #[schemars(schema_with = "kind_schema")]
    kind: &'a str,
    /// The key of the advice, stable.
    advice: &'a str,
    /// What to do, in one sentence.
    advice_text: &'a str,
    /// What of the request has caused it: a field such as `settings.region`, a parameter, a header.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
}

fn kind_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let kinds: Vec<_> = Kind::ALL.iter().map(|kind| kind.key()).collect();
    schemars::json_schema!({"type": "string", "enum": kinds})
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let row = self.kind.row();
        let body = ProblemBody {
            uri: format!("/v1/problems#{}", row.kind),
            title: row.title,
            status: row.status,
            detail: &self.detail,
            kind: row.kind,
            advice: row.advice,
            advice_text: row.advice_text,
            field: self.field.as_deref(),
        };
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let status = StatusCode::from_u16(row.status).unwrap_or_default();
        let json: (HeaderName, _) = (CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        let mut answer = (status, [json], body).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            answer
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(RETRY_SECONDS));
        }
        answer
    }
}

impl From<StoreError> for Problem {
    /// The database's own text stays here: it can name hosts and files of the operator.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unreachable(_) => Self::new(
                Kind::Unreachable,
                "the database cannot be reached at the moment; nothing is lost",
            ),
            StoreError::Refused(_) => Self::internal("the database has refused the request"),
        }
    }
}

impl From<SealError> for Problem {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Key => {
                Self::internal("the login is sealed with a key that this gateway does not have")
            }
            SealError::Damaged => Self::internal("what is stored of the login is damaged"),
            SealError::Randomness => Self::internal("the system has no randomness"),
        }
    }
}

impl From<qrlogin::Error> for Problem {
    /// A login that cannot be started.
    fn from(error: qrlogin::Error) -> Self {
        match &error {
            qrlogin::Error::Setting { name, .. } => {
                let field = format!("settings.{name}");
                Self::new(Kind::Setting, error.to_string()).field(field)
            }
            _ => Self::internal("the login cannot be started"),
        }
    }
}
