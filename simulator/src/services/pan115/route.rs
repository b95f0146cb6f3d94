//! The hosts and paths of 115 and its open platform.

use super::apps;
use crate::ask::Ask;
use crate::ledger::Logins;
use crate::record::ServiceId;
use crate::route::UNKNOWN;

/// Every host: first those of the login, which can stand in for each other.
pub(crate) const HOSTS: [&str; 8] = [
    "qrcodeapi.115.com",
    "hnqrcodeapi.115.com",
    "passportapi.115.com",
    "hnpassportapi.115.com",
    API_HOST,
    MY_HOST,
    VERSION_HOST,
    SITE,
];
/// The host of pictures, and of what the QR code points to.
pub(super) const SITE: &str = "115.com";
/// The host of the calls with an access token.
const API_HOST: &str = "proapi.115.com";
/// The host of the cookie check.
const MY_HOST: &str = "my.115.com";
/// The host that tells the browser's version.
const VERSION_HOST: &str = "appversion.115.com";

/// Whether 115 has this host.
pub(crate) fn is_host(host: &str) -> bool {
    HOSTS.contains(&host)
}

/// The service and call of a request to one of its hosts.
pub(crate) fn route(ask: &Ask, logins: &Logins) -> (ServiceId, &'static str) {
    match ask.host.as_str() {
        SITE => (ServiceId::Pan115, site(&ask.path)),
        MY_HOST => (ServiceId::Pan115, my(ask)),
        VERSION_HOST => (ServiceId::Pan115, browser_version(&ask.path)),
        API_HOST => (ServiceId::Open115, api(&ask.path)),
        _ => {
            if let Some(call) = ask.path.strip_prefix("/open/") {
                return (ServiceId::Open115, open(call));
            }
            let call = login_call(&ask.path);
            (issuer(call, ask, logins), call)
        }
    }
}

/// The calls about a code are for the service that issued it.
fn issuer(call: &str, ask: &Ask, logins: &Logins) -> ServiceId {
    const SHARED: [&str; 6] = [
        "image",
        "status",
        "quick-status",
        "prompt",
        "slogin",
        "cancel",
    ];
    let is_open = |uid: &String| logins.has(ServiceId::Open115, uid);
    if SHARED.contains(&call) && ask.query("uid").as_ref().is_some_and(is_open) {
        ServiceId::Open115
    } else {
        ServiceId::Pan115
    }
}

fn login_call(path: &str) -> &'static str {
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

fn open(call: &str) -> &'static str {
    match call {
        "authDeviceCode" => "authDeviceCode",
        "deviceCodeToToken" => "deviceCodeToToken",
        "refreshToken" => "refreshToken",
        _ => UNKNOWN,
    }
}

/// Every call of the API wants a token before it looks at the path, even the login calls, which do
/// not live here.
fn api(path: &str) -> &'static str {
    match path {
        "/open/user/info" => "user-info",
        path if path.starts_with("/open/") => "api",
        _ => UNKNOWN,
    }
}

fn site(path: &str) -> &'static str {
    match path {
        path if path.starts_with("/scan/") => "scan-page",
        path if path.starts_with("/simulated") => "picture",
        _ => UNKNOWN,
    }
}

fn my(ask: &Ask) -> &'static str {
    let is = |name: &str, value: &str| ask.query(name).as_deref() == Some(value);
    if ask.path == "/" && is("ct", "guide") && is("ac", "status") {
        "guide-status"
    } else if ask.path == "/" && is("ct", "ajax") && is("ac", "nav") {
        "user-nav"
    } else {
        UNKNOWN
    }
}

fn browser_version(path: &str) -> &'static str {
    if path == "/1/web/1.0/api/chrome" {
        "browser-version"
    } else {
        UNKNOWN
    }
}
