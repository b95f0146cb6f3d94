//! WeChat web: `jslogin`, the QR picture, the long poll, the exchange, push login, and the first
//! calls of a session.

mod exchange;
mod hosts;
mod jslogin;
mod poll;
mod session;
mod session_calls;

use crate::ask::Ask;
use crate::exchange::Response;
use crate::image::{avatar_jpeg, qr_jpeg};
use crate::memory::Newest;
use crate::reply::{html, reply};
use crate::service::{Cx, Service, Verdict};

/// The page that old clients get instead of XML.
const PAGE: &str = "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"UTF-8\">\n<title>微信网页版</title>\n</head>\n<body></body>\n</html>\n";

/// WeChat web.
#[derive(Default)]
pub(crate) struct Web {
    codes: Newest<String, Detail>,
    /// `wxsid` of those who have logged out.
    ended: Newest<String, ()>,
}

/// What belongs to one uuid.
struct Detail {
    lang: String,
    page_host: String,
    /// The scan that was last told.
    told_scan: Option<u64>,
    /// The uuid was given up: 202 was told, or the login is complete.
    dead: bool,
    /// How often the ticket was used.
    exchanged: u32,
    /// Made by push login: the phone asks by itself.
    push: bool,
}

impl Service for Web {
    fn answer(&mut self, call: &'static str, ask: &Ask, cx: &mut Cx<'_>) -> Verdict {
        match call {
            "jslogin" => self.jslogin(ask, cx).into(),
            "qrcode" => qrcode(ask, cx).into(),
            "login" => self.poll(ask, cx),
            "exchange" => self.exchange(ask, cx).into(),
            "pushlogin" => self.push_login(ask, cx).into(),
            "init" | "status-notify" | "contacts" | "batch-contacts" | "sync" | "send"
            | "oplog" | "report" => self.session_call(call, ask, cx).into(),
            "logout" => self.log_out(ask, cx).into(),
            "icon" => reply(200, "image/jpeg", avatar_jpeg()).into(),
            "synccheck" => self.sync_check(ask, cx),
            "page" => self.page(ask, cx).into(),
            "scan-page" => html(200, PAGE).into(),
            _ => reply(404, "text/html", "").into(),
        }
    }

    fn refuse(&self, what: &str, _: &Cx<'_>) -> Response {
        match what.parse::<i64>() {
            Ok(code) => script(format!("window.code={code};")),
            Err(_) => reply(503, "", ""),
        }
    }
}

/// A body of JavaScript, exactly these bytes.
fn script(body: impl Into<Vec<u8>>) -> Response {
    reply(200, "text/javascript", body)
}

/// The code as a picture; a uuid that was never issued has one too.
fn qrcode(ask: &Ask, cx: &mut Cx<'_>) -> Response {
    let uuid = ask
        .path
        .strip_prefix("/qrcode/")
        .map(crate::ask::decode)
        .unwrap_or_default();
    if cx.login(&uuid).is_none() {
        cx.note("unknown uuid");
    }
    reply(
        200,
        "image/jpeg",
        qr_jpeg(&format!("https://login.weixin.qq.com/l/{uuid}")),
    )
}

/// How many only: a live uuid leads to the credentials.
impl std::fmt::Debug for Web {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Web({} uuids)", self.codes.len())
    }
}
