//! What an outcome leads to: a decision without effects.

use std::time::Duration;

use super::failed_call::FailedCall;
use super::phase::Pending;
use super::retry::{Cause, RetryState};
use super::time::{LoginTime, Now};
use super::transition::{Change, Scan, To};
use super::{Machine, backoff};
use crate::provider::{Context, Next, Provider};
use crate::text::is_unprintable;
use crate::{Error, Event, Failure, InputWanted, QrCode, Response, Scanner};

/// The shortest pause before the last poll, so that it never follows the one before it at once.
pub(super) const BEFORE_LAST: Duration = Duration::from_secs(1);
/// The code is not renewed with less than this left before the caller's deadline.
const WORTH_A_CODE: Duration = Duration::from_secs(10);

/// A reply that is no failure.
pub(super) enum Advance<S, C> {
    Show(QrCode, S),
    Pending(Option<S>, Option<Scanner>),
    SlowDown(S, Option<Duration>),
    Input(InputWanted, S),
    Go(S),
    Done(C),
}

/// Sorts what a provider says into what leads on and what has failed.
pub(super) fn sort<S, C>(next: Next<S, C>) -> Result<Advance<S, C>, FailedCall<S>> {
    match next {
        Next::Show(code, stage) => Ok(Advance::Show(code, stage)),
        Next::Pending(stage, scanner) => Ok(Advance::Pending(Some(stage), scanner)),
        Next::Unchanged(scanner) => Ok(Advance::Pending(None, scanner)),
        Next::SlowDown(stage, stated) => Ok(Advance::SlowDown(stage, stated)),
        Next::Input(input, stage) => Ok(Advance::Input(input, stage)),
        Next::Go(stage) => Ok(Advance::Go(stage)),
        Next::Done(credential) => Ok(Advance::Done(credential)),
        Next::Retry(stage, error) => Err(FailedCall::new(error, Cause::TryAgain, Some(stage))),
        Next::Busy(stage, error) => Err(FailedCall::new(error, Cause::Unavailable, Some(stage))),
    }
}

