//! The engine: everything that is the same for all services.
//!
//! ```text
//!            Show               Go                 Done, or an error that ends the login
//!   START ─────────▶ WAITING ─────────▶ CONFIRMED ───────────────▶ ENDED ──▶ returned once
//!   ▲ │ ▲  Go         │ ▲ │ ▲ Pending     │ ▲   │ Go                ▲
//!   │ └─┘             │ └─┘ └─────────────┘ └───┘                   │
//!   │                 └────────────────────────────────────────────┘
//!   └── renewal of an expired code      Done (a poll returned the credentials), error
//! ```
//!
//! A phase is a variant of `Phase` (`phase.rs`), an edge one of `To` (`transition.rs`); which
//! failed calls are repeated is a table (`retry.rs`). In every phase the cycle is the same: wait
//! until a call is due, emit it until its outcome is handled, let the [`Provider`] interpret the
//! reply, and return the events before the next call.
//!
//! # What holds for every login
//!
//! `tests/world.rs` checks these in random worlds, by judges of their own.
//!
//! 1. **No panic.**
//! 2. **An end within a bound of the deadline.** The deadline is the end of the code, or the
//!    caller's limit if that is sooner. After it, a call is retried as the table says, each for at
//!    most 10 s. No pause is longer than 20 s, the interval with its slow-downs, or `Retry-After`
//!    up to 60 s. After the confirmation there is a grace period of a minute, then the table's
//!    count for each call. Time that the caller wastes (late polls, a clock that is set back) does
//!    not count.
//! 3. **`Done` only with what the service issued** for the code that is shown.
//! 4. **Never `Done` unless the user's last decision was to confirm.** `Scanned` and `Confirmed`
//!    come once a code, and only if the service reported it.
//! 5. **A login that can succeed does.** It ends without success, or takes a new code, only if
//!    - the service reported that the code has expired or is refused; or
//!    - a poll after the deadline found no confirmation (a long poll that times out then and a
//!      `slow_down` count as "not yet"); or
//!    - the credentials were spent on a reply that never came, or that was forgotten with an older
//!      snapshot; or
//!    - three calls or more failed in a row, where network failures alone count only after the
//!      deadline, later than a minute after the confirmation, or where there is no code; or
//!    - the caller's limit passed and the one call after it failed.
//!
//!    No pause between two polls skips both the last ten seconds before the deadline and the moment
//!    of it, none leads past that moment, and none past the caller's limit.
//! 6. **No service is polled faster than it allows**: the interval with all slow-downs and
//!    `Retry-After`, but for the last poll, which comes at the deadline. A clock set forward and a
//!    call dropped half-way are the caller's doing.
//! 7. **The same seed and inputs give the same outputs**, also when the process ends between any
//!    two steps and the login is resumed. A call that spends something
//!    ([`Policy::spends`](crate::Policy::spends)) is the exception: it is not made again if it was
//!    outstanding.
//!
//! `tests/task_world.rs` checks tasks after a login, which have no code and no deadline.

mod backoff;
mod boxed;
mod decision;
mod failed_call;
mod login;
mod phase;
mod repeated;
mod retry;
mod snapshot;
mod time;
mod transition;

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use crate::provider::Provider;
use crate::{Call, Error, Event, Failure, InputWanted, QrCode, Response, Secret, Seed};
use crate::{Step, Timestamp};
pub use login::Login;
use phase::{Pending, Phase, State};
use repeated::LastReply;
use retry::RetryState;
use time::{Clock, LoginTime, Now};

/// The longest time-out of a call that is made after the deadline: it only finds out whether the
/// user confirmed just before it, and services reply to that at once.
const LAST_CALL: Duration = Duration::from_secs(10);
/// The shortest time-out that the caller's limit cuts a call down to.
const SHORTEST_CALL: Duration = Duration::from_secs(3);
/// The wait while input is wanted and neither a code nor the caller's limit bounds it.
const LONGEST_SILENCE: Duration = Duration::from_secs(60 * 60);

/// A login's state and what it was made of.
struct Machine<P: Provider> {
    provider: P,
    state: State<P::Stage, P::Credential>,
    /// Not in a snapshot: it saves time alone.
    last_reply: LastReply,
    /// Whether a call that spends something was outstanding in the snapshot that this comes from,
    /// and its outcome is unknown: it is not sent again.
    may_have_spent: bool,
}

impl<P: Provider> Machine<P> {
    fn new(provider: P, seed: Seed) -> Self {
        let state = State {
            seed,
            give_up_after_ms: None,
            clock: Clock::default(),
            limit: None,
            phase: Phase::Start(Pending::new(provider.start(), LoginTime::default())),
            events: VecDeque::new(),
            retries: RetryState::default(),
            renewals_left: 0,
            renewed_unread: false,
        };
        Self {
            provider,
            state,
            last_reply: LastReply::default(),
            may_have_spent: false,
        }
    }

    fn set_renewals(&mut self, renewals: u32) {
        self.state.renewals_left = renewals;
    }

