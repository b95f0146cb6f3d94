//! The host of QQ's bots, and the names of the calls there.

use crate::services::UNKNOWN;

/// The host of calls and pages.
pub(super) const HOST: &str = "q.qq.com";

/// The calls of QQ's bots.
pub(crate) const QQ_BOT: &[&str] = &["create_bind_task", "poll_bind_result", "code-page", UNKNOWN];

/// The call at this address.
pub(super) fn call(path: &str) -> &'static str {
    match path {
        "/lite/create_bind_task" => "create_bind_task",
        "/lite/poll_bind_result" => "poll_bind_result",
        "/qqbot/openclaw/connect.html" => "code-page",
        _ => UNKNOWN,
    }
}
