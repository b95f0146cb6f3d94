//! The bot of DingTalk, answer by answer (specification section 3).

mod bad_news;
mod code;
mod poll;

use qrlogin::bots::DingTalk;
use qrlogin::{Advice, Call, Error, Login};
use qrlogin_test_support::{Rig, reply, seed};
use serde_json::{Value, json};

const WAITING: &str = r#"{"errcode":0,"status":"WAITING"}"#;
const DONE: &str =
    r#"{"errcode":0,"status":"SUCCESS","client_id":"ding1","client_secret":"s3cret"}"#;

/// The reply with a code.
fn code() -> Value {
    json!({
        "errcode": 0, "device_code": "d", "user_code": "AB12-CD34",
        "verification_uri": "https://open-dev.dingtalk.com/v",
        "verification_uri_complete": "https://open-dev.dingtalk.com/v?code=AB12-CD34",
        "expires_in": 7200, "interval": 3,
    })
}

fn begin() -> Rig<Login<DingTalk>> {
    Rig::new(Login::new(DingTalk::new("TEST").unwrap(), seed()))
}

/// A login that has its nonce.
fn named() -> Rig<Login<DingTalk>> {
    let mut rig = begin();
    rig.ok(r#"{"errcode":0,"nonce":"n"}"#);
    rig
}

/// A login whose code is on show.
fn shown() -> Rig<Login<DingTalk>> {
    let mut rig = named();
    rig.ok(code().to_string());
    rig
}

fn body(call: &Call) -> &str {
    std::str::from_utf8(call.request.body()).unwrap()
}
