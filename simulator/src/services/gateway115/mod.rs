//! The 115 gateway: four JSON calls in front of 115's own login, which is built in, or the
//! simulated 115 (`upstream`).

mod binding;
pub(crate) mod calls;
mod login;
mod responses;
pub(crate) mod scenario;
mod upstream;

use http::Method;
use http::header::{ALLOW, CACHE_CONTROL};

use crate::directory::Example;
use crate::exchange::Response;
use crate::image::qr_png;
use crate::incoming::{Incoming, is_loopback};
use crate::json::Json;
use crate::ledger::Logins;
use crate::memory::Newest;
use crate::person::{Phase, Terms};
use crate::reply::{ALIYUN_BLOCK_PAGE, header, reply};
use crate::scenario::{FaultKind, GatewayImage, GatewayStatus, GatewayVariant, TimeDigits};
use crate::service::{Cx, Handler, Outcome, Service};
use crate::services::UNKNOWN;
use binding::{Call, Fields, bind};
use responses::{json, message_only, observed, upstream_failure};

/// More frequent polls after an immediate response are noted in the log.
const POLL_GAP: u64 = 450;

/// The gateway.
#[derive(Default)]
pub(crate) struct Gateway {
    /// The tokens by uid.
    tokens: Newest<String, Token>,
    /// The last reported status other than 0, by uid of the simulated 115.
    reported: Newest<String, i64>,
    /// The faults of requests that the simulated 115 holds.
    held: Newest<upstream::HeldCall, FaultKind>,
}

struct Token {
    sign: String,
    time: u64,
    /// The time of the scan that was last reported.
    reported_scan: Option<u64>,
}

impl Service for Gateway {
    const CROSS_ORIGIN: bool = true;
    const EXAMPLE: Option<Example> = Some(Example {
        hosts: "the 115 gateway",
        path: "/api/v1/115/qrcode/start",
    });

    fn route(incoming: &Incoming, _: &Logins) -> Option<&'static str> {
        calls::call(&incoming.path, is_loopback(&incoming.host))
    }
}

impl Handler for Gateway {
    fn respond(&mut self, call: &'static str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        if cx.scenario.gateway_115.upstream {
            return self.forward(call, incoming, cx);
        }
        let fields = match admit(call, incoming, cx) {
            Ok(fields) => fields,
            Err(response) => return (*response).into(),
        };
        match call {
            "start" => self.start(cx).into(),
            "image" => image(&fields, cx).into(),
            "status" => self.status(&fields, cx),
            _ => login::login(&fields, cx).into(),
        }
    }

    fn refuse(&self, what: &str, cx: &Cx<'_>) -> Response {
        let code = if what == "slow_down" {
            50_199_004
        } else {
            what.parse().unwrap_or(50_199_004)
        };
        upstream_failure("check QR code status", code, cx)
    }
}

/// The fields of a valid request.
fn admit(call: &str, incoming: &Incoming, cx: &mut Cx<'_>) -> Result<Fields, Box<Response>> {
    let call = match call {
        UNKNOWN => return Err(Box::new(message_only(404, "Not Found", cx))),
        _ if incoming.method != Method::POST => {
            let mut response = message_only(405, "Method Not Allowed", cx);
            header(&mut response, ALLOW, "OPTIONS, POST");
            return Err(Box::new(response));
        }
        "start" => Call::Start,
        "image" => Call::Image,
        "status" => Call::Status,
        _ => Call::Login,
    };
    bind(incoming, call, cx).inspect_err(|_| cx.note("invalid request"))
}

/// The time of issue as the client receives it.
fn time(ms: u64, cx: &Cx<'_>) -> u64 {
    let settings = &cx.scenario.gateway_115;
    let seconds = match settings.time {
        TimeDigits::Variant => settings.variant == GatewayVariant::Observed,
        digits => digits == TimeDigits::Ten,
    };
    if seconds { ms / 1000 } else { ms }
}

fn image(fields: &Fields, cx: &mut Cx<'_>) -> Response {
    let content = match cx.login(&fields.uid) {
        Some(login) => login.payload.clone(),
        None => format!("https://115.com/scan/dg-{}", fields.uid),
    };
    let body = match cx.scenario.gateway_115.image {
        GatewayImage::Png => qr_png(&content),
        GatewayImage::HtmlAsPng => ALIYUN_BLOCK_PAGE.as_bytes().to_vec(),
        GatewayImage::Fails => {
            let text = "Failed to generate QR code image: failed to generate QR code image: Get \
                        \"https://qrcodeapi.115.com/api/1.0/mac/1.0/qrcode\": connection refused";
            return message_only(500, text, cx);
        }
    };
    picture(body, cx)
}

