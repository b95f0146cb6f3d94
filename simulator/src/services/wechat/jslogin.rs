//! `jslogin` and push login, which both issue a uuid.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use http::Method;

use super::exchange::LATE;
use super::{Detail, Web, hosts, script};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::person::Terms;
use crate::reply::reply;
use crate::scenario::{JsLogin, PageHost, PushAnswer, UuidShape};
use crate::service::Cx;
use crate::service_id::ServiceId;

const APPS: [&str; 2] = ["wx782c26e4c19acffb", "wx_webfilehelper"];

impl Web {
    pub(super) fn jslogin(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        if incoming.method != Method::GET && incoming.method != Method::POST {
            return reply(405, "", "");
        }
        let app = incoming.parameter("appid").unwrap_or_default();
        if !APPS.contains(&app.as_str()) || incoming.parameter("fun").as_deref() != Some("new") {
            cx.note("appid or fun wrong");
            return error(400);
        }
        match cx.scenario.wechat_web.jslogin {
            JsLogin::Refused400 => return error(400),
            JsLogin::Refused500 => return error(500),
            JsLogin::Uuid500 => return response(500, "abc"),
            JsLogin::EmptyUuid => return response(200, ""),
            JsLogin::NotFound => return reply(404, "", ""),
            JsLogin::Ok => {}
        }
        let lang = incoming.parameter("lang").filter(|lang| !lang.is_empty());
        let host = hosts::requested(incoming);
        let uuid = self.issue(lang.unwrap_or_else(|| "zh_CN".to_owned()), host, false, cx);
        response(200, &uuid)
    }

    /// The phone shows the confirmation page without a scan.
    pub(super) fn push_login(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let failure = |ret: &str, message: &str| {
            reply(
                200,
                "application/json",
                format!(r#"{{"ret":"{ret}","msg":"{message}"}}"#),
            )
        };
        if cx.scenario.wechat_web.push == PushAnswer::Antispam {
            return failure("2", "antispam");
        }
        let names = ["wxuin", "webwxuvid", "webwx_auth_ticket"];
        let cookies = names.map(|name| incoming.cookie(name));
        if cookies.iter().all(Option::is_none) {
            return failure("1", "args error");
        }
        let known = cx.issued.as_slice().iter().rev().find(|issued| {
            issued.service == ServiceId::WechatWeb
                && names
                    .iter()
                    .zip(&cookies)
                    .all(|(name, cookie)| issued.get(name) == cookie.as_deref())
                && issued.get("wxuin") == incoming.query("uin").as_deref()
        });
        let Some(known) = known else {
            return failure("3", "device authinfo invalid");
        };
        let host = known.get("host").unwrap_or("wx.qq.com").to_owned();
        let uuid = self.issue("zh_CN".to_owned(), host, true, cx);
        reply(
            200,
            "application/json",
            format!(r#"{{"ret":"0","msg":"all ok","uuid":"{uuid}"}}"#),
        )
    }

    fn issue(
        &mut self,
        lang: String,
        requested_host: String,
        push: bool,
        cx: &mut Cx<'_>,
    ) -> String {
        let settings = &cx.scenario.wechat_web;
        let uuid = uuid(cx);
        let page_host = match settings.page_host {
            PageHost::Asked => requested_host,
            host => host.name().to_owned(),
        };
        let terms = Terms {
            lifetime: settings.lifetime.0,
            collectable: LATE,
        };
        cx.issue(
            terms,
            &uuid,
            &format!("https://login.weixin.qq.com/l/{uuid}"),
        );
        let detail = Detail {
            lang,
            page_host,
            reported_scan: None,
            dead: false,
            exchanged: 0,
            push,
        };
        self.codes
            .insert(uuid.clone(), detail, cx.scenario.remember);
        uuid
    }
}

/// Seven bytes, the first 1 mod 32, the second above 0x7f; or the fourteen hex digits of 2013.
fn uuid(cx: &Cx<'_>) -> String {
    let mut random = cx.random(cx.next_number(), "uuid");
    if cx.scenario.wechat_web.uuid == UuidShape::Old {
        return random.hex(14);
    }
    let mut bytes = vec![
        (random.between(0, 7) * 32 + 1) as u8,
        random.between(0x80, 0xff) as u8,
    ];
    bytes.extend(random.bytes(5));
    URL_SAFE.encode(bytes)
}

fn response(code: u16, uuid: &str) -> Response {
    script(format!(
        "window.QRLogin.code = {code}; window.QRLogin.uuid = \"{uuid}\";"
    ))
}

fn error(code: u16) -> Response {
    script(format!(
        "window.QRLogin.code = {code}; window.QRLogin.error = \"\";"
    ))
}
