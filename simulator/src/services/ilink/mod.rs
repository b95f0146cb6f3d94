//! WeChat's iLink API: the code of a bot, the long poll, the number that has to be typed.

pub(crate) mod calls;
mod poll;
pub(crate) mod scenario;

use http::Method;
use http::header::HeaderName;

use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::{Escapes, Json};
use crate::ledger::Logins;
use crate::memory::Newest;
use crate::person::Terms;
use crate::reply::{PLAIN_PAGE, html, reply};
use crate::scenario::IlinkStart;
use crate::service::{Cx, Handler, Outcome, Service};

/// The iLink API.
#[derive(Default)]
pub(crate) struct Ilink {
    codes: Newest<String, Detail>,
}

/// The state of one code.
#[derive(Default)]
struct Detail {
    /// The client has named a token that is bound to the account.
    bound: bool,
    /// The phone wants a newer client.
    outdated: bool,
    asked: bool,
    verified: bool,
    /// How many numbers were refused.
    refused: u32,
    /// The state that the last poll got.
    reported: &'static str,
}

impl Service for Ilink {
    const HOSTS: &'static [&'static str] = calls::HOSTS;

    fn route(incoming: &Incoming, _: &Logins) -> Option<&'static str> {
        Some(calls::call(&incoming.host, &incoming.path))
    }
}

impl Handler for Ilink {
    fn respond(&mut self, call: &'static str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        let is_read = matches!(call, "get_qrcode_status" | "scan-page");
        let allowed: &[Method] = match is_read {
            true => &[Method::GET],
            // The old form has no body.
            false => &[Method::POST, Method::GET],
        };
        match call {
            "get_bot_qrcode" | "get_qrcode_status" | "scan-page"
                if !allowed.contains(&incoming.method) =>
            {
                reply(405, "", "").into()
            }
            "get_bot_qrcode" => self.start(incoming, cx),
            "get_qrcode_status" => self.poll(incoming, cx),
            "scan-page" => html(200, PLAIN_PAGE).into(),
            _ => reply(404, "", "").into(),
        }
    }

    fn refuse(&self, what: &str, _: &Cx<'_>) -> Response {
        refused(what.parse().unwrap_or(-1))
    }
}

impl Ilink {
    fn start(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        let settings = &cx.scenario.wechat_ilink;
        let until = cx.began.saturating_add(settings.start_hold.0);
        if cx.now < until {
            return Outcome::Hold(until);
        }
        match settings.start {
            IlinkStart::TooFast => return refused(-2).into(),
            IlinkStart::Refused => return refused(-1).into(),
            IlinkStart::Html => return html(200, PLAIN_PAGE).into(),
            _ => {}
        }
        let is_post = incoming.method == Method::POST;
        if is_post && header(incoming, "x-wechat-uin").is_empty() {
            cx.note("no X-WECHAT-UIN");
        }
        if is_post && header(incoming, "authorizationtype") != "ilink_bot_token" {
            cx.note("no AuthorizationType");
        }
        if header(incoming, "ilink-app-id") != "bot" {
            cx.note("no iLink-App-Id");
        }
        let tokens = local_tokens(incoming);
        let mut tokens = tokens.iter();
        let version = header(incoming, "ilink-app-clientversion").parse::<u32>();
        let detail = Detail {
            bound: settings.bound || tokens.any(|it| cx.issued.with("bot_token", it).is_some()),
            outdated: version.unwrap_or_default() < settings.oldest_version,
            ..Detail::default()
        };
        if detail.outdated {
            cx.note("old version");
        }
        self.issue(incoming, detail, cx).into()
    }

    fn issue(&mut self, incoming: &Incoming, detail: Detail, cx: &mut Cx<'_>) -> Response {
        let settings = &cx.scenario.wechat_ilink;
        let key = cx.random(cx.next_number(), "qrcode").hex(32);
        let page = cx.random(cx.next_number(), "page").alnum(6);
        let bot_type = incoming.query("bot_type").unwrap_or_default();
        let usual =
            format!("https://liteapp.weixin.qq.com/q/{page}?qrcode={key}&bot_type={bot_type}");
        let text = match settings.start {
            IlinkStart::Script => "javascript:alert(1)".to_owned(),
            IlinkStart::Control => usual.replace("/q/", "/\u{9b}q/"),
            IlinkStart::Long => usual + &"x".repeat(10_240),
            IlinkStart::Foreign => usual.replace("weixin.qq.com", "weixin.qq.com.evil.example"),
            _ => usual,
        };
        let terms = Terms {
            lifetime: settings.lifetime.0,
            collectable: settings.collectable.0,
        };
        let (start, number) = (settings.start, settings.number.clone());
        cx.issue(terms, &key, &text);
        if !number.is_empty()
            && let Some(login) = cx.login(&key)
        {
            login.number_shown = Some(number);
        }
        self.codes.insert(key.clone(), detail, cx.scenario.remember);
        let mut members = Vec::new();
        if start != IlinkStart::NoKey {
            members.push(("qrcode", key.into()));
        }
        if start != IlinkStart::NoText {
            members.push(("qrcode_img_content", text.into()));
        }
        success(members, cx)
    }
}

/// A response without an error.
fn success(mut members: Vec<(&'static str, Json)>, cx: &Cx<'_>) -> Response {
    if cx.scenario.wechat_ilink.ret {
        members.insert(0, ("ret", 0_i64.into()));
    }
    json(Json::Object(members))
}

/// A refusal.
fn refused(ret: i64) -> Response {
    let message = match ret {
        -2 => "freq limit",
        -14 => "session timeout",
        _ => "system error",
    };
    json(Json::object([
        ("ret", ret.into()),
        ("errmsg", message.into()),
    ]))
}

fn json(body: Json) -> Response {
    reply(200, "application/json", body.write(Escapes::Plain))
}

fn header<'a>(incoming: &'a Incoming, name: &'static str) -> &'a str {
    incoming.header(HeaderName::from_static(name))
}

/// The tokens that the client names in the body.
fn local_tokens(incoming: &Incoming) -> Vec<String> {
    let body: serde_json::Value = serde_json::from_slice(&incoming.body).unwrap_or_default();
    let list = body
        .get("local_token_list")
        .and_then(|list| list.as_array());
    let list = list.into_iter().flatten();
    list.filter_map(|token| token.as_str().map(str::to_owned))
        .collect()
}

/// The count only: a key that is polled can be exchanged for credentials.
impl std::fmt::Debug for Ilink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ilink({} codes)", self.codes.len())
    }
}
