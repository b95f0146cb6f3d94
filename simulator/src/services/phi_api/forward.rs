//! The four calls in front of the simulated TapTap: requests to TapTap and LeanCloud, and the
//! responses made from theirs.

use serde_json::{Map, Value};

use super::backend::{Backend, BackendError};
use super::built_in::device_id;
use super::request::{DeviceCode, Token, TokenBody};
use super::responses::{failure, not_done, success};
use super::rules::Rules;
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::Json;
use crate::reply::reply;
use crate::scenario::PhiEra;
use crate::service_id::ServiceId;

const NULL: &str = "Object reference not set to an instance of an object.";

pub(super) fn new_code(backend: &mut Backend<'_, '_>, rules: &Rules) -> Response {
    let device_id = device_id(backend.cx);
    match backend.code(&device_id) {
        Ok(code) => {
            let reported = code.get("interval").and_then(Value::as_u64).unwrap_or(0);
            let interval = if rules.era == PhiEra::Current {
                reported.max(3)
            } else {
                reported
            };
            let number = |name: &str| code.get(name).and_then(Value::as_u64).unwrap_or(0);
            let data = Json::object([
                ("deviceID", device_id.into()),
                ("deviceCode", text(&code, "device_code")),
                ("expiresInSeconds", number("expires_in").into()),
                ("url", text(&code, "qrcode_url")),
                ("interval", interval.into()),
            ]);
            success(data, rules)
        }
        Err(error) => {
            let message = format!("Internal server error: {}", error.message);
            failure(500, 0, &message, rules)
        }
    }
}

pub(super) fn check(backend: &mut Backend<'_, '_>, incoming: &Incoming, rules: &Rules) -> Response {
    let code = match DeviceCode::read(incoming, rules) {
        Ok(code) => code,
        Err(response) => return *response,
    };
    let Some(device_code) = code.device_code else {
        return failure(500, 11, NULL, rules);
    };
    match backend.token(&device_code, &code.device_id.unwrap_or_default()) {
        Ok(token) => success(Json::object([("data", spelt(&token, TOKEN, rules))]), rules),
        Err(error) if error.means_not_done() => not_done(rules),
        Err(error) => failure(500, 11, &error.message, rules),
    }
}

pub(super) fn profile(
    backend: &mut Backend<'_, '_>,
    incoming: &Incoming,
    rules: &Rules,
) -> Response {
    match fetch_profile(backend, incoming, rules) {
        Ok((_, profile)) => success(
            Json::object([("data", spelt(&profile, PROFILE, rules))]),
            rules,
        ),
        Err(response) => *response,
    }
}

pub(super) fn session(
    backend: &mut Backend<'_, '_>,
    incoming: &Incoming,
    rules: &Rules,
) -> Response {
    let (token, profile) = match fetch_profile(backend, incoming, rules) {
        Ok(both) => both,
        Err(response) => return *response,
    };
    let session = match backend.session(&token, &profile) {
        Ok(session) => session,
        Err(error) => return failure(500, 1145, &error.message, rules),
    };
    remember(backend, &token);
    if rules.token_as_text {
        return reply(200, "text/plain; charset=utf-8", session);
    }
    success(session.into(), rules)
}

/// The profile step of the last two calls.
fn fetch_profile(
    backend: &mut Backend<'_, '_>,
    incoming: &Incoming,
    rules: &Rules,
) -> Result<(Token, Map<String, Value>), Box<Response>> {
    let body = TokenBody::read(incoming, rules)?;
    let fail = |message: &str| Box::new(failure(500, 114, message, rules));
    let Some(token) = body.token else {
        return Err(fail("Value cannot be null. (Parameter 'token')"));
    };
    match backend.profile(&token) {
        Ok(profile) => Ok((token, profile)),
        Err(BackendError { message, .. }) => Err(fail(&message)),
    }
}

/// Records the credentials that TapTap issued as phiApi's, too.
fn remember(backend: &mut Backend<'_, '_>, token: &Token) {
    let kid = token.kid.as_deref().unwrap_or_default();
    let given = backend.cx.issued.with("kid", kid);
    let given = given.filter(|issued| issued.service == ServiceId::TapTap);
    if let Some(given) = given.cloned() {
        backend.cx.grant(&given.handle, given.values);
    }
}

/// Members in TapTap's spelling and in the old one.
type Names = &'static [(&'static str, &'static str)];

const TOKEN: Names = &[
    ("kid", "kid"),
    ("access_token", "token"),
    ("token_type", "tokenType"),
    ("mac_key", "macKey"),
    ("mac_algorithm", "macAlgorithm"),
    ("scope", "scope"),
];
const PROFILE: Names = &[
    ("openid", "openId"),
    ("unionid", "unionId"),
    ("name", "name"),
    ("gender", "gender"),
    ("avatar", "avatar"),
];

/// TapTap's members under the era's names.
fn spelt(data: &Map<String, Value>, names: Names, rules: &Rules) -> Json {
    let members = names
        .iter()
        .filter(|(snake, _)| data.contains_key(*snake))
        .map(|(snake, camel)| (if rules.camel { *camel } else { *snake }, text(data, snake)));
    Json::Object(members.collect())
}

fn text(data: &Map<String, Value>, name: &str) -> Json {
    data.get(name)
        .and_then(Value::as_str)
        .map_or(Json::Null, Json::from)
}
