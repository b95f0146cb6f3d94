//! The login at 115's open platform, answer by answer (specification sections 4 and 5.5).

mod login;
mod refresh;
mod refusals;
mod settings;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qrlogin::export::Format;
use qrlogin::flows::{Options, find};
use qrlogin::pan115::{Open, OpenCredential};
use qrlogin::{Advice, Call, Credential, Error, Event, Failure, Flow, Login, Seed, Settings};
use sha2::{Digest, Sha256};

use qrlogin_test_support::{Rig, START, header, parameter, parameters, reply, secs, seed};

const DEVICE: &str = r#"{"state":1,"code":0,"message":"","data":{"uid":"u1","time":1700000000,"qrcode":"https://115.com/scan/dg-u1","sign":"s1"},"error":"","errno":0}"#;
const CONFIRMED: &str =
    r#"{"state":1,"code":0,"message":"","data":{"msg":"m","status":2,"version":"v"}}"#;
const TOKENS: &str = r#"{"state":1,"code":0,"message":"","data":{"access_token":"acc3ss","refresh_token":"r3fresh","expires_in":7200},"error":"","errno":0}"#;
const FIREWALL: &str = "<!doctypehtml><html><title>405</title></html>";

fn open() -> Open {
    Open::new("100195125").unwrap()
}

fn begin() -> Rig<Login<Open>> {
    Rig::new(Login::new(open(), seed()))
}

fn shown() -> Rig<Login<Open>> {
    let mut rig = begin();
    rig.ok(DEVICE);
    rig
}

/// A login whose code is confirmed and not yet redeemed.
fn confirmed() -> Rig<Login<Open>> {
    let mut rig = shown();
    rig.ok(CONFIRMED);
    rig
}

fn done() -> OpenCredential {
    let mut rig = confirmed();
    rig.ok(TOKENS);
    rig.end().unwrap()
}

fn refused(code: i64) -> String {
    format!(
        r#"{{"state":0,"code":{code},"message":"words","data":[],"error":"words","errno":{code}}}"#
    )
}

fn rejected(code: i64, advice: Advice) -> Error {
    Error::rejected(code, "words", advice)
}

fn url(call: &Call) -> String {
    call.request.uri().to_string()
}
