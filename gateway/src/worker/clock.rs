//! The store's time on the worker's clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use qrlogin::Timestamp;

/// The source of the time.
pub(super) type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A difference up to this is not told from the way to the store.
const SAME_TIME_MS: u64 = 250;

/// The store's clock less the worker's, in milliseconds.
#[derive(Debug, Default)]
pub(super) struct Offset(AtomicI64);

impl Offset {
    /// Measures it by the store's time, between the request for it and its receipt.
    pub(super) fn measure(&self, sent: Timestamp, theirs: Timestamp, received: Timestamp) {
        let half = received.as_millis().saturating_sub(sent.as_millis()) / 2;
        let (ours, theirs) = (sent.as_millis().saturating_add(half), theirs.as_millis());
        let expected = self.apply(Timestamp::from_millis(ours));
        if expected.as_millis().abs_diff(theirs) <= SAME_TIME_MS.saturating_add(half) {
            return;
        }
        let ahead = i64::try_from(theirs.abs_diff(ours)).unwrap_or(i64::MAX);
        let ahead = if theirs < ours { -ahead } else { ahead };
        self.0.store(ahead, Ordering::Relaxed);
    }

    /// The store's time at this time of the worker's clock.
    pub(super) fn apply(&self, now: Timestamp) -> Timestamp {
        let ahead = self.0.load(Ordering::Relaxed);
        Timestamp::from_millis(now.as_millis().saturating_add_signed(ahead))
    }
}
