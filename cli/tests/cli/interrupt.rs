//! Ctrl-C at any moment.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use qrlogin_simulator::Server;

use crate::support::*;

fn start(arguments: &[&str]) -> Child {
    command(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Sends a signal and waits for the end, which has to come within a second.
fn interrupt(child: Child, signal: &str) -> Ran {
    let id = child.id().to_string();
    let started = Instant::now();
    assert!(
        Command::new("kill")
            .args([signal, &id])
            .status()
            .unwrap()
            .success()
    );
    let ran = finish(child);
    assert!(
        started.elapsed() < Duration::from_secs(1),
        "{:?}",
        started.elapsed()
    );
    ran
}

fn wait_for_requests(server: &Server, number: usize) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while requests(server) < number {
        assert!(Instant::now() < deadline, "no request");
        sleep(Duration::from_millis(10));
    }
}

#[test]
fn an_interrupted_login_ends_within_a_second_and_leaves_no_files() {
    // While the person is waited for, and while the first answer does not come.
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
fn even_a_program_stuck_in_writing_ends_and_removes_its_picture() {
    let directory = tempfile::tempdir().unwrap();
    let picture = directory.path().join("code.svg").display().to_string();
    // The picture of the person does not fit into a pipe that nobody reads.
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
