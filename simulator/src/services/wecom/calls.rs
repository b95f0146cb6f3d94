//! The host of WeCom's bots, and the names of the calls there.

use crate::services::UNKNOWN;

/// The host of calls and pages.
pub(super) const HOST: &str = "work.weixin.qq.com";

/// The calls of WeCom's bots.
pub(crate) const WECOM: &[&str] = &["generate", "query_result", "code-page", UNKNOWN];

/// The call at this address.
pub(super) fn call(path: &str) -> &'static str {
    match path {
        "/ai/qc/generate" => "generate",
        "/ai/qc/query_result" => "query_result",
        // For the app, and with a picture for browsers.
        "/ai/qc/c" | "/ai/qc/gen" => "code-page",
        _ => UNKNOWN,
    }
}
