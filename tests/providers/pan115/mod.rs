//! The direct login of 115, answer by answer (specification sections 3, 5 and 6).

mod code;
mod hosts;
mod login;
mod refusals;
mod settings;
mod status;

use qrlogin::Warning;
use qrlogin::flows::{Options, find};
use qrlogin::pan115::{App, Web, WebCredential};
use qrlogin::{Advice, Call, Credential, Error, Event, Failure, Flow, Login, QrCode, Settings};

use qrlogin_test_support::{Rig, header, ms, reply, secs, seed};

const TOKEN: &str = r#"{"state":1,"code":0,"message":"","data":{"uid":"testuid123","time":1791102171,"sign":"0123456789abcdef0123456789abcdef","qrcode":"https://115.com/scan/dg-testuid123"}}"#;
const NOTHING_NEW: &str = r#"{"state":1,"code":0,"message":"","data":{}}"#;
const DONE: &str = r#"{"state":1,"code":0,"message":"","data":{"user_id":100000001,"user_name":"demo","mobile":"138****0000","is_vip":4294967296000,"is_trusted":"","face":{"face_l":"https://x.example/l"},"cookie":{"UID":"100000001_R2_1700000000","CID":"cidcid","SEID":"seidseid","KID":"kidkid"}}}"#;
const EXPIRED: &str = r#"{"state":0,"code":40199002,"message":"key invalid","data":{}}"#;
const FIREWALL: &str = "<!doctypehtml><html><title>405</title></html>";
const STATUS: &str =
    "/get/status/?uid=testuid123&time=1791102171&sign=0123456789abcdef0123456789abcdef";

fn begin(web: Web) -> Rig<Login<Web>> {
    Rig::new(Login::new(web, seed()))
}

fn shown() -> Rig<Login<Web>> {
    let mut rig = begin(Web::new());
    rig.ok(TOKEN);
    rig
}

/// A login whose code is confirmed and not yet redeemed.
fn confirmed() -> Rig<Login<Web>> {
    let mut rig = shown();
    rig.ok(status(2));
    rig
}

fn status(status: i64) -> String {
    NOTHING_NEW.replace(
        "{}",
        &format!(r#"{{"msg":"m","status":{status},"version":"v"}}"#),
    )
}

fn refused(code: i64, message: &str) -> String {
    format!(r#"{{"state":0,"code":{code},"message":"{message}","data":{{}}}}"#)
}

fn shown_by(token: &str) -> QrCode {
    let mut rig = begin(Web::new());
    rig.ok(token);
    rig.call();
    match rig.events.first() {
        Some(Event::Code(code)) => code.clone(),
        _ => panic!("no code"),
    }
}

fn host(call: &Call) -> &str {
    call.request.uri().host().unwrap()
}

fn body(call: &Call) -> &str {
    std::str::from_utf8(call.request.body()).unwrap()
}
