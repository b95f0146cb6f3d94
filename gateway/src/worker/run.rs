//! The loop of a worker.

use std::pin::pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use qrlogin::Timestamp;
use qrlogin_tokio::Transport;
use tokio::time::{Instant, sleep, timeout};

use super::stats::Stats;
use super::turn::{Over, Turn};
use super::{Clock, Worker};
use crate::seal::SealingKeys;
use crate::store::{Store, StoreError, WorkerId};

/// Pauses between calls to a store that cannot be reached.
pub(super) const FIRST_PAUSE: Duration = Duration::from_millis(200);
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How long the last writes may take when the worker stops.
const LAST_WRITES: Duration = Duration::from_secs(10);
/// A difference of clocks below this is the network's.
const SAME_TIME_MS: u64 = 250;

pub(super) async fn run<T: Transport + Send + 'static>(
    worker: Worker<T>,
    stop: impl Future<Output = ()>,
) -> Result<(), StoreError> {
    let shared = Shared {
        store: worker.store,
        keys: worker.keys,
        clock: worker.clock,
        lease_time: worker.lease,
        max_logins: worker.max_logins,
        max_calls: worker.max_calls,
        stats: worker.stats,
        offset: Arc::default(),
    };
    let transport = Arc::new(Mutex::new(worker.transport));
    let mut stop = pin!(stop);
    loop {
        let registered = tokio::select! {
            () = &mut stop => return Ok(()),
            registered = shared.register() => registered?,
        };
        let mut turn = Turn::new(&shared, registered, &transport);
        let end = turn.run(stop.as_mut()).await?;
        turn.drain().await?;
        shared.stats.lease.set(None);
        let unstored = |_| StoreError::Unreachable("results were not stored".to_owned());
        match end {
            Over::Stopped => {
                let stored = timeout(LAST_WRITES, turn.flush()).await;
                shared.stats.set_owned(0);
                // Other workers claim at once what is given back, otherwise when the lease lapses.
                let _ = timeout(LAST_WRITES, shared.store.release(registered)).await;
                return stored.map_err(unstored);
            }
            // What this worker has learnt comes before a claim of its own.
            Over::Lapsed => {
                let is_stopped = tokio::select! {
                    () = &mut stop => true,
                    () = turn.flush() => false,
                };
                if is_stopped {
                    return timeout(LAST_WRITES, turn.flush()).await.map_err(unstored);
                }
            }
        }
    }
}

/// What does not change while a worker runs.
pub(super) struct Shared {
    pub(super) store: Arc<dyn Store>,
    pub(super) keys: SealingKeys,
    pub(super) clock: Clock,
    pub(super) lease_time: Duration,
    pub(super) max_logins: usize,
    pub(super) max_calls: usize,
    pub(super) stats: Arc<Stats>,
    /// The store's clock less this one, in milliseconds.
    pub(super) offset: Arc<AtomicI64>,
}

impl Shared {
    /// Registers, as soon as the store can be reached.
    async fn register(&self) -> Result<WorkerId, StoreError> {
        let mut pause = FIRST_PAUSE;
        loop {
            let sent = Instant::now();
            let registered = async {
                let now = self.store.now().await?;
                Ok((now, self.store.register(self.lease_time).await?))
            };
            match registered.await {
                Ok((now, worker)) => {
                    set_offset(&self.offset, now, (self.clock)());
                    self.stats.lease.set(sent.checked_add(self.lease_time));
                    return Ok(worker);
                }
                Err(StoreError::Unreachable(_)) => sleep(pause).await,
                Err(error) => return Err(error),
            }
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        }
    }
}

/// The time of a clock that is ahead by so many milliseconds.
pub(super) fn shifted(now: Timestamp, ahead: i64) -> Timestamp {
    Timestamp::from_millis(now.as_millis().saturating_add_signed(ahead))
}

pub(super) fn set_offset(offset: &AtomicI64, theirs: Timestamp, ours: Timestamp) {
    let (theirs, ours) = (theirs.as_millis(), ours.as_millis());
    let known = offset.load(Ordering::Relaxed);
    if ours.saturating_add_signed(known).abs_diff(theirs) <= SAME_TIME_MS {
        return;
    }
    let ahead = i64::try_from(theirs.abs_diff(ours)).unwrap_or(i64::MAX);
    let ahead = if theirs < ours { -ahead } else { ahead };
    offset.store(ahead, Ordering::Relaxed);
}
