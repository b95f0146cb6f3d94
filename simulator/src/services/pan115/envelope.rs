//! The form of 115's responses: `state`, `code`, `message`, `data`.

use crate::exchange::Response;
use crate::json::{Escapes, Json};
use crate::reply::reply;
use crate::scenario::{PanContentType, PanState, PanVariant};
use crate::service::Cx;

/// The code of an expired or unknown login code.
pub(super) const EXPIRED: i64 = 40_199_002;
/// The code of a login that is not verified.
pub(super) const UNVERIFIED: i64 = 40_101_017;
/// The code of bad or missing fields.
pub(super) const PARAMETERS: i64 = 40_100_000;
/// The code of cookies that are not valid.
pub(super) const CREDENTIAL: i64 = 40_101_032;
/// The code that clients read as "try later".
pub(super) const GET_FAILED: i64 = 50_199_004;

/// A success with this `data`; without one the member is left out.
pub(super) fn success(data: Option<Json>, cx: &Cx<'_>) -> Response {
    let mut members = vec![
        ("state", state(true, cx)),
        ("code", 0_i64.into()),
        ("message", "".into()),
    ];
    members.extend(data.map(|data| ("data", data)));
    json(&Json::Object(members), cx)
}

/// A failure of the login calls.
pub(super) fn failure(code: i64, cx: &Cx<'_>) -> Response {
    failure_with_text(code, text(code), cx)
}

/// A failure: code and text occur twice, except for an expired code.
pub(super) fn failure_with_text(code: i64, text: &str, cx: &Cx<'_>) -> Response {
    let mut members = vec![
        ("state", state(false, cx)),
        ("code", code.into()),
        ("message", text.into()),
        ("data", Json::object([])),
    ];
    if code != EXPIRED {
        members.extend([("errno", code.into()), ("error", text.into())]);
    }
    json(&Json::Object(members), cx)
}

/// `state` in the scenario's type.
pub(super) fn state(good: bool, cx: &Cx<'_>) -> Json {
    match cx.scenario.pan_115.state {
        PanState::Number => i64::from(good).into(),
        PanState::Boolean => good.into(),
    }
}

/// A JSON body with the scenario's media type.
pub(super) fn json(body: &Json, cx: &Cx<'_>) -> Response {
    let settings = &cx.scenario.pan_115;
    let content_type = match settings.content_type {
        PanContentType::Variant if observed(cx) => "text/html",
        PanContentType::Html => "text/html",
        PanContentType::Variant | PanContentType::Json => "application/json",
    };
    let escapes = if settings.escape_unicode {
        Escapes::Php
    } else {
        Escapes::Plain
    };
    reply(200, content_type, body.write(escapes))
}

fn text(code: i64) -> &'static str {
    match code {
        0 => "登录失败，系统已下架！如果你有电脑端的使用需求，请使用115电脑版。",
        EXPIRED => "key invalid",
        40_101_004 => "IP登录异常,请稍候再登录！",
        UNVERIFIED => "用户验证失败！",
        PARAMETERS => "参数错误！",
        CREDENTIAL => "请重新登录",
        40_101_010 => "已开启两步验证登录！",
        GET_FAILED => "get failed",
        _ => "",
    }
}

/// Whether 115 follows its observed description.
pub(super) fn observed(cx: &Cx<'_>) -> bool {
    cx.scenario.pan_115.variant == PanVariant::Observed
}
