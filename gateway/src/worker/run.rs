//! A worker from its start to its stop: one turn after another.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use qrlogin::flows::FlowInfo;
use qrlogin::{Timestamp, flows};
use qrlogin_tokio::Transport;
use tokio::time::{sleep, timeout};

use super::Worker;
use super::clock::{Clock, Offset};
use super::lease::Moment;
use super::stats::Stats;
use super::turn::{Over, Turn};
use crate::seal::SealingKeys;
use crate::store::{Store, StoreError, WorkerId};

/// Pauses between calls to a store that cannot be reached.
pub(super) const FIRST_PAUSE: Duration = Duration::from_millis(200);
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How long the last writes may take when the worker stops.
const LAST_WRITES: Duration = Duration::from_secs(10);

pub(super) async fn run<T: Transport + Send + 'static>(
    worker: Worker<T>,
    stop: impl Future<Output = ()>,
) -> Result<(), StoreError> {
    let transport = Arc::new(Mutex::new(worker.transport));
    let shared = worker.shared;
    let mut stop = pin!(stop);
    loop {
        let registered = tokio::select! {
            () = &mut stop => return Ok(()),
            registered = shared.register() => registered?,
        };
        let mut turn = Turn::new(&shared, registered, &transport);
        let end = turn.run(stop.as_mut()).await;
        let drained = turn.drain().await;
        shared.stats.lease.end();
        if drained.is_ok() && matches!(end, Ok(Over::Lapsed)) {
            // What this worker has learnt comes before a claim of its own.
            let is_stored = tokio::select! {
                () = turn.flush() => true,
                () = &mut stop => false,
            };
            if is_stored {
                shared.give_back(registered).await;
                continue;
            }
        }
        // What is not stored by then is counted.
        let _ = timeout(LAST_WRITES, turn.flush()).await;
        shared.give_back(registered).await;
        end?;
        drained?;
        return match turn.unstored() {
            0 => Ok(()),
            logins => Err(StoreError::Unreachable(format!(
                "the news of {logins} logins are not stored"
            ))),
        };
    }
}

/// What does not change while a worker runs.
pub(super) struct Shared {
    pub(super) store: Arc<dyn Store>,
    pub(super) keys: SealingKeys,
    pub(super) flows: &'static [FlowInfo],
    pub(super) clock: Clock,
    pub(super) lease_time: Duration,
    pub(super) max_logins: usize,
    pub(super) max_calls: usize,
    pub(super) min_gap: Duration,
    pub(super) stats: Arc<Stats>,
    pub(super) offset: Arc<Offset>,
}

impl Shared {
    pub(super) fn new(store: Arc<dyn Store>, keys: SealingKeys) -> Self {
        Self {
            store,
            keys,
            flows: flows::FLOWS,
            clock: Arc::new(|| std::time::SystemTime::now().into()),
            lease_time: super::LEASE,
            max_logins: super::MAX_LOGINS,
            max_calls: super::MAX_CALLS,
            min_gap: Duration::ZERO,
            stats: Arc::default(),
            offset: Arc::default(),
        }
    }

    /// The store's time.
    pub(super) fn now(&self) -> Timestamp {
        self.offset.apply((self.clock)())
    }

    /// Gives the logins back: other workers claim them at once, otherwise when the lease lapses.
    async fn give_back(&self, worker: WorkerId) {
        self.stats.set_owned(0);
        let _ = timeout(LAST_WRITES, self.store.release(worker)).await;
    }

    /// Registers, as soon as the store can be reached.
    async fn register(&self) -> Result<WorkerId, StoreError> {
        let mut pause = FIRST_PAUSE;
        loop {
            let registered = async {
                measure(&*self.store, &self.clock, &self.offset).await?;
                let sent = Moment::now(&self.clock);
                let worker = self.store.register(self.lease_time).await?;
                self.stats.lease.begin(&sent, self.lease_time, &self.clock);
                Ok(worker)
            };
            match registered.await {
                Err(StoreError::Unreachable(_)) => sleep(pause).await,
                other => return other,
            }
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        }
    }
}

/// Compares the clocks.
pub(super) async fn measure(
    store: &dyn Store,
    clock: &Clock,
    offset: &Offset,
) -> Result<(), StoreError> {
    let sent_at = clock();
    let theirs = store.now().await?;
    offset.measure(sent_at, theirs, clock());
    Ok(())
}
