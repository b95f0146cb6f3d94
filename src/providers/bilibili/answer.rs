//! The envelope of every answer: `{"code":0,"message":"0","ttl":1,"data":{…}}` (spec 4).

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{Advice, Error, Response, lenient, reply};

/// What an answer says, before its data is looked at.
pub(super) enum Answer<'a> {
    /// Outer code 0, with the text of `data`: `null` if it has none.
    Data(&'a str),
    /// The service is overloaded and says so in its own way (spec 4.3, "retry").
    Busy(Error),
    /// Any other outer code.
    Code(i64, Cow<'a, str>),
}

/// Opens the envelope. A web page, a status 4xx and the codes of the risk control are
/// [`Error::Blocked`] (spec 4.3, "blocked").
pub(super) fn open<'a>(reply: &'a Response, call: &str) -> Result<Answer<'a>, Error> {
    if reply::is_html(reply) || reply::is_refusal(reply) {
        return Err(reply::blocked(reply));
    }
    let envelope: Envelope<'a> = reply::json(reply, call)?;
    let data = envelope.data.map_or("null", RawValue::get);
    match envelope.code {
        -412 | -352 => Err(Error::Blocked { status: 412 }),
        _ if asks_for_captcha(data) => Err(Error::Blocked { status: 412 }),
        0 => Ok(Answer::Data(data)),
        code @ (-500 | -503 | -504 | -509 | -799) => {
            let error = Error::rejected(code, &envelope.message, Advice::TryLater);
            Ok(Answer::Busy(error))
        }
        code => Ok(Answer::Code(code, envelope.message)),
    }
}

/// The refusal with this code and message.
pub(super) fn rejected(code: i64, message: &str) -> Error {
    let advice = match code {
        -3 | -663 | -404 | 86853 => Advice::CheckKeyPair,
        86096 => Advice::UpdateApp,
        _ => Advice::SeeMessage,
    };
    Error::rejected(code, message, advice)
}

/// What a code means while the person has still to act (spec 4).
pub(super) enum State {
    Waiting,
    Scanned,
    Expired,
    /// It will not pass.
    Refused,
    /// The specification does not know it: never success, perhaps a new kind of waiting.
    Unknown,
}

/// What a code other than 0 means while the person has still to act: the inner code of the web login, the
/// outer one of the TV login (spec 4.1 to 4.3).
pub(super) fn state(code: i64) -> State {
    match code {
        86101 | 86039 => State::Waiting,
        86090 => State::Scanned,
        86038 => State::Expired,
        -3 | -400 | -404 | -663 | 86096 | 86853 => State::Refused,
        _ => State::Unknown,
    }
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(deserialize_with = "lenient::integer")]
    code: i64,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    message: Cow<'a, str>,
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
}

/// The risk control wants a captcha solved first.
fn asks_for_captcha(data: &str) -> bool {
    #[derive(Deserialize)]
    struct Voucher<'a> {
        #[serde(borrow)]
        v_voucher: Option<&'a RawValue>,
    }
    serde_json::from_str(data).is_ok_and(|data: Voucher<'_>| data.v_voucher.is_some())
}
