//! The form of responses (spec 1.2), and tokens (spec 5).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::HeaderName;

use crate::exchange::Response;
use crate::json::{Escapes, Json};
use crate::random::Random;
use crate::reply::{header, reply};
use crate::scenario::SteamLacks;
use crate::service::Cx;

const JSON: &str = "application/json; charset=UTF-8";
static RESULT: HeaderName = HeaderName::from_static("x-eresult");
const DAY: u64 = 86_400;

/// What a token is for.
pub(super) struct Token<'a> {
    pub(super) label: &'a str,
    pub(super) audience: &'a [&'a str],
    pub(super) days: u64,
}

/// A success with these members, written as JSON.
pub(super) fn success(members: &[(&str, String)], cx: &Cx<'_>) -> Response {
    let members: Vec<_> = members
        .iter()
        .map(|(name, json)| format!("\"{name}\":{json}"))
        .collect();
    let body = format!("{{\"response\":{{{}}}}}", members.join(","));
    let mut response = reply(200, JSON, body);
    if cx.scenario.steam.eresult_header {
        header(&mut response, RESULT.clone(), "1");
    }
    response
}

/// A result other than success: an empty body and the headers.
pub(super) fn failure(result: i64) -> Response {
    let message = match result {
        2 => "Failure",
        9 => "The authentication session was not found",
        27 => "The authentication session has expired",
        84 => "Rate limit exceeded",
        118 => "An agreement has to be accepted",
        _ => "The request was refused",
    };
    let mut response = reply(200, JSON, "{\"response\":{}}");
    header(&mut response, RESULT.clone(), &result.to_string());
    let name = HeaderName::from_static("x-error_message");
    header(&mut response, name, message);
    response
}

/// A JSON body without the envelope.
pub(super) fn plain(status: u16, body: &Json) -> Response {
    reply(status, JSON, body.write(Escapes::Plain))
}

/// A text as JSON.
pub(super) fn text(text: &str) -> String {
    Json::from(text).write(Escapes::Plain)
}

/// A number of 64 bits as JSON.
pub(super) fn number(digits: &str, cx: &Cx<'_>) -> String {
    match cx.scenario.steam.numbers_as_text {
        true => text(digits),
        false => digits.to_owned(),
    }
}

/// The account's SteamID, the same in every login.
pub(super) fn steam_id(cx: &Cx<'_>) -> String {
    let random = || Random::new(cx.scenario.seed, "steam/account").between(1, 4_000_000_000);
    // The higher half is the same for all people; an account has 32 bits.
    let account = cx.scenario.account.id_or(random) & u64::from(u32::MAX);
    (76_561_197_960_265_728 + account).to_string()
}

/// A token of login `number`, with a random signature.
pub(super) fn token(number: usize, token: &Token<'_>, cx: &Cx<'_>) -> String {
    let part = |json: &Json| URL_SAFE_NO_PAD.encode(json.write(Escapes::Plain));
    let head = Json::object([("typ", "JWT".into()), ("alg", "EdDSA".into())]);
    let now = cx.clock() / 1000;
    let subject = match cx.scenario.steam.lacks {
        SteamLacks::Subject => "123".to_owned(),
        _ => steam_id(cx),
    };
    let mut random = cx.random(number, token.label);
    let audience = token.audience.iter().map(|name| Json::from(*name));
    let claims = Json::object([
        ("iss", "steam".into()),
        ("sub", subject.into()),
        ("aud", Json::array(audience)),
        ("exp", now.saturating_add(token.days * DAY).into()),
        ("nbf", now.into()),
        ("iat", now.into()),
        ("jti", random.hex(24).into()),
    ]);
    let signature = random.base64_url(86);
    format!("{}.{}.{signature}", part(&head), part(&claims))
}
