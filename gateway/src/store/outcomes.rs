//! What became of a call to a store.

use super::{Record, State};
use crate::seal::Sealed;

/// What became of a [`NewLogin`](super::NewLogin).
#[derive(Clone, Debug)]
pub enum Created {
    /// It is stored.
    New(Record),
    /// A login with the same idempotency key and request is there already; nothing was stored.
    Repeated(Record),
    /// A login with the same idempotency key and another request is there; nothing was stored.
    Conflict,
}

/// What became of a [`Write`](super::Write).
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
