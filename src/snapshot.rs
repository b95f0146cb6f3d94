//! A login as data: to be carried to another process, or through a stateless server.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Error, Secret, SnapshotError};

/// The format that this version writes and reads.
const VERSION: u32 = 1;

/// The whole state of a login, settings included.
///
/// It is a secret: whoever has it can finish the login. And it is trusted: if it leaves your control (in a
/// browser's form, say), seal it or authenticate it. Its `Debug` says only which flow it belongs to.
/// Write it with [`Snapshot::to_json`] (or serde), read it with [`Snapshot::from_json`], and go on with
/// [`Login::resume`](crate::Login::resume) or [`flows::resume`](crate::flows::resume).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    version: u32,
    flow: String,
    login: Secret,
}

impl Snapshot {
    /// Which flow it belongs to, such as `bilibili-web`.
    pub fn flow(&self) -> &str {
        &self.flow
    }

    /// The snapshot as one line of JSON.
    pub fn to_json(&self) -> String {
        // Three fields of plain types: it cannot fail, and the empty text would be refused when read.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what [`Snapshot::to_json`] wrote.
    ///
    /// # Errors
    /// [`Error::Snapshot`] if it is damaged or of another version.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        let head: Head = serde_json::from_str(json).map_err(|_| damaged())?;
        if head.version != VERSION {
            return Err(Error::Snapshot(SnapshotError::Version));
        }
        serde_json::from_str(json).map_err(|_| damaged())
    }

    pub(crate) fn write(flow: &str, login: &impl Serialize) -> Result<Self, Error> {
        let login = serde_json::to_string(login).map_err(|_| damaged())?.into();
        Ok(Self {
            version: VERSION,
            flow: flow.to_owned(),
            login,
        })
    }

    pub(crate) fn read<T: DeserializeOwned>(&self, flow: &str) -> Result<T, Error> {
        if self.version != VERSION {
            return Err(Error::Snapshot(SnapshotError::Version));
        }
        if self.flow != flow {
            return Err(Error::Snapshot(SnapshotError::Flow));
        }
        serde_json::from_str(self.login.expose()).map_err(|_| damaged())
    }
}

fn damaged() -> Error {
    Error::Snapshot(SnapshotError::Damaged)
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Snapshot({}, [redacted])", self.flow)
    }
}
