//! Where credentials go: what is said, and what is refused.

use crate::support::*;

#[cfg(not(feature = "keyring"))]
#[test]
fn a_program_without_the_keyring_refuses_it() {
    let home = Home::new();
    let server = simulator(&[AT_ONCE]);
    let ran = home.login(&server, "115", &["--profile", "main", "--store", "keyring"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("built without the keyring"), "{}", ran.err);
    assert!(ran.last().contains("--store file"), "{}", ran.err);
    assert_eq!(requests(&server), 0);
}

#[test]
fn a_store_without_a_profile_is_refused() {
    let server = simulator(&[AT_ONCE]);
    let ran = login(&server, "115", &["--store", "keyring"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("--store: applies to profiles only"),
        "{}",
        ran.err
    );
    assert_eq!(requests(&server), 0);
}

#[test]
fn the_place_is_said_before_the_first_request() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.json");
    let out = file.to_str().unwrap();
    for (options, text) in [
        (&["--out", out][..], "The credentials will be written to "),
        (&[], "The credentials will be printed on standard output."),
    ] {
        let ran = login_with(&[AT_ONCE], "115", options);
        let (before, _) = ran.err.split_once("Link: ").unwrap();
        assert!(before.contains(text), "{}", ran.err);
    }
}

#[test]
fn the_account_is_said_for_a_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.json");
    let ran = login_with(&[AT_ONCE], "115", &["--out", file.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let said = ran
        .err
        .lines()
        .find(|line| line.starts_with("Logged in as "))
        .unwrap();
    assert!(said.contains("(115). The credentials are in "), "{said}");
}

#[test]
fn a_device_of_windows_is_no_name() {
    let ran = run(&["login", "115", "--profile", "Nul"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("Windows takes it for a device"),
        "{}",
        ran.err
    );
}
