//! Services of the OAuth 2.0 device authorization grant (RFC 8628): one that follows the standard,
//! and five in their own manner.
//!
//! ```text
//! discovery (optional) -> device -> token (polled)          page: where the person types the code
//! ```

pub(crate) mod calls;
mod poll;
mod refresh;
mod responses;
pub(crate) mod scenario;
mod start;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Method;
use http::header::ACCEPT;
use sha2::{Digest, Sha256};

use crate::directory::Example;
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::ledger::Logins;
use crate::memory::Newest;
use crate::person::Phase;
use crate::reply::{header, html, reply};
use crate::scenario::DeviceStyle;
use crate::service::{Cx, Handler, Outcome, Service};
use crate::services::UNKNOWN;
use responses::Manner;

/// The services of the device flow.
#[derive(Default)]
pub(crate) struct Device {
    codes: Newest<String, DeviceCode>,
    refresh: Newest<String, refresh::Grant>,
}

/// The request for a code, and what its polls have led to.
#[derive(Clone)]
struct DeviceCode {
    client_id: String,
    scope: String,
    challenge: Option<String>,
    polls: u32,
    /// What `slow_down` has added to the interval, in ms.
    slower: u64,
    was_slowed: bool,
}

impl DeviceCode {
    fn is_met_by(&self, verifier: Option<String>) -> bool {
        match (&self.challenge, verifier) {
            (None, None) => true,
            (Some(challenge), Some(verifier)) => {
                let length = 43..=128;
                let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
                length.contains(&verifier.len()) && digest == *challenge
            }
            _ => false,
        }
    }
}

impl Service for Device {
    const HOSTS: &'static [&'static str] = calls::HOSTS;
    const EXAMPLE: Option<Example> = Some(Example {
        hosts: "id.example, github.com, gitlab.com, …",
        path: "/id.example/oauth/authorize_device",
    });

    fn route(incoming: &Incoming, _: &Logins) -> Option<&'static str> {
        Some(calls::call(&incoming.host, &incoming.path))
    }
}

impl Handler for Device {
    fn respond(&mut self, call: &'static str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        if call == UNKNOWN {
            return reply(404, "text/plain; charset=utf-8", "404 not found").into();
        }
        let wanted = match call {
            "device" | "token" => Method::POST,
            _ => Method::GET,
        };
        if incoming.method != wanted {
            let mut response = reply(405, "", "");
            header(&mut response, http::header::ALLOW, wanted.as_str());
            return response.into();
        }
        let manner = Manner::of(incoming, cx);
        match call {
            "discovery" => start::metadata(incoming, cx),
            "device" => self.begin(manner, incoming, cx),
            "token" => self.token(manner, incoming, cx),
            _ => page(incoming, cx),
        }
        .into()
    }

    fn refuse(&self, what: &str, cx: &Cx<'_>) -> Response {
        let style = match cx.scenario.device.style {
            DeviceStyle::ByHost => DeviceStyle::Standard,
            style => style,
        };
        Manner::new(style, cx).refusal(what, cx)
    }
}

/// Whether the client accepts JSON.
fn accepts_json(incoming: &Incoming) -> bool {
    incoming.header(ACCEPT).contains("json")
}

/// The page where the person types the code. Opening it is no confirmation.
fn page(incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
    let named = ["user_code", "device-code", "code"];
    let code = named.iter().find_map(|name| incoming.query(name));
    let Some(code) = code else {
        return text(200, "Type the code that your device shows.");
    };
    let (service, now) = (cx.service, cx.now);
    let login = cx
        .logins
        .iter_mut()
        .find(|login| login.service == service && login.user_code == code);
    let Some(login) = login.filter(|_| !code.is_empty()) else {
        cx.note("unknown user code");
        return text(404, "This code does not exist.");
    };
    login.advance(now);
    text(
        200,
        match login.phase(now) {
            Phase::Waiting | Phase::Scanned { .. } => "Compare the code, and confirm.",
            Phase::Confirmed { .. } => "The login is confirmed.",
            Phase::Denied { .. } => "The login was refused.",
            Phase::Expired => "This code has expired.",
        },
    )
}

fn text(status: u16, text: &str) -> Response {
    let title = "Device login (simulated)";
    html(
        status,
        &format!(
            "<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><p>{text}</p></body></html>\n"
        ),
    )
}

/// The counts only: codes can be exchanged for tokens, refresh tokens are credentials.
impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (codes, tokens) = (self.codes.len(), self.refresh.len());
        write!(f, "Device({codes} codes, {tokens} refresh tokens)")
    }
}
