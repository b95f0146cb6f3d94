//! The envelope of every response: `{"code":0,"message":"0","ttl":1,"data":{…}}` (spec 4).

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::toolkit::{json_lenient, reply};
use crate::{Advice, Error, Response};

/// What an envelope contains.
pub(super) enum Content<'a> {
    /// Outer code 0, with the text of `data`: `null` if it has none.
    Data(&'a str),
    /// The service reports an overload by one of its codes (spec 4.3, "retry").
    Busy(Error),
    /// Any other outer code.
    Code(i64, Cow<'a, str>),
}

/// Opens the envelope. A web page, a status 4xx and the codes of the risk control are
/// [`Error::Blocked`] (spec 4.3, "blocked").
pub(super) fn open<'a>(reply: &'a Response, call: &str) -> Result<Content<'a>, Error> {
    if reply::is_html(reply) || reply.status().is_client_error() {
        return Err(reply::status_error(reply));
    }
    let envelope: Envelope<'a> = reply::json(reply, call)?;
    let data = envelope.data.map_or("null", RawValue::get);
    match envelope.code {
        -412 | -352 => Err(Error::blocked(412)),
        _ if asks_for_captcha(data) => Err(Error::blocked(412)),
        0 => Ok(Content::Data(data)),
        code @ (-500 | -503 | -504 | -509 | -799) => {
            let error = Error::rejected(code, &envelope.message, Advice::TRY_LATER);
            Ok(Content::Busy(error))
        }
        code => Ok(Content::Code(code, envelope.message)),
    }
}

/// The refusal with this code and message.
pub(super) fn rejected(code: i64, message: &str) -> Error {
    let advice = match code {
        -3 | -663 | -404 | 86853 => Advice::CHECK_KEY_PAIR,
        86096 => Advice::UPDATE_APP,
        _ => Advice::SEE_MESSAGE,
    };
    Error::rejected(code, message, advice)
}

/// What a code means before the confirmation (spec 4).
pub(super) enum State {
    Waiting,
    Scanned,
    Expired,
    /// Final.
    Refused,
    /// Not in the specification: never success; it may be a new kind of waiting.
    Unknown,
}

/// What a code other than 0 means before the confirmation: the inner code of the web login, the
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

/// What a confirmed response has in place of the credentials: as for logins by password,
/// `data.status` 2, a message, and the address of a page where the user verifies their identity.
/// The address holds a secret of its own and reaches no error.
pub(super) struct InsteadOfCredentials {
    code: i64,
    message: String,
    wants_verification: bool,
}

impl InsteadOfCredentials {
    pub(super) fn read(reply: &Response) -> Self {
        #[derive(Default, Deserialize)]
        struct Data<'a> {
            #[serde(borrow, default, deserialize_with = "json_lenient::text")]
            status: Cow<'a, str>,
            #[serde(borrow, default, deserialize_with = "json_lenient::text")]
            message: Cow<'a, str>,
            #[serde(borrow, default, deserialize_with = "json_lenient::text")]
            url: Cow<'a, str>,
        }
        let envelope = reply::json::<Envelope<'_>>(reply, "poll").ok();
        let data = envelope.as_ref().and_then(|it| it.data);
        let data: Data<'_> = data
            .and_then(|data| serde_json::from_str(data.get()).ok())
            .unwrap_or_default();
        let outer = envelope.as_ref().map_or("", |it| it.message.as_ref());
        let message = match reply::complaint(&data.message) {
            "" => reply::complaint(outer),
            message => message,
        };
        let code = data.status.trim().parse().unwrap_or_default();
        Self {
            code,
            message: message.to_owned(),
            wants_verification: code == WANTS_VERIFICATION || is_risk_page(&data.url),
        }
    }

    /// The refusal, if the user has to verify their identity first. No ticket is followed then.
    pub(super) fn verification(&self) -> Option<Error> {
        let refusal = || Error::rejected(self.code, &self.message, Advice::VERIFY_ACCOUNT);
        self.wants_verification.then(refusal)
    }

    /// The error of the login, where `error` may be that credentials are missing.
    pub(super) fn explain(&self, error: Error) -> Error {
        match (error, self.verification()) {
            (Error::Incomplete { .. }, Some(refusal)) => refusal,
            (error, _) => {
                reply::explain_incomplete(error, self.code, &self.message, Advice::SEE_MESSAGE)
            }
        }
    }
}

/// The `data.status` of a login that wants a verification first.
const WANTS_VERIFICATION: i64 = 2;

/// Whether the address is that of the risk control, such as `/h5-app/passport/risk/verify`.
pub(super) fn is_risk_page(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.split('/').any(|part| part == "risk")
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(deserialize_with = "json_lenient::integer")]
    code: i64,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    message: Cow<'a, str>,
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
}

/// The risk control wants a captcha solved first.
fn asks_for_captcha(data: &str) -> bool {
    // Most data have no such text at all, and a search is quicker than a second reading.
    if !data.contains("v_voucher") {
        return false;
    }
    #[derive(Deserialize)]
    struct Voucher<'a> {
        #[serde(borrow)]
        v_voucher: Option<&'a RawValue>,
    }
    serde_json::from_str(data).is_ok_and(|data: Voucher<'_>| data.v_voucher.is_some())
}
