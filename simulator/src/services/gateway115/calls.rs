//! The paths of the gateway, which has no host of its own, and the names of its calls.

use crate::services::UNKNOWN;

/// The calls of the gateway.
pub(crate) const GATEWAY: &[&str] = &["start", "image", "status", "login", UNKNOWN];

/// The call of this path, if it is one of the gateway's.
pub(super) fn call(path: &str, is_loopback: bool) -> Option<&'static str> {
    let Some(call) = path.strip_prefix("/api/v1/115/") else {
        // A gateway at a host of its own responds to unknown paths, too. On loopback they could be
        // any service's.
        let is_own = !is_loopback && path.to_ascii_lowercase().starts_with("/api/v1/");
        return is_own.then_some(UNKNOWN);
    };
    Some(match call {
        "qrcode/start" => "start",
        "qrcode/image" => "image",
        "qrcode/status" => "status",
        "qrcode/login" => "login",
        _ => UNKNOWN,
    })
}
