//! The edges of the diagram, and what each does to the state.

use super::Machine;
use super::phase::{Pending, Phase, Shown};
use super::retry::RetryState;
use super::time::{LoginTime, Now};
use crate::provider::Provider;
use crate::{Error, Event, InputWanted, QrCode};

/// What follows from an outcome.
pub(super) struct Change<S, C> {
    pub(super) event: Option<Event>,
    pub(super) retries: RetryState,
    pub(super) to: To<S, C>,
}

impl<S, C> Change<S, C> {
    /// Whether the login waits on as before.
    pub(super) fn leaves_all(&self) -> bool {
        self.event.is_none() && matches!(self.to, To::Waiting(None, _, Scan::Known))
    }
}

/// The edges of the diagram.
pub(super) enum To<S, C> {
    /// To [`Phase::Waiting`] with a new code.
    Code(QrCode, Pending<S>, LoginTime),
    /// To [`Phase::Waiting`] with the same code. Without a stage it stays as it is.
    Waiting(Option<S>, LoginTime, Scan),
    /// To [`Phase::Waiting`] with the same code, until the user has typed something.
    Input(InputWanted, S),
    /// To [`Phase::Confirmed`]; from [`Phase::Start`] back to it.
    Fetching(Pending<S>),
    /// The same phase: the call is repeated.
    Again(Option<S>, LoginTime),
    /// To [`Phase::Start`], for a new code.
    Renewal { unread: bool },
    /// To [`Phase::Ended`].
    Ended(Result<C, Error>),
}

/// What a poll's reply said about the scan.
#[derive(Clone, Copy)]
pub(super) enum Scan {
    /// Nothing new.
    Known,
    /// The user has scanned; the code ends at this time.
    New(LoginTime),
}

impl<P: Provider> Machine<P> {
    /// Applies what [`Machine::decide`] has found.
    pub(super) fn apply(&mut self, change: Change<P::Stage, P::Credential>, now: Now) {
        let Change { event, retries, to } = change;
        let state = &mut self.state;
        state.events.extend(event);
        state.retries = retries;
        match to {
            To::Code(code, pending, deadline) => {
                let before = state.phase.shown().filter(|_| code.rotated);
                let shown = Shown::new(code, deadline, before);
                state.phase = Phase::Waiting(pending, shown);
            }
            To::Input(input, stage) => {
                state.phase.schedule(Some(stage), now.login);
                state.phase.wait();
                if let Some(pending) = state.phase.pending_mut() {
                    pending.input = Some(input);
                }
            }
            To::Waiting(next, due, scan) => {
                state.phase.schedule(next, due);
                state.phase.wait();
                if let (Scan::New(deadline), Some(shown)) = (scan, state.phase.shown_mut()) {
                    shown.scanned = true;
                    shown.deadline = deadline;
                }
            }
            To::Fetching(pending) => state.phase.fetch(pending, now.login),
            To::Again(next, due) => state.phase.schedule(next, due),
            To::Renewal { unread } => {
                state.renewals_left = state.renewals_left.saturating_sub(1);
                state.renewed_unread = unread;
                state.phase = Phase::Start(Pending::new(self.provider.start(), now.login));
            }
            To::Ended(outcome) => state.phase = Phase::Ended(Some(outcome)),
        }
    }
}
