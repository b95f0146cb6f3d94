//! The app table: who can log in, and in which slot of the account.

use crate::scenario::Pan115;

/// Apps and their slots (`ssoent`).
const APPS: [(&str, &str); 25] = [
    ("web", "A1"),
    ("ios", "D1"),
    ("115ios", "D3"),
    ("android", "F1"),
    ("115android", "F3"),
    ("ipad", "H1"),
    ("115ipad", "H3"),
    ("tv", "I1"),
    ("apple_tv", "I2"),
    ("qandroid", "M1"),
    ("qios", "N1"),
    ("qipad", "O1"),
    ("os_windows", "P1"),
    ("os_mac", "P2"),
    ("os_linux", "P3"),
    ("wechatmini", "R1"),
    ("alipaymini", "R2"),
    ("harmony", "S1"),
    // Known, but not offered.
    ("desktop", "A1"),
    ("bios", "D2"),
    ("bandroid", "F2"),
    ("bipad", "H2"),
    // The older names of the desktop apps.
    ("windows", "P1"),
    ("mac", "P2"),
    ("linux", "P3"),
];

/// Whether an app may stand in a path.
pub(super) fn is_known(app: &str) -> bool {
    app == "app" || APPS.iter().any(|(known, _)| *known == app)
}

/// The slot of an app that can log in. The answer to an unknown app is an assumption: as for a retired one.
pub(super) fn slot(app: &str, settings: &Pan115) -> Option<&'static str> {
    let retired = settings.retired.split(',').any(|name| name.trim() == app);
    let known = APPS.iter().find(|(known, _)| *known == app)?;
    (!retired).then_some(known.1)
}
