//! The table of apps: which can log in, and in which slot of the account.

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
    // Known, but not offered to users.
    ("desktop", "A1"),
    ("bios", "D2"),
    ("bandroid", "F2"),
    ("bipad", "H2"),
    // The older names of the desktop apps.
    ("windows", "P1"),
    ("mac", "P2"),
    ("linux", "P3"),
];

/// Whether an app is known in paths.
pub(super) fn is_known(app: &str) -> bool {
    app == "app" || APPS.iter().any(|(known, _)| *known == app)
}

/// The apps that log in under the path of `ios`, by the start of their User-Agent (spec 3.5).
const UNDER_IOS: [(&str, &str); 3] = [
    ("OfficePhone/", "qios"),
    ("UPad/", "ipad"),
    ("OfficePad/", "qipad"),
];

/// The slot of an app that can log in, by its place in the path and its User-Agent. The response to
/// an unknown app is an assumption: as for a retired one.
pub(super) fn slot(path: &str, user_agent: &str, retired: &str) -> Option<&'static str> {
    let under_ios = UNDER_IOS
        .iter()
        .find(|(begin, _)| path == "ios" && user_agent.starts_with(begin));
    let app = under_ios.map_or(path, |(_, app)| app);
    let is_retired = |name: &str| name.trim() == path || name.trim() == app;
    if retired.split(',').any(is_retired) {
        return None;
    }
    let known = APPS.iter().find(|(known, _)| *known == app)?;
    Some(known.1)
}
