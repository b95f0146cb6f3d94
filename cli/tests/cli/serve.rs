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

#[cfg(unix)]
#[test]
fn answers_can_be_those_of_the_original_servers() {
    let (child, origin) = gateway(&["--115-gateway", "observed", "--phi-api", "current"]);
    let started = answer_to(&origin, "POST /api/v1/115/qrcode/start", "");
    assert!(!started.contains("qrcode_image"), "{started}");
    let phi_api = format!("{origin}/phiApi");
    for (flow, base_url) in [("115-gateway", &origin), ("phi-api", &phi_api)] {
        let ran = run(&["login", flow, "--base-url", base_url]);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    assert_eq!(interrupt(child).code, 0);
}

/// The answer to a request without a body, headers included.
#[cfg(unix)]
fn answer(origin: &str, request: &str, host: &str) -> String {
    answer_to(origin, request, &format!("host: {host}\r\n"))
}

/// The answer to a request with these headers, and `Host` if there is none among them.
#[cfg(unix)]
pub(crate) fn answer_to(origin: &str, request: &str, headers: &str) -> String {
    answer_to_body(origin, request, headers, "")
}

/// The same for a request with this body of JSON.
#[cfg(unix)]
pub(crate) fn answer_to_body(origin: &str, request: &str, headers: &str, body: &str) -> String {
    use std::io::{Read as _, Write as _};

    let address = origin.trim_start_matches("http://");
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let host = match headers.contains("host:") {
        true => String::new(),
        false => format!("host: {address}\r\n"),
    };
    let length = match body {
        "" => String::new(),
        body => format!(
            "content-type: application/json\r\ncontent-length: {}\r\n",
            body.len()
        ),
    };
    let head = format!("{request} HTTP/1.1\r\n{host}{headers}{length}connection: close\r\n\r\n");
    stream.write_all((head + body).as_bytes()).unwrap();
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

/// The JSON of an answer.
#[cfg(unix)]
pub(crate) fn json_of(answer: &str) -> serde_json::Value {
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|_| panic!("no JSON: {answer}"))
}

#[cfg(unix)]
#[test]
fn one_command_serves_the_api_its_page_and_a_worker() {
    let folder = tempfile::tempdir().unwrap();
    let [audit, log] = ["audit", "log"].map(|name| folder.path().join(name));
    let [audit, log] = [&audit, &log].map(|path| path.to_str().unwrap());
    let (child, origin) = gateway(&["--audit", audit, "--access-log", log]);
    let page = answer_to(&origin, "GET /", "");
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("<html"),
        "{page}"
    );
    let create = r#"{"flow":"bilibili-web"}"#;
    let created = json_of(&answer_to_body(&origin, "POST /v1/logins", "", create));
    let path = format!("/v1/logins/{}", created["id"].as_str().unwrap());
    let mut after = 0;
    let ends = ["done", "failed", "cancelled"];
    loop {
        let poll = format!("GET {path}/events?after={after}&wait=20");
        let polled = json_of(&answer_to(&origin, &poll, ""));
        after = polled["last_event"].as_u64().unwrap();
        let login = json_of(&answer_to(&origin, &format!("GET {path}"), ""));
        if ends.contains(&login["stage"].as_str().unwrap()) {
            assert_eq!(login["stage"], "done", "{login}");
            break;
        }
    }
    let secret = serde_json::json!({"secret": created["secret"]}).to_string();
    let redeem = format!("POST {path}/credential");
    let credential = answer_to_body(&origin, &redeem, "", &secret);
    assert!(credential.contains("SESSDATA"), "{credential}");
    let ready = answer_to(&origin, "GET /readyz", "");
    assert!(ready.starts_with("HTTP/1.1 200"), "{ready}");
    let metrics = answer_to(&origin, "GET /metrics", "");
    let line = "qrlogin_logins_ended_total{flow=\"bilibili-web\",outcome=\"done\"} 1";
    assert!(metrics.contains(line), "{metrics}");
    let ended = interrupt(child);
    assert_eq!(ended.code, 0, "{}", ended.err);
    let [audit, log] = [audit, log].map(|path| std::fs::read_to_string(path).unwrap());
    assert!(audit.contains("\"action\":\"redeem\"") && log.contains("credential"));
    let export = json_of(&credential)["credential"].clone();
    let refresh = export["refresh_token"].as_str().unwrap_or("SESSDATA");
    let secret = created["secret"].as_str().unwrap();
    for text in [audit, log, ended.err, metrics] {
        for secret in [secret, refresh, "SESSDATA"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
