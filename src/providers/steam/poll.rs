//! A code that is shown: how the login stands, and the tokens of a confirmed one (spec 3, 4).

use std::borrow::Cow;
use std::time::Duration;

use http::uri::PathAndQuery;
use serde::{Deserialize, Serialize};

use super::envelope::{self, Content, Failed, Meaning};
use super::token::Claims;
use super::{LIFETIME, SCAN_WITH, hosts};
use crate::provider::{Context, Next};
use crate::toolkit::digits::Decimal;
use crate::toolkit::{json_lenient, reply, request};
use crate::{Error, QrCode, Response, Scanner, Secret, Timestamp};

pub(super) static POLL: PathAndQuery =
    PathAndQuery::from_static("/IAuthenticationService/PollAuthSessionStatus/v1/");

/// The interval of a service that states none, in ms (spec 2.2).
const INTERVAL: u32 = 5_000;
/// The limits of the service's word for it, in ms.
const INTERVALS: (f64, f64) = (1_000.0, 60_000.0);

/// A code that is shown.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Waiting {
    client_id: Secret,
    request_id: Secret,
    /// The text of the code on show.
    shown: Secret,
    interval_ms: u32,
    /// The end of the login by the caller's clock. A rotation does not postpone it.
    ends_at: Timestamp,
    /// Whether the service has reported the phone at any time.
    scanned: bool,
}

/// The tokens of a confirmed login.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Tokens {
    pub(super) refresh_token: Secret,
    pub(super) access_token: Option<Secret>,
    pub(super) account_name: Option<Secret>,
    pub(super) guard_data: Option<Secret>,
    pub(super) steam_id: Secret,
    pub(super) expires_at: Option<Timestamp>,
}

/// What a poll's response says.
pub(super) enum Polled {
    /// Nothing that has to be kept.
    Unchanged(Option<Scanner>),
    Waiting(Waiting, Option<Scanner>),
    /// Another code; the login goes on.
    Rotated(QrCode, Waiting),
    Busy(Error),
    TryAgain(Error),
    Confirmed(Tokens),
}

/// The code of the first response.
pub(super) fn started<C, S>(
    data: &str,
    stage: impl FnOnce(Waiting) -> S,
    cx: &Context<'_>,
) -> Result<Next<S, C>, Error> {
    #[derive(Deserialize)]
    struct Started<'a> {
        #[serde(default, deserialize_with = "json_lenient::number")]
        client_id: Option<u64>,
        #[serde(borrow, default, deserialize_with = "json_lenient::text")]
        request_id: Cow<'a, str>,
        #[serde(borrow, default, deserialize_with = "json_lenient::text")]
        challenge_url: Cow<'a, str>,
        #[serde(borrow, default, deserialize_with = "json_lenient::text")]
        interval: Cow<'a, str>,
    }
    let started: Started<'_> = reply::parse_json(data, "begin")?;
    let Some(client_id) = started.client_id.filter(|id| *id != 0) else {
        return Err(Error::malformed("begin: no client_id of 64 bits"));
    };
    if started.request_id.is_empty() {
        return Err(Error::malformed("begin: no request_id"));
    }
    hosts::check_code(&started.challenge_url)?;
    let waiting = Waiting {
        client_id: Decimal::from(client_id).as_str().into(),
        request_id: started.request_id.as_ref().into(),
        shown: started.challenge_url.as_ref().into(),
        interval_ms: interval(&started.interval),
        ends_at: cx.now() + LIFETIME,
        scanned: false,
    };
    Ok(Next::Show(waiting.code(), stage(waiting)))
}

/// A number of seconds with a fraction, in ms.
fn interval(text: &str) -> u32 {
    let (least, most) = INTERVALS;
    let seconds = text.trim().parse::<f64>().ok();
    let seconds = seconds.filter(|seconds| *seconds > 0.0);
    seconds.map_or(INTERVAL, |seconds| {
        (seconds * 1000.0).ceil().clamp(least, most) as u32
    })
}

impl Waiting {
    pub(super) fn interval(&self) -> Duration {
        Duration::from_millis(self.interval_ms.into())
    }

