//! The responses that both logins share: the envelope, its codes, pages and pictures.

use crate::exchange::Response;
use crate::image::{avatar_jpeg, avatar_png};
use crate::incoming::Incoming;
use crate::json::{Escapes, Json};
use crate::reply::{BILIBILI_BLOCK_PAGE, html, reply};
use crate::service::Cx;

/// What a request must have to pass the firewall.
pub(super) fn firewall(has_user_agent: bool, wants_user_agent: bool) -> Option<Response> {
    (wants_user_agent && !has_user_agent).then(|| html(412, BILIBILI_BLOCK_PAGE))
}

/// A response in Bilibili's envelope.
pub(super) fn envelope(code: i64, message: &str, data: Option<Json>, escapes: Escapes) -> Response {
    let mut members = vec![
        ("code", code.into()),
        ("message", message.into()),
        ("ttl", 1_i64.into()),
    ];
    members.extend(data.map(|data| ("data", data)));
    reply(
        200,
        "application/json; charset=utf-8",
        Json::Object(members).write(escapes),
    )
}

pub(super) fn escapes(ampersand: bool) -> Escapes {
    if ampersand {
        Escapes::Ampersand
    } else {
        Escapes::Plain
    }
}

/// A wrong method.
pub(super) fn wrong_method() -> Response {
    reply(405, "text/plain; charset=utf-8", "Method Not Allowed")
}

/// The page at the address in the QR code. Opening it in a browser is not a scan.
pub(super) fn scan_page() -> Response {
    html(
        200,
        "<!DOCTYPE html>\n<html lang=\"zh-CN\"><title>bilibili (simulated)</title><body></body></html>\n",
    )
}

/// The members of a confirmed response without credentials: the account has to be verified first.
/// The form is known from the login by password; for QR codes it is an assumption.
pub(super) fn verification(
    number: usize,
    incoming: &Incoming,
    cx: &Cx<'_>,
) -> Vec<(&'static str, Json)> {
    let mut random = cx.random(number, "verification");
    let path = format!(
        "/h5-app/passport/risk/verify?tmp_token={}&request_id={}&source=risk",
        random.hex(32),
        random.hex(32)
    );
    vec![
        ("status", 2_i64.into()),
        (
            "message",
            "本次登录环境存在风险, 需使用手机号进行验证或绑定".into(),
        ),
        ("url", incoming.url("passport.bilibili.com", &path).into()),
    ]
}

/// A picture of the account or of the page.
pub(super) fn picture(incoming: &Incoming) -> Response {
    match incoming.path.ends_with(".png") {
        true => reply(200, "image/png", avatar_png()),
        false => reply(200, "image/jpeg", avatar_jpeg()),
    }
}

/// A path that does not exist.
pub(super) fn not_found() -> Response {
    envelope(-404, message(-404), None, Escapes::Plain)
}

/// A refusal by code: `-509`, or `-509/null` for one with `"data":null`.
pub(super) fn refusal(what: &str) -> Response {
    let (code, data) = match what.strip_suffix("/null") {
        Some(code) => (code, Some(Json::Null)),
        None => (what, None),
    };
    let code = code
        .parse()
        .unwrap_or(if code == "slow_down" { -799 } else { -500 });
    envelope(code, message(code), data, Escapes::Plain)
}

/// The text of a code of the services' tables.
pub(super) fn message(code: i64) -> &'static str {
    match code {
        -3 => "API校验密匙错误",
        -101 => "账号未登录",
        -111 => "csrf 校验失败",
        -352 => "风控校验失败",
        -400 => "请求错误",
        -401 => "非法请求",
        -403 => "访问权限不足",
        -404 => "啥都木有",
        -412 => "请求被拦截",
        -500 => "服务器错误",
        -503 => "过载保护,服务暂不可用",
        -504 => "服务调用超时",
        -509 => "超出限制",
        -663 => "鉴权失败，请联系账号组",
        -799 => "请求过于频繁，请稍后再试",
        86038 => "二维码已失效",
        86039 => "二维码尚未确认",
        86090 => "二维码已扫码未确认",
        86095 => "refresh_csrf 错误或 refresh_token 与 cookie 不匹配",
        86096 => "请使用最新版本扫码登录",
        86101 => "未扫码",
        86853 => "版本过低",
        _ => "",
    }
}
