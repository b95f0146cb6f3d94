//! The names of the calls, and the hosts of the services (spec 1.2).

use crate::services::UNKNOWN;

/// The calls of the device flow.
pub(crate) const DEVICE: &[&str] = &["discovery", "device", "token", "page", UNKNOWN];

/// The host of a service that follows the standard.
pub(super) const STANDARD: &str = "id.example";

/// Every host.
pub(super) const HOSTS: &[&str] = &[
    STANDARD,
    "github.com",
    "oauth2.googleapis.com",
    "www.google.com",
    "login.microsoftonline.com",
    "microsoft.com",
    "gitlab.com",
    "id.twitch.tv",
    "www.twitch.tv",
];

/// The call of this address.
pub(super) fn call(host: &str, path: &str) -> &'static str {
    match (host, path) {
        ("github.com", "/login/device/code") => "device",
        ("github.com", "/login/oauth/access_token") => "token",
        ("github.com", "/login/device") => "page",
        ("oauth2.googleapis.com", "/device/code") => "device",
        ("oauth2.googleapis.com", "/token") => "token",
        ("www.google.com", "/device") => "page",
        ("login.microsoftonline.com", path) => match tenant_call(path) {
            Some("devicecode") => "device",
            Some("token") => "token",
            _ => UNKNOWN,
        },
        ("microsoft.com", "/devicelogin") => "page",
        ("gitlab.com" | STANDARD, "/oauth/authorize_device") => "device",
        ("gitlab.com" | STANDARD, "/oauth/token") => "token",
        ("gitlab.com", "/oauth/device") => "page",
        ("id.twitch.tv", "/oauth2/device") => "device",
        ("id.twitch.tv", "/oauth2/token") => "token",
        ("www.twitch.tv", "/activate") => "page",
        (STANDARD, "/.well-known/openid-configuration") => "discovery",
        (STANDARD, "/application/o/device/") => "device",
        (STANDARD, "/application/o/token/") => "token",
        (STANDARD, "/device") => "page",
        (STANDARD, path) => match realm_call(path) {
            Some("auth/device") => "device",
            Some("token") => "token",
            _ => UNKNOWN,
        },
        _ => UNKNOWN,
    }
}

/// The last part of `/<tenant>/oauth2/v2.0/…`.
fn tenant_call(path: &str) -> Option<&str> {
    let (tenant, call) = path.strip_prefix('/')?.split_once('/')?;
    let call = call.strip_prefix("oauth2/v2.0/")?;
    (!tenant.is_empty()).then_some(call)
}

/// The rest of `/realms/<realm>/protocol/openid-connect/…`.
fn realm_call(path: &str) -> Option<&str> {
    let (realm, call) = path.strip_prefix("/realms/")?.split_once('/')?;
    let call = call.strip_prefix("protocol/openid-connect/")?;
    (!realm.is_empty()).then_some(call)
}

/// The page where a person types the code.
pub(super) fn page(host: &str) -> (&'static str, &'static str) {
    match host {
        "github.com" => ("github.com", "/login/device"),
        "oauth2.googleapis.com" => ("www.google.com", "/device"),
        "login.microsoftonline.com" => ("microsoft.com", "/devicelogin"),
        "gitlab.com" => ("gitlab.com", "/oauth/device"),
        "id.twitch.tv" => ("www.twitch.tv", "/activate"),
        _ => (STANDARD, "/device"),
    }
}
