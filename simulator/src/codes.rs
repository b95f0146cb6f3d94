//! The codes that were issued, and control calls that act on them.

use crate::person::{ControlError, Login, Phase};
use crate::scenario::Act;
use crate::service_id::ServiceId;
use crate::simulator::Simulator;

/// A code that was issued.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Code {
    /// The service.
    pub service: ServiceId,
    /// What the client polls with.
    pub handle: String,
    /// What the QR code holds.
    pub payload: String,
    /// What it held before the service replaced it, the oldest first: no renewal, the login goes
    /// on.
    pub replaced: Vec<String>,
    /// What the person types or compares; empty if the service has nothing of that kind.
    pub user_code: String,
    /// When it was issued, in Unix milliseconds.
    pub issued_at_ms: u64,
    /// When it expires, in Unix milliseconds.
    pub expires_at_ms: u64,
    /// Its state at the simulator's current time.
    pub state: CodeState,
    /// The number that the phone shows after the scan, to be typed into the client.
    pub number: Option<String>,
}

impl Code {
    /// Whether a QR code with this text is this code, as it is now. A client may have added pairs
    /// to the link.
    pub fn is_shown_as(&self, text: &str) -> bool {
        is_same_link(&self.payload, text)
    }
}

/// Whether this text is the link of a code, with or without further pairs.
fn is_same_link(link: &str, text: &str) -> bool {
    let rest = text.strip_prefix(link);
    rest.is_some_and(|rest| rest.is_empty() || link.contains('?') && rest.starts_with('&'))
}

/// The state of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodeState {
    /// It was not scanned.
    Waiting,
    /// Scanned; the confirmation page is open.
    Scanned,
    /// Confirmed; the client has not collected the credentials.
    Confirmed,
    /// Refused.
    Denied,
    /// It has expired.
    Expired,
    /// The client has collected the credentials.
    Collected,
}

impl Simulator {
    /// Scans a code as the person: the latest one, or the one with this handle or payload.
    ///
    /// # Errors
    /// If there is no such code, if it has expired, or if the login is already confirmed or
    /// refused.
    pub fn scan(&mut self, now_ms: u64, handle: Option<&str>) -> Result<(), ControlError> {
        self.act(now_ms, handle, Act::Scan)
    }

    /// Confirms the login as the person; scans the code first if that has not happened.
    ///
    /// # Errors
    /// As [`scan`](Self::scan).
    pub fn confirm(&mut self, now_ms: u64, handle: Option<&str>) -> Result<(), ControlError> {
        self.act(now_ms, handle, Act::Confirm)
    }

    /// Refuses the login as the person.
    ///
    /// # Errors
    /// As [`scan`](Self::scan).
    pub fn deny(&mut self, now_ms: u64, handle: Option<&str>) -> Result<(), ControlError> {
        self.act(now_ms, handle, Act::Deny)
    }

    /// Leaves the confirmation page as the person; the code can be scanned again.
    ///
    /// # Errors
    /// As [`scan`](Self::scan).
    pub fn cancel(&mut self, now_ms: u64, handle: Option<&str>) -> Result<(), ControlError> {
        self.act(now_ms, handle, Act::Cancel)
    }

    /// Lets the code expire now, confirmed or not.
    ///
    /// # Errors
    /// If there is no such code.
    pub fn expire(&mut self, now_ms: u64, handle: Option<&str>) -> Result<(), ControlError> {
        self.control(now_ms, None, handle, None)
    }

    /// The remembered codes, in the order of issue; see
    /// [`Scenario::remember`](crate::Scenario::remember).
    pub fn codes(&self) -> Vec<Code> {
        let code = |login: &Login| Code {
            service: login.service,
            handle: login.handle.clone(),
            payload: login.payload.clone(),
            replaced: login.replaced.clone(),
            user_code: login.user_code.clone(),
            issued_at_ms: login.issued_at,
            expires_at_ms: login.expires_at,
            state: CodeState::of(login, self.now),
            number: login.number_shown.clone(),
        };
        self.logins.as_slice().iter().map(code).collect()
    }

    /// The latest code of this service, with this handle or payload.
    pub(crate) fn find_code(
        &self,
        service: Option<ServiceId>,
        handle: Option<&str>,
    ) -> Option<Code> {
        let codes = self.codes().into_iter().rev();
        let mut wanted = codes.filter(|code| {
            service.is_none_or(|service| code.service == service)
                && handle.is_none_or(|handle| code.handle == handle || code.is_shown_as(handle))
        });
        wanted.next()
    }

    fn act(&mut self, now_ms: u64, handle: Option<&str>, act: Act) -> Result<(), ControlError> {
        self.control(now_ms, None, handle, Some(act))
    }

    /// Acts on the latest code of this service, with this handle or payload. Without an act the
    /// code expires.
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
                && handle.is_none_or(|handle| {
                    login.handle == handle || is_same_link(&login.payload, handle)
                })
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

/// Service and times only: a handle or a payload is enough to take the login over.
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
