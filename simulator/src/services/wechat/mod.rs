//! WeChat web: `jslogin`, the QR picture, the long poll, the exchange, push login, and the first
//! calls of a session.

pub(crate) mod calls;
mod exchange;
mod hosts;
mod jslogin;
mod poll;
pub(crate) mod scenario;
mod session;
mod session_calls;

use crate::directory::Example;
use crate::exchange::Response;
use crate::image::{avatar_jpeg, qr_jpeg};
use crate::incoming::Incoming;
use crate::ledger::Logins;
use crate::memory::Newest;
use crate::reply::{html, reply};
use crate::service::{Cx, Handler, Outcome, Service};

/// The page that old clients get instead of XML.
const PAGE: &str = "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"UTF-8\">\n<title>微信网页版</title>\n</head>\n<body></body>\n</html>\n";

/// WeChat web.
#[derive(Default)]
pub(crate) struct Web {
    codes: Newest<String, Detail>,
    /// `wxsid` of ended sessions.
    ended: Newest<String, ()>,
}

/// The state of one uuid.
struct Detail {
    lang: String,
    page_host: String,
    /// The time of the scan that was last reported.
    reported_scan: Option<u64>,
    /// The uuid has ended: 202 was reported, or the login is complete.
    dead: bool,
    /// How often the ticket was used.
    exchanged: u32,
    /// Issued by push login: the phone needs no scan.
    push: bool,
}

impl Service for Web {
    const HOSTS: &'static [&'static str] = calls::HOSTS;
    const UNLISTED_HOSTS: &'static [&'static str] = &[calls::EVIL_HOST];
    const EXAMPLE: Option<Example> = Some(Example {
        hosts: "login.wx.qq.com, wx.qq.com, …",
        path: "/login.wx.qq.com/jslogin",
    });

    fn route(incoming: &Incoming, _: &Logins) -> Option<&'static str> {
        Some(calls::call(&incoming.path))
    }
}

impl Handler for Web {
    fn respond(&mut self, call: &'static str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        match call {
            "jslogin" => self.jslogin(incoming, cx).into(),
            "qrcode" => qrcode(incoming, cx).into(),
            "login" => self.poll(incoming, cx),
            "exchange" => self.exchange(incoming, cx).into(),
            "pushlogin" => self.push_login(incoming, cx).into(),
            "init" | "status-notify" | "contacts" | "batch-contacts" | "sync" | "send"
            | "oplog" | "report" => self.session_call(call, incoming, cx).into(),
            "logout" => self.log_out(incoming, cx).into(),
            "icon" => reply(200, "image/jpeg", avatar_jpeg()).into(),
            "synccheck" => self.sync_check(incoming, cx),
            "page" => self.page(incoming, cx).into(),
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

/// The code as a picture, for unknown uuids, too.
fn qrcode(incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
    let uuid = incoming
        .path
        .strip_prefix("/qrcode/")
        .map(crate::incoming::decode)
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

/// The count only: a valid uuid can be exchanged for credentials.
impl std::fmt::Debug for Web {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Web({} uuids)", self.codes.len())
    }
}
