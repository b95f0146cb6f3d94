//! `--out`: an unusable place is detected before the code is shown.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::support::*;

/// Runs the program in a shell after this script; "$@" is the program with its arguments.
fn after(prepare: &str, arguments: &[&str]) -> Ran {
    let started = Instant::now();
    let login = command(arguments);
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &format!("{prepare}; exec \"$@\""), "sh"])
        .arg(login.get_program())
        .args(login.get_args());
    ran(shell.output().unwrap(), started)
}

/// The same with its own file system, or `None` where the system does not allow mounts.
fn mounted(mount: &str, arguments: &[&str]) -> Option<Ran> {
    let unshare = ["--user", "--map-root-user", "--mount", "sh", "-c"];
    let run = |rest: &[&str]| {
        let mut command = Command::new("unshare");
        let script = format!("{mount} && exec \"$@\"");
        command.args(unshare).arg(script).arg("sh").args(rest);
        command.output()
    };
    if !run(&["true"]).is_ok_and(|output| output.status.success()) {
        return None;
    }
    let started = Instant::now();
    let program = [&[env!("CARGO_BIN_EXE_qrlogin")], arguments].concat();
    Some(ran(run(&program).unwrap(), started))
}

fn login(origin: &str, path: &Path) -> Vec<String> {
    let path = path.to_str().unwrap();
    let arguments = [
        "login",
        "wechat-web",
        "--reroute",
        origin,
        "--force",
        "--out",
        path,
    ];
    arguments.map(str::to_owned).to_vec()
}

#[test]
fn a_name_that_is_too_long_is_detected() {
    let directory = tempfile::tempdir().unwrap();
    let server = simulator(&[AT_ONCE]);
    let path = directory.path().join("x".repeat(256));
    let arguments = login(&server.origin(), &path);
    let ran = run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("cannot create"), "{}", ran.err);
    assert_eq!(requests(&server), 0);
}

#[test]
fn a_full_disk_is_found_out() {
    for old in [None, Some(""), Some("old")] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        if let Some(old) = old {
            fs::write(&path, old).unwrap();
        }
        let server = simulator(&[AT_ONCE]);
        let arguments = login(&server.origin(), &path);
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        // No file can be longer than a block, as on a disk that is nearly full.
        let ran = after("trap '' XFSZ; ulimit -f 1", &arguments);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.last().contains("free space"), "{}", ran.err);
        assert_eq!(requests(&server), 0);
        assert_eq!(fs::read_to_string(&path).ok().as_deref(), old);
    }
}

#[test]
fn a_full_file_system_is_detected() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a");
    let server = simulator(&[AT_ONCE]);
    let arguments = login(&server.origin(), &path);
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let place = directory.path().display();
    let mount = format!("mount -t tmpfs -o size=16k tmpfs {place}");
    let Some(ran) = mounted(&mount, &arguments) else {
        return;
    };
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("cannot create"), "{}", ran.err);
    assert_eq!(requests(&server), 0);
}

#[test]
fn a_mount_point_is_detected() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a");
    fs::write(&path, "old").unwrap();
    let server = simulator(&[AT_ONCE]);
    let arguments = login(&server.origin(), &path);
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let mount = format!("mount --bind {0} {0}", path.display());
    let Some(ran) = mounted(&mount, &arguments) else {
        return;
    };
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("cannot replace"), "{}", ran.err);
    assert!(ran.last().contains("use another name"), "{}", ran.err);
    assert_eq!(requests(&server), 0);
    assert_eq!(only_file(directory.path()), path);
}

#[test]
fn an_immutable_file_is_detected() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a");
    fs::write(&path, "old").unwrap();
    let protect = |how: &str| {
        let changed = Command::new("chattr").arg(how).arg(&path).output();
        changed.is_ok_and(|output| output.status.success())
    };
    // Needs the superuser, and is not supported by every file system.
    if !protect("+i") {
        return;
    }
    let server = simulator(&[AT_ONCE]);
    let arguments = login(&server.origin(), &path);
    let ran = run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(protect("-i"));
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("cannot replace"), "{}", ran.err);
    assert_eq!(requests(&server), 0);
    assert_eq!(only_file(directory.path()), path);
}
