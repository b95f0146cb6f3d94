//! `--qr-file -`: the picture of the code on standard output.
#![cfg(unix)]

use std::io::Read as _;
use std::process::Stdio;

use crate::support::*;

const START: &[u8] = b"\x89PNG\r\n\x1a\n";
const END: &[u8] = b"IEND\xaeB`\x82";

/// How many pictures there are.
fn pictures(bytes: &[u8]) -> usize {
    bytes.windows(START.len()).filter(|at| *at == START).count()
}

#[test]
fn the_output_ends_with_the_picture_before_the_login() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.json");
    let server = simulator(&["person="]);
    let (origin, path) = (server.origin(), out.to_str().unwrap());
    let login = ["login", "bilibili-web", "--reroute", &origin, "--out", path];
    let mut child = command(&[&login[..], &["--qr-file", "-"]].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut bytes = Vec::new();
    // Only the end of the output ends this.
    child
        .stdout
        .take()
        .unwrap()
        .read_to_end(&mut bytes)
        .unwrap();
    assert!(bytes.starts_with(START) && bytes.ends_with(END));
    assert_eq!(pictures(&bytes), 1);
    assert!(child.try_wait().unwrap().is_none());
    confirm(&server);
    let ran = finish(child);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(out.exists());
}

#[test]
fn each_renewed_code_is_a_picture_and_nothing_else_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.json").display().to_string();
    let server = simulator(&["person=expire", "bilibili-web.lifetime=1s"]);
    let origin = server.origin();
    let login = [
        "login",
        "bilibili-web",
        "--reroute",
        &origin,
        "--out",
        &path,
    ];
    let output = command(&[&login[..], &["--qr-file", "-", "--renew", "1"]].concat())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(10));
    assert_eq!(pictures(&output.stdout), 2);
    assert!(output.stdout.ends_with(END));
}

#[test]
fn the_picture_and_the_credentials_do_not_share_the_output() {
    for options in [
        &[][..],
        &["--out", "-"],
        &["--json"],
        &["--json", "--out", "x.json"],
    ] {
        let ran = run(&[
            &["login", "115", "--reroute", NO_SERVER, "--qr-file", "-"],
            options,
        ]
        .concat());
        assert_eq!(ran.code, 2, "{options:?}: {}", ran.err);
        assert!(ran.err.contains("--qr-file -"), "{}", ran.err);
    }
}
