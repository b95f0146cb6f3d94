//! Proof of possession for the device code (spec 4): the challenge goes out with the first call,
//! the verifier with the last one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::Secret;
use crate::provider::Context;

/// The service's name for the method; `S256` is refused (spec 4).
pub(super) const METHOD: &str = "sha256";

/// A verifier of 64 characters, the same throughout the login.
pub(super) fn verifier(cx: &Context<'_>) -> Secret {
    let parts = ["pkce 1", "pkce 2", "pkce 3"].map(|label| cx.random(label));
    URL_SAFE_NO_PAD.encode(parts.concat()).into()
}

/// The challenge to a verifier: the binary digest in base64, url-safe and without padding, as the
/// service's own page has it.
pub(super) fn challenge(verifier: &Secret) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Seed, Timestamp};

    /// The vector of spec 9.1.
    #[test]
    fn the_challenge_is_that_of_the_services_page() {
        let verifier = "IGKN6CJanWxCDPDhHZJrhswQdlcPBGLqExkhyujysXaQ4fJKBk_6dlPJo47s";
        let expected = "THHodGWg-FZfv8XYz7QArNGIK_aVomSHPldlSOTUtkw";
        assert_eq!(challenge(&verifier.into()), expected);
    }

    #[test]
    fn a_verifier_has_64_unreserved_characters_and_is_one_of_a_seed() {
        let of = |seed: u8| {
            let seed = Seed::new([seed; 16]);
            verifier(&Context::new(Timestamp::default(), &seed))
        };
        let is_unreserved = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        assert_eq!(of(1).expose().len(), 64);
        assert!(of(1).expose().bytes().all(is_unreserved));
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
        let verifier = of(1);
        let (first, rest) = verifier.expose().split_at(21);
        assert!(!rest.contains(first));
    }
}
