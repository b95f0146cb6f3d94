//! TapTap's clock, known from its responses: it refuses a signature with another time (spec 2.6,
//! 3.4).

use serde::{Deserialize, Serialize};

use crate::{Context, Timestamp};

/// How far TapTap's clock is ahead of the caller's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct ServerClock {
    ahead_secs: i64,
}

impl ServerClock {
    /// Updated with the time in seconds of a response, if it is plausible.
    pub(super) fn learn(self, now: Option<u64>, cx: &Context<'_>) -> Self {
        let server = now.filter(|secs| (1_000_000_000..10_000_000_000).contains(secs));
        let secs = |secs: u64| i64::try_from(secs).unwrap_or(i64::MAX);
        server.map_or(self, |server| Self {
            ahead_secs: secs(server).saturating_sub(secs(cx.now().as_secs())),
        })
    }

    /// TapTap's time at this time of the caller's clock.
    pub(super) fn read(self, now: Timestamp) -> Timestamp {
        let ahead_ms = self.ahead_secs.saturating_mul(1000);
        Timestamp::from_millis(now.as_millis().saturating_add_signed(ahead_ms))
    }
}
