//! What a login is for.

use serde::{Deserialize, Serialize};

/// What the refresh token is for, as the service calls it: one of another platform is refused
/// (spec 2.1).
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// The web sites. Their cookies are fetched, one for each site.
    #[default]
    Web,
    /// The desktop client.
    Client,
    /// The mobile app.
    Mobile,
}

impl Platform {
    pub(super) const NAMES: [&'static str; 3] = ["web", "client", "mobile"];

    /// The platform of this name; the default if there is none.
    pub(super) fn named(name: Option<&str>) -> Option<Self> {
        match name {
            None | Some("web") => Some(Self::Web),
            Some("client") => Some(Self::Client),
            Some("mobile") => Some(Self::Mobile),
            Some(_) => None,
        }
    }

    /// `platform_type` (spec 2.1).
    pub(super) fn number(self) -> &'static str {
        match self {
            Self::Client => "1",
            Self::Web => "2",
            Self::Mobile => "3",
        }
    }
}
