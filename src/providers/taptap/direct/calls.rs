//! The requests of the direct login (spec 2.6 to 2.9).

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue, USER_AGENT};
use http::uri::PathAndQuery;

use super::stage::{Stage, Tokens, Waiting};
use super::{App, Direct, leancloud, mac};
use crate::providers::taptap::Profile;
use crate::toolkit::digits::push_hex;
use crate::toolkit::request::{get, post_json, query, with_header, with_query};
use crate::{Call, Context, Error, Request, Secret, Timestamp};

const TIMEOUT: Duration = Duration::from_secs(15);
/// TapTap's own library, as in the programs known to work; and the game's library for LeanCloud.
pub(super) const TAPTAP_AGENT: HeaderValue = HeaderValue::from_static("TapTapAndroidSDK/3.16.5");
const CLOUD_AGENT: HeaderValue = HeaderValue::from_static("LeanCloud-CSharp-SDK/1.0.3");

static CODE: PathAndQuery = PathAndQuery::from_static("/oauth2/v1/device/code");
static TOKEN: PathAndQuery = PathAndQuery::from_static("/oauth2/v1/token");

impl Direct {
    pub(super) fn call(&self, stage: &Stage, cx: &Context<'_>) -> Result<Call, Error> {
        match stage {
            Stage::Start => self.code_call(cx),
            Stage::Wait(waiting) => self.token_call(waiting, cx),
            Stage::Profile(tokens) => self.profile_call(tokens, cx),
            Stage::Session(tokens, profile) => self.session_call(tokens, profile, cx),
        }
    }

    fn code_call(&self, cx: &Context<'_>) -> Result<Call, Error> {
        let form = query([
            ("client_id", self.app.client_id()),
            ("response_type", "device_code"),
            ("scope", self.scope.as_str()),
            ("version", "2.1"),
            ("platform", "unity"),
            ("info", &device(cx)),
        ]);
        let request = self.app.accounts_form(&CODE, form)?;
        Ok(Call::new("code", request, TIMEOUT).volatile(&["info"]))
    }

    fn token_call(&self, waiting: &Waiting, cx: &Context<'_>) -> Result<Call, Error> {
        let form = waiting.form.get(|| {
            let parameters = [
                ("grant_type", "device_token"),
                ("client_id", self.app.client_id()),
                ("secret_type", "hmac-sha-1"),
                ("code", waiting.device_code.expose()),
                ("version", "1.0"),
                ("platform", "unity"),
                ("info", &device(cx)),
            ];
            Ok(with_query("", &parameters))
        })?;
        let request = self.app.accounts_form(&TOKEN, form)?;
        Ok(Call::new("poll", request, TIMEOUT).volatile(&["info"]))
    }

    fn profile_call(&self, tokens: &Tokens, cx: &Context<'_>) -> Result<Call, Error> {
        let path = match tokens.token.has_scope("public_profile") {
            true => "/account/profile/v1",
            false => "/account/basic-info/v1",
        };
        let client = query([("client_id", self.app.client_id())]);
        let request = get(&self.app.open(&format!("{path}?{client}")))?;
        let at = tokens.clock.read(cx.now());
        let value = mac::authorization(&tokens.token, &request, at, &nonce(tokens, cx))?;
        let request = with_header(request, AUTHORIZATION, value);
        Ok(call("profile", request, TAPTAP_AGENT).volatile(&["authorization"]))
    }

    fn session_call(
        &self,
        tokens: &Tokens,
        profile: &Profile,
        cx: &Context<'_>,
    ) -> Result<Call, Error> {
        let path = match self.create {
            true => "/1.1/users",
            false => "/1.1/users?failOnNotExist=true",
        };
        let body = leancloud::body(&tokens.token, profile);
        let request = post_json(&self.app.cloud(path), body)?;
        let request = with_header(request, name("x-lc-id"), header(self.app.client_id())?);
        // One of the two (spec 2.9). The key needs no clock, and the signature is the game's own
        // way.
        let request = if tokens.mended {
            let mut key = header(self.app.app_key())?;
            key.set_sensitive(true);
            with_header(request, name("x-lc-key"), key)
        } else {
            let at = tokens.clock.read(cx.now());
            let signature = leancloud::signature(at, self.app.app_key());
            with_header(request, name("x-lc-sign"), header(&signature)?)
        };
        Ok(call("session", request, CLOUD_AGENT).volatile(&["x-lc-sign", "x-lc-key"]))
    }
}

/// The game's user of a session token (spec 2.9).
pub(super) fn me(app: &App, token: &Secret, by_key: bool, now: Timestamp) -> Result<Call, Error> {
    let request = get(&app.cloud("/1.1/users/me"))?;
    let mut session = header(token.expose())?;
    session.set_sensitive(true);
    let request = with_header(request, name("x-lc-session"), session);
    let request = with_header(request, name("x-lc-id"), header(app.client_id())?);
    let request = match by_key {
        true => {
            let mut key = header(app.app_key())?;
            key.set_sensitive(true);
            with_header(request, name("x-lc-key"), key)
        }
        false => {
            let signature = leancloud::signature(now, app.app_key());
            with_header(request, name("x-lc-sign"), header(&signature)?)
        }
    };
    Ok(call("me", request, CLOUD_AGENT).volatile(&["x-lc-sign", "x-lc-key"]))
}

fn call(name: &'static str, request: Request, agent: HeaderValue) -> Call {
    Call::new(name, with_header(request, USER_AGENT, agent), TIMEOUT)
}

/// The name of this device, the same in all requests of a login.
fn device(cx: &Context<'_>) -> String {
    let mut device = String::with_capacity(48);
    device.push_str(r#"{"device_id":""#);
    push_hex(&mut device, &cx.random("taptap device"));
    device.push_str(r#""}"#);
    device
}

/// A new one for every request: TapTap refuses a repeated signature.
fn nonce(tokens: &Tokens, cx: &Context<'_>) -> String {
    let (now, attempt) = (cx.now().as_millis(), cx.attempt());
    let label = format!("taptap nonce {now} {attempt} {}", tokens.mended);
    STANDARD.encode(cx.random(&label))
}

fn name(name: &'static str) -> HeaderName {
    HeaderName::from_static(name)
}

fn header(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|_| Error::setting("client_id", "fits into no header"))
}
