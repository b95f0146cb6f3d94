//! The device authorization grant (spec 2).
//!
//! ```text
//! Discover ──metadata──▶ Start ──device──▶ Wait ──token──▶ Done
//!  (issuer only)                           ▲ └─ pending, slow_down ─┐
//!                                          └────────────────────────┘
//! ```

use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use http::{Method, StatusCode};

use super::server::Place;
use super::stage::{Endpoints, Stage, Waiting};
use super::{Device, DeviceCredential, Endpoint, SCAN_WITH, TIMEOUT, discovery, pkce, token};
use crate::Listed;
use crate::provider::{Context, Next, Policy, Provider};
use crate::toolkit::request::query;
use crate::{Call, Error, Request, Response, Secret, SettingInfo, Settings};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Clocks of virtual machines run fast, and a server counts each early poll (spec 4.1).
const MARGIN: u32 = 120;

impl Device {
    fn endpoints<'a>(&'a self, found: Option<&'a Endpoints>) -> Result<&'a Endpoints, Error> {
        let known = match &self.server.place {
            Place::Known(known) => Some(known),
            Place::Issuer(_) => found,
        };
        // A snapshot that was changed by hand.
        known.ok_or_else(|| Error::malformed("no endpoints"))
    }

    fn start_call(&self, found: Option<&Endpoints>, cx: &Context<'_>) -> Result<Call, Error> {
        let verifier = pkce::verifier(cx);
        let challenge = pkce::challenge(&verifier);
        let mut form = vec![("client_id", self.client_id.as_str())];
        if let Some(secret) = &self.client_secret {
            form.push(("client_secret", secret.expose()));
        }
        form.extend(self.requested_scope());
        form.extend(self.audience.iter().map(|it| ("audience", it.as_str())));
        if self.pkce {
            form.push(("code_challenge", &challenge));
            form.push(("code_challenge_method", pkce::METHOD));
        }
        form.extend(pairs(&self.device_extra));
        let endpoint = &self.endpoints(found)?.device;
        // One depends on the seed; a recording keeps none of them.
        let call = Call::new("device", post(endpoint, query(form)), TIMEOUT);
        Ok(call.volatile(&["client_id", "client_secret", "code_challenge"]))
    }

    fn poll_call(&self, waiting: &Waiting, cx: &Context<'_>) -> Call {
        let verifier = pkce::verifier(cx);
        let mut form = vec![
            ("grant_type", GRANT),
            ("device_code", waiting.device_code.expose()),
            ("client_id", self.client_id.as_str()),
        ];
        if let Some(secret) = &self.client_secret {
            form.push(("client_secret", secret.expose()));
        }
        form.extend(
            self.requested_scope()
                .filter(|_| self.server.polls_with_scope),
        );
        if self.pkce {
            form.push(("code_verifier", verifier.expose()));
        }
        form.extend(pairs(&self.token_extra));
        // Its reply can carry the tokens, which come once.
        let call = Call::new("token", post(&waiting.token, query(form)), TIMEOUT);
        call.volatile(&["client_id", "client_secret", "code_verifier"])
    }

    fn requested_scope(&self) -> Option<(&str, &str)> {
        let name = self.server.scope_name.as_str();
        (!self.scope.is_empty()).then_some((name, self.scope.as_str()))
    }
}

fn pairs(pairs: &[(String, Secret)]) -> impl Iterator<Item = (&str, &str)> {
    pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.expose()))
}

/// A POST of a form.
pub(super) fn post(endpoint: &Endpoint, form: String) -> Request {
    let mut request = endpoint.request(form.into_bytes());
    *request.method_mut() = Method::POST;
    let headers = request.headers_mut();
    introduce(headers);
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    headers.insert(CONTENT_TYPE, form);
    request
}

/// GitHub answers with a form unless JSON is accepted, and refuses a request without a user agent.
fn introduce(headers: &mut HeaderMap) {
    headers.insert(USER_AGENT, HeaderValue::from_static("qrlogin"));
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
}

impl Provider for Device {
    const ID: &'static str = "device";

    type Stage = Stage;
    type Credential = DeviceCredential;

    fn start(&self) -> Stage {
        match &self.server.place {
            Place::Known(_) => Stage::Start(None),
            Place::Issuer(_) => Stage::Discover,
        }
    }

    fn request(&self, stage: &Stage, cx: &Context<'_>) -> Result<Call, Error> {
        match (stage, &self.server.place) {
            (Stage::Discover, Place::Issuer(issuer)) => {
                let metadata = issuer.join(discovery::PATH);
                let metadata = metadata.map_err(|problem| Error::setting("issuer", problem))?;
                let mut request = metadata.request(Vec::new());
                introduce(request.headers_mut());
                Ok(Call::new("discovery", request, TIMEOUT))
            }
            (Stage::Discover, Place::Known(_)) => self.start_call(None, cx),
            (Stage::Start(found), _) => self.start_call(found.as_ref(), cx),
            (Stage::Wait(waiting), _) => Ok(self.poll_call(waiting, cx)),
        }
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, DeviceCredential>, Error> {
        match (stage, &self.server.place) {
            (Stage::Discover, Place::Issuer(issuer)) => {
                discovery::discovered(issuer, self.allow_http, reply)
            }
            (Stage::Discover, Place::Known(known)) => self.started(stage, &known.token, reply, cx),
            (Stage::Start(found), _) => {
                let endpoints = self.endpoints(found.as_ref())?;
                self.started(stage, &endpoints.token, reply, cx)
            }
            (Stage::Wait(waiting), _) => self.polled(waiting, reply, cx),
        }
    }

    fn policy(&self, stage: &Stage) -> Policy {
        match stage {
            Stage::Wait(waiting) => Policy::new(Duration::from_secs(waiting.interval_secs.into()))
                .interval_margin(MARGIN)
                .poll_returns_credentials(),
            Stage::Discover | Stage::Start(_) => Policy::default(),
        }
    }

    /// A poll's response with status 429 is read: it is `slow_down` (spec 4.2).
    fn is_transient(&self, stage: &Stage, reply: &Response) -> bool {
        match reply.status() {
            StatusCode::TOO_MANY_REQUESTS => {
                !matches!(stage, Stage::Wait(_)) || token::states_a_pause(reply)
            }
            StatusCode::REQUEST_TIMEOUT => true,
            status => status.is_server_error(),
        }
    }
}

impl Listed for Device {
    const SCAN_WITH: &'static str = SCAN_WITH;
    const YIELDS: &'static str = "access token and, as the service decides, refresh and ID token";
    const COOKIES: bool = false;
    const SETTINGS: &'static [SettingInfo] = Self::SETTINGS;

    fn configure(settings: &Settings) -> Result<Self, Error> {
        Self::configured(settings)
    }
}
