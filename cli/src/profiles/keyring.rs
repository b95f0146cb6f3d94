//! The credentials of profiles in the keyring of the system.
//!
//! Each save makes a new entry, whose name is in the profile's file. So the file and the entry
//! cannot contradict each other, whenever the program is stopped, and a profile is renamed without
//! the keyring.

use std::fmt;

use qrlogin::Secret;
use serde::{Deserialize, Serialize};

use crate::exit::CliError;
use crate::messages::{self, Text};
use crate::text::printable;

/// The name of an entry: the flow, and a random number. It is unique, and no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Key(String);

/// Why the keyring was not used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    dead_code,
    reason = "the first is made without the feature, the others with it"
)]
pub(crate) enum KeyringError {
    /// This program was built without it.
    NotBuilt,
    /// The system has none that answers.
    Unavailable(String),
    /// It is locked, and was not unlocked.
    Locked(String),
    /// It has no such entry.
    Missing,
    /// The credentials are longer than it takes.
    TooLong(String),
    Failed(String),
}

/// Checks that the keyring takes and returns a secret, before a login. It may ask the user to
/// unlock it.
///
/// # Errors
/// It does not.
pub(crate) fn check() -> Result<(), KeyringError> {
    let key = put("check", &Secret::from("check"))?;
    let read = get(&key);
    delete(&key)?;
    read.map(|_| ())
}

/// Makes a new entry with this secret.
///
/// # Errors
/// The keyring does not take it.
pub(super) fn put(flow: &str, secret: &Secret) -> Result<Key, KeyringError> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|error| KeyringError::Failed(error.to_string()))?;
    let key = Key(format!("{flow}:{:016x}", u64::from_be_bytes(random)));
    system::put(&key, secret)?;
    Ok(key)
}

/// The secret of an entry.
///
/// # Errors
/// The keyring does not return it.
pub(super) fn get(key: &Key) -> Result<Secret, KeyringError> {
    system::get(key)
}

/// Deletes an entry. That it does not exist is no error.
///
/// # Errors
/// The keyring does not delete it.
pub(super) fn delete(key: &Key) -> Result<(), KeyringError> {
    match system::delete(key) {
        Err(KeyringError::Missing) => Ok(()),
        deleted => deleted,
    }
}

impl KeyringError {
    /// For scripts.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::NotBuilt => "keyring_not_built",
            Self::Unavailable(_) => "keyring_unavailable",
            Self::Locked(_) => "keyring_locked",
            Self::Missing => "keyring_entry_missing",
            Self::TooLong(_) => "keyring_too_long",
            Self::Failed(_) => "keyring_failed",
        }
    }

    /// For the user.
    pub(crate) fn message(&self) -> Text {
        match self {
            Self::NotBuilt => messages::keyring_not_built(),
            Self::Unavailable(_) => messages::keyring_unavailable(),
            Self::Locked(_) => messages::keyring_locked(),
            Self::Missing => messages::keyring_entry_missing(),
            Self::TooLong(_) => messages::keyring_too_long(),
            Self::Failed(_) => messages::keyring_failed(),
        }
    }

    fn advice(&self) -> Text {
        match self {
            Self::NotBuilt => messages::build_with_keyring(),
            Self::Unavailable(_) => messages::start_keyring(),
            Self::Locked(_) => messages::unlock_keyring(),
            Self::Missing => messages::log_in_again(),
            Self::TooLong(_) | Self::Failed(_) => messages::use_file_store(),
        }
    }

    /// The error of a command that has to use the keyring.
    pub(crate) fn failure(&self) -> CliError {
        self.explain(CliError::keyring(self.message(), self.advice()))
    }

    /// The failure with the keyring's own text, where it has one.
    fn explain(&self, failure: CliError) -> CliError {
        match self {
            Self::NotBuilt | Self::Missing => failure,
            _ => failure.because(Some(self)),
        }
    }

    /// The same for the profile in this file.
    pub(super) fn of_profile(&self, path: &str) -> CliError {
        let message = messages::profile_unusable(path, self.message());
        self.explain(CliError::keyring(message, self.advice()))
    }
}

