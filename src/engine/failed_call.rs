//! What a failed call leads to: its repetition, another way to go on, or the end.

use std::time::Duration;

use super::decision::{Advance, BEFORE_LAST, by, sort};
use super::phase::Phase;
use super::retry::{Cause, Situation};
use super::time::{LoginTime, Now};
use super::transition::{Change, To};
use super::{Machine, backoff};
use crate::provider::Provider;
use crate::{Error, Event, Failure};

/// How long before the deadline a back-off pause ends at the latest.
const BEFORE_DEADLINE: Duration = Duration::from_secs(10);

/// A failed call.
pub(super) struct FailedCall<S> {
    error: Error,
    cause: Cause,
    /// The pause that `Retry-After` states.
    retry_after: Option<Duration>,
    /// The stage to repeat it at, if the provider has changed it.
    stage: Option<S>,
}

impl<S> FailedCall<S> {
    pub(super) fn new(error: Error, cause: Cause, stage: Option<S>) -> Self {
        let is_malformed = matches!(error, Error::Malformed { .. });
        Self {
            cause: if is_malformed {
                Cause::Malformed
            } else {
                cause
            },
            error,
            retry_after: None,
            stage,
        }
    }

    /// The same with the pause that `Retry-After` states.
    pub(super) fn not_before(mut self, pause: Option<Duration>) -> Self {
        self.retry_after = pause;
        self
    }
}

impl<P: Provider> Machine<P> {
    /// Repeats a call, within the bounds of the retry table.
    pub(super) fn retry(
        &self,
        failed: FailedCall<P::Stage>,
        stage: &P::Stage,
        sent: LoginTime,
        now: Now,
    ) -> Change<P::Stage, P::Credential> {
        let (state, phase) = (&self.state, &self.state.phase);
        let stage = failed.stage.as_ref().unwrap_or(stage);
        let situation = self.situation(sent, now);
        let policy = self.provider.policy(stage);
        let budget = policy.retries;
        let (row, repeated) = state
            .retries
            .after(&failed.error, failed.cause, situation, budget);
        // A wrong certificate does not pass while the first call is repeated.
        let is_hopeless = failed.error == Error::Transport(Failure::Tls) && phase.shown().is_none();
        // While a code is shown, one call may be sent after the caller's deadline.
        let moment = if phase.waiting().is_some() {
            sent
        } else {
            now.login
        };
        let is_out_of_time = state.limit_passed(moment) && !phase.has_confirmed();
        if !repeated || policy.once || is_hopeless || is_out_of_time {
            return self.fall_back(failed.error, stage, now);
        }
        let pause = backoff::pause(row.step(situation), &self.state.seed);
        let due = now.login + pause.max(failed.retry_after.unwrap_or_default());
        let due = self.bounded(due, stage, situation, now);
        Change {
            event: Some(Event::Retrying {
                cause: failed.error,
                attempt: row.failures,
            }),
            retries: row,
            to: To::Again(failed.stage, due),
        }
    }

    /// The row of the retry table for a call that was first emitted at `sent`.
    fn situation(&self, sent: LoginTime, now: Now) -> Situation {
        match &self.state.phase {
            Phase::Waiting(_, shown) if !shown.is_over(sent) => Situation::Waiting,
            phase if phase.in_grace_period(now.login) => Situation::Grace,
            Phase::Start(_) => Situation::Start,
            Phase::Waiting(..) => Situation::Overdue,
            Phase::Confirmed(..) | Phase::Ended(_) => Situation::Late,
        }
    }

    /// When a failed call is repeated that back-off would repeat at `due`.
    fn bounded(
        &self,
        due: LoginTime,
        stage: &P::Stage,
        situation: Situation,
        now: Now,
    ) -> LoginTime {
        let state = &self.state;
        let limit = state.limit.filter(|_| !state.phase.has_confirmed());
        let Some(shown) = state.phase.waiting() else {
            return limit.map_or(due, |limit| due.min(limit));
        };
        // A stage may be polled at once, but a failed poll is not repeated at once.
        let interval = match self.interval(stage, &state.retries) {
            interval if interval.is_zero() => BEFORE_LAST,
            interval => interval,
        };
        let soonest = now.login + interval;
        if situation != Situation::Waiting {
            // Each poll can be the last one now, and the service's interval still holds.
            let due = due.max(soonest);
            return limit.map_or(due, |limit| by(limit, due, now.login));
        }
        // Back-off must not skip the last chances: a poll shortly before the deadline, and one at
        // it.
        let before = shown.deadline - BEFORE_DEADLINE;
        let is_before = now.login < before;
        let last_chance = if is_before { before } else { shown.deadline };
        let due = due.min(last_chance).max(soonest);
        match shown.confirmed_at {
            None => by(shown.deadline, due, now.login),
            Some(_) => due,
        }
    }

    /// Goes on without the result of a call that has failed for good, or ends.
    pub(super) fn fall_back(
        &self,
        error: Error,
        stage: &P::Stage,
        now: Now,
    ) -> Change<P::Stage, P::Credential> {
        let error = match self.provider.fallback(stage, &error).map(sort) {
            // The reply has failed, so its repetition has to fail as well.
            Some(Ok(Advance::Pending(None, scanner))) => {
                let pending = Advance::Pending(Some(stage.clone()), scanner);
                return self.advance(pending, stage, now.login, now);
            }
            Some(Ok(advance)) => return self.advance(advance, stage, now.login, now),
            Some(Err(failed)) => failed.error,
            None => error,
        };
        self.end(error, stage, self.state.retries.clone(), now)
    }
}
