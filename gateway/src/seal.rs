//! What a store keeps of secrets: sealed with a key that the store does not have.
//!
//! XChaCha20-Poly1305 with a random nonce of 24 bytes. Each sealed text is bound to its purpose and
//! its login, so that one that is moved to another row or column cannot be opened.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::store::{Hash, LoginId};

/// The first byte of what is sealed this way.
const FORMAT: u8 = 1;
/// The bytes of a key's id, after the format.
const KEY_ID: usize = 4;
/// The bytes of a nonce, after the key's id.
const NONCE: usize = 24;

/// A sealed text: format, key's id, nonce, ciphertext with its tag.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// What a store has kept.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// What a store keeps.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

/// What a text is sealed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The state of a login.
    Snapshot,
    /// The event of this number.
    Event(u64),
    /// The user's input.
    Answer,
    /// The credentials.
    Result,
    /// Where the end is reported.
    Webhook,
}

impl Purpose {
    /// The associated data: the purpose, and the login.
    fn bind(self, id: &LoginId) -> String {
        match self {
            Self::Snapshot => format!("snapshot {id}"),
            Self::Event(number) => format!("event {number} {id}"),
            Self::Answer => format!("answer {id}"),
            Self::Result => format!("result {id}"),
            Self::Webhook => format!("webhook {id}"),
        }
    }
}

/// Why a sealed text cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It was sealed with a key that is not among these.
    #[error("it was sealed with another key: add that key as the earlier one")]
    Key,
    /// It is damaged, or was moved from another row.
    #[error("it is damaged or belongs to another login")]
    Damaged,
    /// The system has no randomness.
    #[error("the system has no randomness")]
    Randomness,
}

/// The keys that seal: one that seals, and earlier ones that only open, during a rotation.
#[derive(Clone)]
pub struct SealingKeys {
    current: SealingKey,
    earlier: Vec<SealingKey>,
}

#[derive(Clone)]
struct SealingKey {
    id: [u8; KEY_ID],
    bytes: Zeroizing<[u8; 32]>,
}

impl SealingKey {
    fn new(bytes: [u8; 32]) -> Self {
        let digest = Sha256::new()
            .chain_update(b"qrlogin key id")
            .chain_update(bytes)
            .finalize();
        let mut id = [0; KEY_ID];
        for (to, from) in id.iter_mut().zip(digest.iter()) {
            *to = *from;
        }
        Self {
            id,
            bytes: Zeroizing::new(bytes),
        }
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.bytes).into())
    }
}

impl SealingKeys {
    /// Seals with this key, 32 random bytes.
    pub fn new(key: [u8; 32]) -> Self {
        Self {
            current: SealingKey::new(key),
            earlier: Vec::new(),
        }
    }

    /// Opens what this earlier key has sealed as well.
    #[must_use]
    pub fn with_earlier(mut self, key: [u8; 32]) -> Self {
        self.earlier.push(SealingKey::new(key));
        self
    }

    /// Seals a value as JSON.
    ///
    /// # Errors
    /// [`SealError::Randomness`].
    pub fn seal<T: Serialize>(
        &self,
        purpose: Purpose,
        id: &LoginId,
        value: &T,
    ) -> Result<Sealed, SealError> {
        let clear = serde_json::to_vec(value).map_err(|_| SealError::Damaged)?;
        let clear = Zeroizing::new(clear);
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| SealError::Randomness)?;
        let aad = purpose.bind(id);
        let payload = Payload {
            msg: &clear,
            aad: aad.as_bytes(),
        };
        let cipher = self.current.cipher();
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SealError::Damaged)?;
        let mut bytes = Vec::with_capacity(1 + KEY_ID + NONCE + sealed.len());
        bytes.push(FORMAT);
        bytes.extend_from_slice(&self.current.id);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        Ok(Sealed(bytes))
    }

    /// Opens what [`SealingKeys::seal`] sealed for this purpose and login.
    ///
    /// # Errors
    /// [`SealError::Key`] or [`SealError::Damaged`].
    pub fn open<T: DeserializeOwned>(
        &self,
        purpose: Purpose,
        id: &LoginId,
        sealed: &Sealed,
    ) -> Result<T, SealError> {
        let rest = sealed.0.strip_prefix(&[FORMAT]).ok_or(SealError::Damaged)?;
        let (key_id, rest) = rest
            .split_first_chunk::<KEY_ID>()
            .ok_or(SealError::Damaged)?;
        let (nonce, text) = rest
            .split_first_chunk::<NONCE>()
            .ok_or(SealError::Damaged)?;
        let key = self
            .all()
            .find(|key| key.id == *key_id)
            .ok_or(SealError::Key)?;
        let aad = purpose.bind(id);
        let payload = Payload {
            msg: text,
            aad: aad.as_bytes(),
        };
        let cipher = key.cipher();
        let clear = cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| SealError::Damaged)?;
        let clear = Zeroizing::new(clear);
        serde_json::from_slice(&clear).map_err(|_| SealError::Damaged)
    }

    /// The redemption secrets that this login can have, that of the current key first. They follow
    /// from the key and the id, so that a repeated request gets the same secret although only its
    /// hash is stored.
    #[allow(dead_code)] // used by the API
    pub(crate) fn redemption_secrets(&self, id: &LoginId) -> impl Iterator<Item = [u8; 32]> {
        self.all().filter_map(|key| {
            let mut mac = Hmac::<Sha256>::new_from_slice(&*key.bytes).ok()?;
            mac.update(b"redemption secret ");
            mac.update(id.as_str().as_bytes());
            Some(mac.finalize().into_bytes().into())
        })
    }

    fn all(&self) -> impl Iterator<Item = &SealingKey> {
        std::iter::once(&self.current).chain(&self.earlier)
    }
}

impl fmt::Debug for SealingKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingKeys(1 current, {} earlier)", self.earlier.len())
    }
}

/// The SHA-256 of a secret.
pub fn hash(secret: &[u8]) -> Hash {
    Sha256::digest(secret).into()
}
