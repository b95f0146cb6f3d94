//! WeChat's iLink API on virtual time.

use http::Request;
use qrlogin_simulator::ServiceId;
use serde_json::Value;

use crate::support::{Client, Subject, lines};

const BASE: &str = "https://ilinkai.weixin.qq.com";
const NUMBER: (&str, &str) = ("wechat-ilink.number", "12");

pub(crate) const ILINK: Subject = Subject {
    service: ServiceId::WechatIlink,
    addresses: |_| {
        lines(
            "
            https://ilinkai.weixin.qq.com/ilink/bot/get_bot_qrcode
            https://ilinkai.weixin.qq.com/ilink/bot/get_qrcode_status
            https://liteapp.weixin.qq.com/q/simulated
            https://ilinkai.weixin.qq.com/no/such
            ",
        )
    },
    poll_of_new_code: |client| {
        let code = start(client, "[]");
        request(&format!("{BASE}/ilink/bot/get_qrcode_status?qrcode={code}"))
    },
};

fn request(url: &str) -> Request<Vec<u8>> {
    Request::get(url)
        .header("ilink-app-id", "bot")
        .header("ilink-app-clientversion", "132105")
        .body(Vec::new())
        .unwrap()
}

/// Requests a code, and returns the key of its polls.
fn start(client: &mut Client, tokens: &str) -> String {
    let body = format!(r#"{{"local_token_list":{tokens}}}"#);
    let mut post = request(&format!("{BASE}/ilink/bot/get_bot_qrcode?bot_type=3"));
    *post.method_mut() = http::Method::POST;
    *post.body_mut() = body.into_bytes();
    let headers = post.headers_mut();
    headers.insert("authorizationtype", "ilink_bot_token".parse().unwrap());
    headers.insert("x-wechat-uin", "MQ==".parse().unwrap());
    let reply = client.send(post).json();
    assert_eq!(reply["ret"], 0);
    reply["qrcode"].as_str().unwrap().to_owned()
}

fn poll(client: &mut Client, code: &str, more: &str) -> Value {
    poll_at(client, BASE, code, more)
}

fn poll_at(client: &mut Client, origin: &str, code: &str, more: &str) -> Value {
    let url = format!("{origin}/ilink/bot/get_qrcode_status?qrcode={code}{more}");
    client.wait(1_000);
    client.send(request(&url)).json()
}

/// The states that these polls get.
fn states(client: &mut Client, code: &str, polls: &[&str]) -> Vec<String> {
    let state = |more: &&str| {
        poll(client, code, more)["status"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    polls.iter().map(state).collect()
}

#[test]
fn a_confirmed_login_is_answered_once() {
    let mut client = Client::new(&[("wechat-ilink.hold", "0ms")]);
    let code = start(&mut client, "[]");
    let seen = states(&mut client, &code, &["", "", "", "", ""]);
    assert_eq!(seen[..3], ["wait", "scaned", "scaned"]);
    assert_eq!(seen[3..], ["confirmed", "expired"]);
    let token = client.issued("bot_token");
    assert!(token.contains("@im.bot:"));
}

#[test]
fn a_poll_is_held_until_something_happens() {
    let mut client = Client::new(&[]);
    let code = start(&mut client, "[]");
    assert_eq!(poll(&mut client, &code, "")["status"], "scaned");
    assert_eq!(client.elapsed(), 2_000);
    let confirmed = poll(&mut client, &code, "");
    assert_eq!(client.elapsed(), 4_000);
    assert_eq!(confirmed["baseurl"], BASE);
    assert_eq!(confirmed["bot_token"], client.issued("bot_token"));
}

#[test]
fn a_text_leads_to_the_page_of_the_code() {
    let mut client = Client::new(&[]);
    let code = start(&mut client, "[]");
    let payload = client.simulator.codes()[0].payload.clone();
    assert!(payload.starts_with("https://liteapp.weixin.qq.com/q/"));
    assert!(payload.ends_with(&format!("?qrcode={code}&bot_type=3")));
    assert_eq!(client.get(&payload).status, 200);
}

#[test]
fn the_number_is_wanted_until_it_is_right() {
    let mut client = Client::new(&[NUMBER, ("person", "scan@0s confirm@9s")]);
    let code = start(&mut client, "[]");
    let polls = ["", "&verify_code=13", "&verify_code=12", ""];
    let seen = states(&mut client, &code, &polls);
    assert_eq!(seen[..2], ["need_verifycode", "need_verifycode"]);
    assert_eq!(seen[2..], ["scaned", "confirmed"]);
    let shown = client.simulator.codes()[0].number.clone();
    assert_eq!(shown.as_deref(), Some("12"));
}

#[test]
fn too_many_wrong_numbers_end_the_code() {
    let mut client = Client::new(&[NUMBER, ("person", "scan@0s")]);
    let code = start(&mut client, "[]");
    let wrong = "&verify_code=1";
    let seen = states(
        &mut client,
        &code,
        &[wrong, wrong, wrong, "&verify_code=12"],
    );
    assert_eq!(
        seen[1..],
        [
            "need_verifycode",
            "verify_code_blocked",
            "verify_code_blocked"
        ]
    );
}

#[test]
fn a_service_that_asks_once_holds_later_polls() {
    let settings = [
        NUMBER,
        ("wechat-ilink.asks-again", "no"),
        ("person", "scan@0s"),
    ];
    let mut client = Client::new(&settings);
    let code = start(&mut client, "[]");
    let seen = states(&mut client, &code, &["", "", "&verify_code=12"]);
    assert_eq!(seen, ["need_verifycode", "wait", "scaned"]);
    assert_eq!(client.elapsed(), 33_000);
}

#[test]
fn a_scanned_code_goes_on_at_another_data_centre() {
    let redirect = ("wechat-ilink.redirect", "other");
    let mut client = Client::new(&[redirect, ("person", "scan@0s confirm@9s")]);
    let code = start(&mut client, "[]");
    let moved = poll(&mut client, &code, "");
    assert_eq!(moved["status"], "scaned_but_redirect");
    let origin = format!("https://{}", moved["redirect_host"].as_str().unwrap());
    assert_eq!(poll_at(&mut client, &origin, &code, "")["status"], "scaned");
    assert_eq!(
        poll_at(&mut client, &origin, &code, "")["status"],
        "confirmed"
    );
}

#[test]
fn a_client_that_names_the_bound_token_gets_no_new_one() {
    let mut client = Client::new(&[("person", "scan@0s confirm@0s")]);
    let first = start(&mut client, "[]");
    assert_eq!(poll(&mut client, &first, "")["status"], "confirmed");
    let token = client.issued("bot_token");
    let second = start(&mut client, &format!(r#"["{token}"]"#));
    assert_eq!(poll(&mut client, &second, "")["status"], "binded_redirect");
    let third = start(&mut client, r#"["unknown"]"#);
    assert_eq!(poll(&mut client, &third, "")["status"], "confirmed");
}

#[test]
fn an_old_client_waits_until_the_end() {
    let oldest = ("wechat-ilink.oldest-version", "132106");
    let mut client = Client::new(&[oldest, ("wechat-ilink.lifetime", "20s")]);
    let code = start(&mut client, "[]");
    assert!(client.last_log().notes.contains(&"old version"));
    assert_eq!(poll(&mut client, &code, "")["status"], "expired");
    assert_eq!(client.elapsed(), 20_000);
}

#[test]
fn a_slow_start_is_held() {
    let mut client = Client::new(&[("wechat-ilink.start-hold", "20s")]);
    start(&mut client, "[]");
    assert_eq!(client.elapsed(), 20_000);
}

#[test]
fn the_old_form_of_the_start_is_accepted() {
    let mut client = Client::new(&[]);
    let reply = client.get(&format!("{BASE}/ilink/bot/get_bot_qrcode?bot_type=3"));
    assert!(reply.json()["qrcode"].is_string());
}