impl<P: Provider> Machine<P> {
    pub(super) fn cx(&self, now: Now) -> Context<'_> {
        Context::new(now.wall, &self.state.seed).after_failures(self.state.retries.failures)
    }

    /// What follows from the outcome of the call of `stage` that was first emitted at `sent`.
    pub(super) fn decide(
        &self,
        outcome: &Result<Response, Failure>,
        stage: &P::Stage,
        sent: LoginTime,
        now: Now,
    ) -> Change<P::Stage, P::Credential> {
        let failed = match outcome {
            Err(Failure::Timeout) if self.provider.policy(stage).long_poll => {
                // A long poll without news. It says nothing about earlier failures.
                let retries = self.state.retries.clone();
                return self.wait(None, stage, None, retries, (sent, now));
            }
            Err(failure) => FailedCall::new((*failure).into(), Cause::Unavailable, None),
            Ok(reply) if self.provider.is_transient(stage, reply) => {
                let error = Error::of_status(reply.status().as_u16());
                let pause = backoff::retry_after(reply, now.wall);
                FailedCall::new(error, Cause::Unavailable, None).not_before(pause)
            }
            Ok(reply)
                if self.last_reply.is_repeated_by(reply)
                    && !self.provider.policy(stage).reads_headers =>
            {
                return self.advance(Advance::Pending(None, None), stage, sent, now);
            }
            Ok(reply) => match self
                .provider
                .response(stage, reply, &self.cx(now))
                .map(sort)
            {
                Ok(Ok(advance)) => return self.advance(advance, stage, sent, now),
                Ok(Err(failed)) => failed,
                Err(error @ Error::Malformed { .. }) => {
                    FailedCall::new(error, Cause::TryAgain, None)
                }
                Err(error) => return self.fall_back(error, stage, now),
            },
        };
        self.retry(failed, stage, sent, now)
    }

    pub(super) fn advance(
        &self,
        advance: Advance<P::Stage, P::Credential>,
        stage: &P::Stage,
        sent: LoginTime,
        now: Now,
    ) -> Change<P::Stage, P::Credential> {
        let retries = self.state.retries.cleared();
        match advance {
            Advance::Show(code, stage) => self.show(code, stage, retries, (sent, now)),
            Advance::Pending(next, scanner) => {
                self.wait(next, stage, scanner, retries, (sent, now))
            }
            Advance::SlowDown(next, stated) => {
                let interval = self.provider.policy(&next).interval;
                let retries = retries.slowed_down(interval, stated);
                self.wait(Some(next), stage, None, retries, (sent, now))
            }
            Advance::Input(input, stage) => Change {
                event: Some(Event::InputWanted(input.clone())),
                retries,
                to: To::Input(input, stage),
            },
            Advance::Go(stage) => Change {
                event: self.confirmed(),
                retries,
                to: To::Fetching(Pending::new(stage, now.login)),
            },
            Advance::Done(credential) => Change {
                event: self.confirmed(),
                retries,
                to: To::Ended(Ok(credential)),
            },
        }
    }

    fn show(
        &self,
        mut code: QrCode,
        stage: P::Stage,
        retries: RetryState,
        (sent, now): (LoginTime, Now),
    ) -> Change<P::Stage, P::Credential> {
        if code.payload.expose().chars().any(is_unprintable) {
            let what = "the code's text has unprintable characters";
            return self.end(Error::malformed(what), &stage, retries, now);
        }
        let before = self.state.phase.waiting();
        let is_over = match before {
            // A rotation says "not confirmed yet", as `Next::Pending` does.
            Some(before) => before.is_over(sent),
            None => self.state.limit_passed(now.login),
        };
        if is_over {
            return self.end(Error::Expired, &stage, retries, now);
        }
        code.rotated = before.is_some();
        let end = match before {
            // The same end, also by a clock that was set since.
            Some(before) if before.code.expires_at == code.expires_at => before.deadline,
            _ => self.state.clock.login_time(code.expires_at),
        };
        let deadline = self.state.within_limit(end);
        let due = now.login + self.interval(&stage, &retries);
        let due = by(deadline, due, now.login);
        Change {
            event: Some(Event::Code(code.clone())),
            retries,
            to: To::Code(code, Pending::new(stage, due), deadline),
        }
    }

    /// Not confirmed yet: the next poll, unless this one was sent after the deadline.
    fn wait(
        &self,
        next: Option<P::Stage>,
        stage: &P::Stage,
        scanner: Option<Scanner>,
        retries: RetryState,
        (sent, now): (LoginTime, Now),
    ) -> Change<P::Stage, P::Credential> {
        let shown = self.state.phase.shown();
        let (event, scan) = match (shown, scanner) {
            (Some(shown), Some(scanner)) if !shown.scanned => {
                let end = self.provider.policy(stage).time_after_scan;
                let end = end.map(|time| shown.deadline.max(now.login + time));
                let deadline = end.map_or(shown.deadline, |end| self.state.within_limit(end));
                (Some(Event::Scanned(scanner)), Scan::New(deadline))
            }
            _ => (None, Scan::Known),
        };
        let deadline = shown.map(|shown| match scan {
            Scan::New(deadline) => deadline,
            Scan::Known => shown.deadline,
        });
        let is_over = deadline.is_some_and(|deadline| sent >= deadline);
        let current = next.as_ref().unwrap_or(stage);
        if is_over && !self.state.phase.in_grace_period(now.login) {
            let end = self.end(Error::Expired, current, retries, now);
            return Change { event, ..end };
        }
        let due = now.login + self.interval(current, &retries);
        let due = match deadline {
            Some(deadline) if !self.state.phase.has_confirmed() => by(deadline, due, now.login),
            _ => due,
        };
        Change {
            event,
            retries,
            to: To::Waiting(next, due, scan),
        }
    }

    /// The pause before the next poll, with slow-downs and the provider's margin.
    pub(super) fn interval(&self, stage: &P::Stage, retries: &RetryState) -> Duration {
        let policy = self.provider.policy(stage);
        let interval = policy.interval + retries.slower();
        interval.saturating_mul(policy.interval_margin) / 100
    }

    /// The confirmation's event, if there was a code to confirm and the event was not queued
    /// before.
    fn confirmed(&self) -> Option<Event> {
        let shown = self.state.phase.shown()?;
        shown.confirmed_at.is_none().then_some(Event::Confirmed)
    }

    /// The code has ended while input was wanted.
    pub(super) fn expire(&self, stage: &P::Stage, now: Now) -> Change<P::Stage, P::Credential> {
        self.end(Error::Expired, stage, self.state.retries.clone(), now)
    }

    /// Ends with this error, or renews an expired code.
    pub(super) fn end(
        &self,
        error: Error,
        stage: &P::Stage,
        retries: RetryState,
        now: Now,
    ) -> Change<P::Stage, P::Credential> {
        let ended = |error, retries| Change {
            event: None,
            retries,
            to: To::Ended(Err(error)),
        };
        if error != Error::Expired {
            return ended(error, retries);
        }
        // A service gives the credentials once. An unreadable reply may have carried them, so
        // report `Malformed` rather than `Expired`.
        let may_carry = self.state.phase.waiting().is_none()
            || self.provider.policy(stage).poll_returns_credentials;
        let unreadable = retries.unreadable.clone().filter(|_| may_carry);
        let limit = self.state.limit;
        let has_time = limit.is_none_or(|limit| now.login + WORTH_A_CODE <= limit);
        // Renew once after an unreadable reply: a second one is no accident.
        let in_vain = unreadable.is_some() && self.state.renewed_unread;
        if self.state.renewals_left > 0 && has_time && !in_vain {
            return Change {
                event: None,
                retries: RetryState::default(),
                to: To::Renewal {
                    unread: unreadable.is_some(),
                },
            };
        }
        let error = unreadable.unwrap_or_else(|| self.provider.expired_error(stage));
        ended(error, retries)
    }
}

/// The moment `due`, or that of the last poll if it comes first.
///
/// The poll at `end` is the last one, so it is not too frequent even if the interval is longer: the
/// limit of RFC 8628, 3.5, is on the pace of polls. A later one would keep the user waiting for as
/// long as the service chose.
pub(super) fn by(end: LoginTime, due: LoginTime, now: LoginTime) -> LoginTime {
    due.min(end.max(now + BEFORE_LAST))
}
