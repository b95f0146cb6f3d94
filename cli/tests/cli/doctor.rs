//! `qrlogin doctor`.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::support::*;

/// The verdict and the message of a check.
fn check<'a>(report: &'a Value, name: &str) -> (&'a str, &'a str) {
    let checks = report["checks"].as_array().unwrap();
    let found = checks.iter().find(|check| check["check"] == name);
    let found = found.unwrap_or_else(|| panic!("no {name}: {report}"));
    (
        found["verdict"].as_str().unwrap(),
        found["message"].as_str().unwrap(),
    )
}

/// The report in a home of its own, and the exit code.
fn report(home: &Home, options: &[&str], variables: &[(&str, &str)]) -> (Value, i32) {
    let mut command = home.command(&[&["doctor", "--json"], options].concat());
    command.env("XDG_CONFIG_HOME", format!("{}/config", home.data()));
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let ran = ran(output, std::time::Instant::now());
    (ran.json(), ran.code)
}

/// A server that answers one request, after this time from now.
fn dated(off: i64) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = Vec::new();
        let mut buffer = [0; 1024];
        while !head.ends_with(b"\r\n\r\n") {
            let length = stream.read(&mut buffer).unwrap();
            head.extend(&buffer[..length]);
        }
        let by = Duration::from_secs(off.unsigned_abs());
        let now = SystemTime::now();
        let date = if off < 0 { now - by } else { now + by };
        let date = httpdate::fmt_http_date(date);
        let answer = format!("HTTP/1.1 404 Not Found\r\nDate: {date}\r\nContent-Length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes()).unwrap();
    });
    origin
}

#[test]
fn without_a_flow_nothing_is_sent() {
    let home = Home::new();
    // A request would reach the proxy first.
    let server = simulator(&[]);
    let (report, code) = report(&home, &[], &[("https_proxy", &server.origin())]);
    assert_eq!(code, 0, "{report}");
    assert_eq!(report["ok"], true);
    assert_eq!(check(&report, "service").0, "skipped");
    assert_eq!(requests(&server), 0);
}

#[test]
fn the_proxy_is_named_with_its_variable_without_password() {
    let home = Home::new();
    let proxy = [("HTTPS_PROXY", "http://user:hunter2@127.0.0.1:7890")];
    let (found, _) = report(&home, &[], &proxy);
    let (verdict, message) = check(&found, "proxy");
    assert_eq!(
        (verdict, message),
        ("ok", "127.0.0.1:7890 (from HTTPS_PROXY)")
    );
    assert!(!found.to_string().contains("hunter2"));
    let (none, _) = report(
        &home,
        &[],
        &[("all_proxy", "http://127.0.0.1:1"), ("no_proxy", "*")],
    );
    assert!(check(&none, "proxy").1.starts_with("none"));
    let (wrong, code) = report(&home, &[], &[("https_proxy", "ftp://127.0.0.1")]);
    assert_eq!((check(&wrong, "proxy").0, code), ("failed", 1));
}

#[test]
fn a_missing_file_of_authorities_is_a_failure() {
    let home = Home::new();
    let (found, code) = report(&home, &[], &[("SSL_CERT_FILE", "/nowhere/ca.pem")]);
    let (verdict, message) = check(&found, "ca");
    assert_eq!((verdict, code), ("failed", 1));
    assert!(message.contains("SSL_CERT_FILE"), "{message}");
}

#[test]
fn the_server_is_asked_once_and_named_before() {
    let home = Home::new();
    let server = simulator(&[]);
    let origin = server.origin();
    let mut command = home.command(&["doctor", "bilibili-web", "--reroute", &origin]);
    command.env("XDG_CONFIG_HOME", home.data());
    let ran = ran(command.output().unwrap(), std::time::Instant::now());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(
        ran.err.contains("Contacting passport.bilibili.com"),
        "{}",
        ran.err
    );
    assert_eq!(requests(&server), 1);
    for check in ["ok        tcp", "skipped   tls", "ok        service"] {
        assert!(ran.out.contains(check), "{}", ran.out);
    }
}

