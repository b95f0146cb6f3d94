//! `qrlogin export`: the same forms as those of a login.

use std::fs;

use crate::support::*;

/// The flows whose credentials have cookies, and the forms of all.
fn forms(flow: &str) -> Vec<Vec<&'static str>> {
    let info = qrlogin::flows::find(flow).unwrap();
    let mut forms = vec![vec![], vec!["--format", "json"]];
    if info.cookies {
        forms.push(vec!["--format", "header"]);
        forms.push(vec!["--format", "netscape"]);
        let options = "httponly-prefix,session-zero,bare-domain";
        forms.push(vec!["--format", "netscape", "--netscape", options]);
    }
    forms
}

#[test]
fn an_export_equals_what_a_login_prints() {
    at_once(qrlogin_test_support::FLOWS, |flow| {
        let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
        let printed = login_of_table(&server, flow, &[]);
        assert_eq!(printed.code, 0, "{}", printed.err);
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), &printed.out).unwrap();
        let ran = home.run(&["import", file.path().to_str().unwrap()]);
        assert_eq!(ran.code, 0, "{}: {}", flow.id, ran.err);
        let credential: qrlogin::Credential = serde_json::from_str(&printed.out).unwrap();
        for form in forms(flow.id) {
            let ran = home.run(&[&["export", flow.id], &form[..]].concat());
            assert_eq!(ran.code, 0, "{}", ran.err);
            let expected = match form.get(1) {
                None | Some(&"json") => printed.out.clone(),
                Some(&"header") => exported(&credential, qrlogin::export::Format::Header, false),
                _ => {
                    let netscape = qrlogin::export::Format::Netscape;
                    exported(&credential, netscape, form.len() > 2)
                }
            };
            assert_eq!(ran.out, expected, "{}: {form:?}", flow.id);
        }
    });
}

/// What the library exports.
fn exported(
    credential: &qrlogin::Credential,
    format: qrlogin::export::Format,
    other_form: bool,
) -> String {
    let options = qrlogin::export::Options::new()
        .httponly_prefix(other_form)
        .session_zero(other_form)
        .bare_domain(other_form);
    let text = credential.export_with(format, options).unwrap();
    text.expose().to_owned()
}

/// A home with a profile of Bilibili's TV app.
fn with_main() -> Home {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    let ran = home.login(&server, "bilibili-tv", &["--profile", "main"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    home
}

#[test]
fn an_exported_file_has_mode_0600_and_replaces_with_force() {
    let home = with_main();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("cookies.txt");
    let path = file.to_str().unwrap();
    let export = ["export", "main", "--format", "netscape", "-o", path];
    let ran = home.run(&export);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    assert!(ran.last().contains("cookies.txt"), "{}", ran.err);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("\tSESSDATA\t"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(home.run(&export).code, 3);
    assert_eq!(home.run(&[&export[..], &["--force"]].concat()).code, 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn omitted_fields_are_a_warning() {
    let home = with_main();
    let ran = home.run(&["export", "main", "--format", "header"]);
    let lost = "warning: --format header cannot hold access_token, appkey";
    assert!(ran.err.starts_with(lost), "{}", ran.err);
    assert_eq!(home.run(&["export", "main"]).err, "");
}

#[test]
fn a_profile_is_not_exported_over_itself() {
    let home = with_main();
    let (old, file) = (home.text("main"), home.file("main"));
    let ran = home.run(&["export", "main", "--force", "-o", file.to_str().unwrap()]);
    assert_eq!((ran.code, home.text("main")), (2, old), "{}", ran.err);
}

#[test]
fn formats_without_a_meaning_are_refused() {
    let home = with_main();
    let server = simulator(&[AT_ONCE]);
    let ran = home.login(
        &server,
        "taptap",
        &["--profile", "tap", "--set", "region=china"],
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    for (arguments, text) in [
        (
            &["tap", "--format", "header"][..],
            "taptap yields no cookies",
        ),
        (&["tap", "--format", "netscape"], "taptap yields no cookies"),
        (&["main", "--netscape", "bare-domain"], "--format netscape"),
        (&["main", "--force"], "--out"),
    ] {
        let ran = home.run(&[&["export"], arguments].concat());
        assert_eq!((ran.code, &*ran.out), (2, ""), "{arguments:?}");
        assert!(ran.err.contains(text), "{}", ran.err);
    }
}
