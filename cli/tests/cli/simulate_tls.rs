//! `qrlogin simulate --tls`.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::support::*;

/// A simulator that is ready, with its origin and its output on standard error.
fn start(options: &[&str]) -> (Child, String, String) {
    let mut child = command(&[&["simulate", "--tls", "--set", AT_ONCE], options].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut origin = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut origin).unwrap();
    let mut printed = String::new();
    let mut err = BufReader::new(child.stderr.take().unwrap());
    while !printed.contains("Other hosts are refused") {
        assert_ne!(err.read_line(&mut printed).unwrap(), 0, "{printed}");
    }
    (child, origin.trim().to_owned(), printed)
}

fn stop(child: Child, signal: &str) -> i32 {
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args([signal, &id])
            .status()
            .unwrap()
            .success()
    );
    finish(child).code
}

/// The value of a variable in the lines to copy.
fn variable(printed: &str, name: &str) -> String {
    let value = printed.split(&format!(" {name}=")).nth(1).expect(name);
    value.split_whitespace().next().unwrap().to_owned()
}

#[test]
fn the_printed_variables_are_sufficient_for_a_login() {
    let (child, origin, printed) = start(&[]);
    let ca = variable(&printed, "SSL_CERT_FILE");
    for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"] {
        assert_eq!(variable(&printed, name), origin);
        assert_eq!(variable(&printed, &name.to_lowercase()), origin);
    }
    for name in ["NO_PROXY", "no_proxy"] {
        assert_eq!(variable(&printed, name), "localhost,127.0.0.1,::1");
    }
    assert!(printed.contains(&format!("curl {origin}/passport.bilibili.com/")));
    for name in [
        "REQUESTS_CA_BUNDLE",
        "NODE_EXTRA_CA_CERTS",
        "CURL_CA_BUNDLE",
    ] {
        assert_eq!(variable(&printed, name), ca);
    }
    let mode = Path::new(&ca).metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(!std::fs::read_to_string(&ca).unwrap().contains("PRIVATE"));

    let mut login = command(&["login", "wechat-web"]);
    login.env("HTTPS_PROXY", &origin).env("SSL_CERT_FILE", &ca);
    let output = login.output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{err}");

    assert_eq!(stop(child, "-INT"), 0);
    assert!(!Path::new(&ca).exists());
}

#[test]
fn a_named_file_stays_for_the_next_run() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("the ca.pem");
    let options = ["--ca", path.to_str().unwrap()];
    let mut contents = Vec::new();
    for _ in 0..2 {
        let (child, _, printed) = start(&options);
        let quoted = format!("SSL_CERT_FILE='{}'", path.display());
        assert!(printed.contains(&quoted), "{printed}");
        assert_eq!(stop(child, "-TERM"), 0);
        contents.push(std::fs::read_to_string(&path).unwrap());
    }
    assert_ne!(contents[0], contents[1]);
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn another_programs_file_is_not_replaced() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("bundle.pem");
    std::fs::write(&path, "-----BEGIN CERTIFICATE-----\n").unwrap();
    // An address in use, so that the program ends in any case.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let options = ["--listen", &listen, "--ca", path.to_str().unwrap()];
    let ran = run(&[&["simulate", "--tls"], &options[..]].concat());
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains("exists already"), "{}", ran.err);
    assert!(!ran.err.contains("--force"), "{}", ran.err);
    let content = std::fs::read_to_string(&path).unwrap();
    assert_eq!(content, "-----BEGIN CERTIFICATE-----\n");
}

#[test]
fn a_gateway_can_have_another_host() {
    let (child, origin, printed) = start(&["--gateway", "gateway.test"]);
    let ca = variable(&printed, "SSL_CERT_FILE");
    let url = "https://gateway.test:8443/";
    let options = ["--proxy", &origin, "--ca-file", &ca, "--base-url", url];
    let ran = run(&[&["login", "115-gateway"], &options[..]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    stop(child, "-INT");
    let ran = run(&["simulate", "--tls", "--gateway", "https://gateway.test"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(
        ran.err
            .contains("--gateway: https://gateway.test is not a host")
    );
}

#[test]
fn the_options_of_the_proxy_need_it() {
    for option in ["--ca", "--gateway"] {
        let ran = run(&["simulate", option, "x"]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("--tls"), "{}", ran.err);
    }
}
