//! `--on EVENT=COMMAND`.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::support::*;

/// The options for a command that adds its input to the file `EVENT.json`.
fn keep(folder: &Path, event: &str) -> String {
    let path = folder.join(format!("{event}.json"));
    format!("{event}=cat >>'{}'", path.display())
}

/// The lines that a command has got.
fn kept(folder: &Path, event: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join(format!("{event}.json")));
    text.unwrap_or_default().lines().map(line).collect()
}

#[test]
fn a_command_gets_the_line_of_its_event() {
    let folder = tempfile::tempdir().unwrap();
    let events = ["code", "confirmed", "credential", "error"];
    let hooks = events.map(|event| keep(folder.path(), event));
    let options = hooks.iter().flat_map(|hook| ["--on", hook.as_str()]);
    let server = simulator(&[AT_ONCE]);
    let ran = login(&server, "wechat-web", &options.collect::<Vec<_>>());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let lines = events.map(|event| kept(folder.path(), event));
    assert_eq!(lines.each_ref().map(Vec::len), [1, 1, 1, 0]);
    assert_eq!(lines[0][0]["flow"], "wechat-web");
    let sid = issued(&server)[0].get("wxsid").unwrap().to_owned();
    assert_eq!(lines[2][0]["credential"]["sid"], sid);
}

#[test]
fn the_command_of_an_error_gets_its_kind() {
    let folder = tempfile::tempdir().unwrap();
    let hook = keep(folder.path(), "error");
    let options = ["--on", hook.as_str()];
    let settings = [AT_ONCE, "wechat-web.exchange=1203-environment"];
    let ran = login_with(&settings, "wechat-web", &options);
    assert_eq!(ran.code, 12, "{}", ran.err);
    let [line] = &kept(folder.path(), "error")[..] else {
        panic!("not one line");
    };
    assert_eq!(line["kind"], "rejected");
}

#[test]
fn a_command_has_event_flow_and_picture_in_its_environment() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display();
    let variables = "\"$QRLOGIN_EVENT $QRLOGIN_FLOW $QRLOGIN_QR_FILE\"";
    let code = format!(
        "code=cp \"$QRLOGIN_QR_FILE\" '{place}/code.png'; echo {variables} >'{place}/code'"
    );
    let scanned = format!("scanned=echo {variables} >'{place}/scanned'");
    let options = ["--on", code.as_str(), "--on", scanned.as_str()];
    let ran = login_with(&["person=scan@300ms confirm@1s"], "wechat-web", &options);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert!(read("code.png").starts_with(b"\x89PNG"));
    assert_eq!(read("scanned"), b"scanned wechat-web \n");
    let text = String::from_utf8(read("code")).unwrap();
    let path = text.trim().strip_prefix("code wechat-web ").unwrap();
    assert!(!Path::new(path).exists(), "{path}");
}

#[test]
fn a_failing_command_is_only_a_warning() {
    for command in ["exit 3", "/no/such/program"] {
        let hook = format!("credential={command}");
        let ran = login_with(&[AT_ONCE], "wechat-web", &["--json", "--on", &hook]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let warning = ran.err.lines().find(|line| line.starts_with("warning: "));
        assert!(
            warning.is_some_and(|line| line.contains("--on credential")),
            "{}",
            ran.err
        );
        assert_eq!(ran.lines().pop().unwrap()["event"], "credential");
    }
}

#[test]
fn what_a_command_prints_goes_to_standard_error() {
    let options = [
        "--json",
        "--on",
        "code=echo printed",
        "--on",
        "confirmed=true",
    ];
    let ran = login_with(&[AT_ONCE], "wechat-web", &options);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.out.contains("printed") && ran.err.contains("printed"));
}

#[test]
fn a_slow_command_does_not_delay_the_login() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display();
    let (end, ended) = (folder.path().join("end"), folder.path().join("ended"));
    // It runs until the file `end` is there, at most 30 seconds.
    let wait = "for _ in $(seq 300); do [ -e end ] && break; sleep 0.1; done";
    let slow = format!("code=cd '{place}'; {wait}; touch ended");
    let kept_end = keep(folder.path(), "credential");
    let server = simulator(&[AT_ONCE]);
    let origin = server.origin();
    let login = ["login", "wechat-web", "--json", "--reroute", &origin];
    let mut child = command(&[&login[..], &["--on", &slow, "--on", &kept_end]].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|text| line(&text.unwrap())["event"] == "credential"));
    assert!(!ended.exists());
    // The program waits for it all the same.
    std::fs::write(end, "").unwrap();
    assert_eq!(finish(child).code, 0);
    assert!(ended.exists());
    assert_eq!(kept(folder.path(), "credential").len(), 1);
}

#[test]
fn an_unknown_event_is_wrong_usage() {
    let ran = login_with(
        &[AT_ONCE],
        "115",
        &["--json", "--on", "scan=secret-command"],
    );
    assert_eq!(ran.code, 2);
    assert!(
        ran.error()["message"]
            .as_str()
            .unwrap()
            .contains("did you mean `scanned`?")
    );
}
