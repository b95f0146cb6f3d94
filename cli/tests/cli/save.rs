//! `--out`.

use std::fs;
use std::path::Path;

use crate::support::*;

fn names(directory: &Path) -> Vec<String> {
    let name =
        |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    fs::read_dir(directory).unwrap().map(name).collect()
}

#[test]
fn the_file_has_mode_0600_and_stdout_is_empty() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("wechat.json");
    let ran = login_with(&[AT_ONCE], "wechat-web", &["--out", file.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.out, "");
    assert!(ran.last().contains("wechat.json"));
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.ends_with("}\n"));
    let saved: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(saved["flow"], "wechat-web");
    assert_eq!(names(directory.path()), ["wechat.json"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn an_existing_file_is_replaced_only_with_force() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("old.json");
    fs::write(&file, "old").unwrap();
    let path = file.to_str().unwrap();
    let server = simulator(&[AT_ONCE]);

    let kept = login(&server, "wechat-web", &["--out", path]);
    assert_eq!(kept.code, 3);
    assert!(kept.err.contains("exists already"));
    assert!(kept.last().starts_with("hint: ") && kept.last().contains("--force"));
    assert_eq!(requests(&server), 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), "old");

    let replaced = login(&server, "wechat-web", &["--out", path, "--force"]);
    assert_eq!(replaced.code, 0, "{}", replaced.err);
    assert!(fs::read_to_string(&file).unwrap().contains("skey"));
    assert_eq!(names(directory.path()), ["old.json"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn an_unwritable_place_is_detected_before_any_request() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("missing/file.json");
    let server = simulator(&[AT_ONCE]);
    for path in [
        missing.to_str().unwrap(),
        directory.path().to_str().unwrap(),
        "/dev/null",
        "",
    ] {
        let ran = login(&server, "wechat-web", &["--out", path, "--force"]);
        assert_eq!(ran.code, 2, "{path}: {}", ran.err);
    }
    assert_eq!(requests(&server), 0);
    assert!(names(directory.path()).is_empty());
}

#[test]
fn a_dash_is_standard_output() {
    let ran = login_with(&[AT_ONCE], "wechat-web", &["--out", "-"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.json()["skey"].is_string());
}

#[test]
fn if_the_directory_vanishes_credentials_are_printed() {
    for json in [false, true] {
        let directory = tempfile::tempdir().unwrap();
        let inner = directory.path().join("inner");
        fs::create_dir(&inner).unwrap();
        let path = inner.join("file.json").to_str().unwrap().to_owned();
        let server = simulator(&["person="]);
        let origin = server.origin();
        let login = std::thread::spawn(move || {
            let flag: &[&str] = if json { &["--json"] } else { &[] };
            let options = ["login", "wechat-web", "--reroute", &origin, "--out", &path];
            run(&[&options[..], flag].concat())
        });
        while server.simulator().lock().unwrap().codes().is_empty() {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        fs::remove_dir(&inner).unwrap();
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
        let now = u64::try_from(now.as_millis()).unwrap();
        server
            .simulator()
            .lock()
            .unwrap()
            .confirm(now, None)
            .unwrap();
        let ran = login.join().unwrap();
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(ran.err.contains("logged in, but"));
        assert!(ran.last().contains("standard output"));
        let last = ran.lines().pop().unwrap();
        let credential = if json { &last["credential"] } else { &last };
        assert!(credential["skey"].is_string());
        assert_eq!(last.get("exit_code").is_some(), json);
    }
}

/// A login with this redirection of standard output in the shell.
#[cfg(unix)]
fn redirected(server: &qrlogin_simulator::Server, to: &str, options: &[&str]) -> Ran {
    let started = std::time::Instant::now();
    let origin = server.origin();
    let login = command(&["login", "wechat-web", "--reroute", &origin]);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &format!("exec \"$0\" \"$@\" {to}")]);
    shell
        .arg(login.get_program())
        .args(login.get_args())
        .args(options);
    ran(shell.output().unwrap(), started)
}

#[cfg(unix)]
#[test]
fn a_closed_stdout_requires_a_file() {
    let server = simulator(&[AT_ONCE]);
    for options in [&[][..], &["--json"], &["--out", "-"], &["--quiet"]] {
        let ran = redirected(&server, ">&-", options);
        assert_eq!(ran.code, 2, "{options:?}: {}", ran.err);
        assert!(ran.err.contains("standard output is closed"), "{}", ran.err);
        assert!(ran.last().contains("--out FILE"), "{}", ran.err);
    }
    assert_eq!(requests(&server), 0);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wechat.json");
    let ran = redirected(&server, ">&-", &["--out", path.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(fs::read_to_string(&path).unwrap().contains("skey"));
}

#[cfg(unix)]
#[test]
fn stdout_to_the_null_device_is_a_warning() {
    let server = simulator(&[AT_ONCE]);
    let ran = redirected(&server, ">/dev/null", &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let warning = "warning: standard output is /dev/null";
    assert!(ran.err.starts_with(warning), "{}", ran.err);
    assert!(!redirected(&server, "", &[]).err.contains("warning"));
}
