//! `--record` and Ctrl-C.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::record::{Folder, events};
use crate::support::*;

/// A service whose code has so many secrets that replacing them takes seconds, and which then sends
/// no further response. Returns its origin.
fn talkative(secrets: u32) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let number = |n: u32| format!("\"{:020}\"", u64::from(n) * 7_777_777_777_777);
    let secrets = (1..=secrets).map(number).collect::<Vec<_>>().join(",");
    let body = format!(
        r#"{{"code":0,"data":{{"url":"https://account.bilibili.com/h5?k=k1","qrcode_key":"k1","x":[{secrets}]}}}}"#
    );
    std::thread::spawn(move || {
        let mut open = Vec::new();
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let mut lines = BufReader::new(&connection).lines();
            if lines.next().unwrap().unwrap().contains("generate") {
                lines
                    .take_while(|line| line.as_ref().is_ok_and(|line| !line.is_empty()))
                    .for_each(drop);
                let length = body.len();
                let head = format!(
                    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
                );
                connection
                    .write_all(format!("{head}{body}").as_bytes())
                    .unwrap();
            }
            open.push(connection);
        }
    });
    origin
}

/// A recorded login at this service that is interrupted while its code is shown, and the path of
/// the recording.
fn interrupted(folder: &Folder, origin: &str) -> (Child, PathBuf) {
    let path = folder.file("login.har");
    let mut login = command(&["login", "bilibili-web", "--json", "--reroute", origin]);
    let login = login.arg("--record").arg(&path);
    let pipes = login.stdout(Stdio::piped());
    let mut child = pipes.stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    assert!(line.contains("\"code\""), "{line}");
    interrupt(&child);
    // The end of the login is reported before the recording is written.
    line.clear();
    out.read_line(&mut line).unwrap();
    assert!(line.contains("\"interrupted\""), "{line}");
    (child, path)
}

fn interrupt(child: &Child) {
    let id = child.id().to_string();
    let mut kill = Command::new("kill");
    assert!(kill.args(["-INT", &id]).status().unwrap().success());
}

#[test]
fn a_slow_recording_is_written_after_an_interrupt() {
    let folder = Folder::new();
    let (child, path) = interrupted(&folder, &talkative(10_000));
    let ran = finish(child);
    assert_eq!(ran.code, 130, "{}", ran.err);
    assert!(ran.last().starts_with("Recorded,"), "{}", ran.err);
    assert!(path.exists());
}

#[test]
fn an_interrupted_recording_is_a_warning() {
    let folder = Folder::new();
    let (child, path) = interrupted(&folder, &talkative(40_000));
    interrupt(&child);
    let ran = finish(child);
    assert_eq!(ran.code, 130, "{}", ran.err);
    assert!(ran.took.as_secs() < 2, "{:?}", ran.took);
    let (warning, why) = (ran.last(), "login.har was not written: interrupted");
    assert!(
        warning.starts_with("warning: the recording "),
        "{}",
        ran.err
    );
    assert!(warning.ends_with(why), "{}", ran.err);
    assert!(!path.exists());
}

#[test]
fn an_interrupted_login_is_recorded_up_to_its_end() {
    let folder = Folder::new();
    let path = folder.file("login.har");
    let server = simulator(&["person="]);
    let arguments = [
        "login",
        "bilibili-web",
        "--reroute",
        &server.origin(),
        "--record",
    ];
    let mut command = command(&arguments);
    let child = command
        .arg(&path)
        .stderr(Stdio::piped())
        .stdout(Stdio::piped());
    let child = child.spawn().unwrap();
    while requests(&server) < 2 {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    interrupt(&child);
    let ran = finish(child);
    assert_eq!(ran.code, 130);
    assert!(ran.err.contains("Recorded, without"), "{}", ran.err);
    assert!(!ran.err.contains("nothing"), "{}", ran.err);
    let path = path.to_str().unwrap();
    for how in [&["--json"][..], &["--json", "--exact"]] {
        let replayed = run(&[&["replay", path], how].concat());
        assert_eq!(replayed.code, 21, "{how:?}: {}", replayed.err);
        assert_eq!(events(&replayed), ["code", "error"], "{how:?}");
        let last = replayed.lines().pop().unwrap();
        assert_eq!(last["advice_key"], "record_again");
        assert_eq!(
            (&last["kind"], &last["drift"]["kind"], &last["exit_code"]),
            (&"unfinished".into(), &"unfinished".into(), &21.into())
        );
    }
    let replayed = run(&["replay", path]);
    assert_eq!((replayed.code, replayed.out.as_str()), (21, "code\n"));
    let message = "error: the recording ends before the login does";
    assert!(replayed.err.contains(message), "{}", replayed.err);
    assert!(!replayed.err.contains("report it"), "{}", replayed.err);
}
