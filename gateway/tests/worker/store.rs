//! A store that can be away, and that counts what is written.
//!
//! tokio's paused time runs on while only another thread works, such as that of SQLite, and is not
//! known there: a call to the store holds the time and says what it is.

use std::collections::HashSet;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use qrlogin::Timestamp;
use qrlogin_gateway::seal::Sealed;
use qrlogin_gateway::store::*;
use tokio::sync::{Notify, broadcast};

pub struct Watched {
    inner: Sqlite,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    now: Arc<AtomicU64>,
    /// The calls that are being carried out.
    calls: Arc<AtomicUsize>,
    is_away: AtomicBool,
    loses_answers: AtomicBool,
    refused: Mutex<Option<LoginId>>,
    /// Changes that are reported in place of the store's.
    silent: broadcast::Sender<Change>,
    is_silent: AtomicBool,
    save_ms: AtomicU64,
    /// The logins that are being saved.
    saving: Mutex<HashSet<LoginId>>,
    saves: AtomicUsize,
    lost_save: AtomicUsize,
    /// A write was lost.
    pub lost: Notify,
    writes: AtomicUsize,
}

/// Holds tokio's paused time until it is dropped.
struct Held {
    _send: Sender<()>,
    calls: Arc<AtomicUsize>,
}

impl Held {
    fn new(calls: &Arc<AtomicUsize>) -> Self {
        let (send, receive) = channel();
        tokio::task::spawn_blocking(move || receive.recv());
        calls.fetch_add(1, Ordering::SeqCst);
        Self {
            _send: send,
            calls: Arc::clone(calls),
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.calls.fetch_sub(1, Ordering::SeqCst);
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
            calls: Arc::default(),
            is_away: AtomicBool::new(false),
            loses_answers: AtomicBool::new(false),
            refused: Mutex::default(),
            silent: broadcast::Sender::new(1),
            is_silent: AtomicBool::new(false),
            save_ms: AtomicU64::new(0),
            saving: Mutex::default(),
            saves: AtomicUsize::new(0),
            lost_save: AtomicUsize::new(0),
            lost: Notify::new(),
            writes: AtomicUsize::new(0),
        }
    }

    fn hold(&self) -> Held {
        self.now.store((self.clock)().as_millis(), Ordering::SeqCst);
        Held::new(&self.calls)
    }

    /// Waits until no call holds the time.
    pub async fn is_idle(&self) {
        while self.calls.load(Ordering::SeqCst) > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Whether the database cannot be reached.
    pub fn away(&self, is_away: bool) {
        self.is_away.store(is_away, Ordering::SeqCst);
    }

    /// Whether the replies of the database are lost, while it carries out the calls.
    pub fn lose_answers(&self, lose: bool) {
        self.loses_answers.store(lose, Ordering::SeqCst);
    }

    /// Refuses the writes of this login.
    pub fn refuse(&self, id: Option<LoginId>) {
        *self.refused.lock().unwrap() = id;
    }

    /// Reports no changes to receivers from now on.
    pub fn fall_silent(&self) {
        self.is_silent.store(true, Ordering::SeqCst);
    }

    /// Overruns the receivers of a silent store, as if many changes came at once.
    pub fn overrun(&self) {
        for number in [254, 255] {
            let id = LoginId::new([number; 16]);
            let _ = self.silent.send(Change { id, version: 0 });
        }
    }

    /// How long a call to `save` takes.
    pub fn slow(&self, save: Duration) {
        let ms = u64::try_from(save.as_millis()).unwrap();
        self.save_ms.store(ms, Ordering::SeqCst);
    }

    /// This call to `save`, from 1, is not carried out and has no end.
    pub fn lose_write(&self, save: usize) {
        self.lost_save.store(save, Ordering::SeqCst);
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
                let save = self.saves.fetch_add(1, Ordering::SeqCst) + 1;
                if save == self.lost_save.load(Ordering::SeqCst) {
                    self.lost.notify_one();
                    std::future::pending::<()>().await;
                }
                for write in &writes {
                    let is_first = self.saving.lock().unwrap().insert(write.id.clone());
                    assert!(is_first, "two writes of one login at once");
                }
                let ms = self.save_ms.load(Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(ms)).await;
                for write in &writes {
                    self.saving.lock().unwrap().remove(&write.id);
                }
                let _held = self.hold();
                if self.is_away.load(Ordering::SeqCst) {
                    return unreachable();
                }
                let refused = self.refused.lock().unwrap().clone();
                if writes.iter().any(|write| Some(&write.id) == refused.as_ref()) {
                    return Err(StoreError::Refused("it is full".to_owned()));
                }
                self.writes.fetch_add(writes.len(), Ordering::SeqCst);
                let written = self.inner.save(worker, writes).await;
                match self.loses_answers.load(Ordering::SeqCst) {
                    true => unreachable(),
                    false => written,
                }
            }

            fn changes(&self) -> broadcast::Receiver<Change> {
                match self.is_silent.load(Ordering::SeqCst) {
                    true => self.silent.subscribe(),
                    false => self.inner.changes(),
                }
            }
        }
    };
}

passed_on! {
    fn now() -> Timestamp;
    fn create(login: NewLogin) -> Created;
    fn login(owner: &str, id: &LoginId) -> Option<Record>;
    fn versions(ids: &[LoginId]) -> Vec<(LoginId, u64)>;
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
