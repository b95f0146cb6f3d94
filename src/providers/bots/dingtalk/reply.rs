//! The replies to the three calls (spec 3.2, 3.3).

use std::borrow::Cow;

use serde::Deserialize;

use crate::toolkit::reply::before_quotation;
use crate::toolkit::{json_lenient, reply};
use crate::{Advice, Error, Response};

/// The part of every reply that says whether the call has failed.
#[derive(Deserialize)]
pub(super) struct Envelope<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    errcode: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    errmsg: Cow<'a, str>,
}

/// The reply to `init`.
#[derive(Deserialize)]
pub(super) struct Initialized<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) nonce: Cow<'a, str>,
}

/// The reply to `begin`.
#[derive(Deserialize)]
pub(super) struct Begun<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) device_code: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) user_code: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) verification_uri: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) verification_uri_complete: Cow<'a, str>,
    /// Signed, since a number that is not positive has another default than none.
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    interval: Cow<'a, str>,
    #[serde(default, deserialize_with = "json_lenient::number")]
    pub(super) expires_in: Option<u64>,
}

impl Begun<'_> {
    /// The pause between two polls, in s (spec 3.2).
    pub(super) fn interval(&self) -> u64 {
        let text = self.interval.trim();
        let text = text.strip_suffix(".0").unwrap_or(text);
        match text.parse::<i64>() {
            Ok(secs) => u64::try_from(secs)
                .ok()
                .filter(|secs| *secs > 0)
                .unwrap_or(5),
            Err(_) => 3,
        }
    }
}

/// The reply to a poll.
#[derive(Deserialize)]
pub(super) struct Polled<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) status: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) fail_reason: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) client_id: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) client_secret: Cow<'a, str>,
}

/// What a reply contains.
pub(super) enum Content<T> {
    Fields(T),
    /// The service has refused the call (`errcode`).
    Refused(Error),
    /// It is no reply of the service.
    Foreign(Error),
}

/// Opens a reply.
pub(super) fn open<'a, T: Deserialize<'a>>(
    reply: &'a Response,
    call: &str,
) -> Result<Content<T>, Error> {
    let is_success = reply.status().is_success();
    if reply::is_html(reply) || !is_success && !reply::is_json_object(reply) {
        return Ok(Content::Foreign(reply::status_error(reply)));
    }
    let envelope: Envelope<'_> = reply::json(reply, call)?;
    match envelope.errcode.trim() {
        "" | "0" if is_success => reply::json(reply, call).map(Content::Fields),
        "" | "0" => Ok(Content::Foreign(reply::status_error(reply))),
        code => {
            let message = before_quotation(&envelope.errmsg);
            let error = Error::rejected(code, message, Advice::SEE_MESSAGE);
            Ok(Content::Refused(error))
        }
    }
}
