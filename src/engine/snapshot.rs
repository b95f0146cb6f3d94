//! A login as it stands in a [`Snapshot`], in few bytes: a compact login is kept so as well.
//! A field that has its default is left out.

use serde::{Deserialize, Serialize};

use super::Machine;
use super::phase::State;
use super::repeated::LastReply;
use crate::provider::Provider;
use crate::{Error, Image, QrCode, Secret, SnapshotError, Timestamp};

impl<P: Provider> Machine<P> {
    /// The provider and the state as JSON.
    pub(super) fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string(&(&self.provider, &self.state)).map_err(|_| damaged())
    }

    /// What [`Machine::to_json`] wrote.
    pub(super) fn from_json(json: &str) -> Result<Self, Error> {
        let (provider, state): (P, State<_, _>) =
            serde_json::from_str(json).map_err(|_| damaged())?;
        let outstanding = state.phase.pending().filter(|it| it.sent.is_some());
        let may_have_spent = outstanding.is_some_and(|it| provider.policy(&it.stage).spends);
        Ok(Self {
            provider,
            state,
            last_reply: LastReply::default(),
            may_have_spent,
        })
    }
}

fn damaged() -> Error {
    Error::Snapshot(SnapshotError::Damaged)
}

/// For fields that are left out with their default.
pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A code, without the fields that it does not have.
#[derive(Serialize, Deserialize)]
#[serde(remote = "QrCode")]
pub(super) struct SavedCode {
    #[serde(rename = "text")]
    payload: Secret,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    image_url: Option<Secret>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    image: Option<Image>,
    #[serde(rename = "app")]
    scan_with: String,
    #[serde(rename = "end")]
    expires_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notice: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_code: Option<Secret>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    verification_uri: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    rotated: bool,
}

/// A seed in base64.
pub(super) mod seed {
    use std::borrow::Cow;

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD_NO_PAD;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::Seed;

    pub(crate) fn serialize<S: Serializer>(seed: &Seed, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = [0; 22];
        // 22 characters hold 16 bytes.
        let _ = STANDARD_NO_PAD.encode_slice(seed.bytes(), &mut text);
        serializer.serialize_str(std::str::from_utf8(&text).unwrap_or_default())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Seed, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let bytes = STANDARD_NO_PAD.decode(text.as_bytes()).ok();
        let bytes = bytes.and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
        bytes
            .map(Seed::new)
            .ok_or_else(|| D::Error::custom("no seed"))
    }
}
