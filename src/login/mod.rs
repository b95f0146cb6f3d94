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
mod saved;
mod state;
mod turn;

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use crate::provider::Provider;
use crate::{Call, Error, Event, Failure, Flow, PublicNames, QrCode, Response, Seed};
use crate::{Snapshot, Step, Timestamp};
use clock::Clock;
use state::{At, State, Trouble};
use turn::Moment;

/// The longest time-out of a call that is made after the deadline: the question is only whether the
/// person confirmed in the last moment, and the answer to that comes at once.
const LAST_CALL: Duration = Duration::from_secs(10);
/// The shortest time-out that the caller's limit cuts a call down to.
const SHORTEST_CALL: Duration = Duration::from_secs(3);

/// One login with one service; see [`Flow`] for how to run it.
///
/// ```
/// use qrlogin::{Login, Seed, bilibili};
///
/// let seed = Seed::new([7; 16]); // from the operating system, in a real program
/// let login = Login::new(bilibili::Web::new(), seed).renewals(2);
/// # let _ = login;
/// ```
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
            renewed_unread: false,
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

    fn moment(&mut self, now: Timestamp) -> Moment {
        let own = self.state.clock.read(now);
        Moment { now, own }
    }

    /// The call for this stage, its time-out cut to what still makes sense.
    fn call(&self, stage: &P::Stage, at: Moment) -> Result<Call, Error> {
        let mut call = self.provider.request(stage, &self.cx(at.now))?;
        if self.state.is_waiting() && self.state.deadline_passed(at.own) {
            call.timeout = call.timeout.min(LAST_CALL);
        }
        if let Some(limit) = self.state.limit
            && !self.state.is_confirmed()
        {
            call.timeout = call.timeout.min((limit - at.own).max(SHORTEST_CALL));
        }
        Ok(call)
    }
}

impl<P: Provider> Flow for Login<P> {
    type Credential = P::Credential;

    fn poll(&mut self, now: Timestamp) -> Result<Step<P::Credential>, Error> {
        let at = self.moment(now);
        if self.state.limit.is_none() {
            let patience = self.give_up_after_ms.map(Duration::from_millis);
            self.state.limit = patience.map(|patience| at.own + patience);
        }
        if let Some(event) = self.state.events.pop_front() {
            return Ok(Step::Event(event));
        }
        match std::mem::replace(&mut self.state.at, At::Finished) {
            At::Asking { stage, due, sent } => {
                if sent.is_none() && at.own < due {
                    self.ask(stage, due);
                    return Ok(Step::Wait(self.state.clock.caller_time(due)));
                }
                let call = self.call(&stage, at)?;
                let sent = Some(sent.unwrap_or(at.own));
                self.state.at = At::Asking { stage, due, sent };
                Ok(Step::Send(call))
            }
            At::Succeeded(credential) => Ok(Step::Done(credential)),
            At::Failed(error) => Err(error),
            At::Finished => Err(Error::Finished),
        }
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        match std::mem::replace(&mut self.state.at, At::Finished) {
            At::Asking {
                stage,
                sent: Some(sent),
                ..
            } => {
                let at = self.moment(now);
                self.turn(outcome, stage, sent, at);
            }
            not_asking => self.state.at = not_asking,
        }
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        self.save()
    }

    fn code(&self) -> Option<QrCode> {
        let shown = self.state.shown.as_ref()?;
        let asking = matches!(self.state.at, At::Asking { .. });
        // A code whose event is still to come is told by that.
        let mut events = self.state.events.iter();
        let is_told = !events.any(|event| matches!(event, Event::Code(_)));
        (asking && shown.waiting && is_told).then(|| shown.code.clone())
    }

    fn public_names(&self) -> PublicNames {
        P::PUBLIC
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
