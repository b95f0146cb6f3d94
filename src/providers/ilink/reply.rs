//! The replies to both calls (spec 3, 4).

use std::borrow::Cow;

use serde::Deserialize;

use crate::toolkit::{json_lenient, reply};
use crate::{Advice, Error, Response};

/// The service is limiting the requests (spec 6).
const TOO_FAST: &str = "-2";

/// What a reply contains.
pub(super) enum Content<T> {
    Fields(T),
    /// The service is limiting the requests.
    Busy(Error),
}

/// The fields that every reply may have.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    ret: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    errmsg: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    err_msg: Cow<'a, str>,
}

/// The reply to the request of a code.
#[derive(Deserialize)]
pub(super) struct Code<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) qrcode: Cow<'a, str>,
    /// The text of the code, no picture.
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) qrcode_img_content: Cow<'a, str>,
}

/// The reply to a poll.
#[derive(Deserialize)]
pub(super) struct Status<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) status: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) redirect_host: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) bot_token: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) ilink_bot_id: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) baseurl: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) ilink_user_id: Cow<'a, str>,
}

/// Opens a reply. A web page and a status other than success are no reply of the service, unless
/// `ret` says more.
pub(super) fn open<'a, T: Deserialize<'a>>(
    reply: &'a Response,
    call: &str,
) -> Result<Content<T>, Error> {
    let is_foreign = !reply.status().is_success() && !reply::is_json_object(reply);
    if reply::is_html(reply) || is_foreign {
        return Err(reply::status_error(reply));
    }
    let envelope: Envelope<'_> = reply::json(reply, call)?;
    match envelope.ret.trim() {
        "" | "0" if !reply.status().is_success() => Err(reply::status_error(reply)),
        "" | "0" => reply::json(reply, call).map(Content::Fields),
        TOO_FAST => Ok(Content::Busy(envelope.refusal(Advice::TRY_LATER))),
        _ => Err(envelope.refusal(Advice::SEE_MESSAGE)),
    }
}

impl Envelope<'_> {
    fn refusal(&self, advice: Advice) -> Error {
        let message = match self.errmsg.trim() {
            "" => &self.err_msg,
            _ => &self.errmsg,
        };
        Error::rejected(&self.ret, message, advice)
    }
}
