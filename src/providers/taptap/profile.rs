//! A TapTap profile (spec 2.4, 2.8).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use url::Url;

use crate::toolkit::{json_lenient, reply};
use crate::{Account, Error, Secret};

/// Who logged in. All of it is personal, so all of it is redacted.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The user's identifier for this app.
    pub openid: Secret,
    /// The user's identifier for the app's developer; may be empty.
    pub unionid: Secret,
    /// The name they chose.
    pub name: Secret,
    /// `female`, `male` or empty.
    pub gender: Secret,
    /// The address of their picture.
    pub avatar: Secret,
}

impl Profile {
    /// The account of this user.
    pub(super) fn account(&self) -> Option<Account> {
        Some(Account::new(self.openid.clone())?.named(Some(&self.name)))
    }

    /// Reads a profile in either spelling of its keys.
    pub(super) fn read(json: &str, call: &str) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Body<'a> {
            #[serde(borrow)]
            data: &'a RawValue,
        }
        let Body { data } = reply::parse_json(json, call)?;
        Self::read_data(data.get(), call)
    }

    /// Reads a profile without its envelope. Only the `openid` has to be readable, and a picture
    /// that is not on the web is none (spec 5).
    pub(super) fn read_data(json: &str, call: &str) -> Result<Self, Error> {
        let fields: BTreeMap<String, &RawValue> = reply::parse_json(json, call)?;
        let text = |names: &[&str]| {
            let values = names.iter().filter_map(|name| {
                let json = fields.get(*name)?.get();
                json_lenient::secret(&mut serde_json::Deserializer::from_str(json)).ok()
            });
            values.into_iter().find(|value| !value.is_empty())
        };
        let is_on_the_web = |url: &Secret| {
            Url::parse(url.expose()).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
        };
        let openid = text(&["openid", "openId"]);
        reply::require(&[("openid", openid.is_some())])?;
        Ok(Self {
            openid: openid.unwrap_or_default(),
            unionid: text(&["unionid", "unionId"]).unwrap_or_default(),
            name: text(&["name"]).unwrap_or_default(),
            gender: text(&["gender"]).unwrap_or_default(),
            avatar: text(&["avatar"]).filter(is_on_the_web).unwrap_or_default(),
        })
    }
}
