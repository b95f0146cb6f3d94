//! Pictures that a service sends along: an avatar, a ready-made QR code.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What the bytes of an [`Image`] look like, judged by their first bytes and not by any label.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageKind {
    /// Begins with the signature of a PNG.
    Png,
    /// Begins with the signature of a JPEG.
    Jpeg,
    /// Begins with the signature of a GIF.
    Gif,
    /// None of these; do not pass it to a program that trusts its input.
    Unknown,
}

/// A picture as it came; it is serialised as standard base64. Its `Debug` gives kind and size only.
#[derive(Clone, PartialEq, Eq)]
pub struct Image(Vec<u8>);

impl Image {
    /// A picture of these bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What the bytes look like.
    pub fn kind(&self) -> ImageKind {
        match self.0.as_slice() {
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => ImageKind::Png,
            [0xff, 0xd8, 0xff, ..] => ImageKind::Jpeg,
            [b'G', b'I', b'F', b'8', ..] => ImageKind::Gif,
            _ => ImageKind::Unknown,
        }
    }
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Image({:?}, {} bytes)", self.kind(), self.0.len())
    }
}

impl Serialize for Image {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Image {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD.decode(text).map_err(serde::de::Error::custom)?;
        Ok(Self(bytes))
    }
}
