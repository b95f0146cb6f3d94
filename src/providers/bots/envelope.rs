//! What the replies of WeCom and QQ are wrapped in (spec 4.1, 5.1).

use std::borrow::Cow;

use serde::Deserialize;

use crate::toolkit::{json_lenient, reply};
use crate::{Advice, Error, Response};

#[derive(Deserialize)]
#[serde(bound(deserialize = "D: Default + Deserialize<'de>"))]
struct Envelope<'a, D> {
    /// WeCom's: 0 or missing for a success.
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    errcode: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    errmsg: Cow<'a, str>,
    /// QQ's: the same.
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    retcode: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    msg: Cow<'a, str>,
    #[serde(default, deserialize_with = "json_lenient::object")]
    data: D,
}

/// Opens a reply. A web page and a status other than success are no reply of the service, unless
/// its code says more.
///
/// # Errors
/// The service refuses, or it is no reply of the service.
pub(super) fn open<'a, D: Default + Deserialize<'a>>(
    reply: &'a Response,
    call: &str,
) -> Result<D, Error> {
    let is_success = reply.status().is_success();
    if reply::is_html(reply) || !is_success && !reply::is_json_object(reply) {
        return Err(reply::status_error(reply));
    }
    let envelope: Envelope<'a, D> = reply::json(reply, call)?;
    let refusals = [
        (envelope.errcode.trim(), &envelope.errmsg),
        (envelope.retcode.trim(), &envelope.msg),
    ];
    let refusal = refusals.iter().find(|(code, _)| !["", "0"].contains(code));
    match refusal {
        Some((code, message)) => Err(Error::rejected(code, message, Advice::SEE_MESSAGE)),
        None if is_success => Ok(envelope.data),
        None => Err(reply::status_error(reply)),
    }
}
