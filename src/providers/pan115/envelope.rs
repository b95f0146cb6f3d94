//! The envelope of every response of 115 itself: `{"state":1,"code":0,"message":"","data":{…}}`
//! (spec 3).

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::refusal::Refusal;
use crate::toolkit::{json_lenient, reply};
use crate::{Error, Response};

/// What an envelope contains.
pub(super) enum Content<'a> {
    /// `state` says yes.
    Yes(Data<'a>),
    /// `state` says no. The code does not decide: a retired app is refused with code 0 (spec 5.3).
    No(Refusal),
    /// The response is not the service's own: a firewall, an error page (spec 5.4).
    Blocked(Error),
}

/// The data of a response.
pub(super) struct Data<'a> {
    /// The text of the object `data`; `{}` if it is not there or no object.
    pub(super) json: &'a str,
    /// A message in spite of `state` (spec 5.5); usually empty.
    pub(super) complaint: Cow<'a, str>,
}

/// Opens the envelope. The content type is ignored: it is `text/html` (spec 3).
///
/// # Errors
/// [`Error::Malformed`] for a damaged envelope and for one without `state`.
pub(super) fn open<'a>(reply: &'a Response, call: &str) -> Result<Content<'a>, Error> {
    if !reply::is_json_object(reply) {
        return Ok(Content::Blocked(reply::status_error(reply)));
    }
    let success = reply.status().is_success();
    let envelope: Envelope<'a> = match reply::json(reply, call) {
        Err(_) if !success => return Ok(Content::Blocked(reply::status_error(reply))),
        envelope => envelope?,
    };
    match envelope.state.trim() {
        "1" | "true" if success => Ok(Content::Yes(envelope.data())),
        "0" | "false" => Ok(Content::No(envelope.refusal())),
        _ if !success => Ok(Content::Blocked(reply::status_error(reply))),
        _ => Err(Error::malformed(format!("{call}: no `state`"))),
    }
}

/// The text, if it is that of a JSON object.
pub(super) fn object(json: Option<&RawValue>) -> Option<&str> {
    json.map(RawValue::get).filter(|json| json.starts_with('{'))
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    state: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    code: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    errno: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    message: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    error: Cow<'a, str>,
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
}

impl<'a> Envelope<'a> {
    fn data(self) -> Data<'a> {
        let complaint = match self.error.trim() {
            "" => self.message,
            _ => self.error,
        };
        Data {
            json: object(self.data).unwrap_or("{}"),
            complaint,
        }
    }

    /// Code and message come twice, usually with the same values (spec 3).
    fn refusal(self) -> Refusal {
        let says = |text: &Cow<'_, str>| !matches!(text.trim(), "" | "0");
        let code = if says(&self.errno) && !says(&self.code) || self.code.is_empty() {
            self.errno
        } else {
            self.code
        };
        let message = if self.message.trim().is_empty() {
            self.error
        } else {
            self.message
        };
        Refusal {
            code: code.trim().to_owned(),
            message: message.into_owned(),
        }
    }
}
