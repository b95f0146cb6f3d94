//! `qrlogin refresh`: failures, after which the file is unchanged.

use std::fs;
use std::thread::scope;

use crate::refresh::{DUE, Saved};
use crate::support::*;

#[test]
fn a_failed_refresh_keeps_the_file_and_has_a_hint() {
    let cases = [
        (
            "115-open.refuse-refresh=40140119",
            12,
            "rejected",
            "start_again",
        ),
        (
            "115-open.refuse-refresh=40140117",
            12,
            "rejected",
            "try_later",
        ),
        (
            "115-open.refuse-refresh=40140109",
            12,
            "rejected",
            "check_app",
        ),
        (
            "fault.1=115-open/refreshToken 405-html",
            13,
            "blocked",
            "wait_for_unblock",
        ),
        (
            "fault.1=115-open/refreshToken status:502",
            14,
            "unavailable",
            "try_later",
        ),
        (
            "fault.1=115-open/refreshToken cut-after",
            14,
            "transport",
            "check_network",
        ),
    ];
    scope(|scope| {
        for (index, (setting, code, kind, advice)) in cases.iter().enumerate() {
            scope.spawn(move || {
                let saved = Saved::with(&[DUE, setting]);
                let old = saved.text();
                let transport = ["blocking", "async"][index % 2];
                let ran = saved.refresh(&["--json", "--transport", transport]);
                assert_eq!(ran.code, *code, "{setting}: {}", ran.err);
                let error = ran.error();
                assert_eq!(
                    (&error["kind"], &error["advice_key"]),
                    (&(*kind).into(), &(*advice).into())
                );
                assert!(ran.last().starts_with("hint: "), "{}", ran.err);
                // It is then unknown whether the old tokens are still valid.
                let in_doubt = ran.last().contains("log in again");
                assert_eq!(
                    in_doubt,
                    matches!(*advice, "check_network" | "start_again"),
                    "{}",
                    ran.err
                );
                assert_eq!(saved.calls(), 1);
                assert_eq!(saved.text(), old);
            });
        }
    });
}

#[test]
fn a_response_without_a_token_is_an_error() {
    for lacks in ["access_token", "refresh_token"] {
        let saved = Saved::with(&[DUE]);
        let old = saved.text();
        saved.set(
            &format!("115-open.without-{}", lacks.replace('_', "-")),
            "yes",
        );
        let ran = saved.refresh(&[]);
        assert_eq!(ran.code, 15, "{}", ran.err);
        assert!(ran.err.contains(lacks), "{}", ran.err);
        assert!(
            ran.last().contains("if the refresh is rejected then"),
            "{}",
            ran.err
        );
        assert_eq!(saved.text(), old);
    }
}

#[test]
fn an_unreachable_proxy_is_exit_code_16() {
    let saved = Saved::with(&[DUE]);
    for transport in ["blocking", "async"] {
        let file = saved.file.to_str().unwrap();
        let ran = run(&[
            "refresh",
            file,
            "--proxy",
            NO_SERVER,
            "--transport",
            transport,
        ]);
        assert_eq!(ran.code, 16, "{}", ran.err);
        let line = "error: could not connect to the proxy 127.0.0.1:1 (from --proxy): ";
        assert!(ran.err.contains(line), "{}", ran.err);
        assert!(ran.last().contains("--proxy"), "{}", ran.err);
        assert!(!ran.last().contains("log in again"), "{}", ran.err);
    }
}

