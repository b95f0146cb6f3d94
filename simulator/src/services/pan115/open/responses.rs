//! The form of the open platform's responses: 115's, and always with `error` and `errno`.

use crate::exchange::Response;
use crate::json::Json;
use crate::service::Cx;

use super::super::envelope::{json, state};

/// A success with this `data`.
pub(super) fn success(data: Json, cx: &Cx<'_>) -> Response {
    envelope(true, 0, "", data, cx)
}

/// A refusal by code.
pub(super) fn failure(code: i64, cx: &Cx<'_>) -> Response {
    envelope(false, code, text(code), Json::object([]), cx)
}

fn envelope(good: bool, code: i64, text: &str, data: Json, cx: &Cx<'_>) -> Response {
    // The failure with code 0 has its text in `error` alone.
    let message = if code == 0 { "" } else { text };
    let body = Json::object([
        ("state", state(good, cx)),
        ("code", code.into()),
        ("message", message.into()),
        ("data", data),
        ("error", text.into()),
        ("errno", code.into()),
    ]);
    json(&body, cx)
}

/// Few of the texts are known; the others describe the code.
fn text(code: i64) -> &'static str {
    match code {
        0 => "refresh token error",
        40_110_000 => "try again",
        40_140_100 => "client_id",
        40_140_101 => "code_challenge missing",
        40_140_102 => "code_challenge_method",
        40_140_105 => "QR code not made",
        40_140_106 => "app id invalid",
        40_140_107 => "app id unknown",
        40_140_108 => "app not approved",
        40_140_109 => "app stopped",
        40_140_110 => "app expired",
        40_140_112 => "code_verifier length",
        40_140_113 => "code_verifier mismatch",
        40_140_114 | 40_140_115 | 40_140_120 => "refresh_token 格式错误",
        40_140_116 => "no auth",
        40_140_117 => "refreshed too often",
        40_140_118 => "developer expired",
        40_140_119 => "refresh_token expired",
        40_140_121 => "refresh failed",
        40_140_122 => "too many grants",
        40_140_123 | 40_140_124 | 40_140_126 => "access_token 格式错误",
        40_140_125 => "access_token expired",
        40_199_002 => "key invalid",
        40_101_017 => "用户验证失败！",
        40_100_000 => "参数错误！",
        _ => "",
    }
}
