//! `--open` and `--copy-link`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::pty::{Run, UTF8, size};
use crate::interrupt::kill;
use crate::support::*;

const CODE: &str = "https://login.weixin.qq.com/l/ocDSbQFprw==";

/// A folder with an opener in place of the system's: it copies what it opens.
fn opener(script: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("xdg-open");
    fs::write(
        &path,
        format!("#!/bin/sh\ncd \"{}\"\n{script}", folder.path().display()),
    )
    .unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    folder
}

/// The output of a demo with this opener while it waits for the scan.
fn waiting(folder: &tempfile::TempDir, options: &[&str]) -> String {
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    let arguments = [&["login", "wechat-web", "--demo"], options].concat();
    let variables = [UTF8, ("PATH", &path)];
    let mut run = Run::start(&arguments, size((100, 50), (8, 16)), &variables, false);
    run.until_text("Waiting for the scan,");
    kill(&run.child, "-INT");
    run.finish();
    run.text()
}

const SAVE: &str =
    "printf '%s\\n' \"$#\" \"$1\" >arguments\n[ -f \"$1\" ] && cp \"$1\" opened; true\n";

#[test]
fn the_link_is_opened_as_one_argument() {
    let folder = opener(SAVE);
    let output = waiting(&folder, &["--open=link"]);
    let arguments = fs::read_to_string(folder.path().join("arguments")).unwrap();
    assert_eq!(arguments, format!("1\n{CODE}\n"));
    assert!(output.contains("The link was opened"), "{output}");
}

#[test]
fn the_picture_is_opened_and_removed() {
    let folder = opener(SAVE);
    waiting(&folder, &["--open"]);
    let opened = fs::read(folder.path().join("opened")).unwrap();
    assert!(opened.starts_with(b"\x89PNG"));
    let arguments = fs::read_to_string(folder.path().join("arguments")).unwrap();
    let path = arguments.lines().nth(1).unwrap();
    let path = std::path::Path::new(path);
    assert!(path.is_absolute() && !path.parent().unwrap().exists());
}

#[test]
fn the_file_of_the_picture_is_opened_if_there_is_one() {
    let folder = opener(SAVE);
    let file = folder.path().join("code.png");
    waiting(
        &folder,
        &["--open=picture", "--qr-file", file.to_str().unwrap()],
    );
    let arguments = fs::read_to_string(folder.path().join("arguments")).unwrap();
    assert_eq!(arguments, format!("1\n{}\n", file.display()));
}

#[test]
fn an_opener_that_fails_is_a_warning() {
    // The others that are tried after it are not there.
    let folder = opener("exit 3");
    let output = waiting(&folder, &["--open=link"]);
    assert!(
        output.contains("--open: the link could not be opened"),
        "{output}"
    );
}

#[test]
fn the_link_is_copied_by_the_terminal() {
    let folder = opener("");
    let output = waiting(&folder, &["--copy-link"]);
    let copied = output.split("\x1b]52;c;").nth(1).unwrap();
    let copied = copied.split('\x07').next().unwrap();
    assert_eq!(STANDARD.decode(copied).unwrap(), CODE.as_bytes());
    assert!(output.contains("clipboard (OSC 52)"), "{output}");
    assert!(!folder.path().join("arguments").exists());
}

#[test]
fn without_a_terminal_nothing_is_copied() {
    let ran = run(&["login", "wechat-web", "--demo", "--copy-link"]);
    assert_eq!(ran.code, 0);
    assert!(!ran.err.contains("\x1b]52"));
    assert!(
        ran.err.contains("so the link was not copied"),
        "{}",
        ran.err
    );
}
