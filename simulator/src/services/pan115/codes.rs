//! Codes, which both services issue, show, and let the phone act on.

use http::Method;
use http::header::{ALLOW, REFERER};

use super::{envelope, phone};
use crate::exchange::Response;
use crate::image::qr_png;
use crate::incoming::Incoming;
use crate::memory::Newest;
use crate::person::Terms;
use crate::reply::{ALIYUN_BLOCK_PAGE, header, html, reply};
use crate::scenario::{PanImage, PanQr, TimeDigits};
use crate::service::{Cx, Outcome};

/// The codes of one service by uid.
#[derive(Default)]
pub(super) struct Codes {
    pub(super) by_uid: Newest<String, Code>,
}

pub(super) struct Code {
    pub(super) sign: String,
    pub(super) time: u64,
    /// The time of the scan that was last reported.
    pub(super) reported_scan: Option<u64>,
}

/// What the client receives of a new code.
pub(super) struct NewCode {
    pub(super) uid: String,
    pub(super) time: u64,
    pub(super) sign: String,
    /// The content of the QR code, unless the response lacks it.
    pub(super) qrcode: Option<String>,
}

impl Codes {
    /// Issues a code.
    pub(super) fn issue(&mut self, cx: &mut Cx<'_>) -> NewCode {
        let settings = &cx.scenario.pan_115;
        let mut random = cx.random(cx.next_number(), "token");
        let (uid, sign) = (random.hex(40), random.hex(32));
        let time = match settings.time {
            TimeDigits::Thirteen => cx.clock(),
            TimeDigits::Variant | TimeDigits::Ten => cx.clock() / 1000,
        };
        let scheme = match settings.qrcode {
            PanQr::Http => "http",
            _ => "https",
        };
        let content = format!("{scheme}://115.com/scan/dg-{uid}");
        let terms = Terms {
            lifetime: settings.lifetime.0,
            collectable: settings.collectable.0,
        };
        cx.issue(terms, &uid, &content);
        let code = Code {
            sign: sign.clone(),
            time,
            reported_scan: None,
        };
        self.by_uid.insert(uid.clone(), code, cx.scenario.remember);
        let qrcode = match settings.qrcode {
            PanQr::Https | PanQr::Http => Some(content),
            PanQr::Empty => Some(String::new()),
            PanQr::Absent => None,
        };
        NewCode {
            uid,
            time,
            sign,
            qrcode,
        }
    }

    /// The calls about a code that both services have.
    pub(super) fn respond(&mut self, call: &str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        match call {
            "image" => image(incoming, cx).into(),
            "status" => self.status(incoming, cx),
            "quick-status" => self.quick_status(incoming, cx).into(),
            "prompt" | "slogin" | "cancel" => phone::act(call, incoming, cx).into(),
            _ => unknown(incoming, cx).into(),
        }
    }
}

/// The refusal of a request with another method.
pub(super) fn wrong_method(incoming: &Incoming, wanted: &Method) -> Option<Response> {
    (incoming.method != *wanted).then(|| {
        let mut response = reply(405, "", "");
        header(&mut response, ALLOW, wanted.as_str());
        response
    })
}

fn image(incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
    let Some(uid) = incoming.query("uid").filter(|uid| !uid.is_empty()) else {
        return envelope::failure(envelope::PARAMETERS, cx);
    };
    let content = match cx.login(&uid) {
        Some(login) => login.payload.clone(),
        None => format!("https://115.com/scan/dg-{uid}"),
    };
    match cx.scenario.pan_115.image {
        PanImage::HtmlAsPng => reply(200, "image/png", ALIYUN_BLOCK_PAGE),
        PanImage::WantsReferer if !incoming.header(REFERER).starts_with("https://115.com") => {
            cx.note("no Referer");
            html(403, ALIYUN_BLOCK_PAGE)
        }
        PanImage::Png | PanImage::WantsReferer => reply(200, "image/png", qr_png(&content)),
    }
}

fn unknown(incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
    if incoming.path == "/get/status" {
        cx.note("status without its last slash");
    }
    html(
        404,
        "<html><head><title>404 Not Found</title></head></html>",
    )
}

/// The count only: a uid can be exchanged for credentials.
impl std::fmt::Debug for Codes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Codes({})", self.by_uid.len())
    }
}
