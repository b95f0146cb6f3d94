//! Completions that ask the program, and the manual pages. `cli/tests/shells/run` tries them in the
//! shells themselves.

use crate::support::*;

const PROFILE: &str = r#"{"v":1,"flow":"115-open","account":null,"saved_at":1,"credential":{"flow":"115-open","access_token":"secret","refresh_token":"b","expires_at":null}}"#;

/// The candidates for the last word, by the protocol of clap's script for fish.
fn candidates(home: &Home, words: &[&str]) -> String {
    let mut command = home.command(&[&["--", "qrlogin"], words].concat());
    command.env("_QRLOGIN_COMPLETE", "fish");
    let output = command.output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn profiles_are_candidates_where_one_is_named() {
    let home = Home::new();
    home.write("first", PROFILE);
    home.write("second", "{}");
    for words in [
        &["show", ""][..],
        &["export", ""],
        &["rename", ""],
        &["remove", ""],
        &["refresh", "--profile", ""],
        &["login", "--profile", ""],
    ] {
        let found = candidates(&home, words);
        assert!(found.contains("first\t115-open"), "{words:?}: {found}");
        assert!(
            found.contains("second\tnot a profile"),
            "{words:?}: {found}"
        );
        assert!(!found.contains("secret"));
    }
    assert!(!candidates(&home, &["gateway-key", "add", ""]).contains("first"));
}

#[test]
fn flows_and_options_are_candidates() {
    let home = Home::new();
    assert!(candidates(&home, &["login", "bilibili-w"]).contains("bilibili-web\t"));
    assert!(candidates(&home, &["login", "--copy"]).contains("--copy-link\t"));
    assert!(candidates(&home, &["doctor", "tap"]).contains("taptap\t"));
}

#[test]
fn the_dynamic_script_calls_the_program() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(&["completions", shell, "--dynamic"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains("_QRLOGIN_COMPLETE"), "{}", ran.out);
        assert!(!ran.out.contains("bilibili-web"));
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let ran = run(&["man"]);
    assert!(ran.out.contains(".TH qrlogin 1"), "{}", ran.out);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    assert_eq!(run(&["man", path]).code, 0);
    for command in [
        "login", "list", "export", "doctor", "qr", "simulate", "serve",
    ] {
        let page = folder.path().join(format!("qrlogin-{command}.1"));
        let page = std::fs::read_to_string(page).unwrap();
        assert!(page.contains(".SH SYNOPSIS"), "{command}");
    }
    let ran = run(&["man", "/dev/null/nowhere"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("cannot write"), "{}", ran.err);
}
