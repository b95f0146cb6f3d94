//! `qrlogin refresh` while another run holds the lock.

use std::fs;
use std::thread::{scope, sleep};
use std::time::Duration;

use crate::refresh::{DUE, Saved};
use crate::support::*;

/// The response with the new tokens takes more than a second.
const SLOW: &str = "fault.1=115-open/refreshToken slow-body:64/300ms";

/// Waits until the first refresh request is pending.
fn wait_for_the_call(saved: &Saved) {
    while saved.calls() == 0 {
        sleep(Duration::from_millis(10));
    }
}

#[cfg(unix)]
#[test]
fn two_refreshes_at_once_make_one_call() {
    for options in [&[][..], &["--force"], &["--json"]] {
        let saved = Saved::with(&[DUE, SLOW]);
        let (first, second) = scope(|scope| {
            let first = scope.spawn(|| saved.refresh(options));
            wait_for_the_call(&saved);
            let second = saved.refresh(options);
            (first.join().unwrap(), second)
        });
        assert_eq!((first.code, second.code), (0, 0), "{}", second.err);
        assert_eq!(saved.calls(), 1);
        let said = "Another run has just refreshed the credentials";
        assert!(!first.err.contains(said), "{}", first.err);
        assert!(second.err.contains(said), "{}", second.err);
        let issued = issued(&saved.server).pop().unwrap();
        assert_eq!(
            saved.token("refresh_token"),
            issued.get("refresh_token").unwrap()
        );
        if options == ["--json"] {
            assert_eq!(second.json()["event"], "not_due");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_waiting_refresh_can_be_interrupted() {
    let saved = Saved::with(&[DUE, SLOW]);
    scope(|scope| {
        let first = scope.spawn(|| saved.refresh(&[]));
        wait_for_the_call(&saved);
        let arguments = saved.arguments(&[]);
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let mut child = command(&arguments)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut err = std::io::BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        std::io::BufRead::read_line(&mut err, &mut line).unwrap();
        assert!(line.contains("Waiting for it"), "{line}");
        crate::interrupt::kill(&child, "-INT");
        assert_eq!(child.wait().unwrap().code(), Some(130));
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut err, &mut rest).unwrap();
        assert!(rest.contains("nothing was sent"), "{rest}");
        assert_eq!(first.join().unwrap().code, 0);
    });
    assert_eq!(saved.calls(), 1);
}

#[cfg(unix)]
#[test]
fn a_login_replaces_the_file_after_a_refresh_of_it() {
    let saved = Saved::with(&[DUE, SLOW]);
    let (refreshed, logged_in) = scope(|scope| {
        let refresh = scope.spawn(|| saved.refresh(&[]));
        wait_for_the_call(&saved);
        let path = saved.file.to_str().unwrap();
        let options = ["--set", "client_id=1", "--force", "--out", path];
        let logged_in = login(&saved.server, "115-open", &options);
        (refresh.join().unwrap(), logged_in)
    });
    assert_eq!(refreshed.code, 0, "{}", refreshed.err);
    assert_eq!(logged_in.code, 0, "{}", logged_in.err);
    let issued = issued(&saved.server).pop().unwrap();
    assert_eq!(
        saved.token("access_token"),
        issued.get("access_token").unwrap()
    );
    assert_eq!(saved.names(), ["115.json"]);
}

#[test]
fn a_rejection_after_a_change_advises_another_run() {
    let saved = Saved::with(&[DUE, SLOW, "115-open.refuse-refresh=40140116"]);
    let ran = scope(|scope| {
        let refresh = scope.spawn(|| saved.refresh(&[]));
        wait_for_the_call(&saved);
        fs::write(&saved.file, "of a new login").unwrap();
        refresh.join().unwrap()
    });
    assert_eq!(ran.code, 12, "{}", ran.err);
    assert!(ran.err.contains("holds others now"), "{}", ran.err);
    assert!(ran.last().contains("run the command again"), "{}", ran.err);
}
