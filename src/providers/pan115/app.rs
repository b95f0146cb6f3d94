//! The apps that 115 can be logged in as (spec 3.5).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Error;

/// Which of 115's apps to log in as.
///
/// An account has one login for each: within a minute, a new one logs out the older of the same
/// app, also that on the user's own device. So choose an app that the user does not use. A login as
/// [`App::Web`] is said to be short-lived and the first to be blocked, [`App::Android`] and
/// [`App::Ios`] to collide with the user's own phone.
///
/// Whether the three of the desktop systems (`os_windows`, `os_mac`, `os_linux`) are still served
/// is not known; the older names `windows`, `mac` and `linux` are retired.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are 115's own")]
pub enum App {
    Web,
    Ios,
    #[serde(rename = "115ios")]
    Ios115,
    Android,
    #[serde(rename = "115android")]
    Android115,
    Ipad,
    #[serde(rename = "115ipad")]
    Ipad115,
    Tv,
    #[serde(rename = "apple_tv")]
    AppleTv,
    QAndroid,
    QIos,
    QIpad,
    #[serde(rename = "os_windows")]
    OsWindows,
    #[serde(rename = "os_mac")]
    OsMac,
    #[serde(rename = "os_linux")]
    OsLinux,
    WechatMini,
    AlipayMini,
    Harmony,
}

/// What is known of an app.
struct Known {
    app: App,
    name: &'static str,
    /// The slot of an account that it takes.
    ssoent: &'static str,
    /// Its place in the path of the login call.
    path: &'static str,
    /// Its `user-agent`.
    user_agent: &'static str,
}

/// The `user-agent` of those that need no other (spec 3.6).
pub(super) const PLAIN: &str = "Mozilla/5.0";

/// The table of spec 3.5, in its order.
const KNOWN: [Known; 18] = [
    known(App::Web, "web", "A1", "web", PLAIN),
    known(App::Ios, "ios", "D1", "ios", "UPhone/1.0.0"),
    known(App::Ios115, "115ios", "D3", "115ios", PLAIN),
    known(App::Android, "android", "F1", "android", PLAIN),
    known(App::Android115, "115android", "F3", "115android", PLAIN),
    // These have the path of `ios`; they differ by the `user-agent`.
    known(App::Ipad, "ipad", "H1", "ios", "UPad/1.0.0"),
    known(App::Ipad115, "115ipad", "H3", "115ipad", PLAIN),
    known(App::Tv, "tv", "I1", "tv", PLAIN),
    known(App::AppleTv, "apple_tv", "I2", "apple_tv", PLAIN),
    known(App::QAndroid, "qandroid", "M1", "qandroid", PLAIN),
    known(App::QIos, "qios", "N1", "ios", "OfficePhone/1.0.0"),
    known(App::QIpad, "qipad", "O1", "ios", "OfficePad/1.0.0"),
    known(App::OsWindows, "os_windows", "P1", "os_windows", PLAIN),
    known(App::OsMac, "os_mac", "P2", "os_mac", PLAIN),
    known(App::OsLinux, "os_linux", "P3", "os_linux", PLAIN),
    known(App::WechatMini, "wechatmini", "R1", "wechatmini", PLAIN),
    known(App::AlipayMini, "alipaymini", "R2", "alipaymini", PLAIN),
    known(App::Harmony, "harmony", "S1", "harmony", PLAIN),
];

const fn known(
    app: App,
    name: &'static str,
    ssoent: &'static str,
    path: &'static str,
    user_agent: &'static str,
) -> Known {
    Known {
        app,
        name,
        ssoent,
        path,
        user_agent,
    }
}

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
const fn names() -> [&'static str; KNOWN.len()] {
    let mut names = [""; KNOWN.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = KNOWN[at].name;
        at += 1;
    }
    names
}

impl App {
    /// The names of all of them.
    pub(super) const NAMES: [&'static str; KNOWN.len()] = names();

    /// Names that 115 refuses by now (spec 3.5, 5.3).
    pub(super) const RETIRED: [&'static str; 7] = [
        "windows", "mac", "linux", "desktop", "bios", "bandroid", "bipad",
    ];

    /// All of them, for a user to choose from.
    pub fn all() -> impl Iterator<Item = Self> {
        KNOWN.iter().map(|known| known.app)
    }

    /// Its name, such as `alipaymini`.
    pub fn name(self) -> &'static str {
        self.known().map_or("", |known| known.name)
    }

    /// Its common name with an article, such as "115's Alipay mini-program".
    pub fn title(self) -> &'static str {
        match self {
            Self::Web => "the 115 website",
            Self::Ios => "the 115 Life app for iPhone",
            Self::Ios115 => "the 115 app for iPhone",
            Self::Android => "the 115 Life app for Android",
            Self::Android115 => "the 115 app for Android",
            Self::Ipad => "the 115 Life app for iPad",
            Self::Ipad115 => "the 115 app for iPad",
            Self::Tv => "the 115 app for Android TV",
            Self::AppleTv => "the 115 app for Apple TV",
            Self::QAndroid => "the 115 Management app for Android",
            Self::QIos => "the 115 Management app for iPhone",
            Self::QIpad => "the 115 Management app for iPad",
            Self::OsWindows => "the 115 Life app for Windows",
            Self::OsMac => "the 115 Life app for macOS",
            Self::OsLinux => "the 115 Life app for Linux",
            Self::WechatMini => "115's WeChat mini-program",
            Self::AlipayMini => "115's Alipay mini-program",
            Self::Harmony => "the 115 app for HarmonyOS",
        }
    }

    /// The slot of an account that a login as this app takes, such as `R2`: 115 calls it `ssoent`
    /// and writes it into the cookie `UID`. A login that holds the slot is logged out.
    pub fn ssoent(self) -> &'static str {
        self.known().map_or("", |known| known.ssoent)
    }

    /// The app of this name, such as `alipaymini`; `None` for an unknown and for a retired one.
    pub fn from_name(name: &str) -> Option<Self> {
        let found = KNOWN.iter().find(|known| known.name == name);
        found.map(|known| known.app)
    }

    /// Its place in the path of the login call.
    pub(super) fn path(self) -> &'static str {
        self.known().map_or("", |known| known.path)
    }

    /// Its `user-agent`.
    pub(crate) fn user_agent(self) -> &'static str {
        self.known().map_or(PLAIN, |known| known.user_agent)
    }

    fn known(self) -> Option<&'static Known> {
        KNOWN.iter().find(|known| known.app == self)
    }
}

impl FromStr for App {
    type Err = Error;

    /// The app of this name, such as `alipaymini`; else [`Error::Setting`] with all of them.
    fn from_str(name: &str) -> Result<Self, Error> {
        Self::from_name(name).ok_or_else(|| {
            let retired = match Self::RETIRED.iter().find(|retired| **retired == name) {
                Some(retired) => format!("`{retired}` is retired by the service; it "),
                None => String::new(),
            };
            let names = Self::NAMES.join(", ");
            Error::setting("app", format!("{retired}must be one of {names}"))
        })
    }
}

impl fmt::Display for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
