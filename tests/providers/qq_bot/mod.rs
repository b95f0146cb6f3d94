//! The bot of QQ, answer by answer.

mod credentials;
mod poll;
mod task;

use qrlogin::bots::QqBot;
use qrlogin::{Call, Flow, Login, Snapshot};
use qrlogin_test_support::{Rig, seed};
use serde_json::{Value, json};

/// The reply with a task.
const STARTED: &str = r#"{"retcode":0,"msg":"","data":{"task_id":"t1"}}"#;
/// The vector of the specification, 5.6: a key, and `s3cr3t-app-secret` encrypted with it.
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const SEALED: &str = "AAECAwQFBgcICQoLNDG1afaR73r9Mbr41IoKCPf9U6nxiXBeINNOEw3ikJMI";

/// A login that waits for the first reply.
fn begun() -> Rig<Login<QqBot>> {
    Rig::new(Login::new(QqBot::new(), seed()))
}

/// A login whose code is on show, and the key that it has sent.
fn shown() -> (Rig<Login<QqBot>>, String) {
    let mut rig = begun();
    let call = rig.ok(STARTED);
    let key = body(&call)["key"].as_str().unwrap().to_owned();
    (rig, key)
}

/// The same with the key of the vector, which its snapshot holds.
fn shown_with_key() -> Rig<Login<QqBot>> {
    let (mut rig, key) = shown();
    rig.call();
    let json = rig.flow.snapshot().unwrap().to_json();
    assert!(json.contains(&key));
    let snapshot = Snapshot::from_json(&json.replace(&key, KEY)).unwrap();
    rig.flow = Login::resume(&snapshot).unwrap();
    rig
}

fn body(call: &Call) -> Value {
    serde_json::from_slice(call.request.body()).unwrap()
}

/// The reply with this state.
fn status(status: impl Into<Value>) -> String {
    json!({"retcode": 0, "msg": "", "data": {"status": status.into()}}).to_string()
}

/// The reply of a confirmed login.
fn completed() -> Value {
    json!({"retcode": 0, "msg": "", "data": {
        "status": 2, "bot_appid": "1020001", "bot_encrypt_secret": SEALED, "user_openid": "U1",
    }})
}
