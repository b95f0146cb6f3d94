//! Where `qrlogin simulate` listens, and who may control it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use crate::support::*;

const TOKEN: &str = "0123456789abcdef";

/// A simulator with its origin; it ends with its standard input.
fn start(options: &[&str], token: &str) -> (Child, String) {
    let all = [&["simulate", "--exit-with-stdin"], options].concat();
    let mut command = command(&all);
    if !token.is_empty() {
        command.env("QRLOGIN_SIMULATE_TOKEN", token);
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut origin = String::new();
    let mut out = BufReader::new(child.stdout.as_mut().unwrap());
    out.read_line(&mut origin).unwrap();
    (child, origin.trim().to_owned())
}

/// The status line of a control call.
fn status(origin: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(origin.strip_prefix("http://").unwrap()).unwrap();
    let head = "GET /_sim/v1/codes HTTP/1.1\r\nhost: simulator:8115\r\nconnection: close\r\n";
    write!(stream, "{head}{headers}\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().next().unwrap_or_default().to_owned()
}

fn end(mut child: Child) -> Ran {
    drop(child.stdin.take());
    finish(child)
}

#[test]
fn a_port_or_a_name_is_an_address() {
    for listen in ["0", ":0", "localhost:0", "127.0.0.1:0"] {
        let (child, origin) = start(&["--listen", listen], "");
        assert!(
            origin.starts_with("http://127.0.0.1:"),
            "{listen}: {origin}"
        );
        assert_eq!(end(child).code, 0);
    }
}

#[test]
fn an_address_of_another_form_is_refused() {
    for listen in ["localhost", "127.0.0.1:x", "localhost:99999"] {
        let ran = run(&["simulate", "--listen", listen]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("such as 8115"), "{}", ran.err);
    }
}

#[test]
fn beyond_the_loopback_the_token_is_demanded() {
    let remote = ["--listen", "0.0.0.0:0", "--allow-remote"];
    let ran = run(&[&["simulate"], &remote[..]].concat());
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("a token is missing"), "{}", ran.err);

    let (child, origin) = start(&remote, TOKEN);
    assert!(origin.starts_with("http://127.0.0.1:"), "{origin}");
    assert!(status(&origin, "").contains(" 401 "));
    let header = format!("authorization: Bearer {TOKEN}\r\n");
    assert!(status(&origin, &header).contains(" 200 "));
    let ran = end(child);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.err.contains(TOKEN), "{}", ran.err);
}

#[test]
fn a_token_is_read_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    std::fs::write(&path, format!("{TOKEN}\n")).unwrap();
    let option = format!("@{}", path.display());
    let (child, origin) = start(&["--token", &option], "");
    assert!(status(&origin, "").contains(" 401 "));
    end(child);
    let ran = run(&["simulate", "--token", "@/no/such/file"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--token: cannot read"), "{}", ran.err);
}

#[test]
fn a_short_token_is_refused_without_repeating_it() {
    for token in ["shorttoken", "a token with spaces in it"] {
        let ran = run(&["simulate", "--token", token]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains("16 characters"), "{}", ran.err);
        assert!(!ran.err.contains(token), "{}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn the_command_gets_the_token_and_the_ready_line_does_not() {
    let script = "echo $QRLOGIN_SIMULATE_TOKEN";
    let ran = run(&["simulate", "--token", TOKEN, "--", "sh", "-c", script]);
    assert_eq!(ran.out.trim(), TOKEN, "{}", ran.err);
    let (child, ready) = start(&["--token", TOKEN, "--ready", "json"], "");
    assert!(ready.starts_with('{') && !ready.contains(TOKEN), "{ready}");
    end(child);
}
