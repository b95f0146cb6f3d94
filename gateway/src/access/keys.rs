//! API keys.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use qrlogin::Secret;

use crate::seal::hash;
use crate::store::{Hash, Store};
use crate::v1::problem::{Kind, Problem};

/// What every key begins with, so that a scanner for secrets finds it.
pub(super) const PREFIX: &str = "qrlg_";
/// The characters after it: 32 bytes in base64url.
const LENGTH: usize = 43;

/// A key that a client sends: `qrlg_` and 43 characters, 32 random bytes in base64url.
#[derive(Clone)]
pub struct ApiKey(Secret);

impl ApiKey {
    /// A new key. `None` if the system has no randomness.
    pub fn generate() -> Option<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).ok()?;
        let text = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes));
        Some(Self(text.into()))
    }

    /// Reads a key. `None` if the text cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let random = text.strip_prefix(PREFIX)?;
        let is_one = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let is_key = random.len() == LENGTH && random.bytes().all(is_one);
        is_key.then(|| Self(text.into()))
    }

    /// The text, for its owner.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// What a store keeps of it.
    pub fn hash(&self) -> Hash {
        hash(self.expose().as_bytes())
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey")
    }
}

/// Whether a key can have this name: 1 to 64 letters, digits, `.`, `_` or `-` of ASCII.
pub fn is_key_name(name: &str) -> bool {
    let is_one = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    (1..=64).contains(&name.len()) && name.bytes().all(is_one)
}

/// The keys of a gateway. Each request reads them from the store, so that a key that is added or
/// revoked counts at once and in every process.
pub(super) struct KeyRing {
    store: Option<Arc<dyn Store>>,
    is_needed: bool,
    /// Whether the store was seen to have keys. It keeps those that are revoked, so it has them
    /// from then on.
    has_keys: AtomicBool,
}

impl KeyRing {
    pub(super) fn new(store: Option<Arc<dyn Store>>, is_needed: bool) -> Self {
        Self {
            store,
            is_needed,
            has_keys: AtomicBool::new(false),
        }
    }

    /// The name of the key in a request with `Authorization: Bearer`; `None` for a request without
    /// one where none is needed.
    ///
    /// # Errors
    /// The key is missing, unknown or revoked, or the store does not answer.
    pub(super) async fn bearer(&self, headers: &HeaderMap) -> Result<Option<String>, Problem> {
        let Some(value) = authorization(headers)? else {
            return match self.is_needed().await? {
                true => Err(missing()),
                false => Ok(None),
            };
        };
        let key = ApiKey::parse(of_scheme(value, "bearer").unwrap_or_default());
        self.name(key).await.map(Some)
    }

    /// The name of the key in a request with `Authorization: Basic`: the user is the key's name,
    /// the password is the key.
    ///
    /// # Errors
    /// As [`KeyRing::bearer`].
    pub(super) async fn basic(&self, headers: &HeaderMap) -> Result<String, Problem> {
        let value = authorization(headers)?.ok_or_else(missing)?;
        let decoded = STANDARD.decode(of_scheme(value, "basic").unwrap_or_default());
        let text = decoded.ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let text = Secret::from(text.unwrap_or_default());
        let (user, password) = text.expose().split_once(':').unwrap_or_default();
        let name = self.name(ApiKey::parse(password)).await?;
        match name == user {
            true => Ok(name),
            false => Err(refused()),
        }
    }

    async fn name(&self, key: Option<ApiKey>) -> Result<String, Problem> {
        let (Some(store), Some(key)) = (&self.store, key) else {
            return Err(refused());
        };
        store.key_name(&key.hash()).await?.ok_or_else(refused)
    }

    async fn is_needed(&self) -> Result<bool, Problem> {
        if self.is_needed || self.has_keys.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let Some(store) = &self.store else {
            return Ok(false);
        };
        let has_keys = !store.keys().await?.is_empty();
        self.has_keys.store(has_keys, Ordering::Relaxed);
        Ok(has_keys)
    }
}

/// The value of the header `Authorization`.
///
/// # Errors
/// It is there twice.
fn authorization(headers: &HeaderMap) -> Result<Option<&[u8]>, Problem> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().map(|value| value.as_bytes());
    match values.next() {
        None => Ok(value),
        Some(_) => Err(refused()),
    }
}

/// What follows the name of this scheme, which has no case.
fn of_scheme<'a>(value: &'a [u8], scheme: &str) -> Option<&'a str> {
    let (name, rest) = std::str::from_utf8(value).ok()?.split_once(' ')?;
    name.eq_ignore_ascii_case(scheme).then(|| rest.trim())
}

fn missing() -> Problem {
    Problem::new(Kind::KeyMissing, "the request has no key").field("Authorization")
}

/// The same answer for a text that is no key, an unknown key, and a revoked one.
fn refused() -> Problem {
    Problem::new(Kind::KeyRefused, "the key was refused").field("Authorization")
}
