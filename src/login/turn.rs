//! What follows from an outcome: the next call, an event, a new code, or the end.

use std::time::Duration;

use super::state::{At, Shown, Trouble};
use super::{Login, backoff};
use crate::provider::{Cx, Next, Provider};
use crate::text::is_unprintable;
use crate::{Error, Event, Failure, QrCode, Response, Scanner, Timestamp};

/// How many times in a row a service may ask for another try while the code is on show (failed
/// connections, 5xx and "busy" are bounded by the deadline alone).
const WAITING_RETRIES: u32 = 6;
/// How many unreadable answers in a row are taken for an accident on the way.
const MALFORMED_RETRIES: u32 = 2;
/// How long before the deadline a back-off pause ends at the latest.
const BEFORE_DEADLINE: Duration = Duration::from_secs(10);
/// The shortest pause before the last question, so that it never follows the one before it at once.
const BEFORE_LAST: Duration = Duration::from_secs(1);
/// A new code that the caller's limit leaves less time than this is not asked for.
const WORTH_A_CODE: Duration = Duration::from_secs(10);

/// A reading of the clock.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    /// The caller's clock.
    pub(super) now: Timestamp,
    /// The login's own time.
    pub(super) own: Timestamp,
}

/// A call that did not bring what it was for.
struct Trial {
    cause: Error,
    /// The pause that the service asked for.
    asked: Option<Duration>,
    /// Whether it counts even while patience costs nothing.
    counts: bool,
}

