//! The phiApi login, answer by answer (specification sections 2 and 3).

mod code;
mod login;
mod poll;
mod profile;
mod server;
mod session;
mod token;

use qrlogin::taptap::{PhiApi, Region};
use qrlogin::{Advice, BaseUrl, Error, Event, Login, Response};
use serde_json::{Value, json};

use qrlogin_test_support::{Rig, parameter, reply, secs, seed};

const SESSION: &str = "abcdefghij0123456789abcde";
const CODE: &str = r#"{"deviceID":"Lib-3.0.0.0-1753182692902.4153-17,757.00","deviceCode":"FAKEcode","expiresInSeconds":300,"url":"https://accounts.taptap.io/device?qrcode=1\u0026user_code=5smix","interval":1}"#;

fn server(url: &str) -> PhiApi {
    PhiApi::new(BaseUrl::parse(url).unwrap(), Region::International).unwrap()
}

fn login(server: PhiApi) -> Rig<Login<PhiApi>> {
    Rig::new(Login::new(server, seed()))
}

fn success(data: &str) -> Response {
    reply(200, format!(r#"{{"success":true,"data":{data}}}"#))
}

fn failure(status: u16, code: i64, message: &str) -> Response {
    let body =
        json!({"success": false, "data": {"code": code, "codeName": "N", "message": message}});
    reply(status, body.to_string())
}

fn shown() -> Rig<Login<PhiApi>> {
    let mut rig = login(server("http://localhost:5015"));
    rig.answer(Ok(success(CODE)));
    rig
}

fn token() -> Value {
    json!({"data": {
        "kid": "1/FAKEkid", "access_token": "1/FAKEkid", "token_type": "mac",
        "mac_key": "FAKEmac", "mac_algorithm": "hmac-sha-1", "scope": "public_profile",
    }})
}

fn profile() -> Response {
    success(
        r#"{"data":{"openId":"FAKEopen","unionId":"FAKEunion","name":"player","gender":"","avatar":"https://a"}}"#,
    )
}

/// A login whose token has come.
fn confirmed() -> Rig<Login<PhiApi>> {
    let mut rig = shown();
    rig.answer(Ok(success(&token().to_string())));
    rig
}
