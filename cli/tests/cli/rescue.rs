//! Credentials that cannot be written to their place are written to another one.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use qrlogin_simulator::Server;

use crate::support::*;

const SOON: &str = "person=scan@0s confirm@1s";

/// A login in this directory, with this redirection of standard output in the shell.
fn login_in(directory: &Path, server: &Server, to: &str, options: &[&str]) -> Ran {
    login_of("wechat-web", directory, server, to, options)
}

fn login_of(flow: &str, directory: &Path, server: &Server, to: &str, options: &[&str]) -> Ran {
    let started = Instant::now();
    let origin = server.origin();
    let login = command(&["login", flow, "--reroute", &origin]);
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &format!("exec \"$0\" \"$@\" {to}")])
        .arg(login.get_program())
        .args(login.get_args())
        .args(options)
        .current_dir(directory)
        .env("TMPDIR", directory);
    ran(shell.output().unwrap(), started)
}

/// The same with a file whose directory vanishes before the confirmation.
fn vanishing(directory: &Path, to: &str, json: bool) -> (Ran, Server) {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("wechat.json").to_str().unwrap().to_owned();
    let server = simulator(&[SOON]);
    let flag: &[&str] = if json { &["--json"] } else { &[] };
    let ran = std::thread::scope(|scope| {
        let (server, options) = (&server, [&["--out", &path], flag].concat());
        let login = scope.spawn(move || login_in(directory, server, to, &options));
        while requests(server) == 0 {
            std::thread::sleep(Duration::from_millis(10));
        }
        fs::remove_dir(out.path()).unwrap();
        login.join().unwrap()
    });
    (ran, server)
}

/// Checks that the credentials are in the only file of the directory, with mode 0600, and that the
/// message names it.
fn assert_rescued(ran: &Ran, server: &Server, directory: &Path, name: &str) {
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("error: logged in, but "), "{}", ran.err);
    let file = only_file(directory);
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let file_name = file.file_name().unwrap().to_str().unwrap();
    assert!(ran.last().contains(file_name), "{}", ran.err);
    let text = fs::read_to_string(&file).unwrap();
    let credential: serde_json::Value = serde_json::from_str(&text).unwrap();
    let issued = issued(server);
    let all = issued.iter().flat_map(|issued| issued.values.iter());
    let values: Vec<_> = all.map(|(_, value)| value.as_str()).collect();
    assert!(values.contains(&credential[name].as_str().unwrap()));
}

#[test]
fn without_file_and_stdout_credentials_get_another_file() {
    // With --json, a full standard output ends the login at the code.
    for (to, json) in [
        (">&-", false),
        (">&-", true),
        (">/dev/null", false),
        (">/dev/null", true),
        (">/dev/full", false),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let (ran, server) = vanishing(directory.path(), to, json);
        assert_rescued(&ran, &server, directory.path(), "skey");
        let message = ran.err.lines().find(|line| line.starts_with("error: "));
        let message = message.unwrap_or_default();
        assert!(message.contains("cannot write "), "{message}");
        assert!(message.contains("wechat.json: "), "{message}");
    }
}

#[test]
fn with_a_full_stdout_credentials_get_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let server = simulator(&[AT_ONCE]);
    let ran = login_in(directory.path(), &server, ">/dev/full", &[]);
    assert_rescued(&ran, &server, directory.path(), "skey");
    assert!(ran.err.contains("cannot write to standard output"));
}

#[test]
fn with_a_closed_pipe_credentials_get_a_file() {
    for options in [&[][..], &["--format", "header"]] {
        let directory = tempfile::tempdir().unwrap();
        let server = simulator(&[SOON]);
        let ran = login_in(directory.path(), &server, "| true", options);
        // The exit code is that of the reader.
        let ran = Ran { code: 1, ..ran };
        assert_rescued(&ran, &server, directory.path(), "skey");
    }
}

#[test]
fn a_confirmed_login_continues_with_a_closed_pipe() {
    let directory = tempfile::tempdir().unwrap();
    let server = simulator(&[SOON]);
    let options = ["--json", "--region", "china"];
    // The flow reports no scan: the first line that fails is that of the confirmation.
    let ran = login_of(
        "phi-api",
        directory.path(),
        &server,
        "| head -n 1",
        &options,
    );
    let ran = Ran { code: 1, ..ran };
    assert_rescued(&ran, &server, directory.path(), "session_token");
}

#[cfg(target_os = "linux")]
#[test]
fn without_any_place_the_loss_is_reported() {
    for (to, json) in [(">&-", false), (">/dev/null", true)] {
        let (ran, _) = vanishing(Path::new("/proc"), to, json);
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(ran.err.contains("are lost"), "{}", ran.err);
        assert!(ran.last().contains("log in again"), "{}", ran.err);
    }
}
