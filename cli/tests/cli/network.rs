//! Proxies and certificate authorities: their settings and messages.

use std::process::Command;
use std::thread::scope;
use std::time::Instant;

use qrlogin_simulator::{Scenario, Server, Tls};

use crate::support::*;

/// Runs the program to its end.
fn to_end(mut command: Command) -> Ran {
    let started = Instant::now();
    ran(command.output().unwrap(), started)
}

fn over_both(test: impl Fn(&str) + Sync) {
    scope(|scope| {
        for transport in ["blocking", "async"] {
            let test = &test;
            scope.spawn(move || test(transport));
        }
    });
}

#[test]
fn the_error_names_a_proxy_of_the_environment() {
    over_both(|transport| {
        let mut command = command(&["login", "bilibili-web", "--transport", transport]);
        command.args(["--timeout", "1"]);
        command.env("HTTPS_PROXY", "http://me:secret@127.0.0.1:1");
        let ran = to_end(command);
        assert_eq!(ran.code, 16, "{}", ran.err);
        let line = "error: could not connect to the proxy 127.0.0.1:1 (from HTTPS_PROXY): connection refused";
        assert!(ran.err.contains(line), "{}", ran.err);
        assert!(ran.last().contains("HTTPS_PROXY"), "{}", ran.err);
        assert!(!ran.err.contains("secret"), "{}", ran.err);
    });
}

#[test]
fn the_error_names_the_default_that_the_proxy_is_from() {
    const URL: &str = "http://me:secret@127.0.0.1:1";
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("network.proxy = \"{URL}\"\n")).unwrap();
    let variable = ("QRLOGIN_PROXY", URL);
    let in_file = ("QRLOGIN_CONFIG", file.path().to_str().unwrap());
    let in_chinese = "（来自配置文件中的 network.proxy）";
    let cases = [
        (
            variable,
            "en",
            "(from QRLOGIN_PROXY)",
            "unset QRLOGIN_PROXY",
        ),
        (
            variable,
            "zh",
            "（来自 QRLOGIN_PROXY）",
            "取消设置 QRLOGIN_PROXY",
        ),
        (
            in_file,
            "en",
            "(from network.proxy in the configuration file)",
            "correct network.proxy",
        ),
        (
            in_file,
            "zh",
            in_chinese,
            "请更正配置文件中的 network.proxy",
        ),
    ];
    at_once(cases, |((name, value), language, origin, hint)| {
        let mut login = command(&["login", "bilibili-web", "--timeout", "1"]);
        login.env(name, value).env("QRLOGIN_LANG", language);
        let ran = to_end(login);
        assert_eq!(ran.code, 16, "{}", ran.err);
        assert!(ran.err.contains(origin), "{}", ran.err);
        assert!(ran.last().contains(hint), "{}", ran.err);
        assert!(!ran.err.contains("secret"), "{}", ran.err);
        let mut doctor = command(&["doctor"]);
        doctor.env(name, value).env("QRLOGIN_LANG", language);
        let ran = to_end(doctor);
        assert!(ran.out.contains(origin), "{}", ran.out);
    });
    let mut given = command(&["login", "bilibili-web", "--timeout", "1", "--proxy", URL]);
    given.env("QRLOGIN_PROXY", "http://127.0.0.1:2");
    let ran = to_end(given);
    assert!(
        ran.err.contains("127.0.0.1:1 (from --proxy)"),
        "{}",
        ran.err
    );
}

#[test]
fn no_message_of_a_library_is_printed() {
    over_both(|transport| {
        let url = format!("{NO_SERVER}/phiApi");
        let login = ["login", "phi-api", "--base-url", &url, "--timeout", "1"];
        let ran = run(&[&login[..], &["--transport", transport]].concat());
        assert_eq!(ran.code, 14, "{}", ran.err);
        let line = "error: could not connect to 127.0.0.1: connection refused";
        assert!(ran.err.contains(line), "{}", ran.err);
        for foreign in ["io:", "os error", "client error", "global"] {
            assert!(!ran.err.contains(foreign), "{foreign}: {}", ran.err);
        }
    });
}

