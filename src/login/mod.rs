//! The engine: everything that is the same for all services.
//!
//! ```text
//!            Show                Go                    Done
//!  START ──────────▶ WAITING ──────────▶ CONFIRMED ──────────▶ told once ──▶ FINISHED
//!    │ ▲   Go          │ ▲ Pending │        │   ▲ Go                ▲
//!    └─┴───────────────┘ └─────────┘        └───┘                   │
//!    ▲ renewal         │ deadline, refusal, budget spent            │
//!    └─────────────────┴────────────────────────────────────────────┘
//! ```
//!
//! At every stage the cycle is the same: wait until a call is due, hand it out until its outcome is
//! handled, let the [`Provider`] say what the reply means, and put the events before the next call.

mod backoff;
mod boxed;
mod clock;
mod state;

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::provider::{Cx, Next, Provider};
use crate::{Call, Error, Event, Failure, Flow, Response, Seed, Snapshot, Step};
use crate::{QrCode, Scanner, Timestamp};
use clock::Clock;
use state::{At, Shown, State, Trouble};

/// How many times in a row a service may say "not now" in its own words while the code is on show
/// (failed connections and 5xx are bounded by the deadline alone).
const WAITING_RETRIES: u32 = 6;
/// How many unreadable answers in a row are taken for an accident on the way.
const MALFORMED_RETRIES: u32 = 2;
/// The longest time-out of a call that is made after the deadline: the question is only whether the
/// person confirmed in the last moment, and the answer to that comes at once.
const LAST_CALL: Duration = Duration::from_secs(10);
/// The shortest time-out that the caller's limit cuts a call down to.
const SHORTEST_CALL: Duration = Duration::from_secs(5);
/// How long before the deadline a back-off pause ends at the latest.
const BEFORE_DEADLINE: Duration = Duration::from_secs(10);

/// One login with one service; see [`Flow`] for how to run it.
///
/// ```
/// use qrlogin::{Login, Seed, bilibili};
///
/// let seed = Seed::new([7; 16]); // from the operating system, in a real program
/// let login = Login::new(bilibili::Web::new(), seed).renewals(2);
/// # let _ = login;
/// ```
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Login<P: Provider> {
    provider: P,
    seed: Seed,
    give_up_after_ms: Option<u64>,
    state: State<P::Stage, P::Credential>,
}

impl<P: Provider> Login<P> {
    /// A login that has not begun: the first [`Flow::poll`] begins it.
    pub fn new(provider: P, seed: Seed) -> Self {
        let state = State {
            clock: Clock::default(),
            limit: None,
            at: At::Asking {
                stage: provider.start(),
                due: Timestamp::default(),
                sent: None,
            },
            events: VecDeque::new(),
            shown: None,
            trouble: Trouble::default(),
            renewals_left: 0,
        };
        Self {
            provider,
            seed,
            give_up_after_ms: None,
            state,
        }
    }

    /// How many times a new code is asked for after one has expired. By default 0.
    #[must_use]
    pub fn renewals(mut self, renewals: u32) -> Self {
        self.state.renewals_left = renewals;
        self
    }

    /// Gives up when nobody has confirmed this long after the first poll, whatever the code's own
    /// lifetime and the renewals say. By default that alone decides.
    #[must_use]
    pub fn give_up_after(mut self, patience: Duration) -> Self {
        self.give_up_after_ms = Some(u64::try_from(patience.as_millis()).unwrap_or(u64::MAX));
        self
    }

    /// Goes on with a login from a [`Snapshot`], settings included.
    ///
    /// # Errors
    /// [`Error::Snapshot`] if it is damaged, of another version, or of another flow.
    pub fn resume(snapshot: &Snapshot) -> Result<Self, Error> {
        snapshot.read(P::ID)
    }