impl<P: Provider> Login<P> {
    pub(super) fn cx(&self, now: Timestamp) -> Cx<'_> {
        Cx::new(now, &self.seed).after_failures(self.state.trouble.failures)
    }

    /// Goes on after the outcome of the call that was first handed out at `sent`.
    pub(super) fn turn(
        &mut self,
        outcome: Result<Response, Failure>,
        stage: P::Stage,
        sent: Timestamp,
        at: Moment,
    ) {
        let trial = match outcome {
            Err(Failure::Timeout) if self.provider.timed_out(&stage) => {
                return self.wait_on(stage, sent, at);
            }
            Err(failure) => Trial {
                cause: failure.into(),
                asked: None,
                counts: false,
            },
            Ok(reply) if self.provider.is_transient(&stage, &reply) => Trial {
                cause: Error::of_status(reply.status().as_u16()),
                asked: backoff::asked_for(&reply, at.now),
                counts: false,
            },
            Ok(reply) => {
                let next = self.provider.response(&stage, &reply, &self.cx(at.now));
                return self.follow(next, stage, sent, at);
            }
        };
        self.retry(trial, stage, sent, at);
    }

    fn follow(
        &mut self,
        next: Result<Next<P::Stage, P::Credential>, Error>,
        stage: P::Stage,
        sent: Timestamp,
        at: Moment,
    ) {
        let trial = |cause, counts| Trial {
            cause,
            asked: None,
            counts,
        };
        let next = match next {
            Ok(Next::Retry(stage, cause)) => {
                return self.retry(trial(cause, true), stage, sent, at);
            }
            Ok(Next::Busy(stage, cause)) => {
                return self.retry(trial(cause, false), stage, sent, at);
            }
            Err(cause @ Error::Malformed { .. }) => {
                return self.retry(trial(cause, true), stage, sent, at);
            }
            Err(error) => return self.give_up(error, &stage, at),
            Ok(next) => next,
        };
        self.state.trouble.clear_failures();
        match next {
            Next::Show(code, stage) => self.show(code, stage, at),
            Next::Pending(stage, scanner) => {
                self.scanned(scanner, at);
                self.wait_on(stage, sent, at);
            }
            Next::SlowDown(stage) => {
                self.state.trouble.slow_down();
                self.wait_on(stage, sent, at);
            }
            Next::Go(stage) => {
                self.confirmed(at);
                self.ask(stage, at.own);
            }
            Next::Done(credential) => {
                self.confirmed(at);
                self.state.at = At::Succeeded(credential);
            }
            // Dealt with above.
            Next::Retry(..) | Next::Busy(..) => {}
        }
    }

    fn show(&mut self, code: QrCode, stage: P::Stage, at: Moment) {
        if code.payload.expose().chars().any(is_unprintable) {
            let what = "the code's text has unprintable characters";
            return self.end(Error::malformed(what), &stage, at);
        }
        if self.state.limit_passed(at.own) {
            return self.end(Error::Expired, &stage, at);
        }
        let end = self.state.clock.own_time(code.expires_at);
        self.state.shown = Some(Shown {
            code: code.clone(),
            deadline: self.state.limit.map_or(end, |limit| end.min(limit)),
            waiting: true,
            scanned: false,
            confirmed_at: None,
        });
        self.state.events.push_back(Event::Code(code));
        let due = self.by_the_deadline(at.own + self.provider.interval(&stage), at.own);
        self.ask(stage, due);
    }

    /// The person has scanned; told once a code.
    fn scanned(&mut self, scanner: Option<Scanner>, at: Moment) {
        let (Some(code), Some(scanner)) = (self.state.shown.as_mut(), scanner) else {
            return;
        };
        if code.scanned {
            return;
        }
        code.scanned = true;
        if let Some(patience) = self.provider.patience_after_scan() {
            let end = code.deadline.max(at.own + patience);
            code.deadline = self.state.limit.map_or(end, |limit| end.min(limit));
        }
        self.state.events.push_back(Event::Scanned(scanner));
    }

    /// The person has confirmed, if there was anything to confirm; told once a code.
    fn confirmed(&mut self, at: Moment) {
        if let Some(code) = self.state.shown.as_mut() {
            code.waiting = false;
            if code.confirmed_at.is_none() {
                code.confirmed_at = Some(at.own);
                self.state.events.push_back(Event::Confirmed);
            }
        }
    }

    pub(super) fn ask(&mut self, stage: P::Stage, due: Timestamp) {
        self.state.at = At::Asking {
            stage,
            due,
            sent: None,
        };
    }

    /// Nobody has confirmed yet: ask again after the interval, unless the last question was already one
    /// after the deadline.
    fn wait_on(&mut self, stage: P::Stage, sent: Timestamp, at: Moment) {
        if self.state.deadline_passed(sent) && !self.state.is_fresh(at.own) {
            return self.end(Error::Expired, &stage, at);
        }
        if let Some(code) = self.state.shown.as_mut() {
            code.waiting = true;
        }
        let due = self.by_the_deadline(self.soonest(&stage, at.own), at.own);
        self.ask(stage, due);
    }

    /// When the service may be asked again.
    fn soonest(&self, stage: &P::Stage, own: Timestamp) -> Timestamp {
        own + self.provider.interval(stage) + self.state.trouble.slower()
    }

    /// This moment, or that of the deadline if it comes first.
    ///
    /// The question at the deadline is the last one. Sooner than the service's interval it is no haste, since none
    /// follows; later it would keep the person waiting for nothing, for as long as the service chose: the limit of
    /// RFC 8628, 3.5, is on the pace of the questions, not on the moment of the last one.
    fn by_the_deadline(&self, due: Timestamp, own: Timestamp) -> Timestamp {
        match &self.state.shown {
            Some(code) if code.confirmed_at.is_none() => by(code.deadline, due, own),
            _ => due,
        }
    }

    /// Repeats a call, within the budget.
    ///
    /// While the code is on show, and for a minute after the confirmation, a failed connection costs
    /// nothing: time is the bound. A bad answer always counts, and so does everything at other times.
    fn retry(&mut self, trial: Trial, stage: P::Stage, sent: Timestamp, at: Moment) {
        let own = at.own;
        let waiting = self.state.is_waiting() && !self.state.deadline_passed(sent);
        let patient = waiting || self.state.is_fresh(own);
        let malformed = matches!(trial.cause, Error::Malformed { .. });
        let trouble = &mut self.state.trouble;
        if malformed {
            trouble.unreadable = Some(trial.cause.clone());
        }
        if !patient && !trouble.late {
            // What was borne before is not held against what comes now.
            trouble.late = true;
            trouble.counted = 0;
        }
        let count = |counter: &mut u32, one: bool| *counter = counter.saturating_add(one.into());
        count(&mut trouble.failures, true);
        count(&mut trouble.malformed, malformed);
        count(
            &mut trouble.counted,
            !malformed && (trial.counts || !patient),
        );
        let (attempt, counted, unreadable) = (trouble.failures, trouble.counted, trouble.malformed);

        let budget = match waiting {
            true => WAITING_RETRIES,
            false => self.provider.retries(&stage),
        };
        let spent = counted > budget || unreadable > MALFORMED_RETRIES;
        let hopeless = trial.cause == Error::Transport(Failure::Tls) && self.state.shown.is_none();
        // A code on show is worth one question after the limit.
        let late = if self.state.is_waiting() { sent } else { own };
        let out_of_time = self.state.limit_passed(late) && !self.state.is_confirmed();
        if spent || hopeless || out_of_time {
            return self.give_up(trial.cause, &stage, at);
        }
        let cause = trial.cause;
        self.state
            .events
            .push_back(Event::Retrying { cause, attempt });

        // Where a budget counts, so does the pause: after the deadline it begins anew.
        let step = if patient {
            attempt
        } else {
            counted.max(unreadable)
        };
        let pause = backoff::pause(step, &self.seed);
        let due = own + pause.max(trial.asked.unwrap_or_default());
        let due = self.in_time(due, &stage, waiting, own);
        self.ask(stage, due);
    }

    /// When a failed call is repeated that would be due then.
    fn in_time(
        &self,
        due: Timestamp,
        stage: &P::Stage,
        waiting: bool,
        own: Timestamp,
    ) -> Timestamp {
        let limit = self.state.limit.filter(|_| !self.state.is_confirmed());
        let Some(code) = self.state.shown.as_ref().filter(|code| code.waiting) else {
            return limit.map_or(due, |limit| due.min(limit));
        };
        let soonest = self.soonest(stage, own);
        if waiting {
            // A pause must not sleep through the last chance: one question shortly before the deadline, one
            // at it.
            let before = code.deadline - BEFORE_DEADLINE;
            let last_chance = if own < before { before } else { code.deadline };
            self.by_the_deadline(due.min(last_chance).max(soonest), own)
        } else {
            // Now every question can be the last one, and the service is still left alone for its interval.
            let due = due.max(soonest);
            limit.map_or(due, |limit| by(limit, due, own))
        }
    }

    /// A call has failed for good: the login goes on without it, if the provider can, or ends.
    fn give_up(&mut self, error: Error, stage: &P::Stage, at: Moment) {
        match self.provider.without(stage, &error) {
            Some(next) => self.follow(Ok(next), stage.clone(), at.own, at),
            None => self.end(error, stage, at),
        }
    }

    /// The login ends with this error, or begins anew if that helps and is allowed.
    fn end(&mut self, error: Error, stage: &P::Stage, at: Moment) {
        if error != Error::Expired {
            self.state.at = At::Failed(error);
            return;
        }
        // What could not be read may have been the credentials: that is the news then, and not that the code
        // is spent.
        let gave = !self.state.is_waiting() || P::POLL_YIELDS;
        let unreadable = self.state.trouble.unreadable.take().filter(|_| gave);
        let worth_it = self
            .state
            .limit
            .is_none_or(|limit| at.own + WORTH_A_CODE <= limit);
        // If that was no accident, a new code comes to the same: one is enough to find out.
        let in_vain = unreadable.is_some() && self.state.renewed_unread;
        if self.state.renewals_left > 0 && worth_it && !in_vain {
            self.state.renewals_left -= 1;
            self.state.renewed_unread = unreadable.is_some();
            self.state.shown = None;
            self.state.trouble = Trouble::default();
            let stage = self.provider.start();
            self.ask(stage, at.own);
        } else {
            let why = unreadable.unwrap_or_else(|| self.provider.unconfirmed(stage));
            self.state.at = At::Failed(why);
        }
    }
}

/// The moment `due`, or `end` if that comes first, but not at once.
fn by(end: Timestamp, due: Timestamp, own: Timestamp) -> Timestamp {
    due.min(end.max(own + BEFORE_LAST))
}
