//! The hosts of DingTalk, and the names of the calls there.

use crate::services::UNKNOWN;

/// The host of all calls.
const API: &str = "oapi.dingtalk.com";
/// The host of the page in the QR code.
pub(super) const PAGE: &str = "open-dev.dingtalk.com";
/// The path of that page.
pub(super) const PAGE_PATH: &str = "/openapp/registration/openClaw";

pub(super) const HOSTS: &[&str] = &[API, PAGE];

pub(crate) const DINGTALK: &[&str] = &["init", "begin", "poll", "page", UNKNOWN];

/// The call of this address.
pub(super) fn call(host: &str, path: &str) -> &'static str {
    match (host, path) {
        (API, "/app/registration/init") => "init",
        (API, "/app/registration/begin") => "begin",
        (API, "/app/registration/poll") => "poll",
        (PAGE, PAGE_PATH) => "page",
        _ => UNKNOWN,
    }
}
