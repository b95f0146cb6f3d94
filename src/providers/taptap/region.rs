//! The two sides of TapTap, and all that differs between them (spec 1.2).

use std::fmt;
use std::str::FromStr;

use http::uri::Authority;
use serde::{Deserialize, Serialize};

use crate::{Error, Settings};

/// On which side the player's saves are.
///
/// Google Play and TapTap.io are international; TapTap.cn and Apple's App Store are China.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Region {
    /// TapTap.cn, Apple's App Store.
    China,
    /// Google Play, TapTap.io.
    International,
}

/// Where the game's logins go in a region, and as whom. One row: an id of one region is refused by
/// the hosts of the other.
pub(super) struct Hosts {
    /// Issues the code and the token: the host alone, without the scheme.
    pub(super) accounts: Authority,
    /// Returns the profile.
    pub(super) open: &'static str,
    /// The game's LeanCloud, which issues the session token.
    pub(super) cloud: &'static str,
    /// Names the game, also at its LeanCloud.
    pub(super) client_id: &'static str,
    /// Signs for the game at its LeanCloud; it identifies the game, not a user.
    pub(super) app_key: &'static str,
}

static CHINA: Hosts = Hosts {
    accounts: Authority::from_static("accounts.tapapis.cn"),
    open: "https://open.tapapis.cn",
    cloud: "https://rak3ffdi.cloud.tds1.tapapis.cn",
    client_id: "rAK3FfdieFob2Nn8Am",
    app_key: "Qr9AEqtuoSVS3zeD6iVbM4ZC0AtkJcQ89tywVyi0",
};

static INTERNATIONAL: Hosts = Hosts {
    accounts: Authority::from_static("accounts.tapapis.com"),
    open: "https://open.tapapis.com",
    cloud: "https://kviehlel.cloud.ap-sg.tapapis.com",
    client_id: "kviehleldgxsagpozb",
    app_key: "tG9CTm0LDD736k9HMM9lBZrbeBGRmUkjSfNLDNib",
};

impl Region {
    /// The values of the setting `region`.
    pub(super) const NAMES: &'static [&'static str] = &["china", "international"];
    /// What the setting `region` is for.
    pub(super) const HELP: &'static str = "where the saves are: TapTap.cn and App Store are china, Google Play and TapTap.io international";

    /// The region of the setting `region`, by default the international one.
    pub(super) fn configured(settings: &Settings) -> Result<Self, Error> {
        match settings.get("region") {
            Some(name) => name.parse(),
            None => Ok(Self::International),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::China => "china",
            Self::International => "international",
        }
    }

    pub(super) fn hosts(self) -> &'static Hosts {
        match self {
            Self::China => &CHINA,
            Self::International => &INTERNATIONAL,
        }
    }

    /// The region whose code leads to this host, if it is one of TapTap's own.
    pub(super) fn of_code(host: &str) -> Option<Self> {
        match host {
            "accounts.taptap.cn" => Some(Self::China),
            "accounts.taptap.io" => Some(Self::International),
            _ => None,
        }
    }
}

impl fmt::Display for Region {
    /// Its name, such as `china`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Region {
    type Err = Error;

    /// The region of this name, such as `china`; else [`Error::Setting`] with both.
    fn from_str(name: &str) -> Result<Self, Error> {
        match name {
            "china" => Ok(Self::China),
            "international" => Ok(Self::International),
            _ => Err(Error::setting("region", "must be china or international")),
        }
    }
}
