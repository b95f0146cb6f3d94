//! The envelope of every answer: `{"code":0,"message":"0","ttl":1,"data":{…}}` (spec 4).

use std::borrow::Cow;
use std::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::{Advice, Error, Response, reply};

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
        code @ (-500 | -503 | -504 | -509 | -799) => Ok(Answer::Busy(Error::rejected(
            code,
            &envelope.message,
            Advice::TryLater,
        ))),
        code => Ok(Answer::Code(code, envelope.message)),
    }
}

/// What to do about a code of spec 4.2 and 4.3.
pub(super) fn advice(code: i64) -> Advice {
    match code {
        -3 | -663 | -404 | 86853 => Advice::CheckKeyPair,
        86096 => Advice::UpdateApp,
        _ => Advice::SeeMessage,
    }
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(deserialize_with = "integer")]
    code: i64,
    #[serde(borrow, default)]
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
    data.contains("\"v_voucher\"")
        && serde_json::from_str(data).is_ok_and(|data: Voucher<'_>| data.v_voucher.is_some())
}

/// A number, or a number in quotes: the documents have both (spec 2.2).
pub(super) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    struct Integer;

    impl Visitor<'_> for Integer {
        type Value = i64;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an integer, perhaps in quotes")
        }

        fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<i64, E> {
            Ok(number)
        }

        fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<i64, E> {
            number.try_into().map_err(E::custom)
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<i64, E> {
            text.trim().parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_any(Integer)
}
