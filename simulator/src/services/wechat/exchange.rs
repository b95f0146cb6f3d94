//! The exchange of a ticket for XML and cookies.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use http::Method;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, HeaderName, REFERER};

use super::session::{Session, ticket};
use super::{PAGE, Web};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::person::Phase;
use crate::reply::{header, html, reply};
use crate::scenario::{
    ExchangeAnswer, ExchangeLacks, ExchangeMessage, Gzip, TicketUse, Uos, WithoutFun,
};
use crate::service::Cx;

/// The shortest lifetime of a ticket after the confirmation, in milliseconds.
pub(super) const LATE: u64 = 60_000;

const ENVIRONMENT: &str = "当前登录环境异常。为了你的帐号安全，暂时不能登录web微信。你可以通过手机客户端或者windows微信登录。";

impl Web {
    pub(super) fn exchange(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let settings = &cx.scenario.wechat_web;
        if incoming.method != Method::GET {
            return reply(405, "", "");
        }
        if settings.uos != Uos::Optional && !has_uos_headers(incoming) {
            cx.note("no UOS headers");
            return match settings.uos {
                Uos::Html => html(200, PAGE),
                _ => finish(refused(1203, ENVIRONMENT), incoming, cx),
            };
        }
        match settings.exchange {
            ExchangeAnswer::Html => return html(200, PAGE),
            ExchangeAnswer::Empty => return text(200, Vec::new()),
            choice => {
                if let Some((ret, message)) = refusal(choice) {
                    return finish(refused(ret, message), incoming, cx);
                }
            }
        }
        match self.session(incoming, cx) {
            Ok(response) => finish(response, incoming, cx),
            Err(response) => finish(*response, incoming, cx),
        }
    }

