//! Recordings in the forms that other programs write.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

#[path = "../support/mod.rs"]
mod support;

mod damage;
mod dates;
mod lacking;
mod reading;
mod redacting;
mod replaying;

use qrlogin::flows::{self, Options};
use qrlogin::{BoxFlow, Credential, Settings};
use qrlogin_recordings::Replay;
use qrlogin_recordings::har::{Entry, Har};
use qrlogin_recordings::replay::{Drift, Replayed};
use serde_json::{Value, json};

const BILIBILI: &str = "https://passport.bilibili.com/x/passport-login/web/qrcode";
/// The values of the cookies, as they are set.
const SESSION: &str = "a1b2c3d4%2C1811210412%2Cffee1%2Ab1";

/// An entry that started at this second of a minute, with this response.
fn entry(second: usize, path: &str, content: &Value) -> Value {
    json!({
        "startedDateTime": format!("2026-11-21T10:00:{second:02}.000Z"),
        "time": 20,
        "request": { "method": "GET", "url": format!("{BILIBILI}{path}"), "headers": [] },
        "response": { "status": 200, "headers": [], "content": content },
    })
}

/// A whole login at Bilibili in a browser: the code, scanned, and confirmed with its cookies.
fn login() -> [Value; 3] {
    let text =
        |text: &str| json!({ "size": text.len(), "mimeType": "application/json", "text": text });
    let code =
        r#"{"code":0,"data":{"url":"https://account.bilibili.com/h5?k=k1","qrcode_key":"k1"}}"#;
    let scanned = r#"{"code":0,"data":{"code":86090}}"#;
    let done = r#"{"code":0,"data":{"code":0,"url":"https://passport.biligame.com/x/passport-login/web/crossDomain?ticket=f0f0","refresh_token":"89ab"}}"#;
    let mut confirmed = entry(3, "/poll?qrcode_key=k1", &text(done));
    confirmed["response"]["headers"] = cookies()
        .iter()
        .map(|line| json!({ "name": "set-cookie", "value": line }))
        .collect();
    [
        entry(0, "/generate?source=main-fe-header", &text(code)),
        entry(2, "/poll?qrcode_key=k1", &text(scanned)),
        confirmed,
    ]
}

fn cookies() -> [String; 3] {
    let line = |name: &str, value: &str| format!("{name}={value}; Path=/; Domain=bilibili.com");
    [
        line("SESSDATA", SESSION),
        line("bili_jct", "00112233445566778899aabbccddeeff"),
        line("DedeUserID", "1234567890"),
    ]
}

/// An entry of another site in the same file.
fn elsewhere() -> Value {
    let mut other = entry(1, "", &json!({ "size": 2, "text": "hi" }));
    other["request"]["url"] = json!("https://www.example/page");
    other
}

fn file(entries: &[Value]) -> String {
    json!({ "log": { "version": "1.2", "entries": entries } }).to_string()
}

/// The login with this entry before all others, which has the number 0.
fn after(first: Value) -> String {
    let [code, scanned, confirmed] = login();
    file(&[first, code, scanned, confirmed])
}

fn flow(id: &str) -> BoxFlow {
    support::flow_with(id, &Settings::new(), &Options::default())
}

fn replay_of(id: &str, text: &str) -> Result<Replayed<Credential>, Drift> {
    assert!(flows::find(id).is_some());
    Replay::from_har(text).unwrap().run(flow(id))
}

fn replay(text: &str) -> Result<Replayed<Credential>, Drift> {
    replay_of("bilibili-web", text)
}

/// Checks that the login succeeds with its session.
fn assert_whole(text: &str) -> Replayed<Credential> {
    let replayed = replay(text).unwrap_or_else(|drift| panic!("{drift}"));
    assert_eq!(replayed.kinds(), ["code", "scanned", "confirmed"]);
    let Ok(Credential::BilibiliWeb(credential)) = &replayed.outcome else {
        panic!("{replayed:?}");
    };
    assert_eq!(credential.cookie("SESSDATA").unwrap().expose(), SESSION);
    replayed
}

/// The only entry of a file.
fn only(entry: &Value) -> Entry {
    let har = Har::read(&file(std::slice::from_ref(entry))).unwrap();
    assert_eq!(har.unreadable(), []);
    har.entries[0].clone()
}

fn body(entry: &Value) -> Vec<u8> {
    only(entry).outcome.unwrap().into_body()
}
