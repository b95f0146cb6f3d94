//! Files in options: which kinds are accepted.
#![cfg(unix)]

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::*;

/// The commands that read this file.
fn readers(path: &str) -> [Vec<String>; 4] {
    let set = format!("client_id=@{path}");
    let lines = [
        ["login", "115-open", "--set", &set],
        ["simulate", "--list-settings", "--scenario", path],
        ["replay", "--json", "--exact", path],
        ["refresh", "--json", "--quiet", path],
    ];
    lines.map(|line| line.map(str::to_owned).to_vec())
}

#[test]
fn pipes_and_devices_are_refused_at_once() {
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
        for arguments in readers(path) {
            let ran = run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
            let said = [ran.err, ran.out].concat();
            assert!(said.contains("not a regular file"), "{said}");
            assert!(ran.took < Duration::from_secs(5));
        }
    }
}

#[test]
fn a_file_that_is_too_long_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().set_len(1 << 40).unwrap();
    for arguments in readers(file.path().to_str().unwrap()) {
        let ran = run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        let said = [ran.err, ran.out].concat();
        assert!(said.contains("it is longer than"), "{said}");
    }
}

#[test]
fn a_dash_is_standard_input() {
    for path in ["-", "/dev/stdin"] {
        let arguments = ["simulate", "--list-settings", "--scenario", path];
        let mut child = command(&arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"person=expire\n").unwrap();
        drop(input);
        let ran = finish(child);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains("person = expire"), "{}", ran.out);
    }
}

#[test]
fn a_pipe_of_the_shell_is_read() {
    let started = Instant::now();
    let script = "exec 7<&0; exec \"$0\" simulate --list-settings --scenario /dev/fd/7";
    let mut child = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_qrlogin")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"person=expire\n")
        .unwrap();
    let ran = ran(child.wait_with_output().unwrap(), started);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("person = expire"), "{}", ran.out);
}
