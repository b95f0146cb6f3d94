//! The hosts of Steam, and the names of the calls there.

use crate::services::UNKNOWN;

const API: &str = "api.steampowered.com";
const LOGIN: &str = "login.steampowered.com";
const CODE: &str = "s.team";

/// The sites that set a cookie, each with the name of that cookie among the issued values.
pub(super) const SITES: [(&str, &str); 4] = [
    ("store.steampowered.com", "steamLoginSecure/store"),
    ("help.steampowered.com", "steamLoginSecure/help"),
    ("steamcommunity.com", "steamLoginSecure/community"),
    ("steam.tv", "steamLoginSecure/tv"),
];
/// A host to which no client may send a token.
pub(super) const EVIL_HOST: &str = "evil.example";

pub(super) const HOSTS: &[&str] = &[
    API,
    LOGIN,
    "store.steampowered.com",
    "help.steampowered.com",
    "steamcommunity.com",
    "steam.tv",
    CODE,
];

/// The calls of Steam.
pub(crate) const STEAM: &[&str] = &[
    "begin",
    "poll",
    "access",
    "finalize",
    "settoken",
    "scan-page",
    UNKNOWN,
];

/// The call of this address.
pub(super) fn call(host: &str, path: &str) -> &'static str {
    let is_site = SITES.iter().any(|(site, _)| *site == host);
    match (host, path.trim_end_matches('/')) {
        (API, "/IAuthenticationService/BeginAuthSessionViaQR/v1") => "begin",
        (API, "/IAuthenticationService/PollAuthSessionStatus/v1") => "poll",
        (API, "/IAuthenticationService/GenerateAccessTokenForApp/v1") => "access",
        (LOGIN, "/jwt/finalizelogin") => "finalize",
        (_, "/login/settoken") if is_site => "settoken",
        (CODE, path) if path.starts_with("/q/1/") => "scan-page",
        _ => UNKNOWN,
    }
}
