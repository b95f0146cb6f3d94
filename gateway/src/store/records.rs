//! What a store is given and what it returns: logins, their events and writes, webhooks and keys.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use qrlogin::Timestamp;

use crate::seal::Sealed;

/// The SHA-256 of a secret or of a request.
pub type Hash = [u8; 32];

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
