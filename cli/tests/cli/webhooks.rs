//! `--webhook URL`.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use qrlogin_gateway::WebhookSecret;
use serde_json::Value;

use crate::support::*;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A request: its headers in lower case, and its body.
struct Received {
    headers: BTreeMap<String, String>,
    body: String,
}

impl Received {
    fn line(&self) -> Value {
        line(&self.body)
    }
}

/// A server that answers every request with this status, and what it receives.
fn server(status: &'static str) -> (String, Receiver<Received>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (sender, received) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let mut headers = BTreeMap::new();
            for text in stream.by_ref().lines().map(Result::unwrap) {
                if text.is_empty() {
                    break;
                }
                if let Some((name, value)) = text.split_once(": ") {
                    headers.insert(name.to_lowercase(), value.to_owned());
                }
            }
            let length = headers["content-length"].parse().unwrap();
            let mut body = String::new();
            stream
                .by_ref()
                .take(length)
                .read_to_string(&mut body)
                .unwrap();
            let reply =
                format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.into_inner().write_all(reply.as_bytes()).unwrap();
            if sender.send(Received { headers, body }).is_err() {
                return;
            }
        }
    });
    (url, received)
}

fn events(received: &[Received]) -> Vec<String> {
    let name = |one: &Received| one.line()["event"].as_str().unwrap().to_owned();
    received.iter().map(name).collect()
}

#[test]
fn every_line_is_sent_without_the_credentials() {
    let (url, received) = server("204 No Content");
    let ran = login_with(&[AT_ONCE], "wechat-web", &["--webhook", &url]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let received: Vec<_> = received.try_iter().collect();
    assert_eq!(events(&received), ["code", "confirmed", "credential"]);
    for one in &received {
        assert_eq!(one.headers["content-type"], "application/json");
        assert!(one.headers["webhook-id"].starts_with("msg_"));
        assert!(!one.headers.contains_key("webhook-signature"));
        assert_eq!(one.line()["flow"], "wechat-web");
    }
    assert!(received[0].line()["payload"].is_string());
    assert_eq!(received[2].line().get("credential"), None);
}

#[test]
fn the_credentials_are_sent_with_an_option() {
    let (url, received) = server("200 OK");
    let options = ["--webhook", &url, "--webhook-credential"];
    let ran = login_with(&[AT_ONCE], "wechat-web", &options);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let last = received.try_iter().last().unwrap().line();
    assert_eq!(last["credential"]["flow"], "wechat-web");
}

#[test]
fn a_request_is_signed_as_those_of_the_gateway() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("{SECRET}\n")).unwrap();
    let secret = format!("@{}", file.path().display());
    let (url, received) = server("200 OK");
    let options = ["--webhook", &url, "--webhook-secret", &secret];
    let ran = login_with(&[AT_ONCE], "wechat-web", &options);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let key = WebhookSecret::parse(SECRET).unwrap();
    let received: Vec<_> = received.try_iter().collect();
    assert_eq!(received.len(), 3);
    for one in received {
        let time = one.headers["webhook-timestamp"].parse().unwrap();
        let signed = key.sign(&one.headers["webhook-id"], time, &one.body);
        assert_eq!(signed.as_ref(), one.headers.get("webhook-signature"));
    }
}

#[test]
fn a_failure_of_the_server_is_a_warning() {
    let (url, _received) = server("500 Internal Server Error");
    let refused = format!("{NO_SERVER}/secret-path");
    for (url, reason) in [(&url, "HTTP 500"), (&refused, "could not connect")] {
        let ran = login_with(&[AT_ONCE], "wechat-web", &["--webhook", url]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let warnings = ran.err.lines().filter(|line| line.starts_with("warning: "));
        let warnings: Vec<_> = warnings.filter(|line| line.contains("--webhook")).collect();
        assert_eq!(warnings.len(), 3, "{}", ran.err);
        assert!(
            warnings.iter().all(|line| line.contains(reason)),
            "{}",
            ran.err
        );
        assert!(!ran.err.contains("secret-path"), "{}", ran.err);
    }
}

#[test]
fn an_unusable_webhook_is_refused_before_the_login() {
    let server = simulator(&[AT_ONCE]);
    let here = "http://127.0.0.1:1/";
    for options in [
        &["--webhook", "http://hooks.example/secret"][..],
        &["--webhook", "secret"],
        &["--webhook", here, "--webhook-secret", "whsec_secret"],
        &["--webhook", here, "--webhook-secret", "@/no/such/file"],
        &["--webhook-credential"],
    ] {
        let ran = login(&server, "wechat-web", options);
        assert_eq!(ran.code, 2, "{options:?}: {}", ran.err);
        assert!(
            !ran.err.contains("secret ") && !ran.err.contains("/secret"),
            "{}",
            ran.err
        );
    }
    assert_eq!(requests(&server), 0);
}

#[cfg(unix)]
#[test]
fn a_secret_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), SECRET).unwrap();
    std::fs::set_permissions(file.path(), PermissionsExt::from_mode(0o644)).unwrap();
    let secret = format!("@{}", file.path().display());
    let options = [
        "--webhook",
        "http://127.0.0.1:1/",
        "--webhook-secret",
        &secret,
    ];
    let ran = login_with(&[AT_ONCE], "115", &options);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(!ran.err.contains(SECRET));
}
