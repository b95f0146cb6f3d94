//! The `user-agent` of a login: not empty, and the same in every call (spec 3.6).

use std::sync::LazyLock;

use http::header::{HeaderMap, HeaderValue, USER_AGENT};
use serde::{Deserialize, Serialize};

use super::app::PLAIN;
use crate::toolkit::request;
use crate::toolkit::request::with_header;
use crate::{Error, Request};

/// A `user-agent` of the caller's choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct UserAgent(String);

impl UserAgent {
    /// # Errors
    /// [`Error::Setting`] for a text that cannot be the value of a header, and for an empty one,
    /// which the firewall refuses.
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        if !is_usable(text) {
            let problem = "must be a text of printable ASCII, such as `Mozilla/5.0`";
            return Err(Error::setting("user_agent", problem));
        }
        Ok(Self(text.trim().to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether it can be the value of the header and is not empty.
fn is_usable(text: &str) -> bool {
    !text.trim().is_empty() && text.bytes().all(|b| matches!(b, b' '..=b'~'))
}

/// The headers of a GET with this `user-agent`.
///
/// # Errors
/// [`Error::Setting`] if it cannot be the value of a header.
pub(super) fn headers(user_agent: &str) -> Result<HeaderMap, Error> {
    static OF_MOST_APPS: LazyLock<HeaderMap> = LazyLock::new(|| {
        let plain = HeaderValue::from_static(PLAIN);
        request::headers([(USER_AGENT, plain)])
    });
    if user_agent == PLAIN {
        return Ok(OF_MOST_APPS.clone());
    }
    let mut headers = request::headers([]);
    headers.insert(USER_AGENT, value(user_agent)?);
    Ok(headers)
}

/// The request with this `user-agent`.
///
/// # Errors
/// [`Error::Setting`] if it cannot be the value of a header.
pub(super) fn apply(request: Request, user_agent: &str) -> Result<Request, Error> {
    Ok(with_header(request, USER_AGENT, value(user_agent)?))
}

/// The value of the header. A snapshot may come from anywhere, so it is checked.
fn value(user_agent: &str) -> Result<HeaderValue, Error> {
    let text = Some(user_agent.trim()).filter(|text| is_usable(text));
    let value = text.and_then(|text| HeaderValue::from_str(text).ok());
    value.ok_or_else(|| Error::setting("user_agent", "cannot be sent"))
}
