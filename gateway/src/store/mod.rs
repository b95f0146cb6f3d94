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
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use qrlogin::Timestamp;
use tokio::sync::broadcast;

use crate::seal::Sealed;

mod columns;
mod postgres;
mod sqlite;

pub use postgres::Postgres;
pub use sqlite::Sqlite;

/// The SHA-256 of a secret or of a request.
pub type Hash = [u8; 32];

/// The most entries that a receiver of changes may fall behind.
pub const CHANGES: usize = 4096;

/// The name of a login in the API: 22 characters of base64url, 16 random bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LoginId(Arc<str>);

impl LoginId {
    /// The id of these random bytes.
    pub fn new(random: [u8; 16]) -> Self {
        use base64::Engine as _;
        let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random);
        Self(text.into())
    }

    /// Reads an id from an address. `None` if it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let is_id = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (text.len() == 22 && text.bytes().all(is_id)).then(|| Self(text.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LoginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A registered worker. A worker that has lost its lease registers again, under a new number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WorkerId(pub i64);

/// A login to be stored.
#[derive(Clone, Debug)]
pub struct NewLogin {
    /// Its id.
    pub id: LoginId,
    /// The name of the key that it belongs to; empty on a gateway without keys.
    pub owner: String,
    /// The flow's name, such as `bilibili-web`.
    pub flow: String,
    /// Its state before the first poll; sealed as [`Purpose::Snapshot`](crate::seal::Purpose).
    pub snapshot: Sealed,
    /// The hash of the secret that redeems the result.
    pub secret: Hash,
    /// How a repeated request is recognised.
    pub idempotency: Option<Idempotency>,
    /// Where the end is reported; sealed as `Purpose::Webhook`.
    pub webhook: Option<Sealed>,
    /// How long the login is kept at most, in any state; then it is swept.
    pub keep: Duration,
}

/// How a repeated request is recognised, within one owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// The hash of the client's key.
    pub key: Hash,
    /// The hash of the request's content.
    pub request: Hash,
}

/// What became of a [`NewLogin`].
#[derive(Clone, Debug)]
pub enum Created {
    /// It is stored.
    New(Record),
    /// A login with the same idempotency key and request is there already; nothing was stored.
    Repeated(Record),
    /// A login with the same idempotency key and another request is there; nothing was stored.
    Conflict,
}

/// What a store says about a login, without its sealed parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: LoginId,
    /// The name of the key that it belongs to.
    pub owner: String,
    /// The flow's name.
    pub flow: String,
    /// Where it is.
    pub state: State,
    /// Raised by every write but that of an answer, which must not fence off the worker.
    pub version: u64,
    /// The number of the last event; 0 before the first.
    pub last_event: u64,
    /// When it was created, by the store's clock.
    pub created_at: Timestamp,
    /// When it will be swept.
    pub expires_at: Timestamp,
    /// The hash of the secret that redeems the result.
    pub secret: Hash,
    /// Whether there is a result to redeem.
    pub has_result: bool,
    /// When the result was first redeemed.
    pub redeemed_at: Option<Timestamp>,
}

/// Where a login is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Under way.
    Running,
    /// It has succeeded.
    Done,
    /// It has ended with an error.
    Failed,
    /// It was cancelled by its owner.
    Cancelled,
}

impl State {
    /// The name in the database and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        let all = [Self::Running, Self::Done, Self::Failed, Self::Cancelled];
        all.into_iter().find(|state| state.name() == name)
    }
}

/// An event of a login, as it is stored.
#[derive(Clone, Debug)]
pub struct StoredEvent {
    /// Its number within the login, from 1, without gaps.
    pub number: u64,
    /// When it was stored, by the store's clock.
    pub at: Timestamp,
    /// The event; sealed as `Purpose::Event(number)`.
    pub event: Sealed,
}

/// A login that a worker has taken.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Its id.
    pub id: LoginId,
    /// The flow's name, which is known also if the snapshot cannot be opened.
    pub flow: String,
    /// Its version, for the next [`Write`].
    pub version: u64,
    /// The number of the last event.
    pub last_event: u64,
    /// Its state.
    pub snapshot: Sealed,
    /// An answer that no worker has taken yet; sealed as `Purpose::Answer`.
    pub answer: Option<Sealed>,
}

/// What a worker has learnt of a login.
#[derive(Clone, Debug)]
pub struct Write {
    /// The login.
    pub id: LoginId,
    /// The version that the worker knows.
    pub version: u64,
    /// The events since, numbered on from the last one.
    pub events: Vec<Sealed>,
    /// The state now, or the end.
    pub then: Then,
}

/// What follows a [`Write`].
#[derive(Clone, Debug)]
pub enum Then {
    /// The login goes on from here.
    Running(Sealed),
    /// It has succeeded; the result is sealed as `Purpose::Result`.
    Done(Sealed),
    /// It has ended with an error, which is the last event.
    Failed,
}

/// What became of a [`Write`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is stored; the login's version now.
    Stored(u64),
    /// The login was cancelled, swept or claimed by another worker; nothing was stored.
    Lost,
}

/// What became of a redemption.
#[derive(Clone, Debug)]
pub enum Redeemed {
    /// The result; the same secret gets it again until it confirms or the time is over.
    Result(Sealed),
    /// The login is not done.
    Pending(State),
    /// The secret is another one.
    WrongSecret,
    /// The result was confirmed, or the time since the first redemption is over.
    Gone,
    /// There is no such login.
    Unknown,
}

/// A login that has changed: its version was raised, or an answer was stored, which leaves the
/// version as it is. A login that was swept while running has a version that it never had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The login.
    pub id: LoginId,
    /// Its version now.
    pub version: u64,
}

/// A webhook that is to be sent.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The login that has ended.
    pub id: LoginId,
    /// The flow's name.
    pub flow: String,
    /// Where it is sent; sealed as `Purpose::Webhook`.
    pub webhook: Sealed,
    /// The end.
    pub state: State,
    /// How often it was tried before.
    pub attempts: u32,
}

/// An API key, without the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name, which owns logins.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// Why a store did not carry out a call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached at the moment; the same call may succeed later.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The database refused or its content cannot be read; trying again does not help.
    #[error("the database refused: {0}")]
    Refused(String),
}

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
