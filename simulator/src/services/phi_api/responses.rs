//! The two shapes of a response.

use super::rules::Rules;
use crate::exchange::Response;
use crate::json::{Escapes, Json};
use crate::reply::reply;

/// A success: the payload, wrapped or bare.
pub(super) fn success(payload: Json, rules: &Rules) -> Response {
    let body = if rules.envelope {
        Json::object([("success", true.into()), ("data", payload)])
    } else {
        payload
    };
    json(200, &body)
}

/// A failure of the table of codes.
pub(super) fn failure(status: u16, code: i64, message: &str, rules: &Rules) -> Response {
    let body = if rules.envelope {
        let data = Json::object([
            ("code", code.into()),
            ("codeName", name(code).into()),
            ("message", message.into()),
        ]);
        Json::object([("success", false.into()), ("data", data)])
    } else {
        Json::object([
            ("message", message.into()),
            ("error", Json::Null),
            ("code", code.into()),
            ("codeName", name(code).into()),
        ])
    };
    json(status, &body)
}

/// Pending, scanned or denied: phiApi does not distinguish them.
pub(super) fn not_done(rules: &Rules) -> Response {
    failure(200, 1, "Login progress not done", rules)
}

fn json(status: u16, body: &Json) -> Response {
    reply(
        status,
        "application/json; charset=utf-8",
        body.write(Escapes::DotNet),
    )
}

fn name(code: i64) -> &'static str {
    match code {
        -1 => "RequestError",
        1 => "LoginProcessNotDone",
        11 => "LoginOtherError",
        114 => "GetProfileError",
        1145 => "LCLoginError",
        114_514 => "DecryptingError",
        1_145_141 => "PhigrosTokenError",
        11_451_419 => "PhigrosLibraryInternalError",
        114_514_191 => "ArgumentOutOfRange",
        _ => "Unspecified",
    }
}
