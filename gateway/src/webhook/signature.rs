//! The signature of a webhook (Standard Webhooks, version `v1`).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// What a secret may begin with.
const PREFIX: &str = "whsec_";
/// The fewest and the most bytes of a secret.
const LENGTH: std::ops::RangeInclusive<usize> = 24..=64;

/// The text is no secret for webhooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 24 to 64 bytes in base64, with or without whsec_ before them")]
pub struct NotASecret;

/// The secret that signs webhooks; their receivers have it, too.
#[derive(Clone)]
pub struct WebhookSecret(Zeroizing<Vec<u8>>);

impl WebhookSecret {
    /// Reads `whsec_` and 24 to 64 bytes in base64.
    ///
    /// # Errors
    /// The text is of another form.
    pub fn parse(text: &str) -> Result<Self, NotASecret> {
        let text = text.strip_prefix(PREFIX).unwrap_or(text);
        let bytes = Zeroizing::new(STANDARD.decode(text).map_err(|_| NotASecret)?);
        match LENGTH.contains(&bytes.len()) {
            true => Ok(Self(bytes)),
            false => Err(NotASecret),
        }
    }

    /// The header `webhook-signature` for a message with this ID, time (Unix time in seconds) and
    /// body; the ID and the time are headers, too. `None` does not happen: every key fits HMAC.
    pub fn sign(&self, id: &str, time: u64, body: &str) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(format!("{id}.{time}.{body}").as_bytes());
        Some(format!(
            "v1,{}",
            STANDARD.encode(mac.finalize().into_bytes())
        ))
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    #[test]
    fn the_signature_is_that_of_the_standard() {
        let secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = "{\"test\": 2432232314}";
        let signed = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signed.as_deref(), Some(expected));
    }

    #[test]
    fn a_secret_is_at_least_24_bytes() {
        for text in ["", "whsec_", "whsec_AAAA", "whsec_!", "x"] {
            assert!(WebhookSecret::parse(text).is_err(), "{text}");
        }
    }
}