/// A body labelled as a picture.
fn picture(body: Vec<u8>, cx: &Cx<'_>) -> Response {
    let mut response = reply(200, "image/png", body);
    if observed(cx) {
        header(&mut response, CACHE_CONTROL, "no-cache");
    }
    response
}

impl Gateway {
    fn start(&mut self, cx: &mut Cx<'_>) -> Response {
        let settings = &cx.scenario.gateway_115;
        if settings.start_fails {
            return upstream_failure("start QR code session", 50_199_004, cx);
        }
        let mut random = cx.random(cx.next_number(), "token");
        let (uid, sign) = (random.hex(40), random.hex(32));
        let (lifetime, collectable) = (settings.lifetime.0, settings.collectable.0);
        let content = if observed(cx) {
            format!("https://115.com/scan/dg-{uid}")
        } else {
            format!("https://qrcode.115.com/api/1.0/web/1.0/token/{uid}")
        };
        let time = time(cx.clock(), cx);
        self.tokens.insert(
            uid.clone(),
            Token {
                sign: sign.clone(),
                time,
                reported_scan: None,
            },
            cx.scenario.remember,
        );
        cx.issue(
            Terms {
                lifetime,
                collectable,
            },
            &uid,
            &content,
        );
        let body = Json::object([
            ("uid", uid.into()),
            ("sign", sign.into()),
            ("time", time.into()),
            ("qrcode_content", content.into()),
        ]);
        json(200, &body, cx)
    }

    fn status(&mut self, fields: &Fields, cx: &mut Cx<'_>) -> Outcome {
        let settings = &cx.scenario.gateway_115;
        match settings.status {
            GatewayStatus::Waf => return responses::waf("check QR code status", 200, cx).into(),
            GatewayStatus::Waf405 => return responses::waf("check QR code status", 405, cx).into(),
            GatewayStatus::Real | GatewayStatus::Unknown99 => {}
        }
        let (now, began) = (cx.now, cx.began);
        let token = self.tokens.get_mut(&fields.uid);
        if let Some(token) = &token
            && (token.sign != fields.sign || i64::try_from(token.time) != Ok(fields.time))
        {
            cx.note("wrong sign or time");
            return responses::expired(cx).into();
        }
        let (Some(token), Some(login)) = (token, cx.polled_login(&fields.uid, POLL_GAP)) else {
            cx.note("unknown uid");
            return responses::expired(cx).into();
        };
        let (phase, next, spent) = (login.phase(now), login.next_change(now), login.spent);
        let scanned = match phase {
            Phase::Expired => return responses::expired(cx).into(),
            Phase::Confirmed { .. } if spent => return responses::expired(cx).into(),
            Phase::Confirmed { .. } => return responses::status(2, cx).into(),
            Phase::Denied { .. } => return responses::status(-2, cx).into(),
            Phase::Scanned { at } if settings.report_scanned => Some(at),
            Phase::Scanned { .. } | Phase::Waiting => None,
        };
        if scanned.is_some() && (settings.scanned_at_once || token.reported_scan != scanned) {
            token.reported_scan = scanned;
            return responses::status(1, cx).into();
        }
        let end = began.saturating_add(hold(cx));
        if now < end {
            return Outcome::Hold(end.min(next));
        }
        // At the end of the hold 115 reports no change, which the gateway reads as "waiting".
        match scanned {
            Some(_) if !observed(cx) => responses::status(1, cx),
            _ if settings.status == GatewayStatus::Unknown99 => responses::status(99, cx),
            _ => responses::nothing_new(cx),
        }
        .into()
    }
}

/// How long a status call is held, in milliseconds.
fn hold(cx: &Cx<'_>) -> u64 {
    let of_variant = if observed(cx) { 30_000 } else { 0 };
    cx.scenario
        .gateway_115
        .hold
        .map_or(of_variant, |time| time.0)
}

/// The count only: a uid can be exchanged for credentials.
impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gateway({} uids)", self.tokens.len())
    }
}