#[test]
fn other_credentials_are_wrong_usage() {
    let saved = Saved::with(&[DUE]);
    let good = saved.text();
    let (_, tokens) = good.split_once(',').unwrap();
    let damaged = good.replace("\"refresh_token\"", "\"token\"");
    let emptied = good.replace(&saved.token("refresh_token"), "");
    let cases = [
        (
            r#"{"flow":"feishu","refresh_token":"hunter2"}"#,
            "credentials of feishu; only those of bilibili-web, bilibili-tv, 115-open",
        ),
        (r#"{"flow":"hunter2"}"#, "holds no credentials in JSON"),
        ("SESSDATA=hunter2; x=y", "holds no credentials in JSON"),
        ("", "holds no credentials in JSON"),
        (&format!("{{{tokens}"), "holds no credentials in JSON"),
        (&damaged, "holds damaged credentials of 115-open"),
        (&emptied, "without `refresh_token`, which a refresh needs"),
        (
            r#"{"flow":"115-open","access_token":"a","refresh_token":"b","expires_at":"hunter2"}"#,
            "holds damaged",
        ),
    ];
    for (content, problem) in cases {
        fs::write(&saved.file, content).unwrap();
        let ran = saved.refresh(&["--force"]);
        assert_eq!(ran.code, 2, "{content}: {}", ran.err);
        assert!(ran.err.contains(problem), "{}", ran.err);
        assert!(ran.last().starts_with("hint: "), "{}", ran.err);
        assert!(!ran.err.contains("hunter2"), "{}", ran.err);
        assert_eq!(saved.text(), content);
    }
    fs::remove_file(&saved.file).unwrap();
    let missing = saved.refresh(&[]);
    assert_eq!(missing.code, 2, "{}", missing.err);
    assert!(missing.err.contains("cannot read"));
    assert!(
        missing
            .last()
            .contains("`qrlogin login 115-open --out FILE`")
    );
    fs::create_dir(&saved.file).unwrap();
    let directory = saved.refresh(&["--json"]);
    assert_eq!(directory.code, 2, "{}", directory.err);
    assert_eq!(directory.json()["kind"], "usage");
    assert_eq!(saved.calls(), 0);
}

/// In a directory of the system that not even the superuser can write to.
#[cfg(target_os = "linux")]
#[test]
fn an_unwritable_directory_is_detected_before_the_call() {
    let mut saved = Saved::with(&[DUE]);
    let open = fs::File::open(&saved.file).unwrap();
    fs::remove_file(&saved.file).unwrap();
    let descriptor = std::os::fd::AsRawFd::as_raw_fd(&open);
    saved.file = format!("/proc/{}/fd/{descriptor}", std::process::id()).into();
    let old = saved.text();
    let ran = saved.refresh(&[]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("cannot replace"), "{}", ran.err);
    assert!(ran.last().contains("nothing was sent"), "{}", ran.err);
    assert_eq!(saved.calls(), 0);
    assert_eq!(saved.text(), old);
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_detected_before_the_call() {
    let saved = Saved::with(&[DUE]);
    let old = saved.text();
    let started = std::time::Instant::now();
    // No file can grow, as on a full disk.
    let full = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
    let output = std::process::Command::new("sh")
        .args(["-c", full, env!("CARGO_BIN_EXE_qrlogin")])
        .args(saved.arguments(&[]))
        .output();
    let ran = ran(output.unwrap(), started);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("cannot replace"), "{}", ran.err);
    assert_eq!(saved.calls(), 0);
    assert_eq!(saved.text(), old);
    assert_eq!(saved.names(), ["115.json"]);
}

/// A file that is a mount point: its directory is writable, but it cannot be replaced.
#[cfg(target_os = "linux")]
#[test]
fn a_mount_point_is_detected_before_the_call() {
    let mounted = |saved: &Saved, rest: &[&str]| {
        let mount = "mount --bind \"$0\" \"$0\" && exec \"$@\"";
        std::process::Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", mount])
            .arg(&saved.file)
            .args(rest)
            .output()
    };
    let saved = Saved::with(&[DUE]);
    // Not every system allows its users to mount.
    if !mounted(&saved, &["true"]).is_ok_and(|output| output.status.success()) {
        return;
    }
    let arguments = saved.arguments(&[]);
    let mut refresh = vec![env!("CARGO_BIN_EXE_qrlogin")];
    refresh.extend(arguments.iter().map(String::as_str));
    let started = std::time::Instant::now();
    let ran = ran(mounted(&saved, &refresh).unwrap(), started);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("cannot replace"), "{}", ran.err);
    assert_eq!(saved.calls(), 0);
    assert_eq!(saved.names(), ["115.json"]);
}
