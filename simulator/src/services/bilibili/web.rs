//! The web login: `generate` and `poll`.

use http::Method;

use super::account;
use super::calls;
use super::cookies::{Cookies, sessdata};
use super::hops::Tickets;
use super::refresh::Refreshes;
use super::responses::{
    envelope, escapes, firewall, message, not_found, picture, refusal, scan_page, verification,
    wrong_method,
};
use crate::directory::Example;
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::{Escapes, Json};
use crate::ledger::Logins;
use crate::memory::Newest;
use crate::person::{Phase, Terms};
use crate::reply::{html, reply};
use crate::scenario::{ByEra, OkMessage, TimestampType, UrlSessdata, WebEra, WebQr};
use crate::service::{Cx, Handler, Outcome, Service};
use crate::services::UNKNOWN;

/// More frequent polls are noted in the log. The service has no known limit.
const POLL_GAP: u64 = 900;

/// The host of the address in a confirmed response.
const HOP_HOST: &str = "passport.biligame.com";

/// The web login.
#[derive(Debug, Default)]
pub(crate) struct Web {
    tickets: Tickets,
    /// `SESSDATA` of ended sessions.
    ended: Newest<String, ()>,
    refreshes: Refreshes,
}

impl Service for Web {
    const HOSTS: &'static [&'static str] = calls::HOSTS;
    const EXAMPLE: Option<Example> = Some(Example {
        hosts: "passport.bilibili.com",
        path: "/passport.bilibili.com/x/passport-login/web/qrcode/generate",
    });

    fn route(incoming: &Incoming, _: &Logins) -> Option<&'static str> {
        calls::web(&incoming.host, &incoming.path)
    }
}

impl Handler for Web {
    fn respond(&mut self, call: &'static str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        if let Some(blocked) = firewall(
            incoming.has_user_agent(),
            cx.scenario.bilibili_web.wants_user_agent,
        ) {
            cx.note("no user agent");
            return blocked.into();
        }
        let wanted = match call {
            UNKNOWN => return not_found().into(),
            "activate" | "web-ticket" | "logout" | "cookie-refresh" | "confirm-refresh" => {
                Method::POST
            }
            _ => Method::GET,
        };
        if incoming.method != wanted {
            return wrong_method().into();
        }
        let known = self.is_logged_in(incoming, cx);
        match call {
            "generate" => generate(incoming, cx),
            "poll" => self.poll(incoming, cx),
            "cross-domain" => self.tickets.follow(incoming, cx),
            "landing" => html(
                200,
                "<!DOCTYPE html><html lang=\"zh-CN\"><title>bilibili</title></html>\n",
            ),
            "nav" => account::nav(known, incoming, cx),
            "nav-stat" => account::nav_stat(known),
            "myinfo" if known => account::my_info(incoming, cx),
            "myinfo" => account::not_logged_in(),
            "cookie-info" => account::cookie_info(known, cx),
            "correspond" => self.refreshes.page(known, incoming, cx),
            "cookie-refresh" => self.refreshes.refresh(known, incoming, cx),
            "confirm-refresh" => self.refreshes.confirm(known, incoming, cx),
            "logout" => self.log_out(known, incoming, cx),
            "activate" => account::activate(),
            "web-ticket" => account::web_ticket(incoming, cx),
            "picture" => picture(incoming),
            "scan-page" | "risk-page" => scan_page(),
            "spi" => account::spi(cx),
            "getbuvid" => account::buvid(cx),
            "retired" => envelope(
                20000,
                "该版本已不支持当前功能，请升级新版本！",
                None,
                Escapes::Plain,
            ),
            _ => not_found(),
        }
        .into()
    }

    fn refuse(&self, what: &str, cx: &Cx<'_>) -> Response {
        match what
            .strip_prefix("inner:")
            .and_then(|code| code.parse().ok())
        {
            Some(code) => pending(code, message(code), cx),
            None => refusal(what),
        }
    }
}

fn generate(incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
    let settings = &cx.scenario.bilibili_web;
    let key = cx.random(cx.next_number(), "qrcode_key").hex(32);
    let from = incoming.query("source").unwrap_or_default();
    let old_era = matches!(
        settings.era,
        WebEra::UrlCookies2022 | WebEra::UrlCookies2024
    );
    let h5 = match settings.qr {
        WebQr::Era => old_era,
        qr => qr == WebQr::H5In2022,
    };
    let url = if h5 {
        format!(
            "https://passport.bilibili.com/h5-app/passport/login/scan?navhide=1&qrcode_key={key}&from={from}"
        )
    } else {
        format!(
            "https://account.bilibili.com/h5/account-h5/auth/scan-web?navhide=1&callback=close&qrcode_key={key}&from={from}"
        )
    };
    let terms = Terms {
        lifetime: settings.lifetime.0,
        collectable: settings.collectable.0,
    };
    let data = Json::object([
        ("url", url.as_str().into()),
        ("qrcode_key", key.as_str().into()),
    ]);
    let response = envelope(0, ok(cx), Some(data), escapes(settings.escape_ampersand));
    cx.issue(terms, &key, &url);
    response
}

impl Web {
    /// Whether the `SESSDATA` was issued, by either login, and its session not ended.
    fn is_logged_in(&self, incoming: &Incoming, cx: &Cx<'_>) -> bool {
        let sessdata = sessdata(incoming);
        let is_issued = cx.issued.with("SESSDATA", &sessdata).is_some();
        let is_open = is_issued || self.refreshes.holds(&sessdata);
        is_open && !sessdata.is_empty() && self.ended.get(&sessdata).is_none()
    }

