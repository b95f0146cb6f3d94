//! What a token says of itself (spec 5).

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::toolkit::json_lenient;
use crate::{Secret, Timestamp};

/// The claims of a token. Its signature is not verified: the token came from the service itself,
/// and only the service can use it.
pub(super) struct Claims {
    /// The account's SteamID: 17 digits.
    pub(super) steam_id: Secret,
    /// When the token ends, if it says so.
    pub(super) expires_at: Option<Timestamp>,
}

impl Claims {
    /// The claims of a token in the compact form of RFC 7515, 3.1; `None` if it is none, or its
    /// subject is no SteamID.
    pub(super) fn read(token: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Payload<'a> {
            #[serde(borrow, default, deserialize_with = "json_lenient::text")]
            sub: Cow<'a, str>,
            #[serde(default, deserialize_with = "json_lenient::number")]
            exp: Option<u64>,
        }
        let mut parts = token.split('.');
        let (Some(_), Some(payload), Some(_), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return None;
        };
        let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
        let payload: Payload<'_> = serde_json::from_slice(&payload).ok()?;
        is_steam_id(&payload.sub).then(|| Self {
            steam_id: payload.sub.as_ref().into(),
            expires_at: payload.exp.map(Timestamp::from_secs),
        })
    }
}

/// Whether a text is a SteamID in its form of 64 bits.
pub(super) fn is_steam_id(text: &str) -> bool {
    text.len() == 17 && text.bytes().all(|b| b.is_ascii_digit())
}
