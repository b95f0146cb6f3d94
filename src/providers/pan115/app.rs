//! The apps that 115 can be logged in as (spec 3.5).

use std::fmt;

use serde::{Deserialize, Serialize};

/// Which of 115's apps to log in as. An account has one login for each: a new one ends the older.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are 115's own")]
pub enum App {
    Web,
    Android,
    Ios,
    Tv,
    AlipayMini,
    WechatMini,
    QAndroid,
}

impl App {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Web, "web"),
        (Self::Android, "android"),
        (Self::Ios, "ios"),
        (Self::Tv, "tv"),
        (Self::AlipayMini, "alipaymini"),
        (Self::WechatMini, "wechatmini"),
        (Self::QAndroid, "qandroid"),
    ];

    /// Its name, such as `alipaymini`.
    pub fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(known, _)| *known == self);
        found.map_or("", |(_, name)| name)
    }

    /// The app of this name, such as `alipaymini`.
    pub fn from_name(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, known)| *known == name);
        found.map(|(app, _)| *app)
    }
}

impl fmt::Display for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
