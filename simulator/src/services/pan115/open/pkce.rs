//! PKCE: proves that the same client began and collects a login.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// Lengths that a verifier may have.
const VERIFIER_LENGTH: std::ops::RangeInclusive<usize> = 43..=128;

/// The digest of a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Sha256,
    Sha1,
    Md5,
}

/// The challenge that began a login.
#[derive(Clone)]
pub(super) struct Challenge {
    pub(super) method: Method,
    pub(super) text: String,
}

impl Method {
    /// The method of this name. RFC 7636's `S256` and `plain` are not among them.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "sha256" => Some(Self::Sha256),
            "sha1" => Some(Self::Sha1),
            "md5" => Some(Self::Md5),
            _ => None,
        }
    }

    fn digest(self, text: &str) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(text).to_vec(),
            Self::Sha1 => Sha1::digest(text).to_vec(),
            Self::Md5 => Md5::digest(text).to_vec(),
        }
    }
}

impl Challenge {
    /// Whether a verifier belongs to it. Both forms of base64 are known to work, always over the
    /// binary digest.
    pub(super) fn is_met_by(&self, verifier: &str) -> bool {
        let digest = self.method.digest(verifier);
        self.text == URL_SAFE_NO_PAD.encode(&digest) || self.text == STANDARD.encode(&digest)
    }
}

/// Whether a verifier has a length that is accepted.
pub(super) fn has_valid_length(verifier: &str) -> bool {
    VERIFIER_LENGTH.contains(&verifier.len())
}
