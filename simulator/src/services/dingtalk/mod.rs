//! DingTalk: a user scans, creates an app, and the client gets its ID and secret.
//!
//! ```text
//! init (the client's word) -> begin -> poll                 page: what the phone opens
//! ```

pub(crate) mod calls;
mod poll;
pub(crate) mod scenario;

use http::Method;

use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::{Escapes, Json};
use crate::ledger::Logins;
use crate::memory::Newest;
use crate::person::Terms;
use crate::reply::{PLAIN_PAGE, html, reply};
use crate::scenario::{DingTalkBegin, DingTalkInit};
use crate::service::{Cx, Handler, Outcome, Service};
use crate::services::UNKNOWN;

/// The code of a parameter that is not accepted.
const WRONG_PARAMETER: i64 = 40_035;

/// The registration of apps.
#[derive(Default)]
pub(crate) struct DingTalk {
    nonces: Newest<String, ()>,
    issued: u64,
}

impl Service for DingTalk {
    const HOSTS: &'static [&'static str] = calls::HOSTS;

    fn route(incoming: &Incoming, _: &Logins) -> Option<&'static str> {
        Some(calls::call(&incoming.host, &incoming.path))
    }
}

impl Handler for DingTalk {
    fn respond(&mut self, call: &'static str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        let is_page = call == "page";
        let wanted = if is_page { Method::GET } else { Method::POST };
        match call {
            UNKNOWN => return reply(404, "", "").into(),
            _ if incoming.method != wanted => return reply(405, "", "").into(),
            _ => {}
        }
        match call {
            "init" => self.init(incoming, cx),
            "begin" => self.begin(incoming, cx),
            "poll" => poll::poll(incoming, cx),
            _ => page(incoming, cx),
        }
        .into()
    }

    fn refuse(&self, what: &str, _: &Cx<'_>) -> Response {
        refused(what.parse().unwrap_or(-1))
    }
}

impl DingTalk {
    fn init(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let settings = &cx.scenario.dingtalk;
        match settings.init {
            DingTalkInit::Refused => return refused(WRONG_PARAMETER),
            DingTalkInit::NoNonce => return success(Vec::new(), cx),
            DingTalkInit::Html => return html(200, PLAIN_PAGE),
            DingTalkInit::Ok => {}
        }
        let source = member(incoming, "source");
        if source.is_empty() || !settings.source.is_empty() && settings.source != source {
            cx.note("unknown source");
            return refused(WRONG_PARAMETER);
        }
        self.issued = self.issued.saturating_add(1);
        let nonce = cx.random(0, &format!("nonce/{}", self.issued)).hex(32);
        let expires_in = ("expires_in", 300_i64.into());
        let members = vec![("nonce", nonce.as_str().into()), expires_in];
        self.nonces.insert(nonce, (), cx.scenario.remember);
        success(members, cx)
    }

    fn begin(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        match cx.scenario.dingtalk.begin {
            DingTalkBegin::Refused => return refused(WRONG_PARAMETER),
            DingTalkBegin::Html => return html(200, PLAIN_PAGE),
            DingTalkBegin::Ok | DingTalkBegin::NoCode | DingTalkBegin::NoLink => {}
        }
        if self.nonces.get(&member(incoming, "nonce")).is_none() {
            cx.note("unknown nonce");
            return refused(WRONG_PARAMETER);
        }
        issue(cx)
    }
}

fn issue(cx: &mut Cx<'_>) -> Response {
    let settings = &cx.scenario.dingtalk;
    let mut random = cx.random(cx.next_number(), "device");
    let device_code = random.hex(32);
    let letters = random.alnum(8).to_ascii_uppercase();
    let (front, back) = letters.split_at_checked(4).unwrap_or_default();
    let user_code = format!("{front}-{back}");
    let page = format!("https://{}{}", calls::PAGE, calls::PAGE_PATH);
    let link = match settings.link.as_str() {
        "" => format!("{page}?user_code={user_code}"),
        fixed => fixed.to_owned(),
    };
    let mut members: Vec<(&'static str, Json)> = Vec::new();
    if settings.begin != DingTalkBegin::NoCode {
        members.push(("device_code", device_code.as_str().into()));
    }
    members.push(("user_code", user_code.as_str().into()));
    if settings.uri {
        members.push(("verification_uri", page.into()));
    }
    if settings.begin != DingTalkBegin::NoLink {
        members.push(("verification_uri_complete", link.as_str().into()));
    }
    if settings.states_lifetime {
        members.push(("expires_in", (settings.lifetime.0 / 1000).into()));
    }
    let interval = match settings.stated_interval.as_str() {
        "" => Some(u64::from(settings.interval).into()),
        "absent" => None,
        text => Some(text.parse::<i64>().map_or_else(|_| text.into(), Json::from)),
    };
    members.extend(interval.map(|interval| ("interval", interval)));
    let terms = Terms {
        lifetime: settings.lifetime.0,
        collectable: settings.collectable.0,
    };
    cx.issue(terms, &device_code, &link);
    if let Some(login) = cx.login(&device_code) {
        login.user_code = user_code;
    }
    success(members, cx)
}

/// The page that the phone opens. Opening it is no confirmation.
fn page(incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
    let code = incoming.query("user_code").unwrap_or_default();
    let service = cx.service;
    let mut logins = cx.logins.iter_mut();
    match logins.any(|login| login.service == service && login.user_code == code) {
        true => html(200, PLAIN_PAGE),
        false => {
            cx.note("unknown user code");
            html(404, PLAIN_PAGE)
        }
    }
}

/// A text of the JSON body; empty if there is none.
fn member(incoming: &Incoming, name: &str) -> String {
    let body: serde_json::Value = serde_json::from_slice(&incoming.body).unwrap_or_default();
    let text = body.get(name).and_then(|value| value.as_str());
    text.unwrap_or_default().to_owned()
}

/// A response without an error.
fn success(mut members: Vec<(&'static str, Json)>, cx: &Cx<'_>) -> Response {
    if cx.scenario.dingtalk.errcode {
        members.insert(0, ("errcode", 0_i64.into()));
        members.insert(1, ("errmsg", "ok".into()));
    }
    json(Json::Object(members))
}

/// A refusal.
fn refused(errcode: i64) -> Response {
    let message = match errcode {
        WRONG_PARAMETER => "不合法的参数",
        _ => "系统繁忙",
    };
    json(Json::object([
        ("errcode", errcode.into()),
        ("errmsg", message.into()),
    ]))
}

fn json(body: Json) -> Response {
    let body = body.write(Escapes::Plain);
    reply(200, "application/json;charset=utf-8", body)
}

/// The count only: a nonce leads to a code.
impl std::fmt::Debug for DingTalk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DingTalk({} nonces)", self.nonces.len())
    }
}
