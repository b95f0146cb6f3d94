//! What the web login yields: values of the exchange's XML and the cookies set beside it (spec 5).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::exchange::Answer;
use super::hosts;
use crate::provider::Context;
use crate::registry::Parts;
use crate::toolkit::cookie::{self, Change};
use crate::toolkit::reply;
use crate::{Account, Advice, Cookie, Error, Response, Secret, Warning};

/// What the web login yields; none of the four values is ever empty.
///
/// The service decides which host an account is served by, so later calls go to these hosts and to
/// no others, which return 1100 or 1102.
#[non_exhaustive]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebCredential {
    /// The page host, such as `wx2.qq.com`.
    pub host: String,
    /// The account's number (`wxuin`).
    pub uin: u64,
    /// The session (`wxsid`).
    pub sid: Secret,
    /// The session's key (`skey`).
    pub skey: Secret,
    /// The ticket for later calls, percent-encoded as it came.
    pub pass_ticket: Secret,
    /// The cookies for the page host and the domains above it, values unchanged. Of the usual
    /// seven, `webwx_data_ticket` is for all of `qq.com`; `webwxuvid` and `webwx_auth_ticket`
    /// live ten years.
    pub cookies: Vec<Cookie>,
}

impl WebCredential {
    /// A cookie's value by its name, such as `webwx_data_ticket`.
    pub fn cookie(&self, name: &str) -> Option<&Secret> {
        cookie::value(&self.cookies, name)
    }

    /// The host of a later login of this account.
    pub fn login_host(&self) -> &'static str {
        hosts::of(&self.host).login
    }

    /// The host to send files to.
    pub fn file_host(&self) -> &'static str {
        hosts::of(&self.host).file
    }

    /// The host for new messages.
    pub fn push_host(&self) -> &'static str {
        hosts::of(&self.host).push
    }

    /// The credentials in a successful exchange with this page host. Session and number may be in
    /// the cookies only.
    ///
    /// # Errors
    /// [`Error::Incomplete`] with the names of what is missing, or [`Error::Rejected`] if the
    /// service sends a message in its place.
    pub(super) fn collect(
        host: &str,
        answer: Answer,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Self, Error> {
        let mut cookies = Vec::new();
        for change in Change::all(reply, host, cx.now()) {
            let (Change::Set(cookie) | Change::Delete(cookie)) = &change;
            if hosts::shares_cookies(host, &cookie.domain) {
                change.apply(&mut cookies);
            }
        }
        let completed = |value: Secret, name| match cookie::value(&cookies, name) {
            Some(cookie) if value.is_empty() => cookie.clone(),
            _ => value,
        };
        let sid = completed(answer.wxsid, "wxsid");
        let uin = number(&completed(answer.wxuin, "wxuin"))?;
        reply::require(&[
            ("skey", !answer.skey.is_empty()),
            ("wxsid", !sid.is_empty()),
            ("wxuin", uin != 0),
            ("pass_ticket", !answer.pass_ticket.is_empty()),
        ])
        .map_err(|error| {
            reply::explain_incomplete(error, 0, &answer.message, Advice::SEE_MESSAGE)
        })?;
        Ok(Self {
            host: host.to_owned(),
            uin,
            sid,
            skey: answer.skey,
            pass_ticket: answer.pass_ticket,
            cookies,
        })
    }
}

/// The cookies that later calls need: the session's for all of them, the ticket for files (spec 5).
const WANTED: [&str; 3] = ["wxuin", "wxsid", "webwx_data_ticket"];

impl Parts for WebCredential {
    fn cookies(&self) -> Vec<Cookie> {
        self.cookies.clone()
    }

    fn warnings(&self) -> Vec<Warning> {
        let absent = WANTED
            .into_iter()
            .filter(|name| self.cookie(name).is_none());
        let names: Vec<_> = absent.map(str::to_owned).collect();
        let missing = (!names.is_empty()).then_some(Warning::MissingCookies { names });
        missing.into_iter().collect()
    }

    fn account(&self) -> Option<Account> {
        Account::of_number(self.uin)
    }
}

impl fmt::Debug for WebCredential {
    /// Without the account's number, which is personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebCredential")
            .field("host", &self.host)
            .field("cookies", &self.cookies)
            .finish_non_exhaustive()
    }
}

/// Decimal digits as a number, which may be above 2^31; 0 for none.
fn number(digits: &Secret) -> Result<u64, Error> {
    if digits.is_empty() {
        return Ok(0);
    }
    let digits = Some(digits.expose()).filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    digits
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| Error::malformed("exchange: wxuin is no number"))
}
