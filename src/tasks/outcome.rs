//! How tasks end.

use serde::{Deserialize, Serialize};

use crate::Account;
use crate::error::clean;

/// What the service says of credentials. If it says nothing (no network, a firewall, an unreadable
/// response), the check ends with an [`Error`](crate::Error) instead: then it is unknown whether
/// they are valid, and they must be kept.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Checked {
    /// The service accepts them.
    #[non_exhaustive]
    Valid {
        /// The account that the service names, if it names one.
        account: Option<Account>,
    },
    /// The service refuses them: the login is over.
    #[non_exhaustive]
    Refused {
        /// The service's own code, such as `-101`.
        code: String,
        /// The service's message, cleaned; empty if it gave none.
        message: String,
    },
}

impl Checked {
    /// Accepted, for this account.
    pub fn valid(account: Option<Account>) -> Self {
        Self::Valid { account }
    }

    /// Refused with this code and message, which are cleaned and cut here.
    pub fn refused(code: impl std::fmt::Display, message: &str) -> Self {
        Self::Refused {
            code: clean(&code.to_string(), 40),
            message: clean(message, 300),
        }
    }

    /// Whether the service accepts the credentials.
    pub fn is_valid(&self) -> bool {
        matches!(self, Self::Valid { .. })
    }
}

/// The outcome of a refresh. One that fails ends with an [`Error`](crate::Error).
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refreshed<C> {
    /// The new credentials, complete: to be saved at once, in place of the old ones.
    New(C),
    /// The service says that no refresh is needed yet; the old credentials stay.
    NotDue,
}

impl<C> Refreshed<C> {
    /// The same with the credentials converted.
    pub fn map<D>(self, convert: impl FnOnce(C) -> D) -> Refreshed<D> {
        match self {
            Self::New(credential) => Refreshed::New(convert(credential)),
            Self::NotDue => Refreshed::NotDue,
        }
    }
}

/// The outcome of a logout: in both cases the credentials are worthless.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoggedOut {
    /// The service has ended the login.
    Now,
    /// The service did not accept the credentials any more.
    Already,
}
