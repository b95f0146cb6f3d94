//! Ctrl-C while something would be lost.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::interrupt::kill;
use crate::refresh::Saved;
use crate::support::*;

/// Longer than the grace period of a blocked program.
const GRACE: Duration = Duration::from_millis(800);

/// An output that is full until the other end is read.
fn full() -> (UnixStream, Stdio) {
    let (reader, mut writer) = UnixStream::pair().unwrap();
    writer.set_nonblocking(true).unwrap();
    for size in [4096, 1] {
        let error = loop {
            if let Err(error) = writer.write(&vec![b'\n'; size]) {
                break error;
            }
        };
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
    }
    writer.set_nonblocking(false).unwrap();
    (reader, OwnedFd::from(writer).into())
}

/// Sends SIGTERM to a blocked program, and reads its output after it has survived the grace period.
fn outlives(child: &mut Child, mut reader: UnixStream) -> String {
    kill(child, "-TERM");
    sleep(GRACE);
    assert_eq!(child.try_wait().unwrap(), None);
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    text.trim_start().to_owned()
}

#[test]
fn an_interrupt_does_not_lose_credentials_being_written() {
    let server = simulator(&[AT_ONCE]);
    let (reader, out) = full();
    let origin = server.origin();
    let mut child = command(&["login", "wechat-web", "--qr", "none", "--reroute", &origin])
        .stdout(out)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut err = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(err.any(|line| line.unwrap() == "Logged in."));
    let out = outlives(&mut child, reader);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let skey = issued(&server)
        .iter()
        .find_map(|issued| issued.get("skey").map(ToString::to_string));
    assert!(out.contains(&skey.unwrap()));
}

#[test]
fn an_interrupted_recording_does_not_change_the_exit_code() {
    let directory = tempfile::tempdir().unwrap();
    let recording = directory.path().join("login.har");
    let server = simulator(&["person=scan@1s confirm@1s"]);
    let (reader, err) = full();
    let origin = server.origin();
    let mut child = command(&["login", "wechat-web", "--json", "--quiet"])
        .args([
            "--reroute",
            &origin,
            "--record",
            recording.to_str().unwrap(),
        ])
        .stdout(Stdio::piped())
        .stderr(err)
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(out.next().unwrap().unwrap().contains("\"code\""));
    // So that there is a message on standard error.
    std::fs::write(&recording, "another file").unwrap();
    assert!(out.any(|line| line.unwrap().contains("\"credential\"")));
    let err = outlives(&mut child, reader);
    assert_eq!(child.wait().unwrap().code(), Some(0), "{err}");
    assert!(err.starts_with("warning: the recording "), "{err}");
}

#[test]
fn a_refresh_handles_an_interrupt_before_its_call() {
    let saved = Saved::with(&["115-open.expires-in=7200"]);
    let (_reader, out) = full();
    let mut child = command(&[])
        .args(saved.arguments(&["--json"]))
        .stdout(out)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Then it is blocked in writing the same to standard output.
    let mut err = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(err.any(|line| line.unwrap().starts_with("Not due yet")));
    kill(&child, "-TERM");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(saved.names(), ["115.json"]);
}
