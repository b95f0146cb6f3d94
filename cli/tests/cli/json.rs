//! `--json`.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::support::*;

fn events(ran: &Ran) -> Vec<String> {
    let name = |line: &serde_json::Value| line["event"].as_str().unwrap().to_owned();
    ran.lines().iter().map(name).collect()
}

#[test]
fn a_login_is_one_line_per_event() {
    let settings = [
        "person=scan@300ms confirm@800ms",
        "fault.1=wechat-web/jslogin#1 cut-before",
    ];
    let ran = login_with(&settings, "wechat-web", &["--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(
        events(&ran),
        ["retrying", "code", "scanned", "confirmed", "credential"]
    );
    let lines = ran.lines();
    assert_eq!(lines[0]["attempt"], 1);
    assert_eq!(lines[0]["cause"]["error"], "transport");
    assert!(
        lines[1]["payload"]
            .as_str()
            .unwrap()
            .starts_with("https://login.weixin.qq.com/l/")
    );
    assert!(lines[1]["expires_at"].is_u64());
    assert!(lines[2]["avatar"].as_str().unwrap().starts_with("/9j/"));
    assert_eq!(lines[4]["credential"]["flow"], "wechat-web");
    assert!(lines[4].get("demo").is_none());
    assert!(ran.err.contains("Logged in."));
}

#[test]
fn a_failure_is_the_last_line() {
    let settings = [AT_ONCE, "wechat-web.exchange=1203-environment"];
    let ran = login_with(&settings, "wechat-web", &["--json"]);
    assert_eq!(ran.code, 12);
    let last = ran.lines().pop().unwrap();
    assert_eq!(last["event"], "error");
    assert_eq!(last["kind"], "rejected");
    assert_eq!(last["exit_code"], 12);
    assert_eq!(last["detail"]["code"], "1203");
    assert!(last["message"].as_str().unwrap().contains("1203"));
    assert!(last["advice"].as_str().unwrap().contains("account"));
}

#[test]
fn a_usage_error_is_a_line_too() {
    let ran = run(&["login", "bilibili-web", "--json", "--app", "tv"]);
    assert_eq!(ran.code, 2);
    let [line] = &ran.lines()[..] else {
        panic!("not one line")
    };
    assert_eq!(
        (&line["kind"], &line["exit_code"]),
        (&"usage".into(), &2.into())
    );
}

#[test]
fn the_last_line_names_the_file_without_secrets() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("wechat.txt");
    let path = file.to_str().unwrap();
    let server = simulator(&[AT_ONCE]);
    let options = ["--json", "--out", path, "--format", "netscape"];
    let ran = login(&server, "wechat-web", &options);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let last = ran.lines().pop().unwrap();
    assert_eq!(
        last,
        serde_json::json!({
            "v": 1, "at": last["at"], "event": "credential", "flow": "wechat-web",
            "format": "netscape", "saved_to": path, "left_out": ["pass_ticket", "skey"],
            "warnings": [],
        })
    );
    let sid = issued(&server)[0].get("wxsid").unwrap().to_owned();
    assert!(!ran.out.contains(&sid));
    assert!(std::fs::read_to_string(file).unwrap().contains(&sid));
}

#[test]
fn the_line_of_a_code_has_its_picture() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("code.svg");
    let path = file.to_str().unwrap();
    let options = ["--json", "--json-png", "--qr-file", path];
    let ran = login_with(&[AT_ONCE], "wechat-web", &options);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let code = &ran.lines()[0];
    assert_eq!(code["qr_file"], path);
    let png = code["png"].as_str().unwrap();
    assert!(
        png.starts_with("data:image/png;base64,iVBORw0KGgo"),
        "{png}"
    );
    let plain = login_with(&[AT_ONCE], "wechat-web", &["--json"]).lines();
    assert_eq!((plain[0].get("png"), plain[0].get("qr_file")), (None, None));
}

#[test]
fn every_line_has_the_time_of_its_event() {
    let settings = ["person=scan@0s confirm@1s"];
    let lines = login_with(&settings, "wechat-web", &["--json"]).lines();
    let times: Vec<_> = lines
        .iter()
        .map(|line| line["at"].as_u64().unwrap())
        .collect();
    assert!(times.is_sorted());
    assert!(times.last().unwrap() - times[0] >= 400, "{times:?}");
}

#[test]
fn quiet_json_leaves_standard_error_empty() {
    let ran = login_with(&[AT_ONCE], "wechat-web", &["--json", "--quiet"]);
    assert_eq!(ran.code, 0);
    assert_eq!(ran.err, "");
}

#[test]
fn each_line_is_written_at_its_event() {
    let server = simulator(&["person=expire"]);
    let mut child = command(&[
        "login",
        "wechat-web",
        "--json",
        "--reroute",
        &server.origin(),
    ])
    .stdout(Stdio::piped())
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    assert!(line.contains("\"event\":\"code\""), "{line}");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_closed_pipe_ends_the_login_without_a_message() {
    let server = simulator(&["person=expire"]);
    // It is closed before the first line is written; the next line would come when the code
    // expires.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let child = command(&[
        "login",
        "wechat-web",
        "--json",
        "--reroute",
        &server.origin(),
    ])
    .stdout(writer)
    .stderr(Stdio::piped())
    .spawn()
    .unwrap();
    let ran = finish(child);
    assert_eq!(ran.code, 1);
    assert!(!ran.err.contains("error"), "{}", ran.err);
}
