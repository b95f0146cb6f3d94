//! The hosts of Bilibili, and the names of the calls there.

use crate::services::UNKNOWN;

/// The hosts where logins begin.
const PASSPORT: [&str; 2] = ["passport.bilibili.com", "passport.snm0516.aisee.tv"];
/// The host of the app's own calls.
const APP: &str = "app.bilibili.com";

pub(super) const HOSTS: &[&str] = &[
    "passport.bilibili.com",
    "passport.snm0516.aisee.tv",
    "passport.biligame.com",
    "www.bilibili.com",
    "api.bilibili.com",
    APP,
    "account.bilibili.com",
    "i0.hdslb.com",
];
pub(super) const TV_HOSTS: &[&str] = &["passport.bilibili.com", "passport.snm0516.aisee.tv", APP];

/// The calls of the web login.
pub(crate) const WEB: &[&str] = &[
    "generate",
    "poll",
    "cross-domain",
    "landing",
    "nav",
    "nav-stat",
    "myinfo",
    "spi",
    "getbuvid",
    "activate",
    "web-ticket",
    "cookie-info",
    "correspond",
    "cookie-refresh",
    "confirm-refresh",
    "logout",
    "scan-page",
    "risk-page",
    "picture",
    "retired",
    UNKNOWN,
];

/// The calls of the TV login.
pub(crate) const TV: &[&str] = &[
    "auth_code",
    "poll",
    "scan-page",
    "confirm",
    "token-info",
    "account",
    "token-refresh",
];

/// The call of the TV login at this address.
pub(super) fn tv(host: &str, path: &str) -> Option<&'static str> {
    let call = match path {
        "/x/v2/account/myinfo" => return (host == APP).then_some("account"),
        "/x/passport-tv-login/qrcode/auth_code" => "auth_code",
        "/x/passport-tv-login/qrcode/poll" => "poll",
        "/x/passport-tv-login/h5/qrcode/auth" => "scan-page",
        "/x/passport-tv-login/h5/qrcode/confirm" => "confirm",
        "/x/passport-login/oauth2/info" => "token-info",
        "/x/passport-login/oauth2/refresh_token" => "token-refresh",
        _ => return None,
    };
    PASSPORT.contains(&host).then_some(call)
}

/// The call of the web login at this address.
pub(super) fn web(host: &str, path: &str) -> Option<&'static str> {
    let at_passport = |call| PASSPORT.contains(&host).then_some(call);
    Some(match path {
        "/x/passport-login/web/qrcode/generate" => return at_passport("generate"),
        "/x/passport-login/web/qrcode/poll" => return at_passport("poll"),
        "/qrcode/getLoginInfo" => return at_passport("retired"),
        "/crossDomain" | "/x/passport-login/web/crossDomain" => "cross-domain",
        "/x/web-interface/nav" => "nav",
        "/x/web-interface/nav/stat" => "nav-stat",
        "/x/space/myinfo" => "myinfo",
        "/x/frontend/finger/spi" => "spi",
        "/x/web-frontend/getbuvid" => "getbuvid",
        "/x/internal/gaia-gateway/ExClimbWuzhi" => "activate",
        "/bapis/bilibili.api.ticket.v1.Ticket/GenWebTicket" => "web-ticket",
        "/x/passport-login/web/cookie/info" => "cookie-info",
        "/x/passport-login/web/cookie/refresh" => return at_passport("cookie-refresh"),
        "/x/passport-login/web/confirm/refresh" => return at_passport("confirm-refresh"),
        path if path.starts_with("/correspond/1/") => "correspond",
        "/login/exit/v2" => "logout",
        "/h5-app/passport/login/scan" | "/h5/account-h5/auth/scan-web" => "scan-page",
        "/h5-app/passport/risk/verify" => "risk-page",
        path if path.starts_with("/bfs/") => "picture",
        "/" => "landing",
        _ => return None,
    })
}
