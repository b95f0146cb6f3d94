//! The open platform: exchanges a device code with PKCE for two tokens, and has an API for them.

mod grants;
mod pkce;
mod responses;
pub(in crate::services::pan115) mod scenario;

use http::Method;
use http::header::{AUTHORIZATION, HeaderName};

use super::calls;
use super::codes::{Codes, wrong_method};
use super::envelope;
use super::firewall::Firewall;
use super::routes;
use super::sessions::{account, user_name};
use crate::directory::Example;
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::Json;
use crate::ledger::Logins;
use crate::memory::Newest;
use crate::person::Phase;
use crate::reply::{header, reply};
use crate::service::{Cx, Handler, Outcome, Service};
use grants::{Grants, Tokens};
use pkce::Challenge;
use responses::{failure, success};

const RATE_LIMIT_RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// The open platform.
#[derive(Default)]
pub(crate) struct Open {
    firewall: Firewall,
    codes: Codes,
    /// The request that began each uid.
    begun: Newest<String, Begun>,
    grants: Grants,
}

#[derive(Clone)]
struct Begun {
    client_id: String,
    challenge: Challenge,
}

impl Service for Open {
    const HOSTS: &'static [&'static str] = calls::OPEN_HOSTS;
    const EXAMPLE: Option<Example> = Some(Example {
        hosts: "proapi.115.com",
        path: "/proapi.115.com/open/user/info",
    });

    fn route(incoming: &Incoming, logins: &Logins) -> Option<&'static str> {
        routes::open(incoming, logins)
    }
}

impl Handler for Open {
    fn respond(&mut self, call: &'static str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        if let Some(page) = self.firewall.stops(incoming, cx) {
            return page.into();
        }
        let posted = ["authDeviceCode", "deviceCodeToToken", "refreshToken"].contains(&call);
        let method = if posted { Method::POST } else { Method::GET };
        if call != "api"
            && let Some(response) = wrong_method(incoming, &method)
        {
            return response.into();
        }
        match call {
            "authDeviceCode" => self.begin(incoming, cx).into(),
            "deviceCodeToToken" => self.collect(incoming, cx).into(),
            "refreshToken" => self.refresh(incoming, cx).into(),
            "user-info" | "api" => self.api(call, incoming, cx).into(),
            call => self.codes.respond(call, incoming, cx),
        }
    }

    fn refuse(&self, what: &str, cx: &Cx<'_>) -> Response {
        failure(what.parse().unwrap_or(40_110_000), cx)
    }
}

impl Open {
    /// `authDeviceCode`.
    fn begin(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let settings = &cx.scenario.open_115;
        if let Some(code) = settings.refuse_auth.0 {
            return failure(code.into(), cx);
        }
        let field = |name: &str| incoming.form_parameter(name).unwrap_or_default();
        let (client_id, text) = (field("client_id"), field("code_challenge"));
        if client_id.is_empty() {
            return failure(40_140_100, cx);
        }
        if !settings.client_id.is_empty() && settings.client_id != client_id {
            return failure(40_140_107, cx);
        }
        if text.is_empty() {
            return failure(40_140_101, cx);
        }
        let Some(method) = pkce::Method::named(&field("code_challenge_method")) else {
            return failure(40_140_102, cx);
        };
        let challenge = Challenge { method, text };
        let code = self.codes.issue(cx);
        let begun = Begun {
            client_id,
            challenge,
        };
        self.begun
            .insert(code.uid.clone(), begun, cx.scenario.remember);
        let mut members = vec![("uid", code.uid.into()), ("time", code.time.into())];
        members.extend(code.qrcode.map(|content| ("qrcode", content.into())));
        members.push(("sign", code.sign.into()));
        success(Json::Object(members), cx)
    }

    /// `deviceCodeToToken`. The codes before the confirmation are an assumption: those of the login
    /// that issues cookies.
    fn collect(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        if let Some(code) = cx.scenario.open_115.refuse_token.0 {
            return failure(code.into(), cx);
        }
        let uid = incoming.form_parameter("uid").unwrap_or_default();
        let verifier = incoming.form_parameter("code_verifier").unwrap_or_default();
        if !pkce::has_valid_length(&verifier) {
            return failure(40_140_112, cx);
        }
        let now = cx.now;
        let (Some(begun), Some(login)) = (self.begun.get(&uid).cloned(), cx.login(&uid)) else {
            cx.note("unknown uid");
            return failure(envelope::EXPIRED, cx);
        };
        let (phase, number, spent) = (login.phase(now), login.number, login.spent);
        if !begun.challenge.is_met_by(&verifier) {
            cx.note("verifier mismatch");
            return failure(40_140_113, cx);
        }
        if spent {
            cx.note("uid already used");
            return failure(envelope::EXPIRED, cx);
        }
        match phase {
            Phase::Confirmed { .. } => {}
            Phase::Expired => return failure(envelope::EXPIRED, cx),
            _ => {
                cx.note("login before confirmation");
                return failure(envelope::UNVERIFIED, cx);
            }
        }
        if let Some(login) = cx.login(&uid) {
            login.spent = true;
        }
        match self.grants.open(&uid, number, &begun.client_id, cx) {
            Some(tokens) => given(tokens, cx),
            None => failure(40_140_121, cx),
        }
    }

    /// `refreshToken`.
    fn refresh(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        if let Some(code) = cx.scenario.open_115.refuse_refresh.0 {
            return failure(code.into(), cx);
        }
        let token = incoming.form_parameter("refresh_token").unwrap_or_default();
        match self.grants.refresh(&token, cx) {
            Ok(tokens) => given(tokens, cx),
            Err(code) => failure(code, cx),
        }
    }

    /// The API checks the token first, then the path.
    fn api(&self, call: &str, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let settings = &cx.scenario.open_115;
        if settings.rate_limited {
            let mut response = reply(429, "application/json", "");
            let reset = (cx.clock() / 1000).saturating_add(60).to_string();
            header(&mut response, RATE_LIMIT_RESET, &reset);
            return response;
        }
        if let Some(code) = settings.refuse_api.0 {
            return failure(code.into(), cx);
        }
        let sent = incoming.header(AUTHORIZATION);
        let token = sent.strip_prefix("Bearer ").unwrap_or_default();
        if let Err(code) = self.grants.check(token, cx) {
            return failure(code, cx);
        }
        if call == "api" {
            return reply(404, "", "");
        }
        let owner = cx.account_with("access_token", token);
        let data = Json::object([
            ("user_id", account(owner, cx).to_string().into()),
            ("user_name", user_name(owner).into()),
        ]);
        success(data, cx)
    }
}

/// The response with new tokens, which are recorded as issued.
fn given(tokens: Tokens, cx: &mut Cx<'_>) -> Response {
    let settings = &cx.scenario.open_115;
    let mut values = Vec::new();
    if !settings.without_access_token {
        values.push(("access_token", tokens.access));
    }
    if !settings.without_refresh_token {
        values.push(("refresh_token", tokens.refresh));
    }
    let mut members: Vec<(&'static str, Json)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str().into()))
        .collect();
    members.push(("expires_in", i64::from(tokens.expires_in).into()));
    let response = success(Json::Object(members), cx);
    cx.grant(&tokens.uid, values);
    response
}

/// The counts only: uids can be exchanged for credentials, tokens are credentials.
impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Open({} uids)", self.begun.len())
    }
}
