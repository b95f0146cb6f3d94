//! `--format`: the formats for other programs, and the fields that they cannot hold.

use std::fs;

use crate::support::*;

/// The file that a login with these options saves, and its run.
fn saved(flow: &str, settings: &[&str], options: &[&str]) -> (String, Ran) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("saved");
    let options = [&["--out", file.to_str().unwrap()], options].concat();
    let ran = login_with(&[&[AT_ONCE], settings].concat(), flow, &options);
    assert_eq!(ran.code, 0, "{}", ran.err);
    (fs::read_to_string(file).unwrap(), ran)
}

#[test]
fn a_header_has_no_line_feed_without_a_terminal() {
    let (file, _) = saved("115", &[], &["--format", "header"]);
    assert!(file.starts_with("UID=") && !file.ends_with('\n'), "{file}");
    let ran = login_with(&[AT_ONCE], "115", &["--format", "header"]);
    assert!(ran.out.starts_with("UID=") && !ran.out.contains('\n'));
}

#[test]
fn cookies_txt_has_an_expiry_for_each_cookie() {
    let (file, _) = saved("115", &[], &["--format", "netscape"]);
    assert_eq!(file.matches("\t4102444800\t").count(), 4);
    let (file, _) = saved("bilibili-web", &[], &["--format", "netscape"]);
    assert!(file.contains("\n.bilibili.com\tTRUE\t/\tTRUE\t"), "{file}");
    assert!(file.ends_with('\n'));
}

#[test]
fn another_form_of_cookies_txt_is_written_on_request() {
    let all = "httponly-prefix,session-zero,bare-domain";
    let options = ["--format", "netscape", "--netscape", all];
    let (file, _) = saved("115", &[], &options);
    assert_eq!(file.matches("\n115.com\tTRUE\t/\tFALSE\t0\t").count(), 4);
    let (file, _) = saved("bilibili-web", &[], &options);
    assert_eq!(file.matches("\n#HttpOnly_bilibili.com\tTRUE").count(), 1);
}

#[test]
fn the_netscape_option_requires_its_format() {
    for format in ["json", "header"] {
        let options = ["--format", format, "--netscape", "session-zero"];
        let server = simulator(&[AT_ONCE]);
        let ran = login(&server, "115", &options);
        assert_eq!((ran.code, requests(&server)), (2, 0));
        assert!(ran.err.contains("--format netscape"), "{}", ran.err);
    }
}

#[test]
fn the_message_about_kept_fields_precedes_the_scan() {
    let ((_, ran), (_, plain)) = std::thread::scope(|scope| {
        let other = scope.spawn(|| saved("bilibili-tv", &[], &[]));
        let ran = saved("bilibili-tv", &[], &["--format", "netscape"]);
        (ran, other.join().unwrap())
    });
    let note = "Note: --format netscape keeps cookies only; this login yields access and refresh token, cookies.";
    let at = |text: &str| ran.err.find(text).unwrap_or_else(|| panic!("{}", ran.err));
    assert!(at(note) < at("Scan this code"));
    assert!(!plain.err.contains("Note: --format"));
}

#[test]
fn fields_that_a_format_cannot_hold_are_a_warning() {
    let cases = [
        ("netscape", true),
        ("netscape", false),
        ("header", true),
        ("header", false),
    ];
    at_once(cases, |(format, is_saved)| {
        let options = ["--format", format, "--quiet"];
        let ran = match is_saved {
            true => saved("bilibili-tv", &[], &options).1,
            false => login_with(&[AT_ONCE], "bilibili-tv", &options),
        };
        let lost = "access_token, appkey, expires_at, refresh_token";
        let warning = format!("warning: --format {format} cannot hold {lost}");
        assert!(ran.last().starts_with(&warning), "{}", ran.err);
    });
}

#[test]
fn the_last_line_lists_the_omitted_fields() {
    let cases: [(&[&str], _); 2] = [
        (
            &["--format", "header", "--json"],
            serde_json::json!(["refresh_token"]),
        ),
        (&["--json"], serde_json::json!([])),
    ];
    at_once(cases, |(options, left_out)| {
        let (_, ran) = saved("bilibili-web", &[], options);
        let last = ran.lines().pop().unwrap();
        assert_eq!(last["left_out"], left_out);
    });
}

#[test]
fn a_missing_kid_is_a_warning_in_json() {
    let settings = ["115.login=without-kid"];
    let (_, ran) = saved("115", &settings, &["--json"]);
    let ran_without_file = login_with(&[AT_ONCE, settings[0]], "115", &["--json"]);
    for ran in [ran, ran_without_file] {
        let last = ran.lines().pop().unwrap();
        let warnings = last["warnings"].as_array().unwrap();
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0]["kind"], "missing_kid");
        assert!(warnings[0]["message"].as_str().unwrap().contains("no KID"));
        assert!(ran.err.contains("warning: there is no KID"), "{}", ran.err);
    }
}
