//! The wall clock, and how long a session pauses before it reads it again.

use std::time::{Duration, SystemTime};

use qrlogin::Timestamp;

/// The longest pause before the wall clock is read again. It bounds the delay after the machine was
/// suspended or its clock was set.
pub const SLICE: Duration = Duration::from_secs(1);
/// The shortest pause, so that no flow makes the loop spin.
const TICK: Duration = Duration::from_millis(1);

/// The time of the system's clock.
pub fn wall_clock() -> Timestamp {
    SystemTime::now().into()
}

/// How long to pause when there is nothing to do before `until`: 1 ms to [`SLICE`].
pub fn pause(now: Timestamp, until: Timestamp) -> Duration {
    (until - now).clamp(TICK, SLICE)
}
