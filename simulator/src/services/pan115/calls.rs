//! The hosts of 115 and its open platform, and the names of the calls there.

use super::apps;
use crate::services::UNKNOWN;

/// Every host. Those of the login come first; they are interchangeable.
pub(super) const HOSTS: &[&str] = &[
    "qrcodeapi.115.com",
    "hnqrcodeapi.115.com",
    "passportapi.115.com",
    "hnpassportapi.115.com",
    API_HOST,
    MY_HOST,
    VERSION_HOST,
    SITE,
];
/// The hosts of the open platform.
pub(super) const OPEN_HOSTS: &[&str] = &[
    "qrcodeapi.115.com",
    "hnqrcodeapi.115.com",
    "passportapi.115.com",
    "hnpassportapi.115.com",
    API_HOST,
];
/// The host of pictures, and of what the QR code points to.
pub(super) const SITE: &str = "115.com";
/// The host of the calls with an access token.
pub(super) const API_HOST: &str = "proapi.115.com";
/// The host of the cookie check.
pub(super) const MY_HOST: &str = "my.115.com";
/// The host that returns the browser's version.
pub(super) const VERSION_HOST: &str = "appversion.115.com";

/// The calls of 115 itself.
pub(crate) const PAN: &[&str] = &[
    "token",
    "image",
    "status",
    "quick-status",
    "login",
    "prompt",
    "slogin",
    "cancel",
    "check",
    "guide-status",
    "user-nav",
    "browser-version",
    "scan-page",
    "picture",
    UNKNOWN,
];

/// The calls of the open platform.
pub(crate) const OPEN: &[&str] = &[
    "authDeviceCode",
    "image",
    "status",
    "quick-status",
    "deviceCodeToToken",
    "refreshToken",
    "user-info",
    "api",
    "prompt",
    "slogin",
    "cancel",
    UNKNOWN,
];

/// The calls about a code, which both have.
pub(super) const SHARED: [&str; 6] = [
    "image",
    "status",
    "quick-status",
    "prompt",
    "slogin",
    "cancel",
];

/// The call of a path at the hosts of the login.
pub(super) fn login(path: &str) -> &'static str {
    match path {
        // The slash is required, unlike elsewhere.
        "/get/status/" => return "status",
        "/api/2.0/prompt.php" => return "prompt",
        "/api/2.0/slogin.php" => return "slogin",
        "/api/2.0/cancel.php" => return "cancel",
        _ => {}
    }
    let path = path.strip_suffix('/').unwrap_or(path);
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match parts.as_slice() {
        ["api", "1.0", app, "1.0", call] if apps::is_known(app) => match *call {
            "token" => "token",
            "qrcode" => "image",
            "status" => "quick-status",
            _ => UNKNOWN,
        },
        ["app", "1.0", _, "1.0", "login", "qrcode"] => "login",
        ["app", "1.0", _, "1.0", "check", "sso"] => "check",
        _ => UNKNOWN,
    }
}

/// The open platform's call at the hosts of the login, by its name behind `/open/`.
pub(super) fn open(name: &str) -> &'static str {
    match name {
        "authDeviceCode" => "authDeviceCode",
        "deviceCodeToToken" => "deviceCodeToToken",
        "refreshToken" => "refreshToken",
        _ => UNKNOWN,
    }
}

/// The call of a path of the API. Each requires a token before it looks at the path; even the
/// paths of the login calls, which the API does not have.
pub(super) fn api(path: &str) -> &'static str {
    match path {
        "/open/user/info" => "user-info",
        path if path.starts_with("/open/") => "api",
        _ => UNKNOWN,
    }
}

/// The call of a path at [`SITE`].
pub(super) fn site(path: &str) -> &'static str {
    match path {
        path if path.starts_with("/scan/") => "scan-page",
        path if path.starts_with("/simulated") => "picture",
        _ => UNKNOWN,
    }
}

/// The call of a path at [`MY_HOST`] with these values of `ct` and `ac`.
pub(super) fn my(path: &str, ct: &str, ac: &str) -> &'static str {
    match (path, ct, ac) {
        ("/", "guide", "status") => "guide-status",
        ("/", "ajax", "nav") => "user-nav",
        _ => UNKNOWN,
    }
}

/// The call of a path at [`VERSION_HOST`].
pub(super) fn browser_version(path: &str) -> &'static str {
    if path == "/1/web/1.0/api/chrome" {
        "browser-version"
    } else {
        UNKNOWN
    }
}