    fn cx(&self, now: Timestamp) -> Cx<'_> {
        Cx {
            now,
            attempt: self.state.trouble.failures,
            seed: &self.seed,
        }
    }

    /// The call for this stage, its time-out cut to what still makes sense.
    fn call(&self, stage: &P::Stage, now: Timestamp, own: Timestamp) -> Result<Call, Error> {
        let mut call = self.provider.request(stage, &self.cx(now))?;
        if self.is_waiting() && self.deadline_passed(own) {
            call.timeout = call.timeout.min(LAST_CALL);
        } else if let Some(limit) = self.state.limit
            && !self.is_confirmed()
        {
            call.timeout = call.timeout.min((limit - own).max(SHORTEST_CALL));
        }
        Ok(call)
    }

    fn is_waiting(&self) -> bool {
        self.state.shown.as_ref().is_some_and(|code| code.waiting)
    }

    fn is_confirmed(&self) -> bool {
        self.state.shown.as_ref().is_some_and(|code| code.confirmed)
    }

    fn deadline_passed(&self, own: Timestamp) -> bool {
        self.state
            .shown
            .as_ref()
            .is_some_and(|code| own >= code.deadline)
    }

    fn limit_passed(&self, own: Timestamp) -> bool {
        self.state.limit.is_some_and(|limit| own >= limit)
    }

    /// Follows what the provider made of a reply to the call that was first handed out at `sent`.
    fn follow(
        &mut self,
        next: Result<Next<P::Stage, P::Credential>, Error>,
        stage: P::Stage,
        sent: Timestamp,
        own: Timestamp,
    ) {
        let next = match next {
            Ok(next) => next,
            Err(error @ Error::Malformed { .. }) => Next::Retry(stage, error),
            Err(error) => return self.fail(error, own),
        };
        if !matches!(next, Next::Retry(..)) {
            self.state.trouble.clear_failures();
        }
        match next {
            Next::Show(code, stage) => self.show(code, stage, own),
            Next::Pending(stage, scanner) => {
                self.scanned(scanner);
                self.wait_on(stage, sent, own);
            }
            Next::SlowDown(stage) => {
                self.state.trouble.slow_down();
                self.wait_on(stage, sent, own);
            }
            Next::Go(stage) => {
                self.confirmed();
                self.ask(stage, own);
            }
            Next::Retry(stage, error) => self.retry(error, None, true, stage, sent, own),
            Next::Done(credential) => {
                self.confirmed();
                self.state.at = At::Succeeded(credential);
            }
        }
    }

    fn show(&mut self, code: QrCode, stage: P::Stage, own: Timestamp) {
        let end = self.state.clock.own_time(code.expires_at);
        self.state.shown = Some(Shown {
            deadline: self.state.limit.map_or(end, |limit| end.min(limit)),
            waiting: true,
            scanned: false,
            confirmed: false,
        });
        self.state.events.push_back(Event::Code(code));
        let due = own + self.provider.interval(&stage);
        self.ask(stage, due);
    }

    /// The person has scanned; told once a code.
    fn scanned(&mut self, scanner: Option<Scanner>) {
        if let (Some(code), Some(scanner)) = (self.state.shown.as_mut(), scanner)
            && !code.scanned
        {
            code.scanned = true;
            self.state.events.push_back(Event::Scanned(scanner));
        }
    }

    /// The person has confirmed, if there was anything to confirm; told once a code.
    fn confirmed(&mut self) {
        if let Some(code) = self.state.shown.as_mut() {
            code.waiting = false;
            if !code.confirmed {
                code.confirmed = true;
                self.state.events.push_back(Event::Confirmed);
            }
        }
    }

    fn ask(&mut self, stage: P::Stage, due: Timestamp) {
        self.state.at = At::Asking {
            stage,
            due,
            sent: None,
        };
    }

    /// Nobody has confirmed yet: ask again after the interval, unless the last question was already one
    /// after the deadline.
    fn wait_on(&mut self, stage: P::Stage, sent: Timestamp, own: Timestamp) {
        if self.deadline_passed(sent) {
            let error = self.provider.unconfirmed(&stage);
            return self.fail(error, own);
        }
        if let Some(code) = self.state.shown.as_mut() {
            code.waiting = true;
        }
        let due = own + self.provider.interval(&stage) + self.state.trouble.slower();
        self.ask(stage, due);
    }

    /// Repeats a call that failed, within the budget.
    ///
    /// While the code is on show, a failed connection costs nothing: the deadline is the bound. A bad
    /// answer (`counted`) always counts, and so does everything where there is no deadline.
    fn retry(
        &mut self,
        cause: Error,
        asked: Option<Duration>,
        counted: bool,
        stage: P::Stage,
        sent: Timestamp,
        own: Timestamp,
    ) {
        let waiting = self.is_waiting() && !self.deadline_passed(sent);
        self.state.trouble.failures = self.state.trouble.failures.saturating_add(1);
        if counted || !waiting {
            self.state.trouble.counted = self.state.trouble.counted.saturating_add(1);
        }
        let budget = match cause {
            Error::Malformed { .. } => MALFORMED_RETRIES,
            _ if waiting => WAITING_RETRIES,
            _ => P::RETRIES,
        };
        let hopeless = cause == Error::Transport(Failure::Tls) && self.state.shown.is_none();
        let out_of_time = self.limit_passed(own) && !self.is_confirmed();
        if self.state.trouble.counted > budget || hopeless || out_of_time {
            return self.fail(cause, own);
        }
        let attempt = self.state.trouble.failures;
        self.state
            .events
            .push_back(Event::Retrying { cause, attempt });

        // Where a budget counts, so does the pause: after the deadline it begins anew.
        let step = if waiting {
            attempt
        } else {
            self.state.trouble.counted
        };
        let own_pause = backoff::pause(step, &self.seed);
        let mut due = own + own_pause.max(asked.unwrap_or_default());
        if let Some(code) = self.state.shown.as_ref().filter(|_| waiting) {
            let soonest = own + self.provider.interval(&stage) + self.state.trouble.slower();
            // A pause must not sleep through the last chance: one question shortly before the deadline,
            // one after it.
            let before = code.deadline - BEFORE_DEADLINE;
            let last_chance = if own < before { before } else { code.deadline };
            due = due.min(last_chance).max(soonest);
        }
        self.ask(stage, due);
    }

    /// The login ends with this error, or begins anew if that helps and is allowed.
    fn fail(&mut self, error: Error, own: Timestamp) {
        if error == Error::Expired && self.state.renewals_left > 0 && !self.limit_passed(own) {
            self.state.renewals_left -= 1;
            self.state.shown = None;
            self.state.trouble = Trouble::default();
            let stage = self.provider.start();
            return self.ask(stage, own);
        }
        self.state.at = At::Failed(error);
    }
}

