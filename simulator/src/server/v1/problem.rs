//! Failures as answers: `application/problem+json` (RFC 9457), one table of their kinds.

use http::HeaderName;
use schemars::JsonSchema;
use serde::Serialize;

use crate::exchange::Response;
use crate::person::ControlError;
use crate::reply::{header, reply};
use crate::scenario::{SettingError, nearest};

/// The media type of a problem.
pub(super) const PROBLEM_JSON: &str = "application/problem+json";
/// How many names a problem suggests.
const SUGGESTIONS: usize = 3;

macro_rules! kinds {
    ($($name:ident = $key:literal, $status:literal, $title:literal;)*) => {
        /// What went wrong with a call.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum Kind {
            $(#[doc = $title] $name,)*
        }

        impl Kind {
            /// The keys of all.
            pub(super) const KEYS: &[&'static str] = &[$($key),*];

            pub(super) fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            pub(super) fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            pub(super) fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

kinds! {
    BadRequest = "bad_request", 400, "The request cannot be read";
    UnknownName = "unknown_name", 400, "There is nothing of this name";
    BadValue = "bad_value", 400, "The value is not allowed";
    MediaType = "media_type", 400, "The body is of another type than JSON";
    Unauthorized = "unauthorized", 401, "The token is missing, or another one";
    Forbidden = "forbidden", 403, "The call is from a page of another site, or for another host";
    NotFound = "not_found", 404, "There is nothing at this address";
    NoCode = "no_code", 404, "There is no such code";
    NoSession = "no_session", 404, "There is no such session";
    MethodNotAllowed = "method_not_allowed", 405, "This method is not for this address";
    TimedOut = "timed_out", 408, "The body did not come in time";
    Expired = "expired", 409, "The code has expired";
    Decided = "decided", 409, "The login is confirmed or refused already";
    Taken = "taken", 409, "There is a session of this name";
    TooMany = "too_many_sessions", 409, "There are too many sessions";
    InUse = "in_use", 409, "The session cannot be ended here";
    TooLarge = "too_large", 413, "The body is too large";
    Internal = "internal", 500, "The simulator has a defect, or the system has no resources";
}

/// A failure of a call.
#[derive(Debug)]
pub(super) struct Problem {
    kind: Kind,
    detail: String,
    name: Option<String>,
    nearest: Vec<String>,
    header: Option<Box<(HeaderName, String)>>,
}

/// Why a call failed (RFC 9457).
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(super) struct ProblemBody<'a> {
    /// The kind, for programs.
    #[schemars(extend("enum" = Kind::KEYS))]
    kind: &'a str,
    /// What the kind means.
    title: &'a str,
    /// The HTTP status.
    status: u16,
    /// What is wrong with this call.
    detail: &'a str,
    /// The parameter, member, setting, service, call or path that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// What is nearest to `name`, the nearest first; empty if there is nothing to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<&'a [String]>,
}

impl Problem {
    pub(super) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            name: None,
            nearest: Vec::new(),
            header: None,
        }
    }

    /// A wrong value of this parameter, member or setting.
    pub(super) fn bad_value(name: &str, detail: impl Into<String>) -> Self {
        Self {
            name: Some(name.to_owned()),
            ..Self::new(Kind::BadValue, detail)
        }
    }

    /// A name that does not exist, with the nearest of those that do.
    pub(super) fn unknown<'a>(
        kind: Kind,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let near = nearest(name, known, SUGGESTIONS);
        let detail = match near.is_empty() {
            true => format!("there is no {what} `{name}`, and none of another name"),
            false => format!(
                "there is no {what} `{name}`; the nearest are: `{}`",
                near.join("`, `")
            ),
        };
        Self {
            name: Some(name.to_owned()),
            nearest: near,
            ..Self::new(kind, detail)
        }
    }

    /// The same with a header.
    pub(super) fn with(self, header: (HeaderName, String)) -> Self {
        let header = Some(Box::new(header));
        Self { header, ..self }
    }

    pub(super) fn response(&self) -> Response {
        let body = ProblemBody {
            kind: self.kind.key(),
            title: self.kind.title(),
            status: self.kind.status(),
            detail: &self.detail,
            name: self.name.as_deref(),
            nearest: self.name.is_some().then_some(&*self.nearest),
        };
        // Strings and a number always have a JSON form.
        let body = serde_json::to_string(&body).unwrap_or_default();
        let mut response = reply(self.kind.status(), PROBLEM_JSON, body + "\n");
        if let Some((name, value)) = self.header.as_deref() {
            header(&mut response, name.clone(), value);
        }
        response
    }
}

impl From<SettingError> for Problem {
    fn from(error: SettingError) -> Self {
        let detail = error.to_string();
        let (kind, name, near) = match error {
            SettingError::UnknownName { name, valid } => (Kind::UnknownName, name, valid),
            SettingError::BadValue { name, .. }
            | SettingError::NoEffect { name, .. }
            | SettingError::Twice(name)
            | SettingError::NotASetting(name) => (Kind::BadValue, name, Vec::new()),
        };
        Self {
            name: Some(name),
            nearest: near,
            ..Self::new(kind, detail)
        }
    }
}

impl From<ControlError> for Problem {
    fn from(error: ControlError) -> Self {
        let kind = match error {
            ControlError::NoSuchLogin => Kind::NoCode,
            ControlError::Expired => Kind::Expired,
            ControlError::Decided => Kind::Decided,
        };
        Self::new(kind, error.to_string())
    }
}
