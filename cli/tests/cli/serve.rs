//! `qrlogin serve`.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::support::*;

/// A gateway on simulated services, and its origin.
#[cfg(unix)]
fn gateway(options: &[&str]) -> (Child, String) {
    gateway_at("127.0.0.1:0", &[&["--demo"], options].concat())
}

/// A gateway that listens here, and its origin.
#[cfg(unix)]
pub(crate) fn gateway_at(address: &str, options: &[&str]) -> (Child, String) {
    let mut child = command(&[&["serve", "--listen", address], options].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut origin = String::new();
    out.read_line(&mut origin).unwrap();
    if origin.is_empty() {
        panic!("it does not serve: {}", finish(child).err);
    }
    (child, origin.trim().to_owned())
}

#[cfg(unix)]
pub(crate) fn interrupt(child: Child) -> Ran {
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert!(sent.success());
    finish(child)
}

#[cfg(unix)]
#[test]
fn our_own_clients_log_in_through_the_gateway() {
    let (child, origin) = gateway(&[]);
    assert!(origin.starts_with("http://127.0.0.1:"), "{origin}");
    let phi_api = format!("{origin}/phiApi");
    let ran = run(&["login", "phi-api", "--base-url", &phi_api]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.json()["session_token"].as_str().unwrap().len(), 25);
    let ran = run(&["login", "115-gateway", "--base-url", &origin]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let seid = ran.json()["seid"].as_str().unwrap().to_owned();
    let ended = interrupt(child);
    assert_eq!(ended.code, 0);
    assert!(ended.err.contains(&phi_api), "{}", ended.err);
    assert!(!ended.err.contains(&seid), "{}", ended.err);
}

/// The answer to a request without a body, headers included.
#[cfg(unix)]
fn answer(origin: &str, request: &str, host: &str) -> String {
    answer_to(origin, request, &format!("host: {host}\r\n"))
}

/// The answer to a request with these headers, and `Host` if there is none among them.
#[cfg(unix)]
pub(crate) fn answer_to(origin: &str, request: &str, headers: &str) -> String {
    use std::io::{Read as _, Write as _};

    let address = origin.trim_start_matches("http://");
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let host = match headers.contains("host:") {
        true => String::new(),
        false => format!("host: {address}\r\n"),
    };
    let head = format!("{request} HTTP/1.1\r\n{host}{headers}connection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[cfg(unix)]
#[test]
fn other_host_names_are_refused_unless_allowed() {
    let (child, origin) = gateway(&["--host", "login.example"]);
    let start = "POST /api/v1/115/qrcode/start";
    for (host, status) in [
        ("login.example", "HTTP/1.1 200"),
        ("localhost:80", "HTTP/1.1 200"),
        ("evil.example", "HTTP/1.1 421"),
    ] {
        let answer = answer(&origin, start, host);
        assert!(answer.starts_with(status), "{host}: {answer}");
    }
    assert_eq!(interrupt(child).code, 0);
}
