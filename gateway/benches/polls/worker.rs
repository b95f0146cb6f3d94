//! The worker: it claims the logins, polls them, and stores each code, all on virtual time.

use std::fmt;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use qrlogin::Timestamp;
use qrlogin_gateway::Worker;
use qrlogin_gateway::seal::Sealed;
use qrlogin_gateway::store::*;
use tokio::runtime::{Handle, Runtime};
use tokio::sync::broadcast;

use crate::owner::{Transport, fill, transport};
use crate::{START, keys, rate};

/// So long that virtual time does not end it.
const LEASE: Duration = Duration::from_secs(60 * 60 * 24 * 365 * 10);

/// A store whose calls run on another runtime, in real time.
struct Elsewhere {
    store: Arc<Postgres>,
    runtime: Handle,
}

impl fmt::Debug for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.store.fmt(f)
    }
}

/// Polls per second of a worker's logins, and how many writes there were for each poll.
pub(crate) fn polls(runtime: &Runtime, url: &str, limit: Duration, logins: usize) -> (f64, f64) {
    let store = Arc::new(runtime.block_on(Postgres::connect(url)).unwrap());
    runtime.block_on(fill(&store, logins));
    let store = Elsewhere {
        store,
        runtime: runtime.handle().clone(),
    };
    let mut paused = tokio::runtime::Builder::new_current_thread();
    let paused = paused.enable_time().start_paused(true).build().unwrap();
    paused.block_on(run(store, limit, logins))
}

async fn run(store: Elsewhere, limit: Duration, logins: usize) -> (f64, f64) {
    let begun = tokio::time::Instant::now();
    let clock = move || -> Timestamp { START + begun.elapsed() };
    let polls = Arc::new(AtomicU64::new(0));
    let transport: Transport = transport(&polls);
    let worker = Worker::new(Arc::new(store), keys(), transport)
        .lease(LEASE)
        .max_logins(logins)
        .with_clock(clock);
    let stats = worker.stats();
    let measured = async {
        let wanted = u64::try_from(logins).unwrap();
        until(|| stats.owned() == wanted && stats.writes() >= wanted).await;
        let (polls_before, writes_before) = (polls.load(Ordering::Relaxed), stats.writes());
        let begun = Instant::now();
        until(|| begun.elapsed() >= limit).await;
        let polls = polls.load(Ordering::Relaxed) - polls_before;
        let writes = stats.writes() - writes_before;
        (rate(polls, begun), rate(writes, begun) / rate(polls, begun))
    };
    tokio::select! {
        ended = worker.run(pending()) => panic!("{ended:?}"),
        measured = measured => measured,
    }
}

async fn until(is_so: impl Fn() -> bool) {
    while !is_so() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

macro_rules! elsewhere {
    ($(fn $name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        #[async_trait]
        impl Store for Elsewhere {
            $(async fn $name(&self, $($argument: $type),*) -> Result<$result, StoreError> {
                let store = Arc::clone(&self.store);
                self.runtime.spawn(async move { store.$name($($argument),*).await }).await.unwrap()
            })*

            fn changes(&self) -> broadcast::Receiver<Change> {
                self.store.changes()
            }

            async fn login(&self, _: &str, _: &LoginId) -> Result<Option<Record>, StoreError> {
                unreachable!()
            }

            async fn versions(&self, _: &[LoginId]) -> Result<Vec<(LoginId, u64)>, StoreError> {
                unreachable!()
            }
            async fn events(&self, _: &LoginId, _: u64) -> Result<Vec<StoredEvent>, StoreError> {
                unreachable!()
            }

            async fn answer(&self, _: &LoginId, _: Sealed) -> Result<bool, StoreError> {
                unreachable!()
            }

            async fn cancel(&self, _: &LoginId, _: u64, _: Sealed) -> Result<bool, StoreError> {
                unreachable!()
            }

            async fn redeem(
                &self,
                _: &LoginId,
                _: &Hash,
                _: Duration,
            ) -> Result<Redeemed, StoreError> {
                unreachable!()
            }

            async fn confirm(&self, _: &LoginId, _: &Hash) -> Result<bool, StoreError> {
                unreachable!()
            }

            async fn delivered(&self, _: &LoginId) -> Result<(), StoreError> {
                unreachable!()
            }

            async fn add_key(&self, _: &str, _: &Hash) -> Result<bool, StoreError> {
                unreachable!()
            }

            async fn revoke_key(&self, _: &str) -> Result<bool, StoreError> {
                unreachable!()
            }

            async fn key_name(&self, _: &Hash) -> Result<Option<String>, StoreError> {
                unreachable!()
            }
        }
    };
}

elsewhere! {
    fn now() -> Timestamp;
    fn create(login: NewLogin) -> Created;
    fn register(lease: Duration) -> WorkerId;
    fn renew(worker: WorkerId, lease: Duration) -> bool;
    fn claim(worker: WorkerId, limit: usize) -> Vec<Claimed>;
    fn owned(worker: WorkerId) -> Vec<LoginId>;
    fn answers(worker: WorkerId) -> Vec<(LoginId, Sealed)>;
    fn save(worker: WorkerId, writes: Vec<Write>) -> Vec<Written>;
    fn release(worker: WorkerId) -> ();
    fn sweep(repeat: Duration) -> u64;
    fn deliveries(limit: usize, retry_after: Duration) -> Vec<Delivery>;
    fn keys() -> Vec<Key>;
}