#[test]
fn the_clock_is_compared_with_the_date_of_the_server() {
    for (off, verdict) in [
        (0, "ok"),
        (-300, "warning"),
        (300, "warning"),
        (-200_000, "failed"),
    ] {
        let home = Home::new();
        let origin = dated(off);
        let (report, code) = report(&home, &["115", "--reroute", &origin], &[]);
        assert_eq!(check(&report, "clock").0, verdict, "{report}");
        assert_eq!(code, i32::from(verdict == "failed"));
    }
}

#[test]
fn a_silent_server_has_the_remedy_of_a_login() {
    let home = Home::new();
    let (report, code) = report(&home, &["wechat-web", "--reroute", NO_SERVER], &[]);
    assert_eq!(code, 1);
    let (verdict, message) = check(&report, "tcp");
    assert_eq!(verdict, "failed");
    assert!(message.contains("connection refused"), "{message}");
    let checks = report["checks"].as_array().unwrap();
    let tcp = checks.iter().find(|check| check["check"] == "tcp").unwrap();
    let advice = of_login()["advice"].clone();
    assert_eq!(tcp["remedy"], advice);
}

fn of_login() -> Value {
    let options = ["--json", "--timeout", "1", "--reroute", NO_SERVER];
    run(&[&["login", "wechat-web"], &options[..]].concat()).error()
}

#[test]
fn a_proxy_that_inspects_tls_needs_its_authority() {
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    let ca = ca.to_str().unwrap();
    let home = Home::new();
    let doctor = env!("CARGO_BIN_EXE_qrlogin");
    let ask = |options: &[&str]| {
        let simulate = ["simulate", "--tls", "--ca", ca, "--", "sh", "-c"];
        // Without the authority in the environment, that of --ca-file alone matters.
        let script = format!(
            "unset SSL_CERT_FILE CURL_CA_BUNDLE REQUESTS_CA_BUNDLE NODE_EXTRA_CA_CERTS; \
             exec {doctor} doctor bilibili-web --json {}",
            options.join(" ")
        );
        let ran = home.run(&[&simulate[..], &[&script]].concat());
        let line = ran.out.lines().find(|line| line.starts_with('{'));
        let line = line.unwrap_or_else(|| panic!("{}{}", ran.out, ran.err));
        serde_json::from_str::<Value>(line).unwrap()
    };
    let with = ask(&["--ca-file", ca]);
    assert_eq!(check(&with, "tls").0, "ok", "{with}");
    assert_eq!(check(&with, "dns").0, "skipped");
    let without = ask(&[]);
    assert_eq!(check(&without, "tls").0, "failed", "{without}");
    assert_eq!(check(&without, "tcp").0, "ok");
}

#[cfg(unix)]
#[test]
fn a_folder_that_others_can_read_has_its_remedy() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new();
    assert_eq!(check(&report(&home, &[], &[]).0, "data").0, "ok");
    assert!(!home.profiles().exists());
    std::fs::create_dir_all(home.profiles()).unwrap();
    let mode = |mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(home.profiles(), mode).unwrap();
    };
    mode(0o755);
    let (found, code) = report(&home, &[], &[]);
    let (verdict, message) = check(&found, "data");
    assert_eq!((verdict, code), ("warning", 0));
    assert!(message.contains("0755"), "{message}");
    mode(0o700);
    assert_eq!(check(&report(&home, &[], &[]).0, "data").0, "ok");
    std::fs::remove_dir(home.profiles()).unwrap();
    std::fs::write(home.profiles(), "").unwrap();
    let (found, code) = report(&home, &[], &[]);
    assert_eq!((check(&found, "data").0, code), ("failed", 1));
}

#[test]
fn a_folder_that_cannot_be_made_is_a_failure() {
    let ran = run(&["doctor"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("failed    data"), "{}", ran.out);
}

#[test]
fn a_settings_folder_that_is_a_file_is_a_failure() {
    let home = Home::new();
    let verdict = || {
        let (found, code) = report(&home, &[], &[]);
        (check(&found, "config").0.to_owned(), code)
    };
    assert_eq!(verdict(), ("skipped".to_owned(), 0));
    let folder = format!("{}/config/qrlogin", home.data());
    std::fs::create_dir_all(&folder).unwrap();
    assert_eq!(verdict(), ("ok".to_owned(), 0));
    std::fs::remove_dir(&folder).unwrap();
    std::fs::write(&folder, "").unwrap();
    assert_eq!(verdict(), ("failed".to_owned(), 1));
}
