//! `qrlogin import`, `rename` and `remove`.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;

use crate::support::*;

/// A home with a profile of 115.
fn with_main() -> Home {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    let ran = home.login(&server, "115", &["--profile", "main"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    home
}

#[test]
fn a_bare_file_becomes_a_profile_named_like_the_flow() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().to_str().unwrap();
    let ran = login(&server, "bilibili-tv", &["--out", path, "--force"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let bare = fs::read_to_string(path).unwrap();
    let ran = home.run(&["import", path, "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let (profile, line) = (home.profile("bilibili-tv"), ran.json());
    assert_eq!(
        profile["credential"],
        serde_json::from_str::<Value>(&bare).unwrap()
    );
    let mid = issued(&server)
        .pop()
        .unwrap()
        .get("mid")
        .unwrap()
        .to_owned();
    assert_eq!(profile["account"]["id"], mid);
    assert_eq!(
        (&line["v"], &line["name"]),
        (&1.into(), &"bilibili-tv".into())
    );
    for field in ["flow", "account", "saved_at"] {
        assert_eq!(line[field], profile[field]);
    }
    assert_eq!(fs::read_to_string(path).unwrap(), bare);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = home.file("bilibili-tv").metadata().unwrap().permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
    }
}

#[test]
fn a_profile_is_imported_with_its_time() {
    let (from, to) = (with_main(), Home::new());
    let file = from.file("main");
    let ran = to.run(&["import", file.to_str().unwrap(), "--profile", "other"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(to.text("other"), from.text("main"));
    assert!(ran.last().contains("to profile other"), "{}", ran.err);
}

#[test]
fn standard_input_is_imported() {
    let (from, to) = (with_main(), Home::new());
    let text = from.run(&["export", "main"]).out;
    let started = std::time::Instant::now();
    let mut command = to.command(&["import", "-"]);
    command.stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let ran = ran(child.wait_with_output().unwrap(), started);
    assert_eq!(ran.last(), "Imported standard input to profile 115");
    assert_eq!(
        to.profile("115")["credential"],
        from.profile("main")["credential"]
    );
}

#[test]
fn an_import_replaces_a_profile_only_with_force() {
    let home = with_main();
    let old = home.text("main");
    let file = tempfile::NamedTempFile::new().unwrap();
    let text = old.replace("\"saved_at\":1", "\"saved_at\":2");
    fs::write(file.path(), &text).unwrap();
    let import = ["import", file.path().to_str().unwrap(), "--profile", "main"];
    let refused = home.run(&[&import[..], &["--json"]].concat());
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert_eq!(refused.error()["kind"], "exists");
    assert_eq!(home.text("main"), old);
    let forced = home.run(&[&import[..], &["--force"]].concat());
    assert_eq!(forced.code, 0, "{}", forced.err);
    assert_eq!(home.text("main"), text);
}

#[test]
fn what_holds_no_credentials_is_not_imported() {
    let home = Home::new();
    let file = tempfile::NamedTempFile::new().unwrap();
    for text in [
        "c4nary",
        "{\"flow\":\"c4nary\"}",
        "{\"flow\":\"115\",\"uid\":\"c4nary\"}",
        "{\"v\":1,\"flow\":\"c4nary\"}",
        "{\"v\":3,\"flow\":\"115\",\"uid\":\"c4nary\"}",
    ] {
        fs::write(file.path(), text).unwrap();
        let ran = home.run(&["import", file.path().to_str().unwrap()]);
        assert_eq!(ran.code, 2, "{text}: {}", ran.err);
        assert!(!ran.err.contains("c4nary"), "{}", ran.err);
    }
    assert_eq!(home.run(&["import", "/no/such/file"]).code, 2);
    assert!(!home.profiles().exists());
}

#[test]
fn a_profile_is_renamed_unchanged() {
    let home = with_main();
    let old = home.text("main");
    let ran = home.run(&["rename", "main", "other", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let line = ran.json();
    assert_eq!((&line["v"], &line["name"]), (&1.into(), &"other".into()));
    assert_eq!(line["old_name"], "main");
    assert_eq!(line["path"], home.file("other").to_str().unwrap());
    assert_eq!(home.text("other"), old);
    assert_eq!(home.names(), ["other.json"]);
    let again = home.run(&["rename", "other", "main"]);
    assert_eq!(again.last(), "Renamed profile other to main");
}

#[test]
fn an_existing_profile_is_not_overwritten_by_a_rename() {
    let home = with_main();
    home.write("other", "{\"v\":2}");
    for new in ["other", "main"] {
        let ran = home.run(&["rename", "main", new]);
        assert_eq!(ran.code, 3, "{}", ran.err);
    }
    assert_eq!(home.text("other"), "{\"v\":2}");
    assert_eq!(home.names(), ["main.json", "other.json"]);
    // A newer version's file keeps every byte.
    let ran = home.run(&["rename", "other", "newer"]);
    assert_eq!((ran.code, home.text("newer")), (0, "{\"v\":2}".to_owned()));
}

#[test]
fn without_a_terminal_a_removal_needs_yes() {
    let home = with_main();
    let refused = home.run(&["remove", "main", "--json"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.last().contains("--yes"), "{}", refused.err);
    assert_eq!(home.names(), ["main.json"]);
    let removed = home.run(&["remove", "main", "--yes", "--json"]);
    assert_eq!(removed.code, 0, "{}", removed.err);
    let line = removed.json();
    assert_eq!((&line["v"], &line["removed"]), (&1.into(), &"main".into()));
    assert!(home.names().is_empty());
}

#[test]
fn a_broken_profile_can_be_removed() {
    let home = Home::new();
    home.write("new", "{\"v\":2}");
    let ran = home.run(&["remove", "new", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.last(), "Removed profile new");
}
