//! Where logins are kept: one trait, and its stores.
//!
//! A gateway keeps nothing of a login in its own memory that another process could not go on with.
//! A login is a row with its sealed snapshot, beside it the sealed events that its readers have
//! seen or will see.
//!
//! ```text
//! POST /v1/logins ── create ──▶ running, no worker
//!                                  │ claim            a worker's lease has lapsed: claim again
//!                                  ▼
//!                               running, owned by a worker ── save: events, snapshot ──┐
//!                                  │         ▲                                         │
//!                                  │         └─────────────────────────────────────────┘
//!            save with an end ─────┤ cancel
//!                                  ▼
//!            done, failed, cancelled ── redeem, confirm ──▶ no result ── sweep ──▶ no row
//! ```
//!
//! # Ownership
//!
//! A worker is registered with a lease and renews it with one write, however many logins it owns.
//! A login whose worker's lease has lapsed can be claimed by another one. Every claim and every
//! write raises the login's version, and a worker writes with the version that it knows: a worker
//! that has lost a login cannot overwrite what its successor wrote. A write does not ask whether
//! the lease is still valid: while no other worker has claimed the login, what this one has learnt
//! is worth more than the lease.
//!
//! # Time
//!
//! The store's clock decides about leases and expiry: the workers' clocks may differ.
//!
//! # What is stored
//!
//! What a successor can get again by itself is not stored: a poll that says "still waiting" writes
//! nothing. Snapshots, events, answers, results and addresses of webhooks are [`Sealed`]; secrets
//! and keys are hashes. In the clear are the flow's name, times, states, and the names of keys.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use qrlogin::Timestamp;
use tokio::sync::broadcast;

use crate::seal::Sealed;

mod columns;
mod outcomes;
mod postgres;
mod records;
mod sqlite;

pub use outcomes::{Created, Redeemed, StoreError, Written};
pub use postgres::Postgres;
pub use records::{
    Change, Claimed, Delivery, Hash, Idempotency, Key, LoginId, NewLogin, Record, State,
    StoredEvent, Then, WorkerId, Write,
};
pub use sqlite::Sqlite;

/// The most entries that a receiver of changes may fall behind.
pub const CHANGES: usize = 4096;

/// Keeps logins.
///
/// All methods are atomic, and what they return is durable. A method that fails with
/// [`StoreError::Unreachable`] may have been carried out or not; each can be repeated.
#[async_trait]
pub trait Store: Send + Sync + fmt::Debug {
    /// The store's clock.
    async fn now(&self) -> Result<Timestamp, StoreError>;

    /// Stores a login.
    async fn create(&self, login: NewLogin) -> Result<Created, StoreError>;

    /// A login of this owner; `None` also for a login of another one.
    async fn login(&self, owner: &str, id: &LoginId) -> Result<Option<Record>, StoreError>;

    /// The versions of these logins, of all owners, in no order; of those that are there.
    async fn versions(&self, ids: &[LoginId]) -> Result<Vec<(LoginId, u64)>, StoreError>;

    /// The events of a login after this number, in order.
    async fn events(&self, id: &LoginId, after: u64) -> Result<Vec<StoredEvent>, StoreError>;

    /// Stores the user's input for the worker; it replaces one that no worker has taken. `false`
    /// if the login is not running.
    async fn answer(&self, id: &LoginId, answer: Sealed) -> Result<bool, StoreError>;

    /// Ends a running login of this version with this last event. `false` if the version is another
    /// one or the login has ended.
    async fn cancel(&self, id: &LoginId, version: u64, event: Sealed) -> Result<bool, StoreError>;

    /// Hands out the result to the holder of the secret, for `repeat` from the first time on.
    async fn redeem(
        &self,
        id: &LoginId,
        secret: &Hash,
        repeat: Duration,
    ) -> Result<Redeemed, StoreError>;

    /// Removes the result that was redeemed with this secret. `false` if there is none.
    async fn confirm(&self, id: &LoginId, secret: &Hash) -> Result<bool, StoreError>;

    /// The changes from now on, of all processes. A receiver that has fallen behind, or whose store
    /// lost its connection, gets [`RecvError::Lagged`](broadcast::error::RecvError::Lagged) and
    /// reads the logins that it follows.
    fn changes(&self) -> broadcast::Receiver<Change>;

    /// Registers a worker, whose lease ends after `lease`.
    async fn register(&self, lease: Duration) -> Result<WorkerId, StoreError>;

    /// Prolongs a lease to `lease` from now on. `false` if it has lapsed: the worker's logins can
    /// be another one's by now.
    async fn renew(&self, worker: WorkerId, lease: Duration) -> Result<bool, StoreError>;

    /// Takes running logins that have no worker or whose worker's lease has lapsed, the oldest
    /// first. None for a worker whose own lease has lapsed.
    ///
    /// To be awaited to its end: a worker that drops the future owns logins that it does not know.
    /// Those of a claim that has failed are handed out by the worker's next one.
    async fn claim(&self, worker: WorkerId, limit: usize) -> Result<Vec<Claimed>, StoreError>;

    /// The running logins of this worker: for one that has missed changes.
    async fn owned(&self, worker: WorkerId) -> Result<Vec<LoginId>, StoreError>;

    /// The answers that wait for this worker's logins. They are handed out until a write of the
    /// login follows; an answer that came after the last call is kept.
    async fn answers(&self, worker: WorkerId) -> Result<Vec<(LoginId, Sealed)>, StoreError>;

    /// Stores what a worker has learnt, each login by itself: one result for each write, in order.
    /// A write that is stored already, since its outcome was not seen, is [`Written::Stored`] again
    /// while no other write or claim has followed.
    async fn save(&self, worker: WorkerId, writes: Vec<Write>) -> Result<Vec<Written>, StoreError>;

    /// Gives a worker's logins back and ends its lease.
    async fn release(&self, worker: WorkerId) -> Result<(), StoreError>;

    /// Removes what has expired: logins, results that were redeemed too long ago (`repeat`), and
    /// workers. How many logins were removed.
    async fn sweep(&self, repeat: Duration) -> Result<u64, StoreError>;

    /// Webhooks that are due, hidden from others for `retry_after`.
    async fn deliveries(
        &self,
        limit: usize,
        retry_after: Duration,
    ) -> Result<Vec<Delivery>, StoreError>;

    /// A webhook was delivered, or is given up.
    async fn delivered(&self, id: &LoginId) -> Result<(), StoreError>;

    /// Stores a key. `false` if there is one of this name, revoked or not.
    async fn add_key(&self, name: &str, key: &Hash) -> Result<bool, StoreError>;

    /// All keys, the oldest first.
    async fn keys(&self) -> Result<Vec<Key>, StoreError>;

    /// Revokes the key of this name. `false` if there is none that is valid.
    async fn revoke_key(&self, name: &str) -> Result<bool, StoreError>;

    /// The name of the valid key with this hash.
    async fn key_name(&self, key: &Hash) -> Result<Option<String>, StoreError>;
}