impl<P: Provider> Flow for Login<P> {
    type Credential = P::Credential;

    fn poll(&mut self, now: Timestamp) -> Result<Step<P::Credential>, Error> {
        let own = self.state.clock.read(now);
        if self.state.limit.is_none() {
            self.state.limit = self
                .give_up_after_ms
                .map(|ms| own + Duration::from_millis(ms));
        }
        if let Some(event) = self.state.events.pop_front() {
            return Ok(Step::Event(event));
        }
        match std::mem::replace(&mut self.state.at, At::Finished) {
            At::Asking { stage, due, sent } => {
                if sent.is_none() && own < due {
                    self.ask(stage, due);
                    return Ok(Step::Wait(self.state.clock.caller_time(due)));
                }
                let call = self.call(&stage, now, own)?;
                let sent = Some(sent.unwrap_or(own));
                self.state.at = At::Asking { stage, due, sent };
                Ok(Step::Send(call))
            }
            At::Succeeded(credential) => Ok(Step::Done(credential)),
            At::Failed(error) => Err(error),
            At::Finished => Err(Error::Finished),
        }
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        let (stage, sent) = match std::mem::replace(&mut self.state.at, At::Finished) {
            At::Asking {
                stage,
                sent: Some(sent),
                ..
            } => (stage, sent),
            other => {
                self.state.at = other;
                return;
            }
        };
        let own = self.state.clock.read(now);
        match outcome {
            Err(Failure::Timeout) if self.provider.timed_out(&stage) => {
                self.wait_on(stage, sent, own);
            }
            Err(failure) => self.retry(failure.into(), None, false, stage, sent, own),
            Ok(reply) if self.provider.is_transient(&stage, &reply) => {
                let status = reply.status().as_u16();
                let asked = backoff::asked_for(&reply, now);
                self.retry(Error::Blocked { status }, asked, false, stage, sent, own);
            }
            Ok(reply) => {
                let next = self.provider.response(&stage, &reply, &self.cx(now));
                self.follow(next, stage, sent, own);
            }
        }
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        if matches!(self.state.at, At::Finished) {
            return Err(Error::Finished);
        }
        Snapshot::write(P::ID, self)
    }
}

impl<P: Provider> fmt::Debug for Login<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Login({}, ", P::ID)?;
        match &self.state.at {
            At::Asking { sent: Some(_), .. } => f.write_str("asking)"),
            At::Asking { due, .. } => write!(f, "next call at {due:?})"),
            At::Succeeded(_) => f.write_str("succeeded)"),
            At::Failed(error) => write!(f, "failed: {error})"),
            At::Finished => f.write_str("finished)"),
        }
    }
}
