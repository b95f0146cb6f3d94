//! A store that can be away, and that can lose its reports of changes.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use qrlogin::Timestamp;
use qrlogin_gateway::seal::Sealed;
use qrlogin_gateway::store::*;
use tokio::sync::broadcast;

#[derive(Debug)]
pub(crate) struct Fallible {
    inner: Sqlite,
    silent: broadcast::Sender<Change>,
    is_away: AtomicBool,
    is_silent: AtomicBool,
    receivers: AtomicUsize,
    calls: AtomicUsize,
}

impl Fallible {
    pub(crate) fn new(inner: Sqlite) -> Self {
        Self {
            inner,
            silent: broadcast::Sender::new(1),
            is_away: AtomicBool::new(false),
            is_silent: AtomicBool::new(false),
            receivers: AtomicUsize::new(0),
            calls: AtomicUsize::new(0),
        }
    }

    /// Whether the database cannot be reached.
    pub(crate) fn away(&self, is_away: bool) {
        self.is_away.store(is_away, Ordering::SeqCst);
    }

    /// Reports no changes from now on.
    pub(crate) fn fall_silent(&self) {
        self.is_silent.store(true, Ordering::SeqCst);
    }

    /// Overruns the receivers of a silent store, as if many changes came at once.
    pub(crate) fn overrun(&self) {
        for number in 0..2 {
            let change = Change {
                id: LoginId::new([number; 16]),
                version: 1,
            };
            let _ = self.silent.send(change);
        }
    }

    pub(crate) fn inner(&self) -> &Sqlite {
        &self.inner
    }

    /// How many receivers of changes there were.
    pub(crate) fn receivers(&self) -> usize {
        self.receivers.load(Ordering::SeqCst)
    }

    /// How many calls there were.
    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    fn reach(&self) -> Result<&Sqlite, StoreError> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        match self.is_away.load(Ordering::SeqCst) {
            true => Err(StoreError::Unreachable(
                "postgres://user:password@db".to_owned(),
            )),
            false => Ok(&self.inner),
        }
    }
}

macro_rules! passed_on {
    ($(fn $name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        #[async_trait]
        impl Store for Fallible {
            $(async fn $name(&self, $($argument: $type),*) -> Result<$result, StoreError> {
                self.reach()?.$name($($argument),*).await
            })*

            fn changes(&self) -> broadcast::Receiver<Change> {
                self.receivers.fetch_add(1, Ordering::SeqCst);
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
    fn save(worker: WorkerId, writes: Vec<Write>) -> Vec<Written>;
    fn release(worker: WorkerId) -> ();
    fn sweep(repeat: Duration) -> u64;
    fn deliveries(limit: usize, retry_after: Duration) -> Vec<Delivery>;
    fn delivered(id: &LoginId) -> ();
    fn add_key(name: &str, key: &Hash) -> bool;
    fn keys() -> Vec<Key>;
    fn revoke_key(name: &str) -> bool;
    fn key_name(key: &Hash) -> Option<String>;
}
