//! What a worker counts.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::lease::Lease;

/// What a worker has done so far. All numbers are since its start, but for the logins it owns now.
#[derive(Debug, Default)]
pub struct Stats {
    pub(super) lease: Lease,
    owned: AtomicU64,
    calls: AtomicU64,
    writes: AtomicU64,
    refused: AtomicU64,
    lost: AtomicU64,
    storing: AtomicU64,
    longest_storing: AtomicU64,
    ended: Mutex<BTreeMap<(String, &'static str), u64>>,
}

/// Logins of a flow that have ended in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The flow's name.
    pub flow: String,
    /// `done`, or the [kind](qrlogin::Error::kind) of the error.
    pub outcome: &'static str,
    /// How many.
    pub count: u64,
}

impl Stats {
    /// Whether the worker has a valid lease, and so makes calls.
    pub fn has_lease(&self) -> bool {
        self.lease.is_valid()
    }

    /// How many logins the worker owns now.
    pub fn owned(&self) -> u64 {
        self.owned.load(Ordering::Relaxed)
    }

    /// How many calls were made to services.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// How many writes were stored.
    pub fn writes(&self) -> u64 {
        self.writes.load(Ordering::Relaxed)
    }

    /// How many times the store has refused a write, which is tried again.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// How many logins were cancelled, or claimed by another worker, while this one ran them.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    /// How long logins have waited, from their end to its commit, all together. A worker that is
    /// killed meanwhile loses a credential that the service gives once.
    pub fn storing(&self) -> Duration {
        Duration::from_micros(self.storing.load(Ordering::Relaxed))
    }

    /// The longest time from the end of a login to its commit.
    pub fn longest_storing(&self) -> Duration {
        Duration::from_micros(self.longest_storing.load(Ordering::Relaxed))
    }

    /// How logins have ended, by flow and outcome.
    pub fn ended(&self) -> Vec<Ended> {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = ended.iter().map(|((flow, outcome), count)| Ended {
            flow: flow.clone(),
            outcome,
            count: *count,
        });
        rows.collect()
    }

    pub(super) fn set_owned(&self, owned: usize) {
        let owned = u64::try_from(owned).unwrap_or(u64::MAX);
        self.owned.store(owned, Ordering::Relaxed);
    }

    pub(super) fn count_call(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_write(&self) {
        self.writes.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_lost(&self) {
        self.lost.fetch_add(1, Ordering::Relaxed);
    }

    /// A login has ended, and its end was stored after this time.
    pub(super) fn count_end(&self, flow: &str, outcome: &'static str, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.storing.fetch_add(micros, Ordering::Relaxed);
        self.longest_storing.fetch_max(micros, Ordering::Relaxed);
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let count = ended.entry((flow.to_owned(), outcome)).or_default();
        *count = count.saturating_add(1);
    }
}
