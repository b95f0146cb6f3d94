//! Proof of possession (RFC 7636): the challenge goes out with the first call, the verifier with
//! each poll (spec 2.2).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::Secret;
use crate::provider::Context;

pub(super) const METHOD: &str = "S256";

/// A verifier of 64 characters, the same throughout the login.
pub(super) fn verifier(cx: &Context<'_>) -> Secret {
    let parts = ["verifier 1", "verifier 2", "verifier 3"].map(|label| cx.random(label));
    URL_SAFE_NO_PAD.encode(parts.concat()).into()
}

/// The challenge to a verifier.
pub(super) fn challenge(verifier: &Secret) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let expected = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert_eq!(challenge(&verifier.into()), expected);
    }
}
