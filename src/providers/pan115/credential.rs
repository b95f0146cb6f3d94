//! What the logins of 115 yield.

use serde::{Deserialize, Serialize};

use super::App;
use crate::{Cookie, Secret};

/// What the gateway login yields.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayCredential {
    /// The cookie `UID`: user number, app slot and time.
    pub uid: Secret,
    /// The cookie `CID`.
    pub cid: Secret,
    /// The cookie `SEID`.
    pub seid: Secret,
    /// The cookie `KID`. Logins since December 2024 need it; an old server does not pass it on.
    pub kid: Option<Secret>,
    /// The app that was logged in as.
    pub app: App,
}

impl GatewayCredential {
    /// The cookies for `115.com`: UID, CID, SEID and, if there is one, KID.
    pub fn cookies(&self) -> Vec<Cookie> {
        let values = [
            ("UID", Some(&self.uid)),
            ("CID", Some(&self.cid)),
            ("SEID", Some(&self.seid)),
            ("KID", self.kid.as_ref()),
        ];
        values
            .into_iter()
            .filter_map(|(name, value)| Cookie::new(name, value?.expose(), "115.com"))
            .collect()
    }
}
