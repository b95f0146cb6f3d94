//! The 115 gateway login, answer by answer (specification sections 2 and 5).

mod apps;
mod code;
mod credentials;
mod login;
mod server;
mod status;

use qrlogin::pan115::{App, Gateway};
use qrlogin::{Advice, BaseUrl, Error, Event, Failure, Flow as _, Login};

use qrlogin_test_support::{Came, Rig, header, reply, secs, seed};

const STARTED: &str = r#"{"uid":"12345678","sign":"abcdef123456","time":1703123456789,"qrcode_content":"https://qrcode.115.com/api/1.0/web/1.0/token/x"}"#;
const DONE: &str = r#"{"credentials":{"uid":"987654321","cid":"xyz789abc","seid":"session123","kid":"key456"},"success":true,"message":"Login successful"}"#;

fn gateway() -> Gateway {
    Gateway::new(BaseUrl::parse("http://nas.local:8081/drive/").unwrap())
}

fn start(gateway: Gateway) -> Rig<Login<Gateway>> {
    let mut rig = Rig::new(Login::new(gateway, seed()));
    rig.ok(STARTED);
    rig
}

fn shown() -> Rig<Login<Gateway>> {
    start(gateway())
}

fn status(status: i64) -> String {
    format!(r#"{{"status":{status},"message":"m","version":""}}"#)
}

/// A login whose code is confirmed and not yet redeemed.
fn confirmed() -> Rig<Login<Gateway>> {
    let mut rig = shown();
    rig.ok(status(2));
    rig
}

fn failed(text: &str) -> qrlogin::Response {
    reply(500, serde_json::json!({ "message": text }).to_string())
}

fn body(call: &qrlogin::Call) -> &str {
    std::str::from_utf8(call.request.body()).unwrap()
}
