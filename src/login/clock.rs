//! The login's own time, which never runs backwards.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A step back by more than this is a clock that was set, not readings that came out of order.
const JITTER: Duration = Duration::from_secs(10);

/// Turns the caller's clock into a time that never runs backwards.
///
/// A reading that is a little older than the last one is clamped to it. A clock that was set back goes on
/// from where it was: the difference is remembered, or a login would stand still until the clock has
/// caught up, which can be hours.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Clock {
    /// The last own time.
    last: Timestamp,
    /// How far the own time is ahead of the caller's clock, in ms.
    ahead_ms: u64,
}

impl Clock {
    /// The own time at this reading of the caller's clock.
    pub(super) fn read(&mut self, now: Timestamp) -> Timestamp {
        let own = self.own_time(now);
        if self.last - own > JITTER {
            self.ahead_ms = (self.last - now).as_millis() as u64;
        } else if own > self.last {
            self.last = own;
        }
        self.last
    }

    /// The own time of a moment by the caller's clock.
    pub(super) fn own_time(&self, time: Timestamp) -> Timestamp {
        time + Duration::from_millis(self.ahead_ms)
    }

    /// A moment of the own time by the caller's clock.
    pub(super) fn caller_time(&self, own: Timestamp) -> Timestamp {
        own - Duration::from_millis(self.ahead_ms)
    }
}
