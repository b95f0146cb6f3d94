//! What the login of a Feishu bot yields (spec 2.5).

use serde::{Deserialize, Serialize};

use crate::registry::Parts;
use crate::{Account, Error, Secret};

/// What the login of a Feishu bot yields; the app's ID and its secret are never empty.
///
/// They do not expire. With both, the program requests its access tokens at the open platform of
/// the [`brand`](FeishuCredential::brand).
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeishuCredential {
    /// The app's ID, such as `cli_a1b2`.
    pub app_id: Secret,
    /// The app's secret.
    pub app_secret: Secret,
    /// The open ID of the user who scanned, if the service said; it holds for this app alone.
    pub open_id: Option<Secret>,
    /// Whose app it is.
    pub brand: Brand,
    /// The host that issued them, such as `accounts.feishu.cn`.
    pub host: String,
}

impl Parts for FeishuCredential {
    /// The bot.
    fn account(&self) -> Option<Account> {
        Account::new(self.app_id.clone())
    }
}

/// The two brands of the service, with accounts and hosts of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Brand {
    /// Feishu, mainland China.
    #[default]
    Feishu,
    /// Lark, everywhere else.
    Lark,
}

impl Brand {
    pub(super) const NAMES: &'static [&'static str] = &["feishu", "lark"];

    /// The brand of this name.
    ///
    /// # Errors
    /// [`Error::Setting`] for any other.
    pub(super) fn named(name: &str) -> Result<Self, Error> {
        match name {
            "feishu" => Ok(Self::Feishu),
            "lark" => Ok(Self::Lark),
            _ => Err(Error::setting("brand", "must be `feishu` or `lark`")),
        }
    }
}
