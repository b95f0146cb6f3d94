//! All the randomness of a login, given at its start.

use std::fmt;

use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

/// 128 random bits from which a login derives everything it needs at random.
///
/// The core draws no randomness of its own, so that the same seed and the same inputs give the same
/// requests. Every login needs a fresh seed from the operating system's generator (the drivers
/// offer `seed()`); in tests any constant will do.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed([u8; 16]);

impl Seed {
    /// A seed of these random bytes.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// 128 bits that depend on the seed and the label alone.
    pub(crate) fn derive(&self, label: &str) -> [u8; 16] {
        Md5::new()
            .chain_update(self.0)
            .chain_update(label.as_bytes())
            .finalize()
            .into()
    }
}

impl From<[u8; 16]> for Seed {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed([redacted])")
    }
}
