//! Where a login through a gateway stands.

use serde::{Deserialize, Serialize};

use super::App;
use crate::{Secret, Timestamp};

/// Where the login stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub enum Stage {
    /// A code has to be requested.
    Start,
    /// The picture has to be fetched.
    Image(GatewayCode),
    /// The code is shown.
    Wait(GatewayCode),
    /// The user has confirmed.
    Redeem(GatewayCode),
}

/// A code, as the gateway issues it.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct GatewayCode {
    pub(super) uid: Secret,
    pub(super) sign: Secret,
    pub(super) time: i64,
    pub(super) content: Secret,
    pub(super) expires_at: Timestamp,
    /// How often redeeming was too early.
    pub(super) not_ready: u8,
}

/// What names the code in the later calls.
#[derive(Serialize)]
pub(super) struct Key<'a> {
    uid: &'a str,
    sign: &'a str,
    time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    app: Option<App>,
}

impl GatewayCode {
    pub(super) fn key(&self, app: Option<App>) -> Key<'_> {
        Key {
            uid: self.uid.expose(),
            sign: self.sign.expose(),
            time: self.time,
            app,
        }
    }
}