/// The cause: the keyring's own text, if it has one.
impl fmt::Display for KeyringError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::NotBuilt | Self::Missing => self.message(),
            Self::Unavailable(text)
            | Self::Locked(text)
            | Self::TooLong(text)
            | Self::Failed(text) => printable(text).into(),
        };
        f.write_str(&text)
    }
}

impl std::error::Error for KeyringError {}

#[cfg(not(feature = "keyring"))]
mod system {
    use super::{Key, KeyringError, Secret};

    pub(super) fn put(_: &Key, _: &Secret) -> Result<(), KeyringError> {
        Err(KeyringError::NotBuilt)
    }

    pub(super) fn get(_: &Key) -> Result<Secret, KeyringError> {
        Err(KeyringError::NotBuilt)
    }

    pub(super) fn delete(_: &Key) -> Result<(), KeyringError> {
        Err(KeyringError::NotBuilt)
    }
}

#[cfg(feature = "keyring")]
mod system {
    use std::sync::{Arc, OnceLock};

    use keyring_core::{CredentialStore, Entry, Error};

    use super::{Key, KeyringError, Secret};

    /// The name of the program in the keyring.
    const SERVICE: &str = "qrlogin";

    pub(super) fn put(key: &Key, secret: &Secret) -> Result<(), KeyringError> {
        let secret = secret.expose().as_bytes();
        Ok(entry(key)?.set_secret(secret)?)
    }

    pub(super) fn get(key: &Key) -> Result<Secret, KeyringError> {
        let secret = entry(key)?.get_secret()?;
        // The bytes are not in the error.
        let text =
            String::from_utf8(secret).map_err(|_| KeyringError::Failed("not UTF-8".to_owned()))?;
        Ok(text.into())
    }

    pub(super) fn delete(key: &Key) -> Result<(), KeyringError> {
        Ok(entry(key)?.delete_credential()?)
    }

    fn entry(key: &Key) -> Result<Entry, KeyringError> {
        static STORE: OnceLock<Result<Arc<CredentialStore>, KeyringError>> = OnceLock::new();
        let store = STORE.get_or_init(store).as_ref().map_err(Clone::clone)?;
        Ok(store.build(SERVICE, &key.0, None)?)
    }

    /// The store of the system. A failure to open it means that there is none.
    fn store() -> Result<Arc<CredentialStore>, KeyringError> {
        #[cfg(any(target_os = "linux", target_os = "freebsd"))]
        let store = zbus_secret_service_keyring_store::Store::new();
        #[cfg(target_os = "macos")]
        let store = apple_native_keyring_store::keychain::Store::new();
        #[cfg(windows)]
        let store = windows_native_keyring_store::Store::new();
        #[cfg(any(
            target_os = "linux",
            target_os = "freebsd",
            target_os = "macos",
            windows
        ))]
        return match store {
            Ok(store) => Ok(store),
            Err(error) => Err(KeyringError::Unavailable(text(&error))),
        };
        #[cfg(not(any(
            target_os = "linux",
            target_os = "freebsd",
            target_os = "macos",
            windows
        )))]
        Err(KeyringError::Unavailable(std::env::consts::OS.to_owned()))
    }

    impl From<Error> for KeyringError {
        fn from(error: Error) -> Self {
            match error {
                Error::NoEntry => Self::Missing,
                Error::NoStorageAccess(_) => Self::Locked(text(&error)),
                Error::TooLong(..) => Self::TooLong(text(&error)),
                // These may hold the secret.
                Error::BadEncoding(_) | Error::BadDataFormat(..) => {
                    Self::Failed("bad data".to_owned())
                }
                error => Self::Failed(text(&error)),
            }
        }
    }

    fn text(error: &Error) -> String {
        match error {
            Error::PlatformFailure(inner) | Error::NoStorageAccess(inner) => inner.to_string(),
            error => error.to_string(),
        }
    }
}
