//! The poll's response (spec 4), and the tokens in it (spec 5).

use std::time::Duration;

use http::StatusCode;
use http::header::RETRY_AFTER;

use super::fields::Fields;
use super::stage::{Stage, Waiting};
use super::word::{Meaning, Word};
use super::{Device, DeviceCredential};
use crate::toolkit::reply;
use crate::{Context, Error, Next, Response};

/// A service may not know a code yet that it has just issued (spec 4.2).
const FRESH: Duration = Duration::from_secs(15);
const FRESH_REFUSALS: u8 = 3;

type Then = Result<Next<Stage, DeviceCredential>, Error>;

impl Device {
    pub(super) fn polled(&self, waiting: &Waiting, reply: &Response, cx: &Context<'_>) -> Then {
        let is_success = reply.status().is_success();
        let again = || Stage::Wait(waiting.clone());
        let Some(fields) = Fields::read(reply) else {
            return match reply.status() {
                StatusCode::TOO_MANY_REQUESTS => Ok(accepted(waiting, Some(None))),
                _ if is_success && !reply::is_html(reply) => {
                    Err(Error::malformed("token: neither JSON nor a form"))
                }
                // From a network in between, or a server that is being replaced.
                _ => Ok(Next::Retry(again(), reply::status_error(reply))),
            };
        };
        match Word::of(&fields, !is_success) {
            Some(word) => self.refused(waiting, &word, &fields, cx),
            None if is_success => {
                DeviceCredential::read(fields, self, &waiting.token, cx.now()).map(Next::Done)
            }
            None if reply.status() == StatusCode::TOO_MANY_REQUESTS => {
                Ok(accepted(waiting, Some(None)))
            }
            None => Ok(Next::Retry(again(), reply::status_error(reply))),
        }
    }

    fn refused(
        &self,
        waiting: &Waiting,
        word: &Word<'_>,
        fields: &Fields,
        cx: &Context<'_>,
    ) -> Then {
        let rejected = || {
            let mut secrets = self.secrets();
            secrets.push(&waiting.device_code);
            word.rejected(&secrets)
        };
        match word.meaning() {
            Meaning::Pending => Ok(accepted(waiting, None)),
            Meaning::SlowDown => {
                let stated = fields.number(&["interval"]).map(Duration::from_secs);
                Ok(accepted(waiting, Some(stated)))
            }
            Meaning::Denied => Err(Error::Denied),
            Meaning::Expired => Err(Error::Expired),
            // The code was good before, so it has ended or its tokens were in a lost response.
            Meaning::NoCode if waiting.is_accepted || cx.now() >= waiting.expires_at => {
                Err(Error::Expired)
            }
            Meaning::NoCode
                if cx.now() < waiting.shown_at + FRESH && waiting.refusals < FRESH_REFUSALS =>
            {
                let refusals = waiting.refusals.saturating_add(1);
                let waiting = Waiting {
                    refusals,
                    ..waiting.clone()
                };
                Ok(Next::Pending(Stage::Wait(waiting), None))
            }
            Meaning::Busy => Ok(Next::Busy(Stage::Wait(waiting.clone()), rejected())),
            Meaning::NoCode | Meaning::Client | Meaning::Unknown => Err(rejected()),
        }
    }
}

/// The code is valid and not confirmed; with an interval, if the service wants fewer polls.
fn accepted(
    waiting: &Waiting,
    slow_down: Option<Option<Duration>>,
) -> Next<Stage, DeviceCredential> {
    let stage = || {
        Stage::Wait(Waiting {
            is_accepted: true,
            ..waiting.clone()
        })
    };
    match slow_down {
        Some(stated) => Next::SlowDown(stage(), stated),
        None if waiting.is_accepted => Next::Unchanged(None),
        None => Next::Pending(stage(), None),
    }
}

/// Whether a response with status 429 says when to come back, and nothing else. Without a time it
/// is `slow_down`.
pub(super) fn states_a_pause(reply: &Response) -> bool {
    let has_word = || Fields::read(reply).is_some_and(|fields| Word::of(&fields, true).is_some());
    reply.headers().contains_key(RETRY_AFTER) && !has_word()
}
