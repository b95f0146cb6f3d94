//! The encryption of a bot's secret, with another library than that of the client.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

/// Nonce, encrypted text and tag (AES-256-GCM without additional data).
pub(super) fn sealed(key: &[u8; 32], nonce: [u8; 12], text: &[u8]) -> Vec<u8> {
    let mut encrypted = text.to_vec();
    let key = UnboundKey::new(&AES_256_GCM, key).map(LessSafeKey::new);
    let tag = key.and_then(|key| {
        let nonce = Nonce::assume_unique_for_key(nonce);
        key.seal_in_place_separate_tag(nonce, Aad::empty(), &mut encrypted)
    });
    // It fails for a key of another length alone.
    let tag = tag.as_ref().map(AsRef::as_ref).unwrap_or_default();
    [&nonce[..], &encrypted, tag].concat()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    /// The vector of spec 5.6.
    #[test]
    fn a_secret_is_sealed_as_published() {
        let counted = |from: u8| move |index| from + u8::try_from(index).unwrap_or_default();
        let key = std::array::from_fn(counted(0));
        let nonce = std::array::from_fn(counted(0));
        let sealed = sealed(&key, nonce, b"s3cr3t-app-secret");
        let expected = "AAECAwQFBgcICQoLNDG1afaR73r9Mbr41IoKCPf9U6nxiXBeINNOEw3ikJMI";
        assert_eq!(STANDARD.encode(sealed), expected);
    }
}
