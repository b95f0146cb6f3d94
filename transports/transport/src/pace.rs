//! The wall clock, and how long a session pauses between two looks at it.

use std::time::{Duration, SystemTime};

use qrlogin::Timestamp;

/// The longest pause before the wall clock is read again, so that a suspended machine or a clock
/// that was set does not prolong a wait by more than this.
pub const SLICE: Duration = Duration::from_secs(1);
/// The shortest pause, so that no flow can make the loop spin.
const TICK: Duration = Duration::from_millis(1);

/// The time of the system's clock.
pub fn wall_clock() -> Timestamp {
    SystemTime::now().into()
}

/// How long to pause when there is nothing to do before `until`: 1 ms to [`SLICE`].
pub fn pause(now: Timestamp, until: Timestamp) -> Duration {
    (until - now).clamp(TICK, SLICE)
}
