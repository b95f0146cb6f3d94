//! WeCom's bots: the code, the poll, the bot's ID and secret.

pub(crate) mod calls;
pub(crate) mod scenario;

use http::Method;

use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::{Escapes, Json};
use crate::ledger::Logins;
use crate::person::{Phase, Terms};
use crate::reply::{PLAIN_PAGE, html, reply};
use crate::scenario::{
    WeComExpired, WeComId, WeComLacks, WeComLink, WeComPending, WeComPoll, WeComScanned, WeComStart,
};
use crate::service::{Cx, Handler, Outcome, Service};

/// More frequent polls are noted in the log.
const POLL_GAP: u64 = 900;

/// WeCom's bots.
#[derive(Debug, Default)]
pub(crate) struct WeCom;

impl Service for WeCom {
    const HOSTS: &'static [&'static str] = &[calls::HOST];

    fn route(incoming: &Incoming, _: &Logins) -> Option<&'static str> {
        Some(calls::call(&incoming.path))
    }
}

impl Handler for WeCom {
    fn respond(&mut self, call: &'static str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        let response = match call {
            "generate" | "query_result" | "code-page" if incoming.method != Method::GET => {
                reply(405, "", "")
            }
            "generate" => start(incoming, cx),
            "query_result" => poll(incoming, cx),
            "code-page" => html(200, PLAIN_PAGE),
            _ => reply(404, "", ""),
        };
        response.into()
    }

    fn refuse(&self, what: &str, _: &Cx<'_>) -> Response {
        refused(what.parse().unwrap_or(-1))
    }
}

fn start(incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
    let settings = &cx.scenario.wecom;
    match settings.start {
        WeComStart::Refused => return refused(40_001),
        WeComStart::Forbidden => return reply(403, "", ""),
        WeComStart::Html => return html(200, PLAIN_PAGE),
        WeComStart::Ok | WeComStart::NoCode | WeComStart::NoLink => {}
    }
    if incoming.query("source").unwrap_or_default().is_empty() {
        cx.note("no source");
    }
    let plat = incoming.query("plat");
    if plat.is_some_and(|plat| !["0", "1", "2", "3"].contains(&plat.as_str())) {
        cx.note("unknown plat");
    }
    let key = cx.random(cx.next_number(), "scode").hex(32);
    let link = link(settings.link, &key);
    let terms = Terms {
        lifetime: settings.lifetime.0,
        collectable: settings.collectable.0,
    };
    cx.issue(terms, &key, &link);
    let mut data = Vec::new();
    if settings.start != WeComStart::NoCode {
        data.push(("scode", key.into()));
    }
    if settings.start != WeComStart::NoLink {
        data.push(("auth_url", link.into()));
    }
    success(data, cx)
}

fn link(leads: WeComLink, key: &str) -> String {
    let usual = format!("https://work.weixin.qq.com/ai/qc/c?scode={key}");
    match leads {
        WeComLink::Good => usual,
        WeComLink::Evil => usual.replace("work.weixin.qq.com", "evil.example"),
        WeComLink::Lookalike => usual.replace("qq.com", "qq.com.evil.example"),
        WeComLink::Plain => usual.replace("https", "http"),
        WeComLink::Port => usual.replace("qq.com", "qq.com:8443"),
        WeComLink::User => usual.replace("work", "jo@work"),
        WeComLink::Path => usual.replace("/qc/c?", "/qc/other?"),
        WeComLink::Bare => "https://work.weixin.qq.com/ai/qc/c?".to_owned(),
        WeComLink::Control => usual + "\u{9b}",
        WeComLink::Script => "javascript:alert(1)".to_owned(),
        WeComLink::Long => usual + &"x".repeat(10_240),
    }
}

fn poll(incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
    let settings = &cx.scenario.wecom;
    match settings.poll {
        WeComPoll::Real => {}
        WeComPoll::Unknown => return state("paused", cx),
        WeComPoll::Refused => return refused(40_001),
        WeComPoll::Forbidden => return reply(403, "", ""),
        WeComPoll::Html => return html(200, PLAIN_PAGE),
    }
    let key = incoming.query("scode").unwrap_or_default();
    let now = cx.now;
    let Some(login) = cx.polled_login(&key, POLL_GAP) else {
        cx.note("unknown scode");
        return expired(cx);
    };
    let (phase, number) = (login.phase(now), login.number);
    match phase {
        Phase::Confirmed { .. } if !login.spent => {
            login.spent = true;
            confirmed(&key, number, cx)
        }
        Phase::Confirmed { .. } | Phase::Expired => expired(cx),
        Phase::Waiting => pending(cx),
        Phase::Denied { .. } => state(settings.denied.name(), cx),
        Phase::Scanned { .. } => match settings.scanned {
            WeComScanned::Pending => pending(cx),
            word => state(word.name(), cx),
        },
    }
}

fn pending(cx: &Cx<'_>) -> Response {
    match cx.scenario.wecom.pending {
        WeComPending::Waiting => state("waiting", cx),
        WeComPending::Empty => state("", cx),
        WeComPending::Missing => success(Vec::new(), cx),
    }
}

fn expired(cx: &Cx<'_>) -> Response {
    match cx.scenario.wecom.expired {
        WeComExpired::Refused => refused(40_002),
        WeComExpired::Pending => pending(cx),
        word => state(word.name(), cx),
    }
}

fn state(status: &'static str, cx: &Cx<'_>) -> Response {
    success(vec![("status", status.into())], cx)
}

/// Issues the credentials.
fn confirmed(key: &str, number: usize, cx: &mut Cx<'_>) -> Response {
    let settings = &cx.scenario.wecom;
    let id = format!("aib{}", cx.random(number, "bot").alnum(24));
    let secret = cx.random(number, "secret").alnum(43);
    let id_name = match settings.id {
        WeComId::Usual => "botid",
        WeComId::Underscore => "bot_id",
    };
    let lacks = |part| settings.lacks == part || settings.lacks == WeComLacks::Both;
    let mut bot = Vec::new();
    if !lacks(WeComLacks::Id) {
        bot.push((id_name, id.as_str().into()));
    }
    if !lacks(WeComLacks::Secret) {
        bot.push(("secret", secret.as_str().into()));
    }
    let mut data = vec![("status", "success".into())];
    if settings.lacks != WeComLacks::Both {
        data.push(("bot_info", Json::Object(bot)));
    }
    cx.grant(key, vec![("botid", id), ("secret", secret)]);
    success(data, cx)
}

/// A response without an error.
fn success(data: Vec<(&'static str, Json)>, cx: &Cx<'_>) -> Response {
    let mut members = vec![("data", Json::Object(data))];
    if cx.scenario.wecom.errcode {
        members.insert(0, ("errcode", 0_i64.into()));
    }
    json(Json::Object(members))
}

/// A refusal.
fn refused(errcode: i64) -> Response {
    let message = match errcode {
        40_001 => "bots are not allowed here",
        40_002 => "scode is invalid",
        _ => "system error",
    };
    json(Json::object([
        ("errcode", errcode.into()),
        ("errmsg", message.into()),
    ]))
}

fn json(body: Json) -> Response {
    reply(200, "application/json", body.write(Escapes::Plain))
}
