//! The control calls over HTTP: they act, or return what is wrong.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use qrlogin_simulator::{Scenario, Server, ServiceId};
use serde_json::Value;

fn start() -> Server {
    let scenario = Scenario::default().with("person", "").unwrap();
    Server::start(scenario, ([127, 0, 0, 1], 0).into()).unwrap()
}

/// The status and the body of the response to these bytes.
fn send(server: &Server, bytes: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let patience = Some(Duration::from_secs(10));
    stream.set_read_timeout(patience).unwrap();
    stream.write_all(bytes.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let status = answer[9..12].parse().unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    (status, body.to_owned())
}

fn ask(server: &Server, method: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
    let length = body.len();
    let head = format!("{method} {path} HTTP/1.1\r\n{headers}connection: close\r\n");
    send(
        server,
        &format!("{head}content-length: {length}\r\n\r\n{body}"),
    )
}

const LOCAL: &str = "host: 127.0.0.1\r\n";

fn post(server: &Server, path: &str) -> (u16, String) {
    ask(server, "POST", path, LOCAL, "")
}

fn get(server: &Server, path: &str) -> String {
    let (status, body) = ask(server, "GET", path, LOCAL, "");
    assert_eq!(status, 200, "{body}");
    body
}

fn post_body(server: &Server, path: &str, media_type: &str, body: &str) -> (u16, String) {
    let headers = format!("{LOCAL}content-type: {media_type}\r\n");
    ask(server, "POST", path, &headers, body)
}

/// A new code of Bilibili and then one of WeChat; their handles.
fn two_codes(server: &Server) -> [String; 2] {
    let generate = "/x/passport-login/web/qrcode/generate";
    let agent = "host: passport.bilibili.com\r\nuser-agent: test\r\n";
    ask(server, "GET", generate, agent, "");
    let jslogin = "/jslogin?appid=wx782c26e4c19acffb&fun=new";
    ask(server, "GET", jslogin, "host: login.wx.qq.com\r\n", "");
    let codes: Value = serde_json::from_str(&get(server, "/_sim/codes")).unwrap();
    [0, 1].map(|index| codes[index]["handle"].as_str().unwrap().to_owned())
}

/// The states of all codes.
fn states(server: &Server) -> Vec<String> {
    let codes: Value = serde_json::from_str(&get(server, "/_sim/codes")).unwrap();
    let codes = codes.as_array().unwrap().iter();
    codes
        .map(|code| code["state"].as_str().unwrap().to_owned())
        .collect()
}

/// Asserts that a response is a refusal with all these words.
fn is_refused((status, body): (u16, String), with: u16, words: &[&str]) {
    assert_eq!(status, with, "{body}");
    for word in words {
        assert!(body.contains(word), "`{word}` is not in: {body}");
    }
}

#[test]
fn a_handle_is_read_from_json_under_any_media_type() {
    for media_type in [
        "application/json",
        "application/json; charset=utf-8",
        "application/x-www-form-urlencoded",
    ] {
        let server = start();
        let [first, _] = two_codes(&server);
        let body = format!("{{\"handle\": \"{first}\"}}");
        let (status, _) = post_body(&server, "/_sim/scan", media_type, &body);
        assert_eq!(status, 200);
        assert_eq!(states(&server), ["scanned", "waiting"], "{media_type}");
    }
}

#[test]
fn a_service_means_its_latest_code() {
    let server = start();
    two_codes(&server);
    assert_eq!(post(&server, "/_sim/confirm?service=bilibili-web").0, 200);
    assert_eq!(states(&server), ["confirmed", "waiting"]);
}

#[test]
fn without_parameters_the_latest_code_is_meant() {
    let server = start();
    two_codes(&server);
    assert_eq!(post(&server, "/_sim/deny").0, 200);
    assert_eq!(states(&server), ["waiting", "denied"]);
}

#[test]
fn an_unknown_parameter_is_named_with_the_known_ones() {
    let server = start();
    let [first, _] = two_codes(&server);
    let refused = post(&server, &format!("/_sim/scan?key={first}"));
    is_refused(refused, 400, &["`key`", "`handle`", "`service`"]);
    let body = format!("{{\"hanlde\": \"{first}\"}}");
    let refused = post_body(&server, "/_sim/scan", "application/json", &body);
    is_refused(refused, 400, &["`hanlde`", "`handle`"]);
    let refused = ask(&server, "GET", "/_sim/codes?service=115", LOCAL, "");
    is_refused(refused, 400, &["no parameters", "`service`"]);
    assert_eq!(states(&server), ["waiting", "waiting"]);
}

#[test]
fn a_parameter_that_is_given_twice_is_refused() {
    let server = start();
    let [first, second] = two_codes(&server);
    let body = format!("{{\"handle\":\"{first}\",\"handle\":\"{second}\"}}");
    for refused in [
        post(
            &server,
            &format!("/_sim/scan?handle={first}&handle={second}"),
        ),
        post_body(&server, "/_sim/scan", "application/json", &body),
        post_body(
            &server,
            &format!("/_sim/scan?handle={first}"),
            "application/x-www-form-urlencoded",
            &format!("handle={second}"),
        ),
    ] {
        is_refused(refused, 400, &["`handle` is given twice"]);
    }
    assert_eq!(states(&server), ["waiting", "waiting"]);
}

#[test]
fn an_unknown_handle_is_named_with_the_latest_code() {
    let server = start();
    is_refused(post(&server, "/_sim/scan"), 404, &["none was issued yet"]);
    let [first, second] = two_codes(&server);
    let refused = post(&server, "/_sim/scan?handle=nothing");
    is_refused(refused, 404, &["`nothing`", &second, "wechat-web"]);
    let refused = post(
        &server,
        &format!("/_sim/scan?service=wechat-web&handle={first}"),
    );
    is_refused(refused, 404, &["of wechat-web", &first]);
    is_refused(post(&server, "/_sim/scan?handle="), 400, &["is empty"]);
    assert_eq!(states(&server), ["waiting", "waiting"]);
}

#[test]
fn an_unknown_service_is_named_with_the_nearest() {
    let server = start();
    let refused = post(&server, "/_sim/scan?service=bilibili");
    is_refused(refused, 400, &["`bilibili`", "bilibili-tv", "bilibili-web"]);
}

#[test]
fn an_unknown_call_is_named_with_the_nearest() {
    let server = start();
    is_refused(post(&server, "/_sim/scna"), 404, &["`scna`", "`scan`"]);
    let (status, body) = ask(&server, "DELETE", "/_sim/log", LOCAL, "");
    is_refused((status, body), 405, &["use GET, not DELETE"]);
    let refused = ask(&server, "GET", "/_sim/_sim/scan", LOCAL, "");
    is_refused(refused, 404, &["`_sim/scan`"]);
}

#[test]
fn a_body_that_cannot_be_read_is_refused() {
    let server = start();
    two_codes(&server);
    for (media_type, body, word) in [
        ("text/plain", "handle=x", "`text/plain`"),
        ("application/json", "{\"handle\":", "JSON"),
        ("application/json", "{} {}", "JSON"),
        ("application/json", "[1]", "object"),
        ("application/json", "{\"handle\":null}", "`handle`"),
        ("application/json", "{\"handle\":{}}", "`handle`"),
    ] {
        let refused = post_body(&server, "/_sim/scan", media_type, body);
        is_refused(refused, 400, &[word]);
    }
    assert_eq!(states(&server), ["waiting", "waiting"]);
}

#[test]
fn a_setting_is_changed_by_json_numbers_and_all() {
    let server = start();
    let body = r#"{"name": "seed", "value": 7}"#;
    let (status, _) = post_body(&server, "/_sim/set", "application/json", body);
    assert_eq!(status, 200);
    assert!(get(&server, "/_sim/scenario").contains("seed = 7\n"));
}

#[test]
fn a_wrong_setting_is_refused_with_the_allowed_values() {
    let server = start();
    let set = |name: &str, value: &str| {
        let body = serde_json::json!({"name": name, "value": value}).to_string();
        post_body(&server, "/_sim/set", "application/json", &body)
    };
    is_refused(
        set("bilibili-web.lifetme", "5s"),
        400,
        &["bilibili-web.lifetime"],
    );
    is_refused(set("bilibili-web.lifetime", "180"), 400, &["250ms"]);
    is_refused(set("fault.1", "115/pole hang"), 400, &["`pole`", "status"]);
    is_refused(post(&server, "/_sim/set?name=seed"), 400, &["`value`"]);
    is_refused(post(&server, "/_sim/set?value=1"), 400, &["`name`"]);
    is_refused(post(&server, "/_sim/set?nam=seed&value=1"), 400, &["`nam`"]);
}

#[test]
fn a_setting_without_effect_is_noted() {
    let server = start();
    let (_, body) = post(&server, "/_sim/set?name=115.burst-block&value=5s");
    assert_eq!(
        body,
        "ok\nnote: 115.burst-block has no effect: 115.burst is 0\n"
    );
    let (_, body) = post(&server, "/_sim/set?name=115.burst&value=5");
    assert_eq!(body, "ok\n");
}

#[test]
fn codes_and_issued_credentials_are_listed() {
    let server = start();
    let [key, _] = two_codes(&server);
    assert_eq!(get(&server, "/_sim/issued"), "[]\n");
    post(&server, &format!("/_sim/confirm?handle={key}"));
    let poll = format!("/x/passport-login/web/qrcode/poll?qrcode_key={key}");
    let agent = "host: passport.bilibili.com\r\nuser-agent: test\r\n";
    let (_, answer) = ask(&server, "GET", &poll, agent, "");
    assert_eq!(states(&server), ["collected", "waiting"]);
    let issued = get(&server, &format!("/_sim/issued?handle={key}"));
    let issued: Value = serde_json::from_str(&issued).unwrap();
    let token = issued[0]["values"]["refresh_token"].as_str().unwrap();
    assert!(answer.contains(token));
    assert_eq!(get(&server, "/_sim/issued?service=wechat-web"), "[]\n");
}

#[test]
fn the_calls_of_all_services_are_listed() {
    let server = start();
    let listed = get(&server, "/_sim/calls");
    for service in ServiceId::ALL {
        let line = format!("{service}: {}\n", service.calls().join(" "));
        assert!(listed.contains(&line), "{listed}");
    }
}

#[test]
fn every_control_call_stands_on_the_page() {
    let server = start();
    let page = get(&server, "/_sim/");
    for call in [
        "scan", "confirm", "deny", "cancel", "expire", "codes", "issued", "log", "scenario",
        "calls", "set",
    ] {
        assert!(page.contains(&format!(" /_sim/{call} ")), "{call}");
    }
}

#[test]
fn pages_of_other_sites_cannot_act() {
    let server = start();
    two_codes(&server);
    for headers in [
        "host: 127.0.0.1\r\norigin: https://evil.example\r\n",
        "host: 127.0.0.1\r\norigin: null\r\n",
        "host: 127.0.0.1\r\nsec-fetch-site: cross-site\r\n",
        "host: evil.example\r\n",
        "host: 127.evil.example:8115\r\n",
        "host: passport.bilibili.com\r\n",
    ] {
        let (status, body) = ask(&server, "POST", "/_sim/scan", headers, "");
        assert_eq!(status, 403, "{headers}");
        assert!(body.starts_with("control calls are"), "{body}");
        assert_eq!(ask(&server, "GET", "/_sim/codes", headers, "").0, 403);
    }
    assert_eq!(states(&server), ["waiting", "waiting"]);
}

#[test]
fn pages_of_this_machine_can_act() {
    let server = start();
    two_codes(&server);
    for headers in [
        "host: localhost:8115\r\n",
        "host: [::1]:8115\r\n",
        "host: 127.0.0.1:1\r\norigin: http://127.0.0.1:1\r\nsec-fetch-site: same-origin\r\n",
        "host: 127.0.0.1\r\norigin: http://localhost:3000\r\n",
        "host: 127.0.0.1\r\nsec-fetch-site: none\r\n",
    ] {
        assert_eq!(ask(&server, "GET", "/_sim/log", headers, "").0, 200);
    }
}

#[test]
fn a_broken_chunk_is_400_and_a_long_body_413() {
    let server = start();
    let head = "POST /_sim/scan HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n";
    for chunk in ["zz\r\n", "5\r\nab", "-1\r\n\r\n", "ffffffffffffffffff\r\n"] {
        let request = format!("{head}transfer-encoding: chunked\r\n\r\n{chunk}\r\n\r\n");
        let (status, body) = send(&server, &request);
        assert_eq!(
            (status, &*body),
            (400, "The request body cannot be read.\n")
        );
    }
    let body = "x".repeat((1 << 20) + 1);
    let length = body.len();
    let (status, _) = send(
        &server,
        &format!("{head}content-length: {length}\r\n\r\n{body}"),
    );
    assert_eq!(status, 413);
}

#[test]
fn a_request_has_one_host() {
    let server = start();
    let answer = |hosts: &str| {
        let request = format!("GET /_sim/ HTTP/1.1\r\n{hosts}connection: close\r\n\r\n");
        send(&server, &request).0
    };
    assert_eq!(answer("host: localhost\r\n"), 200);
    assert_eq!(answer("host: localhost\r\nhost: localhost\r\n"), 400);
    assert_eq!(answer(""), 400);
}

#[test]
fn a_wrong_address_is_refused_with_the_right_one() {
    let server = start();
    let host = format!("host: {}\r\n", server.address());
    let path = "/x/passport-login/web/qrcode/generate";
    let right = format!("{}/passport.bilibili.com{path}", server.origin());
    let (status, body) = ask(&server, "GET", path, &host, "");
    is_refused(
        (status, body),
        404,
        &[&format!("Was this meant: {right}\n"), "login.wx.qq.com"],
    );
    let wrong = format!("/pasport.bilibili.com{path}");
    is_refused(ask(&server, "GET", &wrong, &host, ""), 404, &[&right]);
    is_refused(
        ask(&server, "GET", "/", &host, ""),
        404,
        &["/_sim/", &right],
    );
}

fn json(server: &Server, path: &str) -> Value {
    serde_json::from_str(&get(server, path)).unwrap()
}

#[test]
fn requests_are_listed_with_all_that_was_sent() {
    let server = start();
    let body = "appkey=4409e2ce8ffd12b8";
    let path = "/passport.bilibili.com/x/passport-tv-login/qrcode/auth_code?a=%20b";
    let headers = format!(
        "{LOCAL}user-agent: test\r\nX-Mine: yes\r\ncontent-type: application/x-www-form-urlencoded\r\n"
    );
    ask(&server, "POST", path, &headers, body);
    let requests = json(&server, "/_sim/requests");
    let request = &requests[0];
    assert_eq!(request["host"], "passport.bilibili.com");
    assert_eq!(request["path"], "/x/passport-tv-login/qrcode/auth_code");
    assert_eq!(request["query"], "a=%20b");
    assert_eq!(request["body"], body);
    let headers = request["headers"].as_array().unwrap();
    assert!(headers.contains(&serde_json::json!(["x-mine", "yes"])));
    assert_eq!(request["service"], "bilibili-tv");
    assert!(request["status"].is_u64());
}

#[test]
fn requests_are_chosen_by_service_call_and_match() {
    let server = start();
    two_codes(&server);
    ask(
        &server,
        "GET",
        "/no/such",
        "host: passport.bilibili.com\r\n",
        "",
    );
    let count = |query: &str| {
        let listed = json(&server, &format!("/_sim/requests{query}"));
        listed.as_array().unwrap().len()
    };
    assert_eq!(count(""), 3);
    assert_eq!(count("?service=wechat-web"), 1);
    assert_eq!(count("?call=jslogin"), 1);
    assert_eq!(count("?unmatched=true"), 1);
    assert_eq!(count("?unmatched=false"), 2);
    let wrong = ask(&server, "GET", "/_sim/requests?call=jslogn", LOCAL, "");
    is_refused(wrong, 400, &["jslogn", "jslogin"]);
}

#[test]
fn a_reset_forgets_everything_but_the_clock() {
    let server = start();
    let scenario = get(&server, "/_sim/scenario");
    two_codes(&server);
    post(&server, "/_sim/set?name=bilibili-web.lifetime&value=5s");
    assert_ne!(get(&server, "/_sim/scenario"), scenario);
    assert_eq!(post(&server, "/_sim/reset").0, 200);
    assert_eq!(json(&server, "/_sim/codes"), serde_json::json!([]));
    assert_eq!(json(&server, "/_sim/requests"), serde_json::json!([]));
    assert_eq!(get(&server, "/_sim/scenario"), scenario);
}

#[test]
fn a_reset_can_keep_the_scenario() {
    let server = start();
    post(&server, "/_sim/set?name=bilibili-web.lifetime&value=5s");
    assert_eq!(post(&server, "/_sim/reset?keep=scenario").0, 200);
    assert!(get(&server, "/_sim/scenario").contains("bilibili-web.lifetime = 5s"));
    is_refused(post(&server, "/_sim/reset?keep=all"), 400, &["scenario"]);
}

#[test]
fn codes_expire_when_the_clock_is_set_ahead() {
    let server = start();
    two_codes(&server);
    assert_eq!(post(&server, "/_sim/clock?advance=2h").0, 200);
    assert_eq!(states(&server), ["expired", "expired"]);
    is_refused(post(&server, "/_sim/clock?advance=2"), 400, &["2h"]);
    is_refused(post(&server, "/_sim/clock"), 400, &["advance"]);
}
