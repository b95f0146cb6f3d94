//! Feishu and Lark: a user scans, creates an app, and the client gets its ID and secret.
//!
//! ```text
//! begin -> poll (at Feishu's host, then at Lark's for its accounts)  page: what the phone opens
//! ```

pub(crate) mod calls;
mod poll;
pub(crate) mod scenario;

use http::Method;

use crate::directory::Example;
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::{Escapes, Json};
use crate::ledger::Logins;
use crate::memory::Newest;
use crate::person::Terms;
use crate::reply::{PLAIN_PAGE, html, reply};
use crate::scenario::FeishuStart;
use crate::service::{Cx, Handler, Outcome, Service};
use crate::services::UNKNOWN;

/// The registration of apps.
#[derive(Default)]
pub(crate) struct Feishu {
    codes: Newest<String, Detail>,
}

/// What the polls of a code have led to.
#[derive(Clone, Default)]
struct Detail {
    polls: u32,
    /// What `slow_down` has added to the interval, in ms.
    slower: u64,
    /// The host of the last poll.
    host: String,
    /// When the first poll came there.
    host_since: u64,
    /// Whether Feishu's host has issued credentials for an account of Lark.
    is_issued: bool,
}

impl Service for Feishu {
    const HOSTS: &'static [&'static str] = calls::HOSTS;
    const EXAMPLE: Option<Example> = Some(Example {
        hosts: "accounts.feishu.cn, accounts.larksuite.com",
        path: "/accounts.feishu.cn/oauth/v1/app/registration",
    });

    fn route(incoming: &Incoming, _: &Logins) -> Option<&'static str> {
        Some(calls::call(incoming))
    }
}

impl Handler for Feishu {
    fn respond(&mut self, call: &'static str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        let is_page = call == "page";
        let wanted = if is_page { Method::GET } else { Method::POST };
        match call {
            UNKNOWN => return reply(404, "", "").into(),
            _ if incoming.method != wanted => return reply(405, "", "").into(),
            "page" => return page(incoming, cx).into(),
            _ => {}
        }
        if incoming.form_parameter("action").is_none() {
            cx.note("no action in a form");
            return refusal(400, "invalid_request").into();
        }
        match call {
            "init" => {
                let methods = Json::array(["client_secret".into()]);
                json(200, vec![("supported_auth_methods", methods)]).into()
            }
            "begin" => self.begin(incoming, cx).into(),
            _ => self.poll(incoming, cx).into(),
        }
    }

    fn refuse(&self, what: &str, _: &Cx<'_>) -> Response {
        refusal(400, what)
    }
}

impl Feishu {
    fn begin(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        match cx.scenario.feishu.start {
            FeishuStart::SlowDown => return refusal(400, "slow_down"),
            FeishuStart::Refused => return refusal(400, "invalid_request"),
            FeishuStart::Missing => return reply(404, "", ""),
            FeishuStart::Html => return html(200, PLAIN_PAGE),
            FeishuStart::Ok | FeishuStart::NoCode | FeishuStart::NoLink => {}
        }
        let field = |name: &str| incoming.form_parameter(name).unwrap_or_default();
        if field("archetype") != "PersonalAgent" || field("auth_method") != "client_secret" {
            cx.note("no archetype or auth_method");
            return refusal(400, "invalid_request");
        }
        self.issue(incoming, cx)
    }

    fn issue(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let settings = &cx.scenario.feishu;
        let mut random = cx.random(cx.next_number(), "device");
        let device_code = random.base64_url(43);
        let letters = random.alnum(8).to_ascii_uppercase();
        let (front, back) = letters.split_at_checked(4).unwrap_or_default();
        let user_code = format!("{front}-{back}");
        let page = format!("https://{}/page/launcher", calls::page(&incoming.host));
        let link = match settings.link.as_str() {
            "" => format!("{page}?user_code={user_code}"),
            fixed => fixed.to_owned(),
        };
        let mut members: Vec<(&'static str, Json)> = Vec::new();
        if settings.start != FeishuStart::NoCode {
            members.push(("device_code", device_code.as_str().into()));
        }
        members.push(("user_code", user_code.as_str().into()));
        if settings.uri {
            members.push(("verification_uri", page.into()));
        }
        if settings.start != FeishuStart::NoLink {
            members.push(("verification_uri_complete", link.as_str().into()));
        }
        let interval = match settings.stated_interval.as_str() {
            "" => (settings.interval > 0).then(|| u64::from(settings.interval).into()),
            text => Some(text.parse::<i64>().map_or_else(|_| text.into(), Json::from)),
        };
        members.extend(interval.map(|interval| ("interval", interval)));
        let name = match settings.lifetime_name.as_str() {
            "expires_in" => Some("expires_in"),
            "expire_in" => Some("expire_in"),
            _ => None,
        };
        members.extend(name.map(|name| (name, (settings.lifetime.0 / 1000).into())));
        let terms = Terms {
            lifetime: settings.lifetime.0,
            collectable: settings.collectable.0,
        };
        cx.issue(terms, &device_code, &link);
        if let Some(login) = cx.login(&device_code) {
            login.user_code = user_code;
        }
        self.codes
            .insert(device_code, Detail::default(), cx.scenario.remember);
        json(200, members)
    }
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

/// A refusal with this word.
fn refusal(status: u16, word: &str) -> Response {
    let description = match word {
        "authorization_pending" => "the user has not decided yet",
        "slow_down" => "polls are too frequent",
        "access_denied" => "the user refused",
        "expired_token" => "the code has expired",
        _ => "the request was refused",
    };
    let mut members: Vec<(&'static str, Json)> = Vec::new();
    if word == "authorization_pending" {
        members.push(("code", 20_094_i64.into()));
    }
    members.push(("error", word.into()));
    members.push(("error_description", description.into()));
    json(status, members)
}

fn json(status: u16, members: Vec<(&'static str, Json)>) -> Response {
    let body = Json::Object(members).write(Escapes::Go);
    reply(status, "application/json; charset=utf-8", body)
}

/// The count only: a code that is polled can be exchanged for credentials.
impl std::fmt::Debug for Feishu {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Feishu({} codes)", self.codes.len())
    }
}
