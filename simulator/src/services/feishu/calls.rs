//! The hosts of Feishu and Lark, and the names of the calls there.

use crate::incoming::Incoming;
use crate::services::UNKNOWN;

/// Where logins begin.
pub(super) const FEISHU: &str = "accounts.feishu.cn";
/// Where those of Lark's accounts end.
pub(super) const LARK: &str = "accounts.larksuite.com";
/// The pages in the QR codes.
const FEISHU_PAGE: &str = "open.feishu.cn";
const LARK_PAGE: &str = "open.larksuite.com";

pub(super) const HOSTS: &[&str] = &[FEISHU, LARK, FEISHU_PAGE, LARK_PAGE];

pub(crate) const FEISHU_CALLS: &[&str] = &["init", "begin", "poll", "page", UNKNOWN];

/// The call of this request: both calls have one path.
pub(super) fn call(incoming: &Incoming) -> &'static str {
    match (incoming.host.as_str(), incoming.path.as_str()) {
        (FEISHU_PAGE | LARK_PAGE, "/page/launcher") => "page",
        (FEISHU | LARK, "/oauth/v1/app/registration") => {
            match incoming.parameter("action").as_deref() {
                Some("init") => "init",
                Some("begin") => "begin",
                Some("poll") => "poll",
                _ => UNKNOWN,
            }
        }
        _ => UNKNOWN,
    }
}

/// The host of the page that a code of this host leads to.
pub(super) fn page(host: &str) -> &'static str {
    match host {
        LARK => LARK_PAGE,
        _ => FEISHU_PAGE,
    }
}
