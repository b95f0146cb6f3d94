//! The person by control calls, and what they see: the codes.

use crate::person::{ControlError, Login, Phase};
use crate::scenario::Act;
use crate::service_id::ServiceId;
use crate::simulator::Simulator;

/// A code that was issued, as the person sees it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Code {
    /// The service.
    pub service: ServiceId,
    /// What the client polls with.
    pub handle: String,
    /// What the QR code holds.
    pub payload: String,
    /// When it was issued, in Unix milliseconds.
    pub issued_at_ms: u64,
    /// When it dies.
    pub expires_at_ms: u64,
    /// What has become of it, at the latest time that the simulator knows of.
    pub state: CodeState,
}

/// What has become of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodeState {
    /// It was not scanned.
    Waiting,
    /// The person looks at the confirmation page.
    Scanned,
    /// The person has confirmed; the client has not collected the credentials.
    Confirmed,
    /// The person has refused.
    Denied,
    /// It is dead.
    Expired,
    /// The client has collected the credentials.
    Collected,
}

impl Simulator {
    /// The person scans a code: the latest one, or the one with this handle or payload.
    ///
    /// # Errors
    /// If there is no such code, if it is dead, or if the login is decided already; the same for
    /// the other control calls.
    pub fn scan(&mut self, now_ms: u64, handle: Option<&str>) -> Result<(), ControlError> {
        self.act(now_ms, handle, Act::Scan)
    }

    /// The person confirms the login, having scanned the code at the same moment if not before.
    ///
    /// # Errors
    /// As [`scan`](Self::scan).
    pub fn confirm(&mut self, now_ms: u64, handle: Option<&str>) -> Result<(), ControlError> {
        self.act(now_ms, handle, Act::Confirm)
    }

    /// The person refuses the login.
    ///
    /// # Errors
    /// As [`scan`](Self::scan).
    pub fn deny(&mut self, now_ms: u64, handle: Option<&str>) -> Result<(), ControlError> {
        self.act(now_ms, handle, Act::Deny)
    }

    /// The person leaves the confirmation page; the code can be scanned again.
    ///
    /// # Errors
    /// As [`scan`](Self::scan).
    pub fn cancel(&mut self, now_ms: u64, handle: Option<&str>) -> Result<(), ControlError> {
        self.act(now_ms, handle, Act::Cancel)
    }

    /// The code dies now, confirmed or not.
    ///
    /// # Errors
    /// If there is no such code.
    pub fn expire(&mut self, now_ms: u64, handle: Option<&str>) -> Result<(), ControlError> {
        self.control(now_ms, None, handle, None)
    }

    /// The codes so far, in the order of issue. The oldest are forgotten: see
    /// [`Scenario::remember`](crate::Scenario::remember).
    pub fn codes(&self) -> Vec<Code> {
        let code = |login: &Login| Code {
            service: login.service,
            handle: login.handle.clone(),
            payload: login.payload.clone(),
            issued_at_ms: login.issued_at,
            expires_at_ms: login.expires_at,
            state: CodeState::of(login, self.now),
        };
        self.logins.as_slice().iter().map(code).collect()
    }

    fn act(&mut self, now_ms: u64, handle: Option<&str>, act: Act) -> Result<(), ControlError> {
        self.control(now_ms, None, handle, Some(act))
    }

    /// The person acts on the latest code, of this service, with this handle or payload; `None`:
    /// the code dies.
    pub(crate) fn control(
        &mut self,
        now_ms: u64,
        service: Option<ServiceId>,
        handle: Option<&str>,
        act: Option<Act>,
    ) -> Result<(), ControlError> {
        let now = self.tick(now_ms);
        let wanted = |login: &&mut Login| {
            service.is_none_or(|service| login.service == service)
                && handle.is_none_or(|handle| login.handle == handle || login.payload == handle)
        };
        let mut logins = self.logins.iter_mut().rev();
        let login = logins.find(wanted).ok_or(ControlError::NoSuchLogin)?;
        match act {
            Some(act) => login.act(now, act)?,
            None => login.expire(now),
        }
        self.wake();
        Ok(())
    }
}

impl CodeState {
    fn of(login: &Login, now: u64) -> Self {
        if login.spent {
            return Self::Collected;
        }
        let mut login = login.clone();
        login.advance(now);
        match login.phase(now) {
            Phase::Waiting => Self::Waiting,
            Phase::Scanned { .. } => Self::Scanned,
            Phase::Confirmed { .. } => Self::Confirmed,
            Phase::Denied { .. } => Self::Denied,
            Phase::Expired => Self::Expired,
        }
    }

    /// The name, such as `waiting`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Scanned => "scanned",
            Self::Confirmed => "confirmed",
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::Collected => "collected",
        }
    }
}

/// Service and times only: who holds a handle or a payload can take the login over.
impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Code")
            .field("service", &self.service)
            .field("issued_at_ms", &self.issued_at_ms)
            .field("expires_at_ms", &self.expires_at_ms)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
