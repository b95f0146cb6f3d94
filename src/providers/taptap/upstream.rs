//! Refusals of TapTap and LeanCloud, also through a phiApi server (spec 3.3 to 3.5).

use std::borrow::Cow;

use http::StatusCode;
use serde::Deserialize;

use super::advice::CHECK_REGION;
use crate::toolkit::json_lenient;
use crate::{Advice, Error, Next, Scanner};

/// What a refusal of the token poll means (spec 3.3).
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Waiting,
    Scanned,
    Denied,
    Expired,
    SlowDown,
    /// Overloaded.
    Busy(Error),
    /// May pass.
    Passing(Error),
    /// Will not pass.
    Final(Error),
}

impl Meaning {
    /// What follows; `stage` is the present one.
    ///
    /// # Errors
    /// What ends the login.
    pub(super) fn next<S, C>(self, stage: impl FnOnce() -> S) -> Result<Next<S, C>, Error> {
        match self {
            Self::Waiting => Ok(Next::Unchanged(None)),
            Self::Scanned => Ok(Next::Unchanged(Some(Scanner::default()))),
            Self::SlowDown => Ok(Next::SlowDown(stage(), None)),
            Self::Denied => Err(Error::Denied),
            Self::Expired => Err(Error::Expired),
            Self::Busy(error) | Self::Passing(error) => Ok(Next::Busy(stage(), error)),
            Self::Final(error) => Err(error),
        }
    }
}

/// A refusal of TapTap: `{"data":{"code":-1,"error":"…","error_description":"…"},"success":false}`.
#[derive(Debug, Default)]
pub(super) struct Refusal<'a> {
    /// The identifier, in lower case, as [`identifier`] finds it.
    id: Cow<'static, str>,
    description: Cow<'a, str>,
    /// TapTap's time in seconds.
    pub(super) now: Option<u64>,
    /// Whether its status is 408, 429 or 5xx.
    not_now: bool,
}

impl<'a> Refusal<'a> {
    /// The refusal in this JSON text, if it is one.
    pub(super) fn parse(json: &'a str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Body<'a> {
            #[serde(borrow)]
            data: Data<'a>,
            #[serde(default, deserialize_with = "json_lenient::number")]
            now: Option<u64>,
        }
        #[derive(Deserialize)]
        struct Data<'a> {
            #[serde(borrow)]
            error: Cow<'a, str>,
            #[serde(borrow, default, deserialize_with = "json_lenient::text")]
            error_description: Cow<'a, str>,
            #[serde(borrow, default, deserialize_with = "json_lenient::text")]
            msg: Cow<'a, str>,
        }
        let Body { data, now } = serde_json::from_str(json).ok()?;
        if data.error.is_empty() {
            return None;
        }
        let description = if data.error_description.is_empty() {
            data.msg
        } else {
            data.error_description
        };
        Some(Self {
            id: identifier(&data.error, &description),
            description,
            now,
            not_now: false,
        })
    }

    /// Whether this JSON text is the refusal of most polls, "waiting", in its usual form. Read in
    /// one pass, without the other texts.
    pub(super) fn is_pending(json: &str) -> bool {
        #[derive(Deserialize)]
        struct Body<'a> {
            #[serde(borrow)]
            data: Data<'a>,
        }
        #[derive(Deserialize)]
        struct Data<'a> {
            error: &'a str,
        }
        let body: Result<Body<'_>, _> = serde_json::from_str(json);
        body.is_ok_and(|body| body.data.error == "authorization_pending")
    }

    /// The same as it came with this status, which decides if the identifier is none that is known
    /// (spec 3.3).
    pub(super) fn with(mut self, status: StatusCode) -> Self {
        self.not_now = status.is_server_error() || matches!(status.as_u16(), 408 | 429);
        self
    }

    /// What it means for the token poll.
    pub(super) fn of_poll(&self) -> Meaning {
        match self.id.as_ref() {
            "authorization_pending" => Meaning::Waiting,
            "authorization_waiting" => Meaning::Scanned,
            "access_denied" => Meaning::Denied,
            "invalid_grant_code" | "invalid_grant" | "expired_token" => Meaning::Expired,
            "slow_down" => Meaning::SlowDown,
            _ if self.is_overload() => Meaning::Busy(self.rejected(Advice::TRY_LATER)),
            _ => Meaning::Final(self.for_good()),
        }
    }

    /// What it means for the request for a code: whether it may pass.
    pub(super) fn of_start(&self) -> (bool, Error) {
        match self.is_overload() {
            true => (true, self.rejected(Advice::TRY_LATER)),
            false => (false, self.for_good()),
        }
    }

    /// What it means for the profile (spec 3.4): whether it may pass.
    pub(super) fn of_profile(&self) -> (bool, Error) {
        match self.id.as_ref() {
            "invalid_time" | "replay_attacks" => (true, self.rejected(Advice::TRY_LATER)),
            _ if self.is_overload() => (true, self.rejected(Advice::TRY_LATER)),
            // The token is void.
            "access_denied" => (false, self.rejected(Advice::START_AGAIN)),
            _ => (false, self.rejected(Advice::SEE_MESSAGE)),
        }
    }

    /// Whether it only reports an overload.
    pub(super) fn is_overload(&self) -> bool {
        let says = matches!(
            self.id.as_ref(),
            "server_error" | "slow_down" | "too_many_login_attempts"
        );
        says || self.not_now && !KNOWN.contains(&self.id.as_ref())
    }

    /// Whether a request was refused for the time or the nonce it was signed with.
    pub(super) fn is_about_signing_time(&self) -> bool {
        matches!(self.id.as_ref(), "invalid_time" | "replay_attacks")
    }

    fn for_good(&self) -> Error {
        // "client store [cn] do not match" (spec 1.2).
        let is_region = self.id == "invalid_request" && self.description.contains("do not match");
        self.rejected(match is_region {
            true => CHECK_REGION,
            false => Advice::SEE_MESSAGE,
        })
    }

    fn rejected(&self, advice: Advice) -> Error {
        Error::rejected(&self.id, &self.description, advice)
    }
}

