//! A login at TapTap and the replies to it, shared with the tests of recordings.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses a part of it"
)]

use qrlogin::taptap::{Direct, Goal, Region};
use qrlogin::{Login, Response};
use serde_json::{Value, json};

use qrlogin_test_support::{Rig, reply, seed};

pub type TapTap = Rig<Login<Direct>>;

pub const DEVICE: &str = "FAKEfakeFAKEfakeFAKEfakeFAKEfakeFAKEfake";
pub const KID: &str = "1/FAKEkid0123456789abcdef_-";
pub const KEY: &str = "FAKEmackey0123456789abcdefghijABCDEFGHIJ";
pub const SESSION: &str = "abcdefghij0123456789abcde";
/// START in seconds: TapTap's clock shows the caller's time.
pub const NOW: u64 = 1_700_000_000;

pub fn login(direct: Direct) -> TapTap {
    Rig::new(Login::new(direct, seed()))
}

pub fn phigros(goal: Goal) -> TapTap {
    login(Direct::new(Region::China, goal))
}

pub fn answer(status: u16, success: bool, data: &Value, now: u64) -> Response {
    let body = json!({"data": data, "now": now, "success": success});
    reply(status, body.to_string())
}

pub fn good(data: &Value) -> Response {
    answer(200, true, data, NOW)
}

pub fn code() -> Value {
    json!({
        "device_code": DEVICE, "user_code": "ab1cd",
        "verification_url": "https://accounts.example/device",
        "qrcode_url": "https://accounts.taptap.cn/device?qrcode=1&user_code=ab1cd",
        "expires_in": 300, "interval": 1,
    })
}

pub fn token() -> Value {
    json!({
        "kid": KID, "access_token": KID, "token_type": "mac", "mac_key": KEY,
        "mac_algorithm": "hmac-sha-1", "scope": "public_profile",
    })
}

pub fn profile_data() -> Value {
    json!({
        "openid": "FAKEopen", "unionid": "FAKEunion", "name": "player", "gender": "",
        "avatar": "https://img3.tapimg.com/a.jpg",
    })
}

/// A refusal as the service words it.
pub fn refusal_of(status: u16, error: &str, description: &str, now: u64) -> Response {
    let data = json!({"code": -1, "msg": "m", "error": error, "error_description": description});
    answer(status, false, &data, now)
}

pub fn refusal(error: &str) -> Response {
    refusal_of(400, error, "d", NOW)
}

pub fn user() -> Response {
    let body = json!({"sessionToken": SESSION, "objectId": "0123456789abcdef01234567", "code": 5});
    reply(201, body.to_string())
}

/// A login whose code is on show.
pub fn shown(goal: Goal) -> TapTap {
    let mut rig = phigros(goal);
    rig.answer(Ok(good(&code())));
    rig
}

/// A login whose token has come.
pub fn confirmed(goal: Goal) -> TapTap {
    let mut rig = shown(goal);
    rig.answer(Ok(good(&token())));
    rig
}

/// A login whose profile has come.
pub fn profiled() -> TapTap {
    let mut rig = confirmed(Goal::Session);
    rig.answer(Ok(good(&profile_data())));
    rig
}

/// What no recording and nothing printed may hold.
pub const SECRETS: [&str; 8] = [
    DEVICE,
    KID,
    KEY,
    SESSION,
    "FAKEopen",
    "FAKEunion",
    "ab1cd",
    "player",
];

/// The replies of a whole login.
pub fn replies() -> Vec<Response> {
    vec![
        good(&code()),
        refusal("authorization_pending"),
        good(&token()),
        refusal_of(400, "invalid_time", "d", NOW + 777),
        good(&profile_data()),
        user(),
    ]
}

pub fn assert_clean(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} is in\n{text}");
    }
}
