//! Ctrl-C at any moment.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use qrlogin_simulator::Server;

use crate::refresh::{DUE, Saved};
use crate::support::*;

fn start(arguments: &[&str]) -> Child {
    command(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Sends a signal and waits for the end, which must come within a second.
fn interrupt(child: Child, signal: &str) -> Ran {
    let started = Instant::now();
    kill(&child, signal);
    let ran = finish(child);
    assert!(
        started.elapsed() < Duration::from_secs(1),
        "{:?}",
        started.elapsed()
    );
    ran
}

pub(crate) fn kill(child: &Child, signal: &str) {
    let id = child.id().to_string();
    let killed = Command::new("kill").args([signal, &id]).status();
    assert!(killed.unwrap().success());
}

pub(crate) fn wait_for_requests(server: &Server, number: usize) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while requests(server) < number {
        assert!(Instant::now() < deadline, "no request");
        sleep(Duration::from_millis(10));
    }
}

#[test]
fn an_interrupted_login_ends_without_files() {
    // While the login waits for the scan, and while the first response is pending.
    let moments: [(&[&str], usize); 2] =
        [(&["person=expire"], 2), (&["fault.1=wechat-web hang"], 1)];
    scope(|scope| {
        for (settings, after) in moments {
            for (transport, signal) in [("blocking", "-INT"), ("async", "-INT"), ("async", "-TERM")]
            {
                scope.spawn(move || {
                    let directory = tempfile::tempdir().unwrap();
                    let place = |name: &str| directory.path().join(name).display().to_string();
                    let (out, picture) = (place("out.json"), place("code.png"));
                    let server = simulator(settings);
                    let child = start(&[
                        "login",
                        "wechat-web",
                        "--json",
                        "--reroute",
                        &server.origin(),
                        "--out",
                        &out,
                        "--qr-file",
                        &picture,
                        "--transport",
                        transport,
                    ]);
                    wait_for_requests(&server, after);
                    let ran = interrupt(child, signal);
                    assert_eq!(ran.code, 130, "{}", ran.err);
                    assert!(ran.last().starts_with("hint: "));
                    let last = ran.lines().pop().unwrap();
                    assert_eq!(
                        (&last["kind"], &last["exit_code"]),
                        (&"interrupted".into(), &130.into())
                    );
                    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
                });
            }
        }
    });
}

#[test]
fn a_blocked_program_ends_and_removes_its_picture() {
    let directory = tempfile::tempdir().unwrap();
    let picture = directory.path().join("code.svg").display().to_string();
    // The picture of the user does not fit into a pipe without a reader.
    let server = simulator(&["person=scan@0s", "wechat-web.avatar=192KiB"]);
    let mut child = start(&[
        "login",
        "wechat-web",
        "--json",
        "--reroute",
        &server.origin(),
        "--qr-file",
        &picture,
    ]);
    let mut out = BufReader::with_capacity(64, child.stdout.take().unwrap());
    out.read_line(&mut String::new()).unwrap();
    assert!(std::fs::exists(&picture).unwrap());
    wait_for_requests(&server, 3);
    sleep(Duration::from_millis(200));
    let ran = interrupt(child, "-INT");
    assert_eq!(ran.code, 130);
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn a_demo_can_be_interrupted_too() {
    let mut child = start(&["login", "bilibili-web", "--demo", "--json"]);
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    assert!(line.contains("\"code\""));
    assert_eq!(interrupt(child, "-INT").code, 130);
}

/// A refresh whose call has this fault, after the service has received it.
fn refreshing(fault: &str, transport: &str) -> (Saved, Child) {
    let fault = format!("fault.1=115-open/refreshToken {fault}");
    let saved = Saved::with(&[DUE, &fault]);
    let before = requests(&saved.server);
    let arguments = saved.arguments(&["--transport", transport]);
    let child = start(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    wait_for_requests(&saved.server, before + 1);
    (saved, child)
}

#[test]
fn an_interrupted_refresh_saves_the_new_tokens() {
    // Closing a terminal sends two signals at once.
    let cases: [(_, &[_]); 3] = [
        ("blocking", &["-INT"]),
        ("async", &["-TERM"]),
        ("async", &["-HUP", "-HUP"]),
    ];
    at_once(cases, |(transport, signals)| {
        let (saved, child) = refreshing("slow-body:64/300ms", transport);
        for signal in signals {
            kill(&child, signal);
        }
        let ran = finish(child);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.starts_with("warning: waiting for the response"));
        let issued = issued(&saved.server).pop().unwrap();
        let token = saved.token("refresh_token");
        assert_eq!(token, issued.get("refresh_token").unwrap());
    });
}

#[test]
fn a_second_interrupt_ends_a_refresh_without_changing_the_file() {
    at_once(["blocking", "async"], |transport| {
        let (saved, mut child) = refreshing("hang", transport);
        let old = saved.text();
        kill(&child, "-INT");
        let mut err = BufReader::new(child.stderr.take().unwrap());
        err.read_line(&mut String::new()).unwrap();
        child.stderr = Some(err.into_inner());
        let started = Instant::now();
        while child.try_wait().unwrap().is_none() {
            assert!(started.elapsed() < Duration::from_secs(5));
            kill(&child, "-INT");
            sleep(Duration::from_millis(100));
        }
        let ran = finish(child);
        assert_eq!(ran.code, 130, "{}", ran.err);
        assert!(ran.err.contains("the file is unchanged"), "{}", ran.err);
        assert!(
            ran.last().contains("if the refresh is rejected then"),
            "{}",
            ran.err
        );
        assert_eq!(saved.text(), old);
        assert_eq!(saved.names(), ["115.json"]);
    });
}
