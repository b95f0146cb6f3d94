//! 115 itself: the login that issues cookies, and its open platform. Both share hosts, codes and
//! status calls.

mod apps;
pub(crate) mod calls;
mod codes;
mod envelope;
mod firewall;
mod login;
mod open;
mod phone;
mod routes;
pub(crate) mod scenario;
mod sessions;
mod status;

use http::Method;
use http::header::SET_COOKIE;

use crate::directory::Example;
use crate::exchange::Response;
use crate::image::{avatar_jpeg, avatar_png};
use crate::incoming::Incoming;
use crate::json::Json;
use crate::ledger::Logins;
use crate::reply::{header, html, reply};
use crate::service::{Cx, Handler, Outcome, Service};
use codes::{Codes, wrong_method};
use firewall::Firewall;
use sessions::Sessions;

pub(crate) use open::Open;

/// The login that issues cookies.
#[derive(Debug, Default)]
pub(crate) struct Pan {
    firewall: Firewall,
    codes: Codes,
    sessions: Sessions,
}

impl Service for Pan {
    const HOSTS: &'static [&'static str] = calls::HOSTS;
    const EXAMPLE: Option<Example> = Some(Example {
        hosts: "qrcodeapi.115.com, …",
        path: "/qrcodeapi.115.com/api/1.0/web/1.0/token",
    });

    fn route(incoming: &Incoming, logins: &Logins) -> Option<&'static str> {
        routes::pan(incoming, logins)
    }
}

impl Handler for Pan {
    fn respond(&mut self, call: &'static str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        if let Some(page) = self.firewall.stops(incoming, cx) {
            return page.into();
        }
        let method = if call == "login" {
            Method::POST
        } else {
            Method::GET
        };
        if let Some(response) = wrong_method(incoming, &method) {
            return response.into();
        }
        match call {
            "token" => self.token(cx).into(),
            "login" => self.login(incoming, cx),
            "check" => self.sessions.check_sso(incoming, cx).into(),
            "guide-status" => self.sessions.guide_status(incoming, cx).into(),
            "user-nav" => self.sessions.user_nav(incoming, cx).into(),
            "picture" if incoming.path.ends_with(".png") => {
                reply(200, "image/png", avatar_png()).into()
            }
            "picture" => reply(200, "image/jpeg", avatar_jpeg()).into(),
            "scan-page" => html(
                200,
                "<!DOCTYPE html>\n<html><title>115 (simulated)</title><body></body></html>\n",
            )
            .into(),
            "browser-version" => browser_version(cx).into(),
            call => self.codes.respond(call, incoming, cx),
        }
    }

    fn refuse(&self, what: &str, cx: &Cx<'_>) -> Response {
        envelope::failure(what.parse().unwrap_or(envelope::GET_FAILED), cx)
    }
}

impl Pan {
    fn token(&mut self, cx: &mut Cx<'_>) -> Response {
        let code = self.codes.issue(cx);
        let mut members = vec![
            ("uid", code.uid.into()),
            ("time", code.time.into()),
            ("sign", code.sign.into()),
        ];
        members.extend(code.qrcode.map(|content| ("qrcode", content.into())));
        let mut response = envelope::success(Some(Json::Object(members)), cx);
        if cx.scenario.pan_115.acw_tc {
            header(
                &mut response,
                SET_COOKIE,
                "acw_tc=0a0b0c0d0e0f; path=/; HttpOnly; Max-Age=1800",
            );
        }
        response
    }
}

/// The version for the User-Agent of 115's browser. The names of the members are an assumption.
fn browser_version(cx: &Cx<'_>) -> Response {
    let version = || Json::object([("version_code", "35.0.0".into())]);
    let body = Json::object([
        ("state", true.into()),
        ("error", "".into()),
        (
            "data",
            Json::object([("win", version()), ("mac", version()), ("linux", version())]),
        ),
    ]);
    envelope::json(&body, cx)
}
