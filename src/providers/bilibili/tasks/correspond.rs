//! The path of the page that hands out the `refresh_csrf`: a time, encrypted with RSA-OAEP
//! (SHA-256) for the service's key of 1024 bits (spec 6.2).

use std::convert::Infallible;

use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::{BoxedUint, PublicKey};
use sha2::Sha256;

use crate::Error;
use crate::provider::Context;
use crate::toolkit::digits::push_hex;

/// The modulus of the service's key.
const MODULUS: &str = "\
    cb81dd8e02470656da04dd38544446e2a3412051cfe9adc6a330a5ef90228509\
    684960970b91c3360ca29c49e1690ff8fa068cb9dfc6179d1e9585cb9424e847\
    db1ef59f33e37dd4dca8ccfb7631ee9b4a92640d00c8204300152a0ab7cd8028\
    89d3445aec69918fe6022b534912e7b095be3424dad1ba81145e969b533181f1";
/// Its length.
const BITS: u32 = 1024;
/// The exponent of every such key.
const EXPONENT: u64 = 65_537;

/// The path for this time, in ms: 256 lower-case hex digits. `modulus` is that of another key, in
/// hex.
pub(super) fn path(modulus: Option<&str>, time_ms: u64, cx: &Context<'_>) -> Result<String, Error> {
    let key = key(modulus.unwrap_or(MODULUS))?;
    let text = format!("refresh_{time_ms}");
    let mut random = Random::new(cx, &text);
    let encrypted = key
        .oaep_encrypt_with_rng::<Sha256, _>(&mut random, text.as_bytes())
        .map_err(|_| Error::setting("modulus", "nothing can be encrypted for this key"))?;
    let mut path = String::with_capacity(2 * encrypted.len());
    push_hex(&mut path, &encrypted);
    Ok(path)
}

/// The public key with this modulus, in hex.
///
/// # Errors
/// [`Error::Setting`] if there is none: 1024 bits, the first and the last of them set.
pub(super) fn key(modulus: &str) -> Result<PublicKey, Error> {
    let refuse = || Error::setting("modulus", "must be 1024 bits of a public key, in hex");
    let is_hex = modulus.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex || modulus.len() != MODULUS.len() {
        return Err(refuse());
    }
    let modulus = BoxedUint::from_be_hex(modulus, BITS).into_option();
    PublicKey::new(modulus.ok_or_else(refuse)?, EXPONENT.into()).map_err(|_| refuse())
}

/// The random bytes of one encryption, from the seed of the task.
struct Random {
    bytes: Vec<u8>,
}

impl Random {
    fn new(cx: &Context<'_>, text: &str) -> Self {
        let half = |number| cx.random(&format!("oaep {number} {text}"));
        // As many as the hash function has; taken from the end.
        let bytes = [half(1), half(2)].concat();
        Self { bytes }
    }
}

impl TryRng for Random {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for byte in out {
            *byte = self.bytes.pop().unwrap_or_default();
        }
        Ok(())
    }
}

impl TryCryptoRng for Random {}
