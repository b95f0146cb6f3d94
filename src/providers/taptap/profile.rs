//! A TapTap profile (spec 2.4, 2.8).

use serde::{Deserialize, Serialize};

use crate::{Error, Secret, reply};

/// Who logged in. All of it is personal, so all of it is redacted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Names the person towards this app.
    #[serde(alias = "openId")]
    pub openid: Secret,
    /// Names the person towards the app's developer.
    #[serde(alias = "unionId")]
    pub unionid: Secret,
    /// The name they chose.
    #[serde(default)]
    pub name: Secret,
    /// `female`, `male` or empty.
    #[serde(default)]
    pub gender: Secret,
    /// The address of their picture.
    #[serde(default)]
    pub avatar: Secret,
}

impl Profile {
    /// Reads a profile in either spelling of its keys.
    pub(super) fn read(json: &str, call: &str) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Body {
            data: Profile,
        }
        let Body { data } = reply::parse(json, call)?;
        reply::missing(&[
            ("openid", !data.openid.is_empty()),
            ("unionid", !data.unionid.is_empty()),
        ])?;
        Ok(data)
    }
}
