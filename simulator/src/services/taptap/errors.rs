//! How TapTap refuses (spec 3.3 and 3.4), and how LeanCloud does (spec 3.5).

use crate::exchange::Response;
use crate::json::{Escapes, Json};
use crate::reply::reply;
use crate::scenario::ErrorStyle;
use crate::service::Cx;

/// TapTap's refusal with this error name, under the status of the tables or of the scenario.
pub(super) fn refusal(error: &str, cx: &Cx<'_>) -> Response {
    response(
        status(error, cx),
        body(error, cx.scenario.taptap.error_style, cx),
    )
}

/// TapTap's refusal of a client id at the other region's host (spec 1.2).
pub(super) fn region_mismatch(cx: &Cx<'_>) -> Response {
    response(400, mismatch_body(cx))
}

/// The JSON of a refusal with this error name.
pub(in crate::services) fn body(error: &str, style: ErrorStyle, cx: &Cx<'_>) -> String {
    let upper = format!("oauth2.tapapis.com.{}", error.to_ascii_uppercase());
    let description = format!("{upper}: InvalidArgument: {}", explanation(error));
    let error = match style {
        ErrorStyle::Prefixed => upper,
        _ => error.to_owned(),
    };
    envelope("请求错误".to_owned(), error, description, cx)
}

/// The JSON of the region mismatch.
pub(in crate::services) fn mismatch_body(cx: &Cx<'_>) -> String {
    let text = "client store [cn] do not match: InvalidArgument".to_owned();
    envelope(text.clone(), "invalid_request".to_owned(), text, cx)
}

/// LeanCloud's refusal with this code (spec 3.5).
pub(super) fn leancloud(code: u16) -> Response {
    let (status, text) = match code {
        211 => (400, "Could not find user."),
        219 => (
            400,
            "The number of login attempts exceeds the limit, please try again later.",
        ),
        251 => (400, "The third-party account's token is invalid."),
        401 => (401, "Unauthorized."),
        403 => (403, "Forbidden to do this operation."),
        500..=599 => (code, "Internal server error."),
        _ => (400, "The request was refused."),
    };
    let body = Json::object([("code", u64::from(code).into()), ("error", text.into())]);
    response(status, body.write(Escapes::Plain))
}

fn envelope(message: String, error: String, description: String, cx: &Cx<'_>) -> String {
    let data = Json::object([
        ("code", (-1_i64).into()),
        ("msg", message.into()),
        ("error", error.into()),
        ("error_description", description.into()),
    ]);
    Json::object([
        ("data", data),
        ("now", (cx.clock() / 1000).into()),
        ("success", false.into()),
    ])
    .write(Escapes::Plain)
}

fn response(status: u16, body: String) -> Response {
    reply(status, "application/json; charset=utf-8", body)
}

fn status(error: &str, cx: &Cx<'_>) -> u16 {
    let settings = &cx.scenario.taptap;
    let chosen = |status: u32| u16::try_from(status).unwrap_or(500);
    match error {
        "authorization_waiting" => chosen(settings.waiting_status),
        // In response to a profile call it is always 401.
        "access_denied" => chosen(settings.denied_status),
        "invalid_grant_code" => chosen(settings.invalid_grant_status),
        "invalid_client" => 401,
        "user_is_deactivated" | "forbidden" => 403,
        "not_found" => 404,
        "too_many_login_attempts" => 429,
        "server_error" => 500,
        _ => 400,
    }
}

fn explanation(error: &str) -> &'static str {
    match error {
        "authorization_pending" => "the end-user authorization is pending",
        "authorization_waiting" => "the end-user authorization is waiting",
        "access_denied" => "the end-user denied the authorization",
        "slow_down" => "exchange too frequent",
        "invalid_grant_code" | "invalid_grant" => {
            "the provided access grant is invalid, expired, or revoked"
        }
        "expired_token" => "the device code has expired",
        "too_many_login_attempts" => "too many login attempts",
        "server_error" => "the server met an unexpected condition",
        _ => "the request was refused",
    }
}
