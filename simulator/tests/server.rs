//! The server over real sockets on loopback.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use qrlogin_simulator::{Scenario, Server};

fn start(settings: &[(&str, &str)]) -> Server {
    let mut scenario = Scenario::default();
    for (name, value) in settings {
        scenario.set(name, value).unwrap();
    }
    Server::start(scenario, ([127, 0, 0, 1], 0).into()).unwrap()
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    stream
}

fn request(method: &str, host: &str, path: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nuser-agent: test\r\ncontent-length: 0\r\n\r\n"
    )
}

/// Sends a request; the connection closes after the response.
fn ask(server: &Server, method: &str, host: &str, path: &str) -> String {
    let mut stream = connect(server);
    let text = request(method, host, path).replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n");
    stream.write_all(text.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// One response of a connection that stays open.
fn read_answer(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let mut byte = [0];
    while !answer.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        answer.extend(byte);
    }
    let head = String::from_utf8(answer).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    head + &String::from_utf8_lossy(&body)
}

fn wait_until_held(server: &Server, count: usize) {
    let began = Instant::now();
    while server.simulator().lock().unwrap().held() != count {
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "never {count} held"
        );
        std::thread::sleep(Duration::from_millis(1));
    }
}

const BILIBILI: &str = "passport.bilibili.com";
const GENERATE: &str = "/x/passport-login/web/qrcode/generate";

fn key(answer: &str) -> String {
    answer.split("\"qrcode_key\":\"").nth(1).unwrap()[..32].to_owned()
}

#[test]
fn a_whole_login_over_one_connection() {
    let server = start(&[("person", "scan@manual confirm@manual")]);
    let mut stream = connect(&server);
    stream
        .write_all(request("GET", BILIBILI, GENERATE).as_bytes())
        .unwrap();
    let key = key(&read_answer(&mut stream));
    let poll = format!("/x/passport-login/web/qrcode/poll?qrcode_key={key}");
    let mut ask_again = || {
        stream
            .write_all(request("GET", BILIBILI, &poll).as_bytes())
            .unwrap();
        read_answer(&mut stream)
    };
    assert!(ask_again().contains("86101"));
    assert!(
        ask(
            &server,
            "POST",
            "127.0.0.1",
            &format!("/_sim/scan?handle={key}")
        )
        .starts_with("HTTP/1.1 200 OK")
    );
    assert!(ask_again().contains("86090"));
    assert!(ask(&server, "POST", "127.0.0.1", "/_sim/confirm").starts_with("HTTP/1.1 200 OK"));
    let success = ask_again();
    let simulator = server.simulator();
    let simulator = simulator.lock().unwrap();
    let sessdata = simulator.issued()[0].get("SESSDATA").unwrap();
    assert!(
        success.contains(&format!("set-cookie: SESSDATA={sessdata}; Path=/;")),
        "{success}"
    );
}

