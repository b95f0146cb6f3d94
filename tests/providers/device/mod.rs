//! The OAuth 2.0 device flow, answer by answer (specification sections 2 to 5).

mod discovery;
mod hostile;
mod poll;
mod refresh;
mod settings;
mod start;
mod success;

use qrlogin::flows::{Options, find};
use qrlogin::oauth::advice::CHECK_CLIENT;
use qrlogin::oauth::{Device, DeviceCredential, Server};
use qrlogin::{Advice, Error, Event, Login, QrCode, Response, Settings};
use qrlogin_test_support::{Came, Rig, START, header, parameter, reply, reply_with, secs, seed};

const CODE: &str = r#"{"device_code":"d-1","user_code":"WDJB-MJHT","verification_uri":"https://id.example/device","verification_uri_complete":"https://id.example/device?user_code=WDJB-MJHT","expires_in":900,"interval":5}"#;
const TOKENS: &str = r#"{"access_token":"acc3ss","token_type":"Bearer","expires_in":3600,"refresh_token":"r3fresh","id_token":"i.d.t","scope":"read:user gist"}"#;
const PENDING: &str = r#"{"error":"authorization_pending"}"#;

fn device() -> Device {
    let server = Server::new("https://id.example/code", "https://id.example/token").unwrap();
    Device::new(server, "c1").unwrap().scope("read:user  gist")
}

fn begin() -> Rig<Login<Device>> {
    Rig::new(Login::new(device(), seed()))
}

fn shown() -> Rig<Login<Device>> {
    let mut rig = begin();
    rig.ok(CODE);
    rig
}

/// A login whose code the service has accepted in a poll.
fn accepted() -> Rig<Login<Device>> {
    let mut rig = shown();
    rig.answer(Ok(reply(400, PENDING)));
    rig
}

/// The code of a login that was begun with this response.
fn code_of(response: impl Into<Vec<u8>>) -> QrCode {
    let mut rig = begin();
    rig.ok(response);
    let Came::Call(_) = rig.next() else {
        panic!("no code");
    };
    match rig.events.first() {
        Some(Event::Code(code)) => code.clone(),
        other => panic!("{other:?}"),
    }
}

/// How a login ends that gets this response to each request for a code.
fn refused_start(response: Response) -> Error {
    begin().end_with(&response).unwrap().err().unwrap()
}

fn done() -> DeviceCredential {
    let mut rig = shown();
    rig.ok(TOKENS);
    rig.end().unwrap()
}

fn body(call: &qrlogin::Call) -> &str {
    std::str::from_utf8(call.request.body()).unwrap()
}

fn word(word: &str) -> String {
    format!(r#"{{"error":"{word}","error_description":"words"}}"#)
}

fn rejected(code: &str, advice: Advice) -> Error {
    Error::rejected(code, "words", advice)
}