    /// Ends a session. Without one, the response is the login page.
    fn log_out(&mut self, known: bool, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        if !known {
            return scan_page();
        }
        let csrf = incoming.parameter("biliCSRF");
        let right = csrf.is_some() && csrf == incoming.cookie("bili_jct");
        let now = cx.clock() / 1000;
        let mut members = vec![
            ("code", if right { 0_i64 } else { 2202 }.into()),
            ("status", right.into()),
            ("ts", now.into()),
        ];
        if right {
            let sessdata = sessdata(incoming);
            self.ended.insert(sessdata, (), cx.scenario.remember);
            let page = incoming.url("passport.bilibili.com", "/login");
            members.push(("data", Json::object([("redirectUrl", page.into())])));
        } else {
            cx.note("wrong biliCSRF");
            members.push(("message", "csrf 校验失败".into()));
        }
        let body = Json::Object(members).write(Escapes::Plain);
        reply(200, "application/json; charset=utf-8", body)
    }

    fn poll(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let key = incoming.query("qrcode_key").unwrap_or_default();
        if key.is_empty() {
            return envelope(-400, message(-400), None, Escapes::Plain);
        }
        let now = cx.now;
        let Some(login) = cx.polled_login(&key, POLL_GAP) else {
            cx.note("unknown key");
            return pending(86038, message(86038), cx);
        };
        let shown = match login.phase(now) {
            Phase::Confirmed { at, .. } if !login.spent => {
                login.spent = true;
                let number = login.number;
                if cx.scenario.bilibili_web.verification {
                    let mut data = vec![("code", 0_i64.into())];
                    data.extend(verification(number, incoming, cx));
                    return envelope(0, ok(cx), Some(Json::Object(data)), Escapes::Plain);
                }
                return self.succeed(&key, (number, at), incoming, cx);
            }
            Phase::Confirmed { .. } | Phase::Expired => 86038,
            // A refusal has no code of its own: it is reported as scanned.
            Phase::Scanned { .. } | Phase::Denied { .. }
                if cx.scenario.bilibili_web.report_scanned =>
            {
                86090
            }
            _ => 86101,
        };
        pending(shown, message(shown), cx)
    }

    fn succeed(
        &mut self,
        key: &str,
        (number, confirmed_at): (usize, u64),
        incoming: &Incoming,
        cx: &mut Cx<'_>,
    ) -> Response {
        let settings = &cx.scenario.bilibili_web;
        let cookies = Cookies::new(
            cx,
            number,
            confirmed_at,
            settings.expires_days,
            settings.lacks,
        );
        let refresh = if settings.refresh_token {
            cx.random(number, "refresh_token").hex(32)
        } else {
            String::new()
        };
        let url = match settings.era {
            WebEra::UrlCookies2022 => {
                let query = cookies_as_query(&cookies, settings.url_sessdata);
                incoming.url(HOP_HOST, &format!("/crossDomain?{query}"))
            }
            WebEra::UrlCookies2024 => {
                let query = cookies_as_query(&cookies, settings.url_sessdata);
                let path =
                    format!("/x/passport-login/web/crossDomain?{query}&first_domain=.bilibili.com");
                incoming.url(HOP_HOST, &path)
            }
            _ => self.tickets.first_url(number, confirmed_at, incoming, cx),
        };
        let timestamp = cx.clock();
        let data = Json::object([
            ("url", url.into()),
            ("refresh_token", refresh.as_str().into()),
            ("timestamp", time(timestamp, cx)),
            ("code", 0_i64.into()),
            (
                "message",
                if settings.message == OkMessage::Ok {
                    "OK"
                } else {
                    ""
                }
                .into(),
            ),
        ]);
        let mut response = envelope(0, ok(cx), Some(data), escapes(settings.escape_ampersand));
        let in_poll = match settings.poll_cookies {
            ByEra::Era => settings.era != WebEra::Ticket2026Hops,
            ByEra::Yes => true,
            ByEra::No => false,
        };
        if in_poll {
            cookies.set_on(&mut response, settings);
        }
        let mut values = cookies.pairs;
        values.push(("refresh_token", refresh));
        values.push(("Expires", cookies.expires.to_string()));
        cx.grant(key, values);
        response
    }
}

/// A response without credentials.
fn pending(code: i64, message: &str, cx: &Cx<'_>) -> Response {
    let data = Json::object([
        ("url", "".into()),
        ("refresh_token", "".into()),
        ("timestamp", time(0, cx)),
        ("code", code.into()),
        ("message", message.into()),
    ]);
    envelope(
        0,
        ok(cx),
        Some(data),
        escapes(cx.scenario.bilibili_web.escape_ampersand),
    )
}

fn cookies_as_query(cookies: &Cookies, form: UrlSessdata) -> String {
    let mut query = Vec::new();
    let mut push = |name: &str, value: Option<&str>| {
        query.extend(value.map(|value| format!("{name}={value}")));
    };
    let sessdata = cookies.get("SESSDATA").map(|value| match form {
        UrlSessdata::Raw => value.replace("%2C", ",").replace("%2A", "*"),
        _ => value.to_owned(),
    });
    push("DedeUserID", cookies.get("DedeUserID"));
    push("DedeUserID__ckMd5", cookies.get("DedeUserID__ckMd5"));
    push("Expires", Some(&cookies.expires.to_string()));
    push("SESSDATA", sessdata.as_deref());
    push("bili_jct", cookies.get("bili_jct"));
    push("gourl", Some("https%3A%2F%2Fwww.bilibili.com"));
    query.join("&")
}

fn ok(cx: &Cx<'_>) -> &'static str {
    cx.scenario.bilibili_web.message.name()
}

fn time(ms: u64, cx: &Cx<'_>) -> Json {
    match cx.scenario.bilibili_web.timestamp {
        TimestampType::String => ms.to_string().into(),
        _ => ms.into(),
    }
}
