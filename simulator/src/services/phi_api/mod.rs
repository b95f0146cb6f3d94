//! phiApi: four calls in front of TapTap's device code flow and LeanCloud.
//!
//! The server is stateless: the client keeps the device code and the token. Its backend is built in
//! (`built_in`), or with `phi-api.backend=taptap` the simulated TapTap (`forward`, `backend`).

mod backend;
mod built_in;
pub(crate) mod calls;
mod delayed;
mod error;
mod forward;
mod request;
mod responses;
mod rules;
pub(crate) mod scenario;

use http::Method;

use crate::directory::Example;
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::Json;
use crate::ledger::Logins;
use crate::reply::reply;
use crate::scenario::{self as settings, NewCode, PhiEra, Session, Upstream};
use crate::service::{Cx, Handler, Outcome, Service};
use crate::services::UNKNOWN;
use crate::services::taptap::Region;
use backend::Backend;
use built_in::BuiltIn;
use delayed::DelayedResponses;
use error::UpstreamError;
use request::{DeviceCode, TokenBody, region};
use responses::{failure, success};
use rules::Rules;

/// phiApi.
#[derive(Debug, Default)]
pub(crate) struct PhiApi {
    built_in: BuiltIn,
    delayed: DelayedResponses,
}

impl Service for PhiApi {
    const CROSS_ORIGIN: bool = true;
    const EXAMPLE: Option<Example> = Some(Example {
        hosts: "phiApi",
        path: "/phiApi/LoginQrCode/GetNewQRCode",
    });

    fn route(incoming: &Incoming, _: &Logins) -> Option<&'static str> {
        calls::call(&incoming.path)
    }
}

impl Handler for PhiApi {
    fn respond(&mut self, call: &'static str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        let rules = Rules::of(&cx.scenario.phi_api);
        if call == UNKNOWN || !rules.has_path(&incoming.path) {
            cx.note("no such path in this era");
            return reply(404, "", "").into();
        }
        let wanted = if call == "GetNewQRCode" {
            Method::GET
        } else {
            rules.method.clone()
        };
        if incoming.method != wanted {
            let mut response = reply(405, "", "");
            crate::reply::header(&mut response, http::header::ALLOW, wanted.as_str());
            return response.into();
        }
        let region = region(incoming, rules.query);
        if cx.scenario.phi_api.backend == settings::Backend::TapTap {
            return self.forward(call, incoming, region, &rules, cx);
        }
        let mut response = match call {
            "GetNewQRCode" => self.new_code(region, &rules, cx),
            "CheckQRCode" => self.check(incoming, region, &rules, cx),
            "GetTapTapProfile" => self.profile(incoming, region, &rules, cx),
            _ => self.token(incoming, region, &rules, cx),
        };
        crate::reply::header(&mut response, http::header::SERVER, "Kestrel");
        response.into()
    }

    fn refuse(&self, what: &str, cx: &Cx<'_>) -> Response {
        let rules = Rules::of(&cx.scenario.phi_api);
        match what.parse::<i64>() {
            Ok(0) => failure(500, 0, "Internal server error: connection refused", &rules),
            Ok(code @ (114 | 1145)) => failure(500, code, "connection refused", &rules),
            Ok(1) => responses::not_done(&rules),
            Ok(code) => failure(500, code, "connection refused", &rules),
            Err(_) => failure(500, 11, &UpstreamError::named(what).body(cx), &rules),
        }
    }
}

impl PhiApi {
    /// Responds with the results of the simulated TapTap.
    fn forward(
        &mut self,
        call: &str,
        incoming: &Incoming,
        region: Region,
        rules: &Rules,
        cx: &mut Cx<'_>,
    ) -> Outcome {
        if let Some(outcome) = self.delayed.again(incoming, cx) {
            return outcome;
        }
        let due = cx.now;
        let mut backend = Backend { cx, region, due };
        let mut response = match call {
            "GetNewQRCode" => forward::new_code(&mut backend, rules),
            "CheckQRCode" => forward::check(&mut backend, incoming, rules),
            "GetTapTapProfile" => forward::profile(&mut backend, incoming, rules),
            _ => forward::session(&mut backend, incoming, rules),
        };
        let due = backend.due;
        crate::reply::header(&mut response, http::header::SERVER, "Kestrel");
        self.delayed.reply(due, response, incoming, cx)
    }

