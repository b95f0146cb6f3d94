//! A TapTap profile (spec 2.4, 2.8).

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{Error, Secret, lenient, reply};

/// Who logged in. All of it is personal, so all of it is redacted.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Names the person towards this app.
    #[serde(alias = "openId", default, deserialize_with = "lenient::secret")]
    pub openid: Secret,
    /// Names the person towards the app's developer; may be empty.
    #[serde(alias = "unionId", default, deserialize_with = "lenient::secret")]
    pub unionid: Secret,
    /// The name they chose.
    #[serde(default, deserialize_with = "lenient::secret")]
    pub name: Secret,
    /// `female`, `male` or empty.
    #[serde(default, deserialize_with = "lenient::secret")]
    pub gender: Secret,
    /// The address of their picture.
    #[serde(default, deserialize_with = "lenient::secret")]
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
        data.complete()
    }

    /// Reads a profile without its envelope. A picture that is not on the web is none.
    pub(super) fn read_data(json: &str, call: &str) -> Result<Self, Error> {
        let mut profile: Self = reply::parse(json, call)?;
        let avatar = Url::parse(profile.avatar.expose());
        if !avatar.is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
            profile.avatar = Secret::default();
        }
        profile.complete()
    }

    fn complete(self) -> Result<Self, Error> {
        reply::missing(&[("openid", !self.openid.is_empty())])?;
        Ok(self)
    }
}
