//! TapTap's clock, learnt from its answers: a signature is refused whose time is another one (spec
//! 2.6, 3.4).

use serde::{Deserialize, Serialize};

use crate::{Context, Timestamp};

/// How far TapTap's clock is ahead of the caller's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct ServerClock {
    ahead_secs: i64,
}

impl ServerClock {
    /// With what an answer says besides: its time in seconds, if it is one of this age.
    pub(super) fn learn(self, now: Option<u64>, cx: &Context<'_>) -> Self {
        let server = now.filter(|secs| (1_000_000_000..10_000_000_000).contains(secs));
        let secs = |secs: u64| i64::try_from(secs).unwrap_or(i64::MAX);
        server.map_or(self, |server| Self {
            ahead_secs: secs(server).saturating_sub(secs(cx.now().as_secs())),
        })
    }

    /// What it shows when the caller's clock shows this.
    pub(super) fn read(self, now: Timestamp) -> Timestamp {
        let ahead_ms = self.ahead_secs.saturating_mul(1000);
        Timestamp::from_millis(now.as_millis().saturating_add_signed(ahead_ms))
    }
}