#[test]
fn a_held_poll_blocks_no_other_until_an_act() {
    let server = start(&[("person", "expire")]);
    let path = "/jslogin?appid=wx782c26e4c19acffb&fun=new";
    let answer = ask(&server, "GET", "login.wx.qq.com", path);
    let uuid = answer.split('"').nth(1).unwrap().to_owned();
    let mut held = connect(&server);
    let poll = format!("/cgi-bin/mmwebwx-bin/login?uuid={uuid}&tip=1");
    held.write_all(request("GET", "login.wx.qq.com", &poll).as_bytes())
        .unwrap();
    held.set_read_timeout(Some(Duration::from_millis(30)))
        .unwrap();
    assert!(held.read(&mut [0]).is_err(), "nothing yet");
    assert!(
        ask(&server, "GET", BILIBILI, GENERATE).starts_with("HTTP/1.1 200"),
        "others are served"
    );
    held.set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    let began = Instant::now();
    ask(
        &server,
        "POST",
        "localhost",
        &format!("/_sim/scan?handle={uuid}"),
    );
    assert!(read_answer(&mut held).ends_with("window.code=201;"));
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[test]
fn acting_on_the_shared_simulator_ends_a_held_poll_too() {
    let server = start(&[("person", "expire")]);
    let answer = ask(
        &server,
        "GET",
        "login.wx.qq.com",
        "/jslogin?appid=wx782c26e4c19acffb&fun=new",
    );
    let uuid = answer.split('"').nth(1).unwrap().to_owned();
    let mut held = connect(&server);
    let poll = format!("/cgi-bin/mmwebwx-bin/login?uuid={uuid}&tip=1");
    held.write_all(request("GET", "login.wx.qq.com", &poll).as_bytes())
        .unwrap();
    let simulator = server.simulator();
    wait_until_held(&server, 1);
    simulator.lock().unwrap().confirm(0, Some(&uuid)).unwrap();
    assert!(
        read_answer(&mut held)
            .contains("window.code=200;\nwindow.redirect_uri=\"https://wx.qq.com/")
    );
}

#[test]
fn a_cut_connection_gives_no_byte() {
    let server = start(&[("fault.1", "any#1 cut-after")]);
    let mut stream = connect(&server);
    stream
        .write_all(request("GET", BILIBILI, GENERATE).as_bytes())
        .unwrap();
    let mut answer = Vec::new();
    // Closed or reset: in both cases without a response.
    let _ = stream.read_to_end(&mut answer);
    assert_eq!(answer, b"");
    assert_eq!(
        server.simulator().lock().unwrap().codes().len(),
        1,
        "the service has acted"
    );
}

#[test]
fn a_cut_body_has_the_head_and_so_many_bytes() {
    for after in [0, 10] {
        let server = start(&[("fault.1", &format!("any#1 cut-body:{after}"))]);
        let mut stream = connect(&server);
        stream
            .write_all(request("GET", BILIBILI, GENERATE).as_bytes())
            .unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert_eq!(body, &r#"{"code":0,"message""#[..after]);
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .unwrap();
        assert!(
            length.parse::<usize>().unwrap() > 100,
            "the whole length is announced"
        );
    }
}

#[test]
fn a_slow_body_trickles() {
    let server = start(&[("fault.1", "any#1 slow-body:100/5ms")]);
    let mut stream = connect(&server);
    let began = Instant::now();
    stream
        .write_all(request("GET", BILIBILI, GENERATE).as_bytes())
        .unwrap();
    let answer = read_answer(&mut stream);
    assert!(answer.ends_with("}}"), "all of it comes");
    assert!(
        began.elapsed() >= Duration::from_millis(10),
        "in at least three pieces"
    );
}

#[test]
fn a_hanging_request_sends_nothing_and_survives_a_disconnect() {
    let server = start(&[("fault.1", "any#1 hang")]);
    let mut stream = connect(&server);
    stream
        .write_all(request("GET", BILIBILI, GENERATE).as_bytes())
        .unwrap();
    stream
        .set_read_timeout(Some(Duration::from_millis(30)))
        .unwrap();
    assert!(stream.read(&mut [0]).is_err());
    drop(stream);
    assert!(ask(&server, "GET", BILIBILI, GENERATE).starts_with("HTTP/1.1 200"));
}

#[test]
fn services_are_reached_by_path_on_the_bare_address() {
    let server = start(&[]);
    let host = server.address().to_string();
    assert!(ask(&server, "GET", &host, &format!("/{BILIBILI}{GENERATE}")).contains("qrcode_key"));
    assert!(ask(&server, "POST", &host, "/api/v1/115/qrcode/start").contains("qrcode_content"));
    let token = "/qrcodeapi.115.com/api/1.0/web/1.0/token";
    assert!(ask(&server, "GET", &host, token).contains("https://115.com/scan/dg-"));
    assert!(ask(&server, "GET", &host, "/phiApi/LoginQrCode/GetNewQRCode").contains("deviceCode"));
    assert!(ask(&server, "GET", &host, "/nowhere").starts_with("HTTP/1.1 404"));
    assert_eq!(server.origin(), format!("http://{host}"));
}

#[test]
fn control_calls_show_and_change_things() {
    let server = start(&[]);
    assert!(ask(&server, "GET", "localhost", "/_sim/").contains("POST /_sim/confirm"));
    assert!(ask(&server, "POST", "localhost", "/_sim/scan").starts_with("HTTP/1.1 404"));
    assert!(ask(&server, "GET", "localhost", "/_sim/scan").starts_with("HTTP/1.1 405"));
    let set = "/_sim/set?name=bilibili-web.era&value=url-cookies-2022";
    assert!(ask(&server, "POST", "localhost", set).starts_with("HTTP/1.1 200"));
    assert!(
        ask(&server, "POST", "localhost", "/_sim/set?name=x&value=y").starts_with("HTTP/1.1 400")
    );
    assert!(
        ask(&server, "GET", "localhost", "/_sim/scenario")
            .contains("bilibili-web.era = url-cookies-2022\n")
    );
    let key = key(&ask(&server, "GET", BILIBILI, GENERATE));
    assert!(ask(&server, "GET", "localhost", "/_sim/codes").contains(&key));
    assert!(
        ask(&server, "GET", "localhost", "/_sim/log")
            .contains("GET bilibili-web/generate -> 200 after 0 ms")
    );
    assert!(ask(&server, "POST", "localhost", "/_sim/expire").starts_with("HTTP/1.1 200"));
    assert!(ask(&server, "POST", "localhost", "/_sim/confirm").starts_with("HTTP/1.1 409"));
}

#[test]
fn header_names_can_be_of_mixed_case() {
    let server = start(&[
        ("bilibili-web.header-case", "mixed"),
        ("person", "confirm@0ms"),
    ]);
    let key = key(&ask(&server, "GET", BILIBILI, GENERATE));
    let poll = format!("/x/passport-login/web/qrcode/poll?qrcode_key={key}");
    assert!(ask(&server, "GET", BILIBILI, &poll).contains("\r\nSet-Cookie: SESSDATA="));
}

#[test]
fn a_dropped_server_closes_held_connections_and_frees_the_port() {
    let server = start(&[("fault.1", "any hang")]);
    let address = server.address();
    let mut stream = connect(&server);
    stream
        .write_all(request("GET", BILIBILI, GENERATE).as_bytes())
        .unwrap();
    let began = Instant::now();
    drop(server);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(answer.is_empty() && began.elapsed() < Duration::from_secs(1));
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn a_held_poll_is_forgotten_when_its_client_leaves() {
    let server = start(&[("person", "expire")]);
    let answer = ask(
        &server,
        "GET",
        "login.wx.qq.com",
        "/jslogin?appid=wx782c26e4c19acffb&fun=new",
    );
    let uuid = answer.split('"').nth(1).unwrap().to_owned();
    let mut held = connect(&server);
    let poll = format!("/cgi-bin/mmwebwx-bin/login?uuid={uuid}&tip=1");
    held.write_all(request("GET", "login.wx.qq.com", &poll).as_bytes())
        .unwrap();
    wait_until_held(&server, 1);
    drop(held);
    wait_until_held(&server, 0);
}

#[test]
fn a_control_call_scans_the_taptap_code_behind_phi_api() {
    let server = start(&[("phi-api.backend", "taptap"), ("person", "expire")]);
    let new = "/phiApi/LoginQrCode/GetNewQRCode?useChinaEndpoint=true";
    let answer = ask(&server, "GET", "localhost", new);
    let (_, tail) = answer.split_once("user_code=").unwrap();
    let user_code = &tail[..5];
    let codes = ask(&server, "GET", "localhost", "/_sim/codes");
    assert!(codes.contains(r#""service":"taptap""#), "{codes}");
    let page = format!("/device?qrcode=1&user_code={user_code}");
    for (control, state) in [
        ("scan", "Confirm the login"),
        ("cancel", "Scan the code"),
        ("confirm", "is confirmed"),
    ] {
        let path = format!("/_sim/{control}");
        assert!(ask(&server, "POST", "localhost", &path).ends_with("ok\n"));
        let answer = ask(&server, "GET", "accounts.taptap.cn", &page);
        assert!(answer.contains(state), "{answer}");
    }
}

#[test]
fn a_response_has_the_notes_in_a_header() {
    let server = start(&[]);
    let request = format!("GET {GENERATE} HTTP/1.1\r\nhost: {BILIBILI}\r\n\r\n");
    let mut stream = connect(&server);
    stream.write_all(request.as_bytes()).unwrap();
    let refused = read_answer(&mut stream);
    assert!(refused.starts_with("HTTP/1.1 412"), "{refused}");
    assert!(refused.contains("\r\nx-simulator-note: no user agent\r\n"));
    let answer = ask(&server, "GET", BILIBILI, GENERATE);
    assert!(!answer.contains("x-simulator-note"), "{answer}");
}
