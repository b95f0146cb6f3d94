//! Sessions beside each other in one server.

use std::io::Write;
use std::net::TcpStream;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qrlogin_simulator::{Scenario, Server, Tls};
use serde_json::{Value, json};

use crate::rig::{Reply, at, call, new_code, poll, request, send, start};

/// Opens a session and returns its origin.
fn open(server: &Server, body: &Value) -> String {
    let session = call(server, ("POST", "/sessions"), &body.to_string()).ok(201);
    session["origin"].as_str().unwrap().to_owned()
}

fn proxy() -> Server {
    let scenario = Scenario::default().with("person", "").unwrap();
    Server::start_with_tls(scenario, ([127, 0, 0, 1], 0).into(), Tls::new().unwrap()).unwrap()
}

/// A code by way of the proxy, as this user.
fn new_code_as(server: &Server, user: &str) -> Reply {
    let credentials = STANDARD.encode(format!("{user}:"));
    let url = "http://passport.bilibili.com/x/passport-login/web/qrcode/generate";
    let headers =
        format!("host: passport.bilibili.com\r\nproxy-authorization: Basic {credentials}\r\n");
    request(&server.origin(), "GET", url, &headers, "")
}

fn count(origin: &str, what: &str) -> usize {
    let listed = at(origin, ("GET", &format!("/{what}")), "").ok(200);
    listed[what].as_array().unwrap().len()
}