    pub(super) fn form(&self) -> String {
        request::query([
            ("client_id", self.client_id.expose()),
            ("request_id", self.request_id.expose()),
        ])
    }

    fn code(&self) -> QrCode {
        QrCode::new(self.shown.clone(), SCAN_WITH, self.ends_at)
    }

    /// The response to a poll (spec 3.2).
    pub(super) fn polled(&self, reply: &Response, cx: &Context<'_>) -> Result<Polled, Error> {
        let data = match envelope::open(reply, "poll")? {
            Content::Data(data) => data,
            Content::Result(failed) => return self.failed(&failed, cx),
        };
        let status: Status<'_> = reply::parse_json(data, "poll")?;
        if !status.refresh_token.is_empty() {
            return Tokens::read(&status).map(Polled::Confirmed);
        }
        if !status.agreement_session_url.is_empty() {
            return self.failed(&Failed::new(118, ""), cx);
        }
        // An ended login has no member at all (spec 3.3).
        let is_ended = status.had_remote_interaction.is_none() && !status.rotates();
        if is_ended {
            return Err(Error::Expired);
        }
        self.goes_on(&status)
    }

    fn goes_on(&self, status: &Status<'_>) -> Result<Polled, Error> {
        let is_scanned = status.had_remote_interaction.is_some_and(|flag| flag != 0);
        let scanner = is_scanned.then(Scanner::default);
        let is_known = matches!(status.new_client_id.as_ref(), "" | "0");
        let is_shown = [self.shown.expose(), ""].contains(&status.new_challenge_url.as_ref());
        if is_known && is_shown && (self.scanned || !is_scanned) {
            return Ok(Polled::Unchanged(scanner));
        }
        let mut waiting = self.clone();
        waiting.scanned |= is_scanned;
        if !is_known {
            let id = status.new_client_id.parse::<u64>();
            let id = id.map_err(|_| Error::malformed("poll: no new_client_id of 64 bits"))?;
            waiting.client_id = Decimal::from(id).as_str().into();
        }
        if is_shown {
            return Ok(Polled::Waiting(waiting, scanner));
        }
        hosts::check_code(&status.new_challenge_url)?;
        waiting.shown = status.new_challenge_url.as_ref().into();
        Ok(Polled::Rotated(waiting.code(), waiting))
    }

    /// A result other than success (spec 3.3, 4.2).
    fn failed(&self, failed: &Failed, cx: &Context<'_>) -> Result<Polled, Error> {
        match failed.result {
            // Also of a login whose tokens were in a response that was lost: with a failure just
            // before, it is not known that the user has declined.
            9 if self.scanned && cx.attempt() == 0 && cx.now() < self.ends_at => Err(Error::Denied),
            9 | 27 => Err(Error::Expired),
            _ => match failed.meaning() {
                Meaning::Busy(error) => Ok(Polled::Busy(error)),
                Meaning::TryAgain(error) => Ok(Polled::TryAgain(error)),
                Meaning::Refused(error) => Err(error),
            },
        }
    }
}

#[derive(Deserialize)]
struct Status<'a> {
    #[serde(default, deserialize_with = "json_lenient::number")]
    had_remote_interaction: Option<u64>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    new_client_id: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    new_challenge_url: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    refresh_token: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    access_token: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    account_name: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    new_guard_data: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    agreement_session_url: Cow<'a, str>,
}

impl Status<'_> {
    fn rotates(&self) -> bool {
        !self.new_client_id.is_empty() || !self.new_challenge_url.is_empty()
    }
}

impl Tokens {
    fn read(status: &Status<'_>) -> Result<Self, Error> {
        let present = |text: &str| Some(text).filter(|text| !text.is_empty()).map(Secret::from);
        let claims = Claims::read(&status.refresh_token);
        let claims = claims.ok_or_else(|| Error::incomplete(["sub"]))?;
        Ok(Self {
            refresh_token: status.refresh_token.as_ref().into(),
            access_token: present(&status.access_token),
            account_name: present(&status.account_name),
            guard_data: present(&status.new_guard_data),
            steam_id: claims.steam_id,
            expires_at: claims.expires_at,
        })
    }
}
