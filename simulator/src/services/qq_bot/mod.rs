//! QQ's bots: the task, the poll, the bot's ID and its encrypted secret.

pub(crate) mod calls;
pub(crate) mod scenario;
mod seal;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde_json::Value;
use url::form_urlencoded::Serializer;

use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::{Escapes, Json};
use crate::ledger::Logins;
use crate::memory::Newest;
use crate::person::{Phase, Terms};
use crate::reply::{PLAIN_PAGE, html, reply};
use crate::scenario::{QqBotLacks, QqBotNumber, QqBotPoll, QqBotSecret, QqBotStart, QqBotWaiting};
use crate::service::{Cx, Handler, Outcome, Service};

/// More frequent polls are noted in the log.
const POLL_GAP: u64 = 900;

/// A key of a task.
type Key = [u8; 32];

/// QQ's bots.
#[derive(Default)]
pub(crate) struct QqBot {
    keys: Newest<String, Key>,
}

impl Service for QqBot {
    const HOSTS: &'static [&'static str] = &[calls::HOST];

    fn route(incoming: &Incoming, _: &Logins) -> Option<&'static str> {
        Some(calls::call(&incoming.path))
    }
}

impl Handler for QqBot {
    fn respond(&mut self, call: &'static str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        let allowed = match call {
            "code-page" => Method::GET,
            _ => Method::POST,
        };
        let response = match call {
            "create_bind_task" | "poll_bind_result" | "code-page" if incoming.method != allowed => {
                reply(405, "", "")
            }
            "create_bind_task" => self.start(incoming, cx),
            "poll_bind_result" => self.poll(incoming, cx),
            "code-page" => html(200, PLAIN_PAGE),
            _ => reply(404, "", ""),
        };
        response.into()
    }

    fn refuse(&self, what: &str, _: &Cx<'_>) -> Response {
        refused(what.parse().unwrap_or(-1))
    }
}

impl QqBot {
    fn start(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let settings = &cx.scenario.qq_bot;
        match settings.start {
            QqBotStart::Refused => return refused(10_001),
            QqBotStart::Forbidden => return reply(403, "", ""),
            QqBotStart::Html => return html(200, PLAIN_PAGE),
            QqBotStart::Ok | QqBotStart::NoTask => {}
        }
        let key = STANDARD.decode(member(incoming, "key"));
        let Some(key) = key.ok().and_then(|key| Key::try_from(key).ok()) else {
            cx.note("no key of 32 bytes");
            return refused(10_002);
        };
        let task = cx.random(cx.next_number(), "task").base64_url(32);
        let query = Serializer::new(String::new())
            .append_pair("task_id", &task)
            .append_pair("source", &settings.source)
            .append_pair("_wv", "2")
            .finish();
        let text = format!("https://q.qq.com/qqbot/openclaw/connect.html?{query}");
        let terms = Terms {
            lifetime: settings.lifetime.0,
            collectable: settings.collectable.0,
        };
        let start = settings.start;
        cx.issue(terms, &task, &text);
        self.keys.insert(task.clone(), key, cx.scenario.remember);
        let mut data = Vec::new();
        if start != QqBotStart::NoTask {
            data.push(("task_id", task.into()));
        }
        success(data, cx)
    }

    fn poll(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        match cx.scenario.qq_bot.poll {
            QqBotPoll::Real => {}
            QqBotPoll::Unknown => return state(7, cx),
            QqBotPoll::Refused => return refused(10_001),
            QqBotPoll::Forbidden => return reply(403, "", ""),
            QqBotPoll::Html => return html(200, PLAIN_PAGE),
        }
        let task = member(incoming, "task_id");
        let now = cx.now;
        let (Some(login), Some(key)) = (cx.polled_login(&task, POLL_GAP), self.keys.get_mut(&task))
        else {
            cx.note("unknown task");
            return refused(10_003);
        };
        let (phase, number) = (login.phase(now), login.number);
        match phase {
            Phase::Confirmed { .. } if !login.spent => {
                login.spent = true;
                confirmed(&task, number, key, cx)
            }
            Phase::Confirmed { .. } | Phase::Expired => state(3, cx),
            Phase::Waiting => match cx.scenario.qq_bot.waiting {
                QqBotWaiting::None => state(0, cx),
                QqBotWaiting::Pending => state(1, cx),
                QqBotWaiting::Missing => success(Vec::new(), cx),
            },
            // No state says that the user has declined.
            Phase::Scanned { .. } | Phase::Denied { .. } => state(1, cx),
        }
    }
}