#[test]
fn codes_requests_and_credentials_are_apart() {
    let server = start();
    let one = open(&server, &json!({"name": "one"}));
    let two = open(&server, &json!({"name": "two"}));
    let key = new_code(&one);
    at(&one, ("POST", "/act"), r#"{"act": "confirm"}"#).ok(200);
    assert_eq!(poll(&one, &key), 0);
    let counts = |origin: &str| ["codes", "requests", "issued"].map(|what| count(origin, what));
    assert_eq!(counts(&one), [1, 2, 1]);
    assert_eq!(counts(&two), [0, 0, 0]);
    assert_eq!(counts(&server.origin()), [0, 0, 0]);
}

#[test]
fn clocks_and_faults_are_apart() {
    let server = start();
    let settings = json!({"fault.1": "bilibili-web/generate status:503"});
    let one = open(&server, &json!({"name": "one", "settings": settings}));
    let two = open(&server, &json!({"name": "two"}));
    at(&one, ("POST", "/clock"), r#"{"advance": "1d"}"#).ok(200);
    let clock = |origin: &str| at(origin, ("GET", "/clock"), "").ok(200)["ahead_ms"].clone();
    assert_eq!((clock(&one), clock(&two)), (86_400_000.into(), 0.into()));
    let path = "/passport.bilibili.com/x/passport-login/web/qrcode/generate";
    assert_eq!(request(&one, "GET", path, "", "").status, 503);
    assert_eq!(request(&two, "GET", path, "", "").status, 200);
    at(
        &two,
        ("PATCH", "/scenario"),
        r#"{"bilibili-web.lifetime": "5s"}"#,
    )
    .ok(200);
    let seen = at(&one, ("GET", "/scenario"), "").ok(200).to_string();
    assert!(!seen.contains(r#""5s""#));
}

#[test]
fn a_reset_leaves_the_other_sessions() {
    let server = start();
    let one = open(&server, &json!({"name": "one"}));
    new_code(&one);
    new_code(&server.origin());
    at(&one, ("POST", "/reset"), "").ok(204);
    assert_eq!(count(&one, "codes"), 0);
    assert_eq!(count(&server.origin(), "codes"), 1);
}

#[test]
fn a_call_names_its_session_at_any_port() {
    let server = start();
    let one = open(&server, &json!({"name": "one"}));
    new_code(&one);
    let path = "/codes?session=one";
    let codes = call(&server, ("GET", path), "").ok(200);
    assert_eq!(codes["codes"].as_array().unwrap().len(), 1);
    let codes = at(&one, ("GET", "/codes?session=default"), "").ok(200);
    assert_eq!(codes["codes"], json!([]));
    let (status, kind, name, near) = call(&server, ("GET", "/codes?session=on"), "").problem();
    assert_eq!((status, &*kind, &*name), (404, "no_session", "on"));
    assert_eq!(near[0], "one");
}

#[test]
fn the_user_name_at_the_proxy_chooses_the_session() {
    let server = proxy();
    let one = open(&server, &json!({"name": "one"}));
    assert_eq!(new_code_as(&server, "one").status, 200);
    assert_eq!(
        (count(&one, "codes"), count(&server.origin(), "codes")),
        (1, 0)
    );
    let described = call(&server, ("GET", "/sessions/one"), "").ok(200);
    let expected = format!("http://one:x@{}", server.address());
    assert_eq!(described["proxy"], expected.as_str());
    // The service does not see them.
    let listed = at(&one, ("GET", "/requests"), "").ok(200).to_string();
    assert!(!listed.contains("proxy-authorization"));
}

#[test]
fn an_unknown_user_at_the_proxy_is_refused() {
    let server = proxy();
    open(&server, &json!({"name": "worker-1"}));
    let reply = new_code_as(&server, "worker1");
    assert_eq!(reply.status, 407);
    assert!(reply.head.contains("no such session"), "{}", reply.head);
    assert!(reply.body.contains("`worker-1`"), "{}", reply.body);
    assert_eq!(count(&server.origin(), "codes"), 0);
}

#[test]
fn a_session_port_is_a_proxy_of_its_own() {
    let server = proxy();
    let one = open(&server, &json!({"name": "one"}));
    let url = "http://passport.bilibili.com/x/passport-login/web/qrcode/generate";
    let reply = request(&one, "GET", url, "host: passport.bilibili.com\r\n", "");
    assert_eq!(reply.json()["code"], 0);
    assert_eq!(count(&one, "codes"), 1);
}

#[test]
fn sessions_are_listed_until_they_end() {
    let server = start();
    let one = open(&server, &json!({}));
    let names = || {
        let listed = call(&server, ("GET", "/sessions"), "").ok(200);
        let sessions = listed["sessions"].as_array().unwrap().clone();
        let names = sessions
            .iter()
            .map(|it| it["name"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(names(), ["default", "session-1"]);
    call(&server, ("DELETE", "/sessions/session-1"), "").ok(204);
    assert_eq!(names(), ["default"]);
    let (status, kind, ..) = call(&server, ("GET", "/sessions/session-1"), "").problem();
    assert_eq!((status, &*kind), (404, "no_session"));
    let address = one.strip_prefix("http://").unwrap();
    let closed = (0..1000).any(|_| TcpStream::connect(address).is_err());
    assert!(closed);
}

#[test]
fn a_client_of_an_ended_session_is_cut_off() {
    let server = start();
    let one = open(&server, &json!({"name": "one"}));
    let mut open_connection = TcpStream::connect(one.strip_prefix("http://").unwrap()).unwrap();
    open_connection.write_all(b"GET / HTTP/1.1\r\n").unwrap();
    call(&server, ("DELETE", "/sessions/one"), "").ok(204);
    let mut rest = Vec::new();
    let patience = Some(std::time::Duration::from_secs(10));
    open_connection.set_read_timeout(patience).unwrap();
    // Its end, or an error because there were bytes to be read.
    let ended = std::io::Read::read_to_end(&mut open_connection, &mut rest);
    let timed_out = ended.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
    assert!(!timed_out && rest.is_empty());
}

#[test]
fn a_session_cannot_end_itself_nor_the_default_one() {
    let server = start();
    let one = open(&server, &json!({"name": "one"}));
    let (status, kind, ..) = at(&one, ("DELETE", "/sessions/one"), "").problem();
    assert_eq!((status, &*kind), (409, "in_use"));
    let (status, kind, ..) = call(&server, ("DELETE", "/sessions/default"), "").problem();
    assert_eq!((status, &*kind), (409, "in_use"));
}

#[test]
fn a_name_is_given_once() {
    let server = start();
    open(&server, &json!({"name": "one"}));
    for name in ["one", "default"] {
        let body = json!({"name": name}).to_string();
        let (status, kind, ..) = call(&server, ("POST", "/sessions"), &body).problem();
        assert_eq!((status, &*kind), (409, "taken"));
    }
}

#[test]
fn a_wrong_setting_opens_no_session() {
    let server = start();
    let body = json!({"name": "one", "settings": {"sead": 1}}).to_string();
    let (status, kind, name, near) = call(&server, ("POST", "/sessions"), &body).problem();
    assert_eq!((status, &*kind, &*name), (400, "unknown_name", "sead"));
    assert_eq!(near[0], "seed");
    let listed = call(&server, ("GET", "/sessions"), "").ok(200);
    assert_eq!(listed["sessions"].as_array().unwrap().len(), 1);
}

#[test]
fn sessions_are_limited() {
    let server = start();
    for _ in 0..256 {
        open(&server, &json!({}));
    }
    let (status, kind, ..) = call(&server, ("POST", "/sessions"), "").problem();
    assert_eq!((status, &*kind), (409, "too_many_sessions"));
}

#[test]
fn a_session_plays_what_the_server_began_with() {
    let server = start();
    call(&server, ("PATCH", "/scenario"), r#"{"seed": 9}"#).ok(200);
    let one = open(&server, &json!({}));
    let two = open(&server, &json!({}));
    assert_eq!(new_code(&one), new_code(&two));
    assert_ne!(new_code(&server.origin()), new_code(&one));
    let malformed = send(&one, "GET / HTTP/1.1\r\nconnection: close\r\n\r\n");
    assert_eq!(malformed.status, 400);
}
