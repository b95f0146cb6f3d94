//! The envelope of TapTap's responses: `{"data":…,"now":…,"success":…}` (spec 2.6, 2.7).

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::providers::taptap::upstream::Refusal;
use crate::toolkit::{json_lenient, reply};
use crate::{Error, Response};

/// What an envelope contains.
pub(super) enum Content<'a> {
    /// The data's text, and TapTap's time in seconds.
    Data(&'a str, Option<u64>),
    Refused(Refusal<'a>),
    /// Not TapTap's own response: a firewall's, or that of another server.
    Foreign(Error),
}

/// Opens a response. The body comes before the status: "waiting" is a 400 here.
pub(super) fn open<'a>(reply: &'a Response, call: &str) -> Result<Content<'a>, Error> {
    let is_ok = reply.status().is_success();
    let parsed = reply::text(reply, call).and_then(|text| {
        if let Some(refusal) = Refusal::parse(text) {
            return Ok(Content::Refused(refusal.with(reply.status())));
        }
        match reply::parse_json(text, call)? {
            Body {
                success,
                data: Some(data),
                now,
            } if success.unwrap_or(is_ok) => Ok(Content::Data(data.get(), now)),
            _ => Err(Error::malformed(format!("{call}: neither data nor error"))),
        }
    });
    match parsed {
        Err(_) if !is_ok => Ok(Content::Foreign(reply::status_error(reply))),
        parsed => parsed,
    }
}

#[derive(Deserialize)]
struct Body<'a> {
    success: Option<bool>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "json_lenient::number")]
    now: Option<u64>,
}