/// Issues the credentials.
fn confirmed(task: &str, number: usize, key: &Key, cx: &mut Cx<'_>) -> Response {
    let settings = &cx.scenario.qq_bot;
    let id = cx.random(number, "bot").between(102_000_000, 102_999_999);
    let secret = cx.random(number, "secret").alnum(32);
    let user = cx.random(0, "user").hex(32).to_uppercase();
    let mut key = *key;
    if settings.secret == QqBotSecret::OtherKey {
        key = [7; 32];
    }
    let text = match settings.secret {
        QqBotSecret::Empty => b"",
        QqBotSecret::NotUtf8 => &b"\xff\xfe\xff\xfe"[..],
        _ => secret.as_bytes(),
    };
    let mut nonce = [0; 12];
    for (byte, random) in nonce.iter_mut().zip(cx.random(number, "nonce").bytes(12)) {
        *byte = random;
    }
    let mut sealed = seal::sealed(&key, nonce, text);
    match settings.secret {
        QqBotSecret::WrongTag => sealed.last_mut().into_iter().for_each(|byte| *byte ^= 1),
        QqBotSecret::Short => sealed.truncate(20),
        _ => {}
    }
    let sealed = match settings.secret {
        QqBotSecret::NotBase64 => "*".repeat(80),
        _ => STANDARD.encode(sealed),
    };
    let lacks = settings.lacks;
    let appid = match settings.appid {
        QqBotNumber::Number => id.into(),
        QqBotNumber::Text => id.to_string().into(),
    };
    let values = [
        ("bot_appid", appid, QqBotLacks::Id),
        ("bot_encrypt_secret", sealed.into(), QqBotLacks::Secret),
        ("user_openid", user.as_str().into(), QqBotLacks::User),
    ];
    let mut data = vec![("status", status(2, cx))];
    let given = values.into_iter().filter(|(.., lack)| *lack != lacks);
    data.extend(given.map(|(name, value, _)| (name, value)));
    let mut granted = vec![("bot_appid", id.to_string()), ("secret", secret)];
    if lacks != QqBotLacks::User {
        granted.push(("user_openid", user));
    }
    cx.grant(task, granted);
    success(data, cx)
}

fn state(number: i64, cx: &Cx<'_>) -> Response {
    success(vec![("status", status(number, cx))], cx)
}

fn status(number: i64, cx: &Cx<'_>) -> Json {
    match cx.scenario.qq_bot.status {
        QqBotNumber::Number => number.into(),
        QqBotNumber::Text => number.to_string().into(),
    }
}

/// A response without an error.
fn success(data: Vec<(&'static str, Json)>, cx: &Cx<'_>) -> Response {
    let mut members = vec![("msg", "".into()), ("data", Json::Object(data))];
    if cx.scenario.qq_bot.retcode {
        members.insert(0, ("retcode", 0_i64.into()));
    }
    json(Json::Object(members))
}

/// A refusal.
fn refused(retcode: i64) -> Response {
    let message = match retcode {
        10_001 => "bots are not allowed here",
        10_002 => "key is invalid",
        10_003 => "task is invalid",
        _ => "system error",
    };
    json(Json::object([
        ("retcode", retcode.into()),
        ("msg", message.into()),
    ]))
}

fn json(body: Json) -> Response {
    reply(200, "application/json", body.write(Escapes::Plain))
}

/// A text in the body's object; empty if there is none.
fn member(incoming: &Incoming, name: &str) -> String {
    let body: Value = serde_json::from_slice(&incoming.body).unwrap_or_default();
    let text = body.get(name).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

/// The count only: a task that is polled can be exchanged for credentials.
impl std::fmt::Debug for QqBot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "QqBot({} tasks)", self.keys.len())
    }
}