#[test]
fn an_invalid_proxy_variable_is_an_error_before_any_request() {
    let mut command = command(&["login", "bilibili-web"]);
    command.env("ALL_PROXY", "ftp://me:secret@127.0.0.1:1");
    let ran = to_end(command);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("ALL_PROXY: is not the address of a proxy"));
    assert!(ran.last().contains("unset the variable ALL_PROXY"));
    assert!(!ran.err.contains("secret"), "{}", ran.err);
}

#[test]
fn an_unused_invalid_variable_is_ignored() {
    let server = simulator(&[AT_ONCE]);
    let url = format!("{}/phiApi", server.origin());
    over_both(|transport| {
        let mut command = command(&["login", "phi-api", "--transport", transport]);
        command.args(["--base-url", &url]);
        command.env("HTTPS_PROXY", "ftp://127.0.0.1:1");
        let ran = to_end(command);
        assert_eq!(ran.code, 0, "{}", ran.err);
    });
}

#[test]
fn a_proxys_address_can_be_read_from_a_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "http://me:secret@127.0.0.1:1\n").unwrap();
    let from = format!("@{}", file.path().display());
    let ran = run(&["login", "bilibili-web", "--timeout", "1", "--proxy", &from]);
    assert_eq!(ran.code, 16, "{}", ran.err);
    assert!(
        ran.err.contains("127.0.0.1:1 (from --proxy)"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("secret"), "{}", ran.err);
}

/// A simulator with TLS, and a file with its authority.
fn over_tls() -> (Server, tempfile::NamedTempFile) {
    let tls = Tls::new().unwrap();
    let ca = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(ca.path(), tls.ca_pem()).unwrap();
    let scenario = Scenario::default().with("person", "scan@0s confirm@0s");
    let listen = ([127, 0, 0, 1], 0).into();
    let server = Server::start_with_tls(scenario.unwrap(), listen, tls).unwrap();
    (server, ca)
}

#[test]
fn the_authorities_of_every_variable_are_trusted() {
    scope(|scope| {
        for variable in CA_VARIABLES.iter().filter(|name| **name != "SSL_CERT_DIR") {
            scope.spawn(move || {
                let (server, ca) = over_tls();
                let mut command = command(&["login", "wechat-web"]);
                command.env("HTTPS_PROXY", server.origin());
                command.env(variable, ca.path());
                let ran = to_end(command);
                assert_eq!(ran.code, 0, "{variable}: {}", ran.err);
            });
        }
    });
}

#[test]
fn the_hint_for_an_unknown_authority_names_the_option() {
    let (server, _ca) = over_tls();
    let origin = server.origin();
    over_both(|transport| {
        let login = ["login", "wechat-web", "--proxy", &origin, "--timeout", "1"];
        let ran = run(&[&login[..], &["--transport", transport]].concat());
        assert_eq!(ran.code, 14, "{}", ran.err);
        assert!(
            ran.err
                .contains("from an authority that is not trusted here")
        );
        assert!(ran.last().contains("--ca-file FILE"), "{}", ran.err);
        assert!(ran.last().contains("SSL_CERT_FILE"), "{}", ran.err);
        assert!(!ran.err.contains("UnknownIssuer"), "{}", ran.err);
    });
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_is_no_file_of_authorities() {
    let directory = tempfile::tempdir().unwrap();
    let pipe = directory.path().join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    for path in [pipe.to_str().unwrap(), "/dev/zero"] {
        let named = run(&["login", "bilibili-web", "--ca-file", path]);
        let mut command = command(&["login", "bilibili-web"]);
        command.env("SSL_CERT_FILE", path);
        let of_environment = to_end(command);
        let written = run(&["simulate", "--tls", "--ca", path]);
        for ran in [named, of_environment, written] {
            assert_eq!(ran.code, 2, "{path}: {}", ran.err);
            assert!(ran.err.contains("not a regular file"), "{}", ran.err);
        }
    }
}
