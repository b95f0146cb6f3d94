//! `--save-session` and `--resume`.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Stdio;

use qrlogin_simulator::Server;
use serde_json::Value;

use crate::interrupt::{kill, wait_for_requests};
use crate::support::*;

/// A session in a folder of its own.
struct Session {
    server: Server,
    folder: tempfile::TempDir,
}

impl Session {
    fn new(settings: &[&str]) -> Self {
        Self {
            server: simulator(settings),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("session.json")
    }

    fn arguments<'a>(&'a self, login: &[&'a str]) -> Vec<String> {
        let origin = self.server.origin();
        let all = [&["login"], login, &["--json", "--reroute", &origin]].concat();
        all.into_iter().map(str::to_owned).collect()
    }

    /// Begins a login and interrupts it after this event.
    fn interrupted_after(&self, flow: &str, event: &str, options: &[&str]) -> Ran {
        self.interrupted_when(flow, options, |text| {
            text.contains(&format!("\"event\":\"{event}\""))
        })
    }

    /// Begins a login and interrupts it when it has printed this.
    fn interrupted_when(
        &self,
        flow: &str,
        options: &[&str],
        is_enough: impl Fn(&str) -> bool,
    ) -> Ran {
        let path = self.path();
        let login = [&[flow, "--save-session", path.to_str().unwrap()], options].concat();
        let arguments = self.arguments(&login);
        let mut child = command(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut text = String::new();
        while !is_enough(&text) {
            assert_ne!(out.read_line(&mut text).unwrap(), 0, "{text}");
        }
        wait_for_requests(&self.server, requests(&self.server) + 1);
        kill(&child, "-INT");
        // The buffer has nothing else: each line was read.
        child.stdout = Some(out.into_inner());
        finish(child)
    }

    fn resume(&self, options: &[&str]) -> Ran {
        let path = self.path();
        let login = [&["--resume", path.to_str().unwrap()], options].concat();
        let arguments = self.arguments(&login);
        run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.path()).unwrap()
    }

    fn write(&self, text: &str) {
        std::fs::write(self.path(), text).unwrap();
    }
}

fn events(ran: &Ran) -> Vec<String> {
    let name = |line: &Value| line["event"].as_str().unwrap().to_owned();
    ran.lines().iter().map(name).collect()
}

#[test]
fn an_interrupted_login_is_continued_in_another_process() {
    at_once(["wechat-web", "bilibili-web", "steam"], |flow| {
        let session = Session::new(&["person="]);
        let ran = session.interrupted_after(flow, "code", &[]);
        assert_eq!(ran.code, 130, "{}", ran.err);
        let path = session.path().display().to_string();
        assert!(
            ran.last().contains(&format!("--resume {path}")),
            "{}",
            ran.err
        );
        assert_eq!(ran.error()["session"], path);
        let mode = session.path().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        confirm(&session.server);
        let ran = session.resume(&[]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(events(&ran)[0], "code");
        assert_eq!(ran.lines().pop().unwrap()["credential"]["flow"], flow);
        assert_eq!(std::fs::read_dir(session.folder.path()).unwrap().count(), 0);
    });
}

#[test]
fn a_typed_answer_continues_a_resumed_login() {
    let session = Session::new(&["wechat-ilink.number=748291", "person=scan@0s"]);
    let path = session.path();
    let arguments = ["wechat-ilink", "--save-session", path.to_str().unwrap()];
    let arguments = session.arguments(&arguments);
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let ran = run(&arguments);
    // Standard input has ended.
    assert_eq!(
        (ran.code, ran.error()["kind"].as_str()),
        (19, Some("no_input"))
    );
    assert_eq!(ran.error()["session"], path.display().to_string());
    confirm(&session.server);
    let arguments = session.arguments(&["--resume", path.to_str().unwrap()]);
    let mut child = command(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"748291\n").unwrap();
    let ran = finish(child);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(
        events(&ran),
        ["code", "input_wanted", "confirmed", "credential"]
    );
    assert!(!path.exists());
}

#[test]
fn an_expired_code_ends_a_resumed_login_with_its_kind() {
    let session = Session::new(&["person=expire"]);
    session.interrupted_after("bilibili-web", "code", &[]);
    advance_clock(&session.server, "1h");
    let ran = session.resume(&[]);
    assert_eq!(
        (ran.code, ran.error()["kind"].as_str()),
        (10, Some("expired"))
    );
    assert!(!session.path().exists());
}

#[test]
fn a_login_that_ends_leaves_no_session() {
    for (person, code) in [(AT_ONCE, 0), ("person=scan@0s deny@0s", 11)] {
        let session = Session::new(&[person]);
        let path = session.path();
        let options = ["--save-session", path.to_str().unwrap()];
        let ran = login(&session.server, "115", &options);
        assert_eq!(ran.code, code, "{}", ran.err);
        assert!(!path.exists());
    }
}

#[test]
fn the_limits_of_a_login_stay_when_it_is_resumed() {
    let session = Session::new(&["person=expire"]);
    let ran = session.interrupted_after("wechat-web", "code", &["--timeout", "3s"]);
    assert_eq!(ran.code, 130, "{}", ran.err);
    let ran = session.resume(&[]);
    assert_eq!(ran.error()["kind"], "expired");
    assert!(
        ran.error()["message"]
            .as_str()
            .unwrap()
            .contains("within 3s"),
        "{}",
        ran.err
    );
    for option in [
        ["--timeout", "9"],
        ["--renew", "1"],
        ["--app", "tv"],
        ["--set", "a=b"],
    ] {
        assert_eq!(session.resume(&option).code, 2, "{option:?}");
    }
}

#[test]
fn renewed_codes_are_counted_across_processes() {
    let session = Session::new(&["person="]);
    let ran = session.interrupted_when("wechat-web", &["--renew", "3"], |text| {
        let codes = text.matches("\"event\":\"code\"").count();
        if codes == 1 {
            advance_clock(&session.server, "1h");
        }
        codes == 2
    });
    assert!(ran.err.contains("(1 of 3)"), "{}", ran.err);
    advance_clock(&session.server, "1h");
    crate::status::set(&session.server, "person", "scan@0s confirm@0s");
    let ran = session.resume(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    // The second code again, then the third.
    for part in ["(1 of 3)", "(2 of 3)"] {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
}

#[test]
fn a_session_without_a_count_of_codes_is_continued() {
    let session = Session::new(&["person="]);
    session.interrupted_after("wechat-web", "code", &[]);
    let mut file: Value = serde_json::from_str(&session.text()).unwrap();
    let count = file.as_object_mut().unwrap().remove("codes");
    assert!(count.is_some());
    session.write(&file.to_string());
    confirm(&session.server);
    let ran = session.resume(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn a_session_that_cannot_be_used_is_refused() {
    let session = Session::new(&["person=expire"]);
    session.interrupted_after("wechat-web", "code", &[]);
    let text = session.text();
    let before = requests(&session.server);
    let refused = |reason: &str, options: &[&str]| {
        let ran = session.resume(options);
        assert_eq!(ran.code, 2, "{}", ran.err);
        let message = ran.error()["message"].as_str().unwrap().to_owned();
        assert!(message.contains(reason), "{message}");
    };
    refused("is a login of wechat-web, not of 115", &["115"]);
    std::fs::set_permissions(session.path(), PermissionsExt::from_mode(0o640)).unwrap();
    refused("other", &[]);
    std::fs::set_permissions(session.path(), PermissionsExt::from_mode(0o600)).unwrap();
    let mut later: Value = serde_json::from_str(&text).unwrap();
    later["v"] = 2.into();
    session.write(&later.to_string());
    refused("another version", &[]);
    let mut later: Value = serde_json::from_str(&text).unwrap();
    later["snapshot"]["version"] = 9999.into();
    session.write(&later.to_string());
    refused("another version", &[]);
    for damaged in [
        "",
        "{}",
        &text[..text.len() / 2],
        &text.replace("wechat-web", "115"),
    ] {
        session.write(damaged);
        refused("no login that can be continued", &[]);
        assert_eq!(session.text(), damaged);
    }
    std::fs::remove_file(session.path()).unwrap();
    refused("cannot read", &[]);
    assert_eq!(requests(&session.server), before);
}

#[test]
fn a_session_is_used_by_one_run_at_a_time() {
    let session = Session::new(&["person=expire"]);
    session.interrupted_after("bilibili-web", "code", &[]);
    let path = session.path();
    let arguments = session.arguments(&["--resume", path.to_str().unwrap()]);
    let before = requests(&session.server);
    let mut child = command(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // By then the file was replaced by the run.
    wait_for_requests(&session.server, before + 2);
    let ran = session.resume(&[]);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(
        ran.error()["message"]
            .as_str()
            .unwrap()
            .contains("another run")
    );
    assert!(path.exists());
}

#[test]
fn an_existing_file_is_no_new_session() {
    let session = Session::new(&[AT_ONCE]);
    session.write("other");
    let path = session.path();
    let options = ["--save-session", path.to_str().unwrap()];
    let ran = login(&session.server, "wechat-web", &options);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert_eq!(session.text(), "other");
}
