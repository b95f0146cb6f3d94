//! DingTalk's registration of apps on virtual time.

use qrlogin_simulator::ServiceId;
use serde_json::Value;

use crate::support::{Client, Subject, lines, post};

const BASE: &str = "https://oapi.dingtalk.com/app/registration";

pub(crate) const DINGTALK: Subject = Subject {
    service: ServiceId::DingTalk,
    addresses: |_| {
        lines(
            "
            https://oapi.dingtalk.com/app/registration/init
            https://oapi.dingtalk.com/app/registration/begin
            https://oapi.dingtalk.com/app/registration/poll
            https://open-dev.dingtalk.com/openapp/registration/openClaw
            https://oapi.dingtalk.com/no/such
            ",
        )
    },
    poll_of_new_code: |client| {
        let code = start(client);
        let body = format!(r#"{{"device_code":"{code}"}}"#);
        post(&format!("{BASE}/poll"), "application/json", &body)
    },
};

fn call(client: &mut Client, name: &str, body: &str) -> Value {
    client.post_json(&format!("{BASE}/{name}"), body).json()
}

fn begin(client: &mut Client) -> Value {
    let nonce = call(client, "init", r#"{"source":"TEST"}"#)["nonce"].clone();
    call(client, "begin", &format!(r#"{{"nonce":{nonce}}}"#))
}

/// Requests a code, and returns the code of its polls.
fn start(client: &mut Client) -> String {
    let reply = begin(client);
    assert_eq!(
        (&reply["errcode"], &reply["interval"]),
        (&0.into(), &3.into())
    );
    reply["device_code"].as_str().unwrap().to_owned()
}

/// Polls 3 s later.
fn poll(client: &mut Client, code: &str) -> Value {
    client.wait(3_000);
    call(client, "poll", &format!(r#"{{"device_code":"{code}"}}"#))
}

#[test]
fn a_confirmed_login_is_answered_once() {
    let mut client = Client::new(&[("person", "scan@4s confirm@5s")]);
    let code = start(&mut client);
    assert_eq!(poll(&mut client, &code)["status"], "WAITING");
    let done = poll(&mut client, &code);
    assert_eq!(done["status"], "SUCCESS");
    assert_eq!(done["client_id"], client.issued("client_id"));
    assert_eq!(done["client_secret"], client.issued("client_secret"));
    assert_eq!(poll(&mut client, &code)["status"], "EXPIRED");
}

#[test]
fn a_link_leads_to_the_page_of_the_code() {
    let mut client = Client::new(&[]);
    let reply = begin(&mut client);
    let link = reply["verification_uri_complete"].as_str().unwrap();
    let code = client.simulator.codes()[0].clone();
    assert_eq!(
        (link, &reply["user_code"]),
        (code.payload.as_str(), &code.user_code.into())
    );
    assert_eq!(client.get(link).status, 200);
    assert_eq!(client.get(link.split_once('?').unwrap().0).status, 404);
}

#[test]
fn an_unknown_word_and_an_unknown_nonce_are_refused() {
    let mut client = Client::new(&[("dingtalk.source", "OTHER")]);
    let refused = call(&mut client, "init", r#"{"source":"TEST"}"#);
    assert_eq!(refused["errcode"], 40_035);
    let refused = call(&mut client, "begin", r#"{"nonce":"n"}"#);
    assert_eq!(refused["errcode"], 40_035);
    assert!(client.last_log().notes.contains(&"unknown nonce"));
}

#[test]
fn bad_news_last_for_a_time() {
    let settings = [
        ("person", ""),
        ("dingtalk.bad-news", "fail"),
        ("dingtalk.bad-news-from", "4s"),
        ("dingtalk.bad-news-for", "4s"),
    ];
    let mut client = Client::new(&settings);
    let code = start(&mut client);
    let mut state = || poll(&mut client, &code)["status"].clone();
    assert_eq!([state(), state(), state()], ["WAITING", "FAIL", "WAITING"]);
}

#[test]
fn a_declined_login_fails_with_its_reason() {
    let mut client = Client::new(&[("person", "deny@1s"), ("dingtalk.spelling", "lower")]);
    let code = start(&mut client);
    let failed = poll(&mut client, &code);
    assert_eq!(
        (&failed["status"], &failed["fail_reason"]),
        (&"fail".into(), &"user denied".into())
    );
}

#[test]
fn a_code_expires_after_two_hours() {
    let mut client = Client::new(&[("person", "")]);
    let code = start(&mut client);
    client.wait(7_190_000);
    assert_eq!(poll(&mut client, &code)["status"], "WAITING");
    client.wait(7_000);
    assert_eq!(poll(&mut client, &code)["status"], "EXPIRED");
}
