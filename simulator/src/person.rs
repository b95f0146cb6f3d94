//! One login: a code, and what the person has done with it by a given time.
//!
//! ```text
//! Waiting --scan--> Scanned --confirm--> Confirmed
//!    ^                 |  '---deny-----> Denied
//!    '-----cancel------'
//! any but Confirmed --the code's end--> Expired      Confirmed --the time to collect is over--> Expired
//! ```

use crate::scenario::{Act, Script, When};
use crate::service_id::ServiceId;

/// One login of one service.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) service: ServiceId,
    /// Counts the logins of its service from 0.
    pub(crate) number: usize,
    /// What the client polls with.
    pub(crate) handle: String,
    /// What the person scans.
    pub(crate) payload: String,
    /// What the person scanned before the service replaced the code, the oldest first.
    pub(crate) replaced: Vec<String>,
    /// What the person types or compares; empty if the service has nothing of that kind.
    pub(crate) user_code: String,
    pub(crate) issued_at: u64,
    /// The first millisecond at which the code is expired.
    pub(crate) expires_at: u64,
    collectable: u64,
    script: Script,
    done_steps: usize,
    polls: Vec<u64>,
    acts: Vec<(u64, Act)>,
    /// Whether the client has collected the credentials.
    pub(crate) spent: bool,
    /// The number that the phone shows after the scan, to be typed into the client.
    pub(crate) number_shown: Option<String>,
}

/// The state of a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Waiting,
    Scanned { at: u64 },
    Confirmed { at: u64, scanned_at: u64 },
    Denied { at: u64 },
    Expired,
}

/// Why a control call cannot act on a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ControlError {
    /// There is no such login.
    #[error("no such login")]
    NoSuchLogin,
    /// The code has expired.
    #[error("the code has expired")]
    Expired,
    /// The login is already confirmed or refused.
    #[error("the login is decided already")]
    Decided,
}

/// Durations of a login, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    pub(crate) lifetime: u64,
    pub(crate) collectable: u64,
}

impl Login {
    pub(crate) fn new(
        service: ServiceId,
        number: usize,
        now: u64,
        terms: Terms,
        script: Script,
        (handle, payload): (String, String),
    ) -> Self {
        Self {
            service,
            number,
            handle,
            payload,
            replaced: Vec::new(),
            user_code: String::new(),
            issued_at: now,
            expires_at: now.saturating_add(terms.lifetime),
            collectable: terms.collectable,
            script,
            done_steps: 0,
            polls: Vec::new(),
            acts: Vec::new(),
            spent: false,
            number_shown: None,
        }
    }

    /// Counts a poll.
    pub(crate) fn polled(&mut self, now: u64) {
        self.polls.push(now);
    }

    /// Replaces the code of a login that goes on.
    pub(crate) fn rotate(&mut self, payload: String) {
        let old = std::mem::replace(&mut self.payload, payload);
        self.replaced.push(old);
    }

    /// The time of the last counted poll.
    pub(crate) fn last_poll(&self) -> Option<u64> {
        self.polls.last().copied()
    }

    /// Applies the person's steps that are due.
    pub(crate) fn advance(&mut self, now: u64) {
        while let Some((act, due)) = self.next_step() {
            if due > now || due >= self.expires_at {
                break;
            }
            self.done_steps += 1;
            self.apply(due, act);
        }
    }

    /// Its state; call `advance` first.
    pub(crate) fn phase(&self, now: u64) -> Phase {
        match self.decision(now) {
            confirmed @ Phase::Confirmed { at, .. } if now < self.collectable_until(at) => {
                confirmed
            }
            phase if now < self.expires_at => phase,
            _ => Phase::Expired,
        }
    }

    /// What the person has done, regardless of expiry.
    pub(crate) fn decision(&self, now: u64) -> Phase {
        let mut phase = Phase::Waiting;
        for (at, act) in self.acts.iter().copied().filter(|(at, _)| *at <= now) {
            phase = match (phase, act) {
                (_, Act::Scan) => Phase::Scanned { at },
                (Phase::Scanned { at: scanned_at }, Act::Confirm) => {
                    Phase::Confirmed { at, scanned_at }
                }
                (Phase::Scanned { .. }, Act::Deny) => Phase::Denied { at },
                (_, Act::Cancel) => Phase::Waiting,
                (phase, _) => phase,
            };
        }
        phase
    }

    /// When the person last left the confirmation page, if the code was not scanned again since.
    pub(crate) fn cancelled(&self, now: u64) -> Option<u64> {
        let past = self.acts.iter().rev().find(|(at, _)| *at <= now)?;
        matches!(past.1, Act::Cancel | Act::Deny).then_some(past.0)
    }

    /// The next time after `now` at which the phase can change without a control call.
    pub(crate) fn next_change(&self, now: u64) -> u64 {
        let mut next = u64::MAX;
        let mut consider = |at: u64| next = if at > now { next.min(at) } else { next };
        if let Some((_, due)) = self.next_step() {
            consider(due);
        }
        // A held request may be evaluated for a time before the act of a control call.
        self.acts.iter().for_each(|(at, _)| consider(*at));
        consider(self.expires_at);
        if let Phase::Confirmed { at, .. } = self.phase(now) {
            consider(self.collectable_until(at));
        }
        next
    }

    /// A control call: the person acts now.
    pub(crate) fn act(&mut self, now: u64, act: Act) -> Result<(), ControlError> {
        self.advance(now);
        match self.phase(now) {
            Phase::Expired => return Err(ControlError::Expired),
            Phase::Confirmed { .. } => return Err(ControlError::Decided),
            Phase::Denied { .. } if act != Act::Scan => return Err(ControlError::Decided),
            _ => {}
        }
        if let Some(step) = self.script.steps.get(self.done_steps)
            && step.act == act
        {
            self.done_steps += 1;
        }
        self.apply(now, act);
        Ok(())
    }

    /// A control call: the code expires now.
    pub(crate) fn expire(&mut self, now: u64) {
        self.advance(now);
        self.expires_at = self.expires_at.min(now);
        self.collectable = 0;
    }

    fn apply(&mut self, at: u64, act: Act) {
        let scanned = matches!(self.acts.last(), Some((_, Act::Scan)));
        if act != Act::Scan && !scanned {
            self.acts.push((at, Act::Scan));
        }
        self.acts.push((at, act));
    }

    fn next_step(&self) -> Option<(Act, u64)> {
        let step = self.script.steps.get(self.done_steps)?;
        let due = match step.when {
            When::After(time) => self.issued_at.saturating_add(time.0),
            When::Poll(number) => *self.polls.get(number.saturating_sub(1) as usize)?,
            When::Manual => return None,
        };
        let last = self.acts.last().map_or(self.issued_at, |(at, _)| *at);
        Some((step.act, due.max(last)))
    }

    fn collectable_until(&self, confirmed_at: u64) -> u64 {
        self.expires_at
            .max(confirmed_at.saturating_add(self.collectable))
    }
}

/// Without handle and payload: either is enough to take the login over.
impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login")
            .field("service", &self.service)
            .field("number", &self.number)
            .field("issued_at", &self.issued_at)
            .field("expires_at", &self.expires_at)
            .field("acts", &self.acts)
            .field("spent", &self.spent)
            .finish_non_exhaustive()
    }
}
