//! Steam's login, answer by answer (docs/protocols/steam.md).

mod begin;
mod confirmed;
mod poll;
mod sites;

use qrlogin::steam::{Platform, Qr, QrCredential};
use qrlogin::{
    Advice, Call, Credential, Error, Event, Failure, Flow as _, Login, Response, Settings, flows,
};
use serde_json::{Value, json};

use qrlogin_test_support::{Rig, header, parameter, reply, reply_with, secs, seed};

/// The published example: the SteamID is 76561197960287930, the end 1800000000.
const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFZERTQSJ9.eyJpc3MiOiJzdGVhbSIsInN1YiI6Ijc2NTYxMTk3OTYwMjg3OTMwIiwiYXVkIjpbIndlYiIsInJlbmV3IiwiZGVyaXZlIl0sImV4cCI6MTgwMDAwMDAwMH0.ZmFrZQ";
const STEAM_ID: &str = "76561197960287930";
const BEGUN: &str = r#"{"response":{"client_id":"12345678901234567890","request_id":"AQIDBA==","challenge_url":"https://s.team/q/1/12345678901234567890","interval":5.0,"allowed_confirmations":[{"confirmation_type":4}],"version":1}}"#;
const WAITING: &str = r#"{"response":{"had_remote_interaction":false}}"#;
const SCANNED: &str = r#"{"response":{"had_remote_interaction":true}}"#;

type Steam = Rig<Login<Qr>>;

fn login(qr: Qr) -> Steam {
    Rig::new(Login::new(qr, seed()))
}

/// A login whose code is on show.
fn shown() -> Steam {
    let mut rig = login(Qr::new());
    rig.ok(BEGUN);
    rig
}

/// A response with this result and message in its headers.
fn result(result: &str) -> Response {
    reply_with(
        200,
        &[("x-eresult", result), ("x-error_message", "m")],
        r#"{"response":{}}"#,
    )
}

fn tokens() -> String {
    json!({"response": {
        "refresh_token": TOKEN, "access_token": "a.b.c", "account_name": "user",
        "had_remote_interaction": true,
    }})
    .to_string()
}

/// The list of transfers to these addresses.
fn transfers(urls: &[&str]) -> String {
    let entry = |url: &&str| json!({"url": url, "params": {"nonce": "n1", "auth": "a1"}});
    let list: Vec<_> = urls.iter().map(entry).collect();
    json!({"steamID": STEAM_ID, "transfer_info": list}).to_string()
}

/// A site's response with its cookie.
fn session(value: &str) -> Response {
    let line = format!("steamLoginSecure={value}; path=/; secure; HttpOnly");
    reply_with(200, &[("set-cookie", &line)], r#"{"result":1}"#)
}

/// The texts of all codes, and whether each came by rotation.
fn codes(rig: &Steam) -> Vec<(String, bool)> {
    let codes = rig.events.iter().filter_map(|event| match event {
        Event::Code(code) => Some((code.payload.expose().to_owned(), code.rotated)),
        _ => None,
    });
    codes.collect()
}

fn address(call: &Call) -> String {
    call.request.uri().to_string()
}