    /// Checks the ticket and writes the success.
    fn session(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Result<Response, Box<Response>> {
        let settings = &cx.scenario.wechat_web;
        let bad_ticket = || Box::new(refused(1203, "check ticket failed"));
        let uuid = incoming.query("uuid").unwrap_or_default();
        let given = incoming.query("ticket").unwrap_or_default();
        let now = cx.now;
        let login = cx.login(&uuid).ok_or_else(bad_ticket)?;
        let number = login.number;
        let Phase::Confirmed { scanned_at, at } = login.decision(now) else {
            cx.note("exchange without confirmation");
            return Err(bad_ticket());
        };
        // A ticket's lifetime starts at the scan; a late confirmation has a minimum.
        let end = scanned_at
            .saturating_add(settings.ticket_lifetime.0)
            .max(at.saturating_add(LATE));
        let alive = now < end;
        let detail = self.codes.get_mut(&uuid).ok_or_else(bad_ticket)?;
        let used = settings.ticket == TicketUse::Single && detail.exchanged > 0;
        if given != ticket(cx, number) || !alive || used {
            cx.note("ticket wrong, old or used");
            return Err(bad_ticket());
        }
        if incoming.host != detail.page_host {
            cx.note("another page host");
            let ret = settings.wrong_host.name().parse().unwrap_or(1100);
            return Err(Box::new(refused(ret, "")));
        }
        let fun = incoming.query("fun").as_deref() == Some("new");
        if !fun && settings.without_fun == WithoutFun::Empty {
            cx.note("no fun=new");
            return Err(Box::new(text(200, Vec::new())));
        }
        detail.exchanged += 1;
        detail.dead = true;
        let moved = !fun || incoming.query("version").as_deref() != Some("v2");
        let session = Session::new(cx, number).without(settings.lacks);
        let page_host = detail.page_host.clone();
        let mut response = text(if moved { 301 } else { 200 }, xml(&session, incoming, cx));
        session.set_on(&mut response, &page_host, cx.clock() / 1000);
        cx.grant(&uuid, session.values(&page_host));
        Ok(response)
    }
}

/// The elements of a success, in one line and without declaration.
fn xml(session: &Session, incoming: &Incoming, cx: &Cx<'_>) -> Vec<u8> {
    let next = incoming.url("wx.qq.com", "/cgi-bin/mmwebwx-bin/webwxnewloginpage?next=1");
    let settings = &cx.scenario.wechat_web;
    let message = if settings.message == ExchangeMessage::Ok {
        "OK"
    } else {
        ""
    };
    let mut elements = vec![("ret", "0"), ("message", message)];
    if settings.exchange == ExchangeAnswer::RedirectUrl {
        elements.push(("redirecturl", &next));
    } else {
        let lacks = settings.lacks;
        let four = [
            ("skey", &session.skey, ExchangeLacks::Skey),
            ("wxsid", &session.wxsid, ExchangeLacks::Wxsid),
            ("wxuin", &session.wxuin, ExchangeLacks::Wxuin),
            (
                "pass_ticket",
                &session.pass_ticket,
                ExchangeLacks::PassTicket,
            ),
        ];
        let present = four.into_iter().filter(|(.., lack)| *lack != lacks);
        elements.extend(present.map(|(name, value, _)| (name, value.as_str())));
        if settings.isgrayscale {
            elements.push(("isgrayscale", "1"));
        }
    }
    let inner: String = elements
        .iter()
        .map(|(name, value)| format!("<{name}>{value}</{name}>"))
        .collect();
    let mut body = format!("<error>{inner}</error>").into_bytes();
    match settings.exchange {
        ExchangeAnswer::InvalidUtf8 => {
            // Inside the message element, so that the structure is valid up to here.
            let place = "<error><ret>0</ret><message>".len().min(body.len());
            body.splice(place..place, [0xd0, 0xff]);
        }
        ExchangeAnswer::Dtd => {
            let dtd = b"<!DOCTYPE error [<!ENTITY a \"0\">]>".to_vec();
            body.splice(0..0, dtd);
        }
        _ => {}
    }
    body
}

fn refused(ret: i64, message: &str) -> Response {
    text(
        200,
        format!("<error><ret>{ret}</ret><message>{message}</message></error>").into_bytes(),
    )
}

fn refusal(choice: ExchangeAnswer) -> Option<(i64, &'static str)> {
    let message = match choice {
        ExchangeAnswer::Environment => ENVIRONMENT,
        ExchangeAnswer::EnvironmentMac => {
            "当前登录环境异常。为了你的帐号安全，暂时不能登录web微信。你可以通过Windows微信、Mac微信或者手机客户端微信登录。"
        }
        ExchangeAnswer::NotAllowed => {
            "为了你的帐号安全，此微信号已不允许登录网页微信。你可以使用Windows微信或Mac微信在电脑端登录。\
             Windows微信下载地址：https://pc.weixin.qq.com  Mac微信下载地址：https://mac.weixin.qq.com"
        }
        ExchangeAnswer::Cannot => {
            "为了你的帐号安全，此微信号不能登录网页微信。你可以使用Windows微信或Mac微信在电脑端登录。"
        }
        ExchangeAnswer::New => {
            "为了你的帐号安全，新注册的微信号不能登录网页微信。你可以使用Windows微信或Mac微信在电脑端登录。"
        }
        ExchangeAnswer::NewEnglish => {
            "For account security, newly registered WeChat accounts are unable to log in to Web WeChat. \
             To use WeChat on a computer, use Windows WeChat or Mac WeChat at http://wechat.com"
        }
        ExchangeAnswer::Pay => "你需要开通微信支付，才可继续操作。",
        ExchangeAnswer::Ticket => "check ticket failed",
        _ => return None,
    };
    Some((1203, message))
}

fn text(status: u16, body: Vec<u8>) -> Response {
    reply(status, "text/plain;charset=utf-8", body)
}

/// Compresses the body if the scenario or the client wants it.
fn finish(mut response: Response, incoming: &Incoming, cx: &Cx<'_>) -> Response {
    let accepted = incoming.header(ACCEPT_ENCODING).split(',').any(|coding| {
        let coding = coding.split(';').next().unwrap_or_default().trim();
        coding.eq_ignore_ascii_case("gzip")
    });
    let compress = match cx.scenario.wechat_web.gzip {
        Gzip::Negotiated => accepted,
        Gzip::Always => true,
        Gzip::Never => false,
    };
    if compress && !response.body().is_empty() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        let written = encoder
            .write_all(response.body())
            .and_then(|()| encoder.finish());
        if let Ok(body) = written {
            *response.body_mut() = body;
            header(&mut response, CONTENT_ENCODING, "gzip");
        }
    }
    response
}

/// The headers of the UOS client.
fn has_uos_headers(incoming: &Incoming) -> bool {
    let present = |name: &'static str| !incoming.header(HeaderName::from_static(name)).is_empty();
    present("client-version") && present("extspam") && !incoming.header(REFERER).is_empty()
}
