//! The hosts of TapTap and of Phigros' session service, and the apps of the regions (spec 1.2).

/// One of TapTap's two separate regions.
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

/// Every host.
pub(super) const HOSTS: &[&str] = &[
    "accounts.tapapis.cn",
    "open.tapapis.cn",
    "rak3ffdi.cloud.tds1.tapapis.cn",
    "accounts.taptap.cn",
    "accounts.tapapis.com",
    "open.tapapis.com",
    "kviehlel.cloud.ap-sg.tapapis.com",
    "accounts.taptap.io",
    PICTURES,
];

/// What a host is for, and in which region.
pub(super) fn place(host: &str) -> Option<(Region, Part)> {
    Some(match host {
        "accounts.tapapis.cn" => (Region::China, Part::Accounts),
        "open.tapapis.cn" => (Region::China, Part::Open),
        "rak3ffdi.cloud.tds1.tapapis.cn" => (Region::China, Part::Session),
        "accounts.taptap.cn" => (Region::China, Part::Page),
        "accounts.tapapis.com" => (Region::International, Part::Accounts),
        "open.tapapis.com" => (Region::International, Part::Open),
        "kviehlel.cloud.ap-sg.tapapis.com" => (Region::International, Part::Session),
        "accounts.taptap.io" => (Region::International, Part::Page),
        PICTURES => (Region::China, Part::Pictures),
        _ => return None,
    })
}

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
        let is_it = |host: &&str| place(host) == Some((self, part));
        HOSTS.iter().copied().find(is_it).unwrap_or_default()
    }
}
