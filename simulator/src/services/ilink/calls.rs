//! The hosts of the iLink API, and the names of the calls there.

use crate::services::UNKNOWN;

/// Where logins begin.
pub(super) const BASE: &str = "ilinkai.weixin.qq.com";
/// Another data centre.
pub(super) const OTHER: &str = "sh.ilinkai.weixin.qq.com";
/// The host of the page in the QR code.
const PAGE: &str = "liteapp.weixin.qq.com";

pub(super) const HOSTS: &[&str] = &[BASE, OTHER, PAGE];

/// The calls of the iLink API.
pub(crate) const ILINK: &[&str] = &["get_bot_qrcode", "get_qrcode_status", "scan-page", UNKNOWN];

/// The call at this address.
pub(super) fn call(host: &str, path: &str) -> &'static str {
    match path {
        "/ilink/bot/get_bot_qrcode" if host != PAGE => "get_bot_qrcode",
        "/ilink/bot/get_qrcode_status" if host != PAGE => "get_qrcode_status",
        path if host == PAGE && path.starts_with("/q/") => "scan-page",
        _ => UNKNOWN,
    }
}
