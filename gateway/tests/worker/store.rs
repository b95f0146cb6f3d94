//! A store that can be away, and that counts what is written.
//!
//! tokio's paused time runs on while only another thread works, such as that of SQLite, and is not
//! known there: a call to the store holds the time and says what it is.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use async_trait::async_trait;
use qrlogin::Timestamp;
use qrlogin_gateway::seal::Sealed;
use qrlogin_gateway::store::*;
use tokio::sync::broadcast;

pub struct Watched {
    inner: Sqlite,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    now: Arc<AtomicU64>,
    is_away: AtomicBool,
    loses_answers: AtomicBool,
    writes: AtomicUsize,
}

/// Holds tokio's paused time until it is dropped.
struct Held(#[allow(dead_code, reason = "dropped")] Sender<()>);

impl Held {
    fn new() -> Self {
        let (send, receive) = channel();
        tokio::task::spawn_blocking(move || receive.recv());
        Self(send)
    }
}

impl Watched {
    pub fn new(clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let now = Arc::<AtomicU64>::default();
        let of_store = Arc::clone(&now);
        let of_store = move || Timestamp::from_millis(of_store.load(Ordering::SeqCst));
        Self {
            inner: Sqlite::in_memory().unwrap().with_clock(of_store),
            clock: Box::new(clock),
            now,
            is_away: AtomicBool::new(false),
            loses_answers: AtomicBool::new(false),
            writes: AtomicUsize::new(0),
        }
    }

    fn hold(&self) -> Held {
        self.now.store((self.clock)().as_millis(), Ordering::SeqCst);
        Held::new()
    }

    /// Whether the database cannot be reached.
    pub fn away(&self, is_away: bool) {
        self.is_away.store(is_away, Ordering::SeqCst);
    }

    /// Whether the replies of the database are lost, while it carries out the calls.
    pub fn lose_answers(&self, lose: bool) {
        self.loses_answers.store(lose, Ordering::SeqCst);
    }

    /// How many writes of logins there were.
    pub fn writes(&self) -> usize {
        self.writes.load(Ordering::SeqCst)
    }
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watched")
    }
}

fn unreachable<T>() -> Result<T, StoreError> {
    Err(StoreError::Unreachable("it is away".to_owned()))
}

macro_rules! passed_on {
    ($(fn $name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        #[async_trait]
        impl Store for Watched {
            $(async fn $name(&self, $($argument: $type),*) -> Result<$result, StoreError> {
                let _held = self.hold();
                if self.is_away.load(Ordering::SeqCst) {
                    return unreachable();
                }
                let result = self.inner.$name($($argument),*).await;
                match self.loses_answers.load(Ordering::SeqCst) {
                    true => unreachable(),
                    false => result,
                }
            })*

            async fn save(
                &self,
                worker: WorkerId,
                writes: Vec<Write>,
            ) -> Result<Vec<Written>, StoreError> {
                let _held = self.hold();
                if self.is_away.load(Ordering::SeqCst) {
                    return unreachable();
                }
                self.writes.fetch_add(writes.len(), Ordering::SeqCst);
                let written = self.inner.save(worker, writes).await;
                match self.loses_answers.load(Ordering::SeqCst) {
                    true => unreachable(),
                    false => written,
                }
            }

            fn changes(&self) -> broadcast::Receiver<Change> {
                self.inner.changes()
            }
        }
    };
}

passed_on! {
    fn now() -> Timestamp;
    fn create(login: NewLogin) -> Created;
    fn login(owner: &str, id: &LoginId) -> Option<Record>;
    fn events(id: &LoginId, after: u64) -> Vec<StoredEvent>;
    fn answer(id: &LoginId, answer: Sealed) -> bool;
    fn cancel(id: &LoginId, version: u64, event: Sealed) -> bool;
    fn redeem(id: &LoginId, secret: &Hash, repeat: Duration) -> Redeemed;
    fn confirm(id: &LoginId, secret: &Hash) -> bool;
    fn register(lease: Duration) -> WorkerId;
    fn renew(worker: WorkerId, lease: Duration) -> bool;
    fn claim(worker: WorkerId, limit: usize) -> Vec<Claimed>;
    fn owned(worker: WorkerId) -> Vec<LoginId>;
    fn answers(worker: WorkerId) -> Vec<(LoginId, Sealed)>;
    fn release(worker: WorkerId) -> ();
    fn sweep(repeat: Duration) -> u64;
    fn deliveries(limit: usize, retry_after: Duration) -> Vec<Delivery>;
    fn delivered(id: &LoginId) -> ();
    fn add_key(name: &str, key: &Hash) -> bool;
    fn keys() -> Vec<Key>;
    fn revoke_key(name: &str) -> bool;
    fn key_name(key: &Hash) -> Option<String>;
}
