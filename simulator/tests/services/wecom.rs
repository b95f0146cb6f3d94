//! WeCom's bots on virtual time.

use qrlogin_simulator::ServiceId;
use serde_json::Value;

use crate::support::{Client, Subject, get, lines};

const BASE: &str = "https://work.weixin.qq.com/ai/qc";

pub(crate) const WECOM: Subject = Subject {
    service: ServiceId::WeCom,
    addresses: |_| {
        lines(
            "
            https://work.weixin.qq.com/ai/qc/generate
            https://work.weixin.qq.com/ai/qc/query_result
            https://work.weixin.qq.com/ai/qc/c?scode=simulated
            https://work.weixin.qq.com/no/such
            ",
        )
    },
    poll_of_new_code: |client| {
        let code = start(client);
        get(&format!("{BASE}/query_result?scode={code}"))
    },
};

/// Requests a code, and returns the key of its polls.
fn start(client: &mut Client) -> String {
    let url = format!("{BASE}/generate?source=desk&plat=3");
    let reply = client.get(&url).json();
    assert_eq!(client.last_log().notes, [""; 0]);
    reply["data"]["scode"].as_str().unwrap().to_owned()
}

fn poll(client: &mut Client, code: &str) -> Value {
    client.wait(3_000);
    client
        .get(&format!("{BASE}/query_result?scode={code}"))
        .json()
}

/// The states that so many polls get.
fn states(client: &mut Client, count: usize) -> Vec<String> {
    let code = start(client);
    let mut states = Vec::new();
    for _ in 0..count {
        let reply = poll(client, &code);
        let status = reply["data"]["status"].as_str();
        states.push(status.unwrap_or("none").to_owned());
    }
    states
}

#[test]
fn a_confirmed_bot_is_handed_over_once() {
    let mut client = Client::new(&[("person", "scan@4s confirm@8s")]);
    let code = start(&mut client);
    assert_eq!(poll(&mut client, &code)["data"]["status"], "waiting");
    assert_eq!(poll(&mut client, &code)["data"]["status"], "scanned");
    let reply = poll(&mut client, &code);
    assert_eq!(reply["errcode"], 0);
    assert_eq!(reply["data"]["status"], "success");
    let bot = &reply["data"]["bot_info"];
    assert_eq!(bot["botid"], client.issued("botid"));
    assert_eq!(bot["secret"], client.issued("secret"));
    assert_eq!(poll(&mut client, &code)["data"]["status"], "expired");
}

#[test]
fn the_link_leads_to_the_page_of_the_code() {
    let mut client = Client::new(&[]);
    let code = start(&mut client);
    let payload = client.simulator.codes()[0].payload.clone();
    assert_eq!(payload, format!("{BASE}/c?scode={code}"));
    assert_eq!(client.get(&payload).status, 200);
}

#[test]
fn a_declined_bot_has_its_word() {
    let word = ("wecom.denied", "cancelled");
    let mut client = Client::new(&[word, ("person", "scan@1s deny@4s")]);
    assert_eq!(states(&mut client, 2), ["scanned", "cancelled"]);
}

#[test]
fn a_code_ends_in_the_chosen_way() {
    for (way, last) in [
        ("expired", "expired"),
        ("timeout", "timeout"),
        ("pending", "waiting"),
        ("errcode", "none"),
    ] {
        let lifetime = ("wecom.lifetime", "5s");
        let settings = [lifetime, ("wecom.expired", way), ("person", "expire")];
        let mut client = Client::new(&settings);
        assert_eq!(states(&mut client, 2), ["waiting", last]);
    }
}

#[test]
fn what_is_missing_was_issued_all_the_same() {
    for lacks in ["bot_info", "botid", "secret"] {
        let mut client = Client::new(&[("wecom.lacks", lacks), ("person", "confirm@1s")]);
        let code = start(&mut client);
        let data = &poll(&mut client, &code)["data"];
        assert_eq!(data["status"], "success");
        assert!(data[lacks].is_null() && data["bot_info"][lacks].is_null());
        assert!(!client.issued("secret").is_empty());
    }
}

#[test]
fn an_odd_client_is_noted() {
    let mut client = Client::new(&[]);
    client.get(&format!("{BASE}/generate?plat=9"));
    let notes = &client.last_log().notes;
    assert_eq!(notes, &["no source", "unknown plat"]);
    client.get(&format!("{BASE}/query_result?scode=x"));
    assert_eq!(client.last_log().notes, ["unknown scode"]);
    let url = format!("{BASE}/generate");
    assert_eq!(client.post_json(&url, "{}").status, 405);
}
