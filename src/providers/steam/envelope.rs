//! The envelope of every response of the API: `{"response":{…}}`, and the result in headers
//! (spec 1.2).

use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::advice::ACCEPT_AGREEMENT;
use crate::toolkit::reply;
use crate::{Advice, Error, Response};

/// The result of a success.
const OK: i64 = 1;

/// What an envelope contains.
pub(super) enum Content<'a> {
    /// The text of `response`.
    Data(&'a str),
    /// A result other than [`OK`].
    Result(Failed),
}

/// A result (`EResult`) that is no success, with the service's message.
pub(super) struct Failed {
    pub(super) result: i64,
    message: String,
}

/// What a result means at any call (spec 4.2).
pub(super) enum Meaning {
    /// An overload or a rate limit.
    Busy(Error),
    /// It may pass.
    TryAgain(Error),
    /// Final.
    Refused(Error),
}

impl Failed {
    pub(super) fn new(result: i64, message: &str) -> Self {
        Self {
            result,
            message: message.to_owned(),
        }
    }

    pub(super) fn meaning(&self) -> Meaning {
        match self.result {
            2 => Meaning::TryAgain(self.error(Advice::TRY_LATER)),
            3 | 10 | 16 | 20 => Meaning::Busy(self.error(Advice::TRY_LATER)),
            84 => Meaning::Busy(self.error(Advice::WAIT_FOR_UNBLOCK)),
            118 => Meaning::Refused(self.error(ACCEPT_AGREEMENT)),
            _ => Meaning::Refused(self.error(Advice::SEE_MESSAGE)),
        }
    }

    fn error(&self, advice: Advice) -> Error {
        Error::rejected(self.result, reply::complaint(&self.message), advice)
    }
}

/// Opens the envelope. A web page, a redirect and a status 4xx without a result are
/// [`Error::Intercepted`], [`Error::Blocked`] or [`Error::NotFound`].
pub(super) fn open<'a>(reply: &'a Response, call: &str) -> Result<Content<'a>, Error> {
    #[derive(Deserialize)]
    struct Envelope<'a> {
        #[serde(borrow)]
        response: &'a RawValue,
    }
    if is_foreign(reply) {
        return Err(reply::status_error(reply));
    }
    if let Some(failed) = failed(reply.headers()) {
        return Ok(Content::Result(failed));
    }
    if !reply.status().is_success() {
        return Err(reply::status_error(reply));
    }
    let envelope: Envelope<'_> = reply::json(reply, call)?;
    Ok(Content::Data(envelope.response.get()))
}

/// Whether a response is not the service's own. Its headers do not count.
pub(super) fn is_foreign(reply: &Response) -> bool {
    let status = reply.status();
    let is_closed = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
    is_closed || status.is_redirection() || reply::is_html(reply)
}

/// The result in the headers, if it is no success (spec 1.2).
pub(super) fn failed(headers: &HeaderMap) -> Option<Failed> {
    let result = headers.get("x-eresult")?.to_str().ok()?;
    let result = result.trim().parse().ok().filter(|result| *result != OK)?;
    let message = headers.get("x-error_message").map(|text| text.as_bytes());
    let message = String::from_utf8_lossy(message.unwrap_or_default());
    Some(Failed::new(result, &message))
}