    fn set_limit(&mut self, limit: Duration) {
        self.state.give_up_after_ms = Some(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX));
    }

    /// Whether the outcome was returned.
    fn has_ended(&self) -> bool {
        matches!(self.state.phase, Phase::Ended(None))
    }

    /// Whether there is nothing to do or to return before the next call, or before an input.
    fn is_waiting(&self) -> bool {
        let pending = self.state.phase.pending();
        self.state.events.is_empty() && pending.is_some_and(|pending| pending.sent.is_none())
    }

    /// Until when nothing is sent because input is wanted. When the code expires, so does the
    /// login.
    fn silent_until(&mut self, now: Now) -> Option<LoginTime> {
        let pending = self.state.phase.pending()?;
        pending.input.as_ref()?;
        let shown = self.state.phase.shown().map(|shown| shown.deadline);
        let end = shown.or(self.state.limit);
        if end.is_some_and(|end| now.login >= end) {
            let expired = self.expire(&pending.stage, now);
            self.apply(expired, now);
            return None;
        }
        Some(end.unwrap_or(now.login + LONGEST_SILENCE))
    }

    /// Emits the pending call. If it cannot be made, the login ends.
    fn send(&mut self, now: Now) -> Result<Step<P::Credential>, Error> {
        let pending = self.state.phase.pending().ok_or(Error::Finished)?;
        let call = self.call(&pending.stage, now);
        if call.is_err() {
            self.state.phase = Phase::Ended(None);
        }
        call.map(Step::Send)
    }

    /// The call for this stage, with a time-out that fits what is left of the login.
    fn call(&self, stage: &P::Stage, now: Now) -> Result<Call, Error> {
        let phase = &self.state.phase;
        let mut call = self.provider.request(stage, &self.cx(now))?;
        if phase
            .waiting()
            .is_some_and(|shown| shown.is_over(now.login))
        {
            call.timeout = call.timeout.min(LAST_CALL);
        }
        if let Some(limit) = self.state.limit
            && !phase.has_confirmed()
        {
            call.timeout = call.timeout.min((limit - now.login).max(SHORTEST_CALL));
        }
        Ok(call)
    }
}

/// What [`Flow`] says of these.
impl<P: Provider> Machine<P> {
    fn poll(&mut self, now: Timestamp) -> Result<Step<P::Credential>, Error> {
        if self.may_have_spent {
            self.handle(now, Err(Failure::Io));
        }
        let now = self.state.clock.read(now);
        if self.state.limit.is_none() {
            let limit = self.state.give_up_after_ms.map(Duration::from_millis);
            self.state.limit = limit.map(|limit| now.login + limit);
        }
        if let Some(event) = self.state.events.pop_front() {
            if self.state.events.is_empty() {
                // Events are few, and the queue's memory is more than that of all else.
                self.state.events = VecDeque::new();
            }
            return Ok(Step::Event(event));
        }
        if let Some(until) = self.silent_until(now) {
            return Ok(Step::Wait(self.state.clock.wall_time(until)));
        }
        match &mut self.state.phase {
            Phase::Ended(outcome) => outcome
                .take()
                .unwrap_or(Err(Error::Finished))
                .map(Step::Done),
            Phase::Start(pending) | Phase::Waiting(pending, _) | Phase::Confirmed(pending, _) => {
                if pending.sent.is_none() && now.login < pending.due {
                    return Ok(Step::Wait(self.state.clock.wall_time(pending.due)));
                }
                pending.sent.get_or_insert(now.login);
                self.send(now)
            }
        }
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        self.may_have_spent = false;
        let pending = self.state.phase.pending();
        if pending.is_none_or(|pending| pending.sent.is_none()) {
            return;
        }
        let now = self.state.clock.read(now);
        if let Some(pending) = self.state.phase.pending()
            && let Some(sent) = pending.sent
        {
            let change = self.decide(&outcome, &pending.stage, sent, now);
            self.last_reply = match (change.leaves_all(), outcome) {
                (true, Ok(reply)) => LastReply::keep(reply),
                _ => LastReply::default(),
            };
            self.apply(change, now);
        }
    }

    fn code(&self) -> Option<QrCode> {
        // A code whose event was not returned yet comes with that.
        let mut queued = self.state.events.iter();
        if queued.any(|event| matches!(event, Event::Code(_))) {
            return None;
        }
        self.state.phase.waiting().map(|shown| shown.code.clone())
    }

    fn input(&self) -> Option<InputWanted> {
        self.state.phase.pending()?.input.clone()
    }

    fn answer(&mut self, now: Timestamp, text: &Secret) -> bool {
        let text = text.expose().trim();
        let now = self.state.clock.read(now);
        match self.state.phase.pending_mut() {
            Some(pending) if pending.input.is_some() && !text.is_empty() => {
                pending.stage = self.provider.answered(&pending.stage, &text.into());
                pending.input = None;
                pending.due = now.login;
                true
            }
            _ => false,
        }
    }

    /// Says where the login stands, for `Debug`.
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state.phase {
            Phase::Ended(None) => f.write_str("finished"),
            Phase::Ended(Some(Ok(_))) => f.write_str("succeeded"),
            Phase::Ended(Some(Err(error))) => write!(f, "failed: {error}"),
            phase => match phase.pending() {
                Some(Pending {
                    due, sent: None, ..
                }) => write!(f, "next call at {due:?}"),
                _ => f.write_str("call outstanding"),
            },
        }
    }
}
