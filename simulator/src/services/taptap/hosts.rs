//! Where TapTap and Phigros' session service live, and which app belongs to which region (spec
//! 1.2).

use crate::route::UNKNOWN;

/// One of the two separate worlds of TapTap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Region {
    China,
    International,
}

/// What a host is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Codes and tokens.
    Accounts,
    /// Profiles.
    Open,
    /// LeanCloud.
    Session,
    /// What the QR code points to.
    Page,
    /// Pictures, for both regions.
    Pictures,
}

/// The host of pictures.
pub(super) const PICTURES: &str = "img3.tapimg.com";

const HOSTS: [(&str, Region, Part); 9] = [
    ("accounts.tapapis.cn", Region::China, Part::Accounts),
    ("open.tapapis.cn", Region::China, Part::Open),
    (
        "rak3ffdi.cloud.tds1.tapapis.cn",
        Region::China,
        Part::Session,
    ),
    ("accounts.taptap.cn", Region::China, Part::Page),
    (
        "accounts.tapapis.com",
        Region::International,
        Part::Accounts,
    ),
    ("open.tapapis.com", Region::International, Part::Open),
    (
        "kviehlel.cloud.ap-sg.tapapis.com",
        Region::International,
        Part::Session,
    ),
    ("accounts.taptap.io", Region::International, Part::Page),
    (PICTURES, Region::China, Part::Pictures),
];

impl Region {
    /// Phigros' id, for TapTap and LeanCloud alike.
    pub(crate) fn client_id(self) -> &'static str {
        match self {
            Self::China => "rAK3FfdieFob2Nn8Am",
            Self::International => "kviehleldgxsagpozb",
        }
    }

    /// Phigros' app key at LeanCloud.
    pub(crate) fn app_key(self) -> &'static str {
        match self {
            Self::China => "Qr9AEqtuoSVS3zeD6iVbM4ZC0AtkJcQ89tywVyi0",
            Self::International => "tG9CTm0LDD736k9HMM9lBZrbeBGRmUkjSfNLDNib",
        }
    }

    /// The region that a client id is for.
    pub(super) fn of_client(id: &str) -> Option<Self> {
        [Self::China, Self::International]
            .into_iter()
            .find(|region| region.client_id() == id)
    }

    /// The region's host for something.
    pub(crate) fn host(self, part: Part) -> &'static str {
        HOSTS
            .iter()
            .find(|(_, region, other)| (*region, *other) == (self, part))
            .map_or("", |(host, ..)| host)
    }
}

/// What a host is for, and in which region.
pub(super) fn place(host: &str) -> Option<(Region, Part)> {
    HOSTS
        .iter()
        .find(|(known, ..)| *known == host)
        .map(|(_, region, part)| (*region, *part))
}

/// Every host.
pub(crate) fn hosts() -> impl Iterator<Item = &'static str> {
    HOSTS.into_iter().map(|(host, ..)| host)
}

/// Whether the service lives at this host.
pub(crate) fn is_host(host: &str) -> bool {
    place(host).is_some()
}

/// The call of a path at one of the hosts.
pub(crate) fn call(host: &str, path: &str) -> &'static str {
    match (place(host).map(|(_, part)| part), path) {
        (Some(Part::Accounts), "/oauth2/v1/device/code") => "code",
        (Some(Part::Accounts), "/oauth2/v1/token") => "token",
        (Some(Part::Open), "/account/profile/v1") => "profile",
        (Some(Part::Open), "/account/basic-info/v1") => "basic-info",
        (Some(Part::Session), "/1.1/users") => "users",
        (Some(Part::Session), "/1.1/users/me") => "me",
        (Some(Part::Session), "/1.1/classes/_GameSave") => "saves-class",
        (Some(Part::Session), "/1.1/gamesaves" | "/1.1/gamesaves/") => "saves",
        (Some(Part::Session), path) if path.starts_with("/1.1/files/") => "save-file",
        (Some(Part::Pictures), _) => "picture",
        (Some(Part::Page), "/device") => "page",
        _ => UNKNOWN,
    }
}
