//! Runs the logins of a store.
//!
//! ```text
//!   Store ── claim ──▶ Owned ── resume ──▶ Fleet ── calls ──▶ services
//!     ▲                  │                   │
//!     └── save, batched ─┴── events, stages, ends
//! ```
//!
//! A worker claims logins, runs them all in one [`Fleet`](qrlogin_tokio::Fleet), and stores what a
//! successor could not get again: events, the stage after a reply that comes once, and the end. A
//! poll that says "still waiting" stores nothing.

mod clock;
mod due;
mod lease;
mod logins;
mod owned;
mod run;
mod save;
mod stats;
mod turn;
mod watched;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use qrlogin::Timestamp;
use qrlogin::flows::FlowInfo;
use qrlogin_tokio::Transport;

use self::run::Shared;
use crate::seal::SealingKeys;
use crate::store::{Store, StoreError};

pub use stats::{Ended, Stats};

/// How long a worker owns its logins after it was last heard of.
const LEASE: Duration = Duration::from_secs(30);
/// The most logins of a worker.
const MAX_LOGINS: usize = 20_000;
/// The most calls in flight. Each holds a connection.
const MAX_CALLS: usize = 512;

/// Runs the logins of a store, as one of any number of workers.
///
/// # A crash
///
/// Its logins are claimed by another worker when its lease has lapsed, and go on from what was
/// stored last. What is lost is a reply that the service gives once and that was received in the
/// moments before the crash, up to the commit. The login then ends with the error of the service
/// that refuses to give it again, or when its code expires; never with a success that is none.
///
/// # A lease that has lapsed
///
/// A worker that could not renew its lease in time, such as a process that was stopped for a while,
/// starts no more calls: its logins may be those of another worker by now. What comes of the calls
/// in flight is still offered to the store, which takes it unless the login was claimed. Then the
/// worker begins anew.
///
/// # A database that is away
///
/// Results and events are kept and stored when it is back. Polls go on until the lease lapses. A
/// write that the database refuses is tried again each 5 s, for as long as the lease is valid.
///
/// # A stop
///
/// A successor goes on from what is stored: after the last reply that it could not get again. A
/// stop stores nothing more of a login that waits. What that loses is its present pause: a service
/// that has demanded a slower pace demands it again.
#[must_use = "a worker does nothing until it is run"]
pub struct Worker<T> {
    shared: Shared,
    transport: T,
}

impl<T: Transport + Send + 'static> Worker<T> {
    /// A worker of this store, which makes its calls with this transport.
    pub fn new(store: Arc<dyn Store>, keys: SealingKeys, transport: T) -> Self {
        Self {
            shared: Shared::new(store, keys),
            transport,
        }
    }

    /// Sets the clock, by default the system's; for tests on virtual time. The difference to the
    /// store's clock is measured, and the logins run by the store's.
    pub fn with_clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.shared.clock = Arc::new(clock);
        self
    }

    /// Sets the flows that it knows, by default [`FLOWS`](qrlogin::flows::FLOWS). A login of
    /// another flow ends with an error.
    pub fn flows(mut self, flows: &'static [FlowInfo]) -> Self {
        self.shared.flows = flows;
        self
    }

    /// Sets how long the worker owns its logins after it was last heard of, by default 30 s, and at
    /// least 3 s. It is prolonged after a third of that.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.shared.lease_time = lease.max(Duration::from_secs(3));
        self
    }

    /// Sets the most logins that the worker owns, by default 20,000. Others wait in the store.
    pub fn max_logins(mut self, logins: usize) -> Self {
        self.shared.max_logins = logins.max(1);
        self
    }

    /// Sets the most calls in flight, by default 512. Each holds a connection.
    pub fn max_calls(mut self, calls: usize) -> Self {
        self.shared.max_calls = calls.max(1);
        self
    }

    /// Sets the shortest time between two calls to one host, by default none.
    pub fn min_gap(mut self, gap: Duration) -> Self {
        self.shared.min_gap = gap;
        self
    }

    /// What the worker has done so far; it counts on while the worker runs.
    pub fn stats(&self) -> Arc<Stats> {
        Arc::clone(&self.shared.stats)
    }

    /// Runs until `stop` is ready; then awaits the calls in flight for a few seconds, stores what
    /// came of them, and gives the logins back, so that another worker goes on with them at once.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] if what the worker has learnt could not be stored within 10 s
    /// after `stop`; while it runs, it waits for an unreachable store. [`StoreError::Refused`] if
    /// the store refuses its calls; what it has learnt is stored first.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), StoreError> {
        run::run(self, stop).await
    }
}

impl<T> fmt::Debug for Worker<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker")
            .field("store", &self.shared.store)
            .field("lease", &self.shared.lease_time)
            .field("max_logins", &self.shared.max_logins)
            .finish_non_exhaustive()
    }
}