    fn new_code(&mut self, region: Region, rules: &Rules, cx: &mut Cx<'_>) -> Response {
        match cx.scenario.phi_api.new_code {
            NewCode::Ok => {}
            failing => {
                let body = UpstreamError::named("server_error").body(cx);
                let status = if failing == NewCode::Fails200 {
                    200
                } else {
                    500
                };
                return failure(status, 0, &format!("Internal server error: {body}"), rules);
            }
        }
        let code = self.built_in.device_code(region, cx);
        let interval = if rules.era == PhiEra::Current {
            code.interval.max(3)
        } else {
            code.interval
        };
        let data = Json::object([
            ("deviceID", code.device_id.into()),
            ("deviceCode", code.device_code.into()),
            ("expiresInSeconds", code.expires_in.into()),
            ("url", code.url.into()),
            ("interval", interval.into()),
        ]);
        success(data, rules)
    }

    fn check(
        &mut self,
        incoming: &Incoming,
        region: Region,
        rules: &Rules,
        cx: &mut Cx<'_>,
    ) -> Response {
        let code = match DeviceCode::read(incoming, rules) {
            Ok(code) => code,
            Err(response) => {
                cx.note("bad request");
                return *response;
            }
        };
        let Some(device_code) = code.device_code else {
            cx.note("no deviceCode in the body");
            return failure(
                500,
                11,
                "Object reference not set to an instance of an object.",
                rules,
            );
        };
        match cx.scenario.phi_api.upstream {
            Upstream::Real => {}
            Upstream::Text => {
                let text = "The SSL connection could not be established, see inner exception.";
                return failure(500, 11, text, rules);
            }
            error => return failure(500, 11, &UpstreamError::named(error.name()).body(cx), rules),
        }
        match self.built_in.exchange(&device_code, region, rules, cx) {
            Ok(token) => success(Json::object([("data", token.json(rules, cx))]), rules),
            Err(error) if error.means_not_done() => responses::not_done(rules),
            Err(error) => failure(500, 11, &error.body(cx), rules),
        }
    }

    fn profile(
        &mut self,
        incoming: &Incoming,
        region: Region,
        rules: &Rules,
        cx: &mut Cx<'_>,
    ) -> Response {
        match self.fetch_profile(incoming, region, rules, cx) {
            Ok(profile) => success(Json::object([("data", profile.json(rules))]), rules),
            Err(response) => *response,
        }
    }

    fn token(
        &mut self,
        incoming: &Incoming,
        region: Region,
        rules: &Rules,
        cx: &mut Cx<'_>,
    ) -> Response {
        let profile = match self.fetch_profile(incoming, region, rules, cx) {
            Ok(profile) => profile,
            Err(response) => return *response,
        };
        let refused = match cx.scenario.phi_api.session {
            Session::NoUser => Some(r#"{"code":211,"error":"Could not find user."}"#),
            Session::Locked => Some(
                r#"{"code":219,"error":"The number of login attempts exceeds the limit, please try again later."}"#,
            ),
            Session::SessionText => {
                Some("The request was canceled due to the configured HttpClient.Timeout.")
            }
            _ => None,
        };
        if let Some(message) = refused {
            return failure(500, 1145, message, rules);
        }
        let mut token = built_in::session_token(region, cx);
        match cx.scenario.phi_api.session {
            Session::Empty => token.clear(),
            Session::Short => drop(token.pop()),
            _ => {}
        }
        let mut values = profile.values();
        values.push(("sessionToken", token.clone()));
        let handle = profile.device_code;
        cx.grant(&handle, values);
        if rules.token_as_text {
            return reply(200, "text/plain; charset=utf-8", token);
        }
        success(token.into(), rules)
    }

    /// The profile step of the last two calls.
    fn fetch_profile(
        &mut self,
        incoming: &Incoming,
        region: Region,
        rules: &Rules,
        cx: &mut Cx<'_>,
    ) -> Result<built_in::Profile, Box<Response>> {
        let body = TokenBody::read(incoming, rules).inspect_err(|_| cx.note("bad request"))?;
        let fail = |message: &str| Box::new(failure(500, 114, message, rules));
        let Some(token) = body.token else {
            cx.note("no token in the body");
            return Err(fail("Value cannot be null. (Parameter 'token')"));
        };
        if token.mac_algorithm.as_deref() != Some("hmac-sha-1") {
            cx.note("no mac algorithm in the token");
            return Err(fail("Unsupported MAC algorithm"));
        }
        match cx.scenario.phi_api.session {
            Session::ProfileDenied => {
                return Err(fail(&UpstreamError::named("access_denied").body(cx)));
            }
            Session::ProfileServerError => {
                return Err(fail(&UpstreamError::named("server_error").body(cx)));
            }
            Session::ProfileText => return Err(fail("connection refused")),
            _ => {}
        }
        self.built_in.profile(&token, region, cx).ok_or_else(|| {
            cx.note("token not valid");
            fail(&UpstreamError::named("access_denied").body(cx))
        })
    }
}
