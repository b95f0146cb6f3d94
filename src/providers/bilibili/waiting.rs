//! A code that is shown: what the two logins have in common (spec 2, 3).

use serde::{Deserialize, Serialize};

use super::envelope::{self, Content, State};
use super::{INTERVAL, LIFETIME, SCAN_WITH, check_code_url};
use crate::provider::{Context, Next, Policy};
use crate::{Error, QrCode, Response, Scanner, Secret};

/// How the engine treats the calls of both.
pub(super) const POLICY: Policy = Policy::new(INTERVAL).retries(2).poll_returns_credentials();

/// Opens the first response of a login; `then` goes on with its data. `start` is the stage that is
/// repeated if the service is overloaded.
pub(super) fn start<S, C>(
    reply: &Response,
    call: &str,
    start: S,
    then: impl FnOnce(&str) -> Result<Next<S, C>, Error>,
) -> Result<Next<S, C>, Error> {
    match envelope::open(reply, call)? {
        Content::Data(data) => then(data),
        Content::Busy(error) => Ok(Next::Busy(start, error)),
        Content::Code(code, message) => Err(envelope::rejected(code, &message)),
    }
}

/// The code with this text, if it leads to Bilibili.
pub(super) fn qr_code(url: &str, cx: &Context<'_>) -> Result<QrCode, Error> {
    check_code_url(url)?;
    let payload = Secret::from(url);
    Ok(QrCode::new(payload, SCAN_WITH, cx.now() + LIFETIME))
}

/// The last code that the specification does not know, with its message. It never counts as
/// success; if the QR code then expires, it is the login's error.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct UnknownCode(Option<(i64, String)>);

impl UnknownCode {
    pub(super) fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// What a code other than 0 means before the confirmation: the scanner, if the QR code was
    /// scanned, and the code itself, if it is unknown.
    ///
    /// # Errors
    /// What ends the login.
    pub(super) fn read(code: i64, message: &str) -> Result<(Option<Scanner>, Self), Error> {
        match envelope::state(code) {
            State::Waiting => Ok((None, Self(None))),
            State::Scanned => Ok((Some(Scanner::default()), Self(None))),
            State::Expired => Err(Error::Expired),
            State::Refused => Err(envelope::rejected(code, message)),
            State::Unknown => Ok((None, Self(Some((code, message.to_owned()))))),
        }
    }

    /// The error of a login whose QR code expired.
    pub(super) fn expired_error(&self) -> Error {
        match &self.0 {
            Some((code, message)) => envelope::rejected(*code, message),
            None => Error::Expired,
        }
    }
}
