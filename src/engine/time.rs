//! The login's own time, which never runs backwards.

use std::ops::{Add, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A step back by more than this is a clock that was set, not readings that came out of order.
const JITTER: Duration = Duration::from_secs(10);

/// A moment of the login's own time. A type of its own, so that it is not compared with the
/// caller's clock: only a [`Clock`] turns one into the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct LoginTime(Timestamp);

impl Add<Duration> for LoginTime {
    type Output = Self;

    fn add(self, rhs: Duration) -> Self {
        Self(self.0 + rhs)
    }
}

impl Sub<Duration> for LoginTime {
    type Output = Self;

    fn sub(self, rhs: Duration) -> Self {
        Self(self.0 - rhs)
    }
}

impl Sub for LoginTime {
    type Output = Duration;

    /// The time from `rhs` to `self`; zero if `rhs` is later.
    fn sub(self, rhs: Self) -> Duration {
        self.0 - rhs.0
    }
}

/// One moment by both clocks.
#[derive(Clone, Copy)]
pub(super) struct Now {
    /// The caller's clock: for requests, and for times that a service states.
    pub(super) wall: Timestamp,
    /// The login's own time: for everything that is stored or compared.
    pub(super) login: LoginTime,
}

/// Turns the caller's clock into a time that never runs backwards.
///
/// A reading that is a little older than the last one is clamped to it. After a larger step back
/// the login time goes on from where it was, and the difference is kept: clamping alone would stop
/// the login until the clock has caught up, which can take hours.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "(LoginTime, u64)", into = "(LoginTime, u64)")]
pub(super) struct Clock {
    last: LoginTime,
    /// How far the login time is ahead of the caller's clock, in ms.
    ahead_ms: u64,
}

impl From<(LoginTime, u64)> for Clock {
    fn from((last, ahead_ms): (LoginTime, u64)) -> Self {
        Self { last, ahead_ms }
    }
}

impl From<Clock> for (LoginTime, u64) {
    fn from(clock: Clock) -> Self {
        (clock.last, clock.ahead_ms)
    }
}

impl Clock {
    /// Reads the caller's clock.
    pub(super) fn read(&mut self, wall: Timestamp) -> Now {
        let login = self.login_time(wall);
        if self.last - login > JITTER {
            self.ahead_ms = (self.last.0 - wall).as_millis() as u64;
        } else if login > self.last {
            self.last = login;
        }
        Now {
            wall,
            login: self.last,
        }
    }

    /// The login time of a moment by the caller's clock.
    pub(super) fn login_time(&self, wall: Timestamp) -> LoginTime {
        LoginTime(wall + Duration::from_millis(self.ahead_ms))
    }

    /// The moment of a login time by the caller's clock.
    pub(super) fn wall_time(&self, login: LoginTime) -> Timestamp {
        login.0 - Duration::from_millis(self.ahead_ms)
    }
}