/// The known identifiers of spec 3.3 and 3.4.
const KNOWN: [&str; 22] = [
    "authorization_pending",
    "authorization_waiting",
    "access_denied",
    "slow_down",
    "invalid_grant_code",
    "invalid_grant",
    "expired_token",
    "invalid_request",
    "invalid_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "unsupported_secret_type",
    "captcha.needs",
    "captcha.failed",
    "user_is_deactivated",
    "forbidden",
    "not_found",
    "too_many_login_attempts",
    "server_error",
    "invalid_time",
    "replay_attacks",
    "unauthorized_client",
];

/// The identifier of a refusal. It comes bare, with a prefix
/// (`oauth2.tapapis.com.AUTHORIZATION_WAITING`), or only in the description; the order of trying is
/// that of spec 3.3.
fn identifier(error: &str, description: &str) -> Cow<'static, str> {
    let known = |id: &str| {
        let mut all = KNOWN.into_iter();
        all.find(|name| name.eq_ignore_ascii_case(id))
            .map(Cow::Borrowed)
    };
    let last_part = |text: &str| text.rsplit('.').next().unwrap_or_default().to_owned();
    let from_description = || {
        let description = description.to_ascii_lowercase();
        let head = description.split(':').next().unwrap_or_default();
        known(&last_part(head)).or_else(|| {
            [
                ("authorization is pending", "authorization_pending"),
                ("authorization is waiting", "authorization_waiting"),
            ]
            .iter()
            .find(|(text, _)| description.contains(text))
            .map(|(_, id)| Cow::Borrowed(*id))
        })
    };
    known(error)
        .or_else(|| known(&last_part(error)))
        .or_else(from_description)
        .unwrap_or_else(|| Cow::Owned(error.to_ascii_lowercase()))
}

/// A refusal of LeanCloud: `{"code":211,"error":"…"}` (spec 3.5).
pub(super) struct CloudRefusal {
    pub(super) code: i64,
    pub(super) text: String,
}

impl CloudRefusal {
    /// The code for a session token that the region does not know, and for an account without a
    /// player.
    pub(super) const NO_SUCH_USER: i64 = 211;

    /// The refusal in this JSON text, if it is one.
    pub(super) fn parse(json: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Body<'a> {
            code: i64,
            #[serde(borrow, default, deserialize_with = "json_lenient::text")]
            error: Cow<'a, str>,
        }
        let Body { code, error } = serde_json::from_str(json).ok()?;
        let text = error.into_owned();
        Some(Self { code, text })
    }

    /// Whether it is a failure of LeanCloud itself, which may pass.
    pub(super) fn may_pass(&self) -> bool {
        (500..600).contains(&self.code)
    }

    pub(super) fn error(&self) -> Error {
        let advice = match self.code {
            Self::NO_SUCH_USER => CHECK_REGION,
            219 | 500..600 => Advice::TRY_LATER,
            _ => Advice::SEE_MESSAGE,
        };
        Error::rejected(self.code, &self.text, advice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll(error: &str, description: &str) -> Meaning {
        let json = serde_json::json!({
            "data": { "code": -1, "msg": "", "error": error, "error_description": description },
            "now": 1, "success": false,
        });
        Refusal::parse(&json.to_string()).unwrap().of_poll()
    }

    #[test]
    fn a_prefixed_identifier_in_capitals_means_what_the_bare_one_means() {
        assert_eq!(
            poll("oauth2.tapapis.com.AUTHORIZATION_WAITING", ""),
            Meaning::Scanned
        );
        assert_eq!(
            poll("oauth2.tapapis.com.AUTHORIZATION_PENDING", ""),
            Meaning::Waiting
        );
    }

    #[test]
    fn an_identifier_with_a_dot_of_its_own_is_not_cut() {
        let Meaning::Final(Error::Rejected { code, .. }) = poll("captcha.needs", "") else {
            panic!("not final");
        };
        assert_eq!(code, "captcha.needs");
    }

    #[test]
    fn an_unknown_identifier_is_explained_by_its_description() {
        let description = "oauth2.tapapis.com.INVALID_GRANT_CODE: InvalidArgument: expired";
        assert_eq!(poll("failed", description), Meaning::Expired);
        let description = "the end-user authorization is waiting";
        assert_eq!(poll("failed", description), Meaning::Scanned);
    }

    #[test]
    fn a_client_of_the_other_region_is_told_to_check_the_region() {
        let text = "client store [cn] do not match: InvalidArgument";
        let Meaning::Final(error) = poll("invalid_request", text) else {
            panic!("not final");
        };
        assert_eq!(error.advice(), CHECK_REGION);
    }
}
