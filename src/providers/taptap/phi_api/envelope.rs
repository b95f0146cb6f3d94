//! The envelopes of all eras of phiApi (spec 2.1): `{"success":…,"data":…}`, a bare error, a bare
//! payload.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::providers::taptap::upstream::{CloudRefusal, Meaning, Refusal};
use crate::toolkit::{json_lenient, reply};
use crate::{Advice, Error, Response};

/// What an envelope contains.
#[derive(Debug)]
pub(super) enum Content<'a> {
    /// The payload's text.
    Payload(&'a str),
    /// A failure with the server's code (spec 3.1).
    Failure { code: i64, message: Cow<'a, str> },
    /// The server, or one in front of it, is overloaded or down.
    Unavailable(Error),
}

/// Opens a response. `success` decides, not the status: a failure can come with 200.
pub(super) fn open<'a>(reply: &'a Response, call: &str) -> Result<Content<'a>, Error> {
    let status = reply.status().as_u16();
    let wrong_server = |message| Error::rejected(status, message, Advice::CHECK_SERVER);
    match status {
        300..=399 => return Err(wrong_server("this server sends elsewhere")),
        401 | 403 => {
            let message = "this server requires a user name and a password, or refuses everyone";
            return Err(wrong_server(message));
        }
        404 | 405 | 415 => {
            let message = "this server has no such call, or another version of it";
            return Err(wrong_server(message));
        }
        400..=499 if !reply::is_json_object(reply) => {
            return Err(wrong_server("this server refuses to answer"));
        }
        _ if reply::is_html(reply) => {
            let error = wrong_server("a web page answers in place of a phiApi server");
            return Ok(Content::Unavailable(error));
        }
        _ => {}
    }
    let text = reply::text(reply, call)?.trim();
    if !text.starts_with('{') {
        return match status {
            200 if !text.is_empty() => Ok(Content::Payload(text)),
            200 => Err(Error::malformed(format!("{call}: empty"))),
            _ => Err(reply::status_error(reply)),
        };
    }
    let body: Body<'a> = reply::parse_json(text, call)?;
    match body {
        Body {
            success: Some(true),
            data: Some(data),
            ..
        } => Ok(Content::Payload(data.get())),
        Body {
            success: Some(_),
            data: Some(data),
            ..
        } => {
            let failure: Failure<'a> = reply::parse_json(data.get(), call)?;
            Ok(failure.into())
        }
        Body {
            code: Some(code),
            code_name: Some(_),
            message,
            ..
        } => Ok(Failure { code, message }.into()),
        Body { success: None, .. } if status == 200 => Ok(Content::Payload(text)),
        Body { success: None, .. } if reply.status().is_server_error() => {
            Ok(Content::Unavailable(reply::status_error(reply)))
        }
        Body { success: None, .. } => Err(wrong_server("this server refuses to answer")),
        Body { .. } => Err(Error::malformed(format!("{call}: no data"))),
    }
}

/// A failure of the token poll.
pub(super) fn of_poll(code: i64, message: &str) -> Meaning {
    match code {
        1 => Meaning::Waiting,
        // The upstream's refusal is inside, as JSON; any other text is a failure of the server
        // itself.
        11 => Refusal::parse(message).map_or_else(
            || Meaning::Passing(passing(code, message)),
            |refusal| refusal.of_poll(),
        ),
        0 => Meaning::Passing(passing(code, message)),
        _ => Meaning::Final(rejected(code, message, Advice::SEE_MESSAGE)),
    }
}

/// A failure of the profile or of the last step: whether it may pass, and the error.
pub(super) fn of_exchange(code: i64, message: &str) -> (bool, Error) {
    match code {
        0 => (true, passing(code, message)),
        114 => Refusal::parse(message).map_or_else(
            || (true, passing(code, message)),
            |refusal| refusal.of_profile(),
        ),
        1145 => CloudRefusal::parse(message).map_or_else(
            || (true, passing(code, message)),
            |refusal| (refusal.may_pass(), refusal.error()),
        ),
        _ => (false, rejected(code, message, Advice::SEE_MESSAGE)),
    }
}

/// A failure of the request for a code.
pub(super) fn of_start(code: i64, message: &str) -> (bool, Error) {
    match code {
        0 => (true, passing(code, message)),
        _ => (false, rejected(code, message, Advice::SEE_MESSAGE)),
    }
}

fn passing(code: i64, message: &str) -> Error {
    rejected(code, message, Advice::TRY_LATER)
}

/// The server's message without what it quotes of TapTap, which may hold secrets.
fn rejected(code: i64, message: &str, advice: Advice) -> Error {
    Error::rejected(code, reply::before_quotation(message), advice)
}

#[derive(Deserialize)]
struct Body<'a> {
    success: Option<bool>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    code: Option<i64>,
    #[serde(borrow, rename = "codeName")]
    code_name: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    message: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Failure<'a> {
    #[serde(deserialize_with = "json_lenient::integer")]
    code: i64,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    message: Cow<'a, str>,
}

impl<'a> From<Failure<'a>> for Content<'a> {
    fn from(failure: Failure<'a>) -> Self {
        Self::Failure {
            code: failure.code,
            message: failure.message,
        }
    }
}
