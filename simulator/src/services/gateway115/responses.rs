//! The gateway's responses, and how it wraps 115's.

use crate::exchange::Response;
use crate::json::{Escapes, Json};
use crate::person::Phase;
use crate::reply::{ALIYUN_BLOCK_PAGE, reply};
use crate::scenario::{ExpiredAs, GatewayVariant, VersionText};
use crate::service::Cx;

/// 115's body for an expired code.
const EXPIRED_BODY: &str = r#"{"state":0,"code":40199002,"message":"key invalid","data":{}}"#;

/// Whether the gateway follows its observed description.
pub(super) fn observed(cx: &Cx<'_>) -> bool {
    cx.scenario.gateway_115.variant == GatewayVariant::Observed
}

/// A JSON body. The observed server escapes as Go does and ends it with a line feed.
pub(super) fn json(status: u16, body: &Json, cx: &Cx<'_>) -> Response {
    let mut text = body.write(if observed(cx) {
        Escapes::Go
    } else {
        Escapes::Plain
    });
    if observed(cx) {
        text.push('\n');
    }
    reply(status, "application/json", text)
}

/// `{"message":"…"}`.
pub(super) fn message_only(status: u16, message: &str, cx: &Cx<'_>) -> Response {
    json(status, &Json::object([("message", message.into())]), cx)
}

/// A status and the gateway's own text for it.
pub(super) fn status(status: i64, cx: &Cx<'_>) -> Response {
    let version = if status == 99 && observed(cx) {
        ""
    } else {
        "1.0"
    };
    status_with_version(status, version, cx)
}

/// No change during the hold.
pub(super) fn nothing_new(cx: &Cx<'_>) -> Response {
    status_with_version(0, if observed(cx) { "" } else { "1.0" }, cx)
}

/// A status, the gateway's own text for it, and 115's version.
pub(super) fn status_with_version(status: i64, version: &str, cx: &Cx<'_>) -> Response {
    let message = match status {
        0 => "Waiting for scan",
        1 => "QR code scanned, waiting for confirmation",
        2 => "Login confirmed, ready to complete",
        -1 => "QR code expired",
        -2 => "Login canceled",
        _ => "Unknown status",
    };
    let mut members = vec![("status", status.into()), ("message", message.into())];
    if cx.scenario.gateway_115.version != VersionText::Absent {
        members.push(("version", version.into()));
    }
    json(200, &Json::Object(members), cx)
}

/// The code has expired or was never issued.
pub(super) fn expired(cx: &Cx<'_>) -> Response {
    let as_failure = match cx.scenario.gateway_115.expired {
        ExpiredAs::Variant => observed(cx),
        shape => shape == ExpiredAs::Code40199002,
    };
    if as_failure {
        let text = "Failed to check QR code status: failed to check QR code status: ";
        message_only(500, &format!("{text}{EXPIRED_BODY}: qrcode expired"), cx)
    } else {
        status(-1, cx)
    }
}

/// A login without a confirmation.
///
/// 115's own response is not known. The observed form is an assumption: verification failed, or
/// expired.
pub(super) fn not_confirmed(phase: Option<Phase>, cx: &Cx<'_>) -> Response {
    let (code, current) = match phase {
        None | Some(Phase::Expired) => (40_199_002, "expired"),
        Some(Phase::Denied { .. }) => (40_101_017, "canceled"),
        Some(Phase::Scanned { .. }) => (40_101_017, "scanned, waiting for confirmation"),
        Some(_) => (40_101_017, "waiting for scan"),
    };
    if observed(cx) {
        return upstream_failure("complete QR code login", code, cx);
    }
    not_ready(current, cx)
}

/// The document's refusal of a login that is not confirmed.
pub(super) fn not_ready(current: &str, cx: &Cx<'_>) -> Response {
    let empty = ["uid", "cid", "seid", "kid"].map(|name| (name, "".into()));
    let body = Json::object([
        ("credentials", Json::object(empty)),
        ("success", false.into()),
        (
            "message",
            format!("QR code not ready for login. Current status: {current}").into(),
        ),
    ]);
    json(400, &body, cx)
}

/// The credentials.
pub(super) fn logged_in(values: &[(&'static str, String)], cx: &Cx<'_>) -> Response {
    let members = values
        .iter()
        .map(|(name, value)| (*name, value.as_str().into()))
        .collect();
    let body = Json::object([
        ("credentials", Json::Object(members)),
        ("success", true.into()),
        ("message", "Login successful".into()),
    ]);
    json(200, &body, cx)
}

/// 115's body as the gateway's client library quotes it: trimmed, and with `\uXXXX` turned into
/// characters.
pub(super) fn upstream_text(body: &str) -> String {
    let mut parts = body.trim().split("\\u");
    let mut units: Vec<u16> = parts.next().unwrap_or_default().encode_utf16().collect();
    for part in parts {
        let hex = part.get(..4).map(|digits| u16::from_str_radix(digits, 16));
        match (hex, part.get(4..)) {
            (Some(Ok(unit)), Some(rest)) => {
                units.push(unit);
                units.extend(rest.encode_utf16());
            }
            _ => units.extend("\\u".encode_utf16().chain(part.encode_utf16())),
        }
    }
    String::from_utf16_lossy(&units)
}

/// The gateway's 500 around a refusal of 115: its body, a colon, and the text of the code.
pub(super) fn upstream_failure(what: &str, code: i64, cx: &Cx<'_>) -> Response {
    let body = if code == 40_199_002 {
        EXPIRED_BODY.to_owned()
    } else {
        upstream_body(code)
    };
    let text = format!(
        "Failed to {what}: failed to {what}: {body}: {}",
        mapped(code)
    );
    message_only(500, &text, cx)
}

/// The gateway's 500 around a page of 115's firewall. With a success status the page is decoded as
/// JSON, which fails.
pub(super) fn waf(what: &str, status: u16, cx: &Cx<'_>) -> Response {
    let cause = if status < 300 {
        "invalid character '<' looking for beginning of value".to_owned()
    } else {
        format!("{ALIYUN_BLOCK_PAGE}: unexpected error")
    };
    message_only(
        500,
        &format!("Failed to {what}: failed to {what}: {cause}"),
        cx,
    )
}

/// A failure in 115's envelope: code and text occur twice.
fn upstream_body(code: i64) -> String {
    let text = match code {
        0 => "登录失败，系统已下架！如果你有电脑端的使用需求，请使用115电脑版。",
        40_101_004 => "IP登录异常,请稍候再登录！",
        40_101_017 => "用户验证失败！",
        40_100_000 => "参数错误！",
        40_101_032 => "请重新登录",
        40_101_010 => "已开启两步验证登录！",
        50_199_004 => "get failed",
        _ => "",
    };
    let body = Json::object([
        ("state", 0_i64.into()),
        ("code", code.into()),
        ("message", text.into()),
        ("data", Json::object([])),
        ("errno", code.into()),
        ("error", text.into()),
    ]);
    body.write(Escapes::Plain)
}

/// The text that the gateway's client library has for a code.
pub(super) fn mapped(code: i64) -> &'static str {
    match code {
        40_199_002 => "qrcode expired",
        40_101_017 => "failed to login",
        40_100_000 => "wrong parameters",
        40_101_032 => "credential invalid",
        40_101_033 | 40_101_038 => "repeat login",
        40_101_035 => "you have been kicked out by multi-device login management",
        40_101_037 => "session exited",
        40_101_010 => "requires two-step verification",
        99 | 990_001 => "user not login",
        _ => "unexpected error",
    }
}
