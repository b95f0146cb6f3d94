//! `qrlogin login --profile NAME --if-invalid`.

use crate::status::{at, end_session, set, with_main};
use crate::support::*;

const LOGIN: [&str; 4] = ["login", "--profile", "main", "--if-invalid"];

#[test]
fn while_the_profile_is_valid_nothing_is_done() {
    let (home, server) = with_main("bilibili-web", &[]);
    let text = home.text("main");
    for options in [&[][..], &["bilibili"], &["--quiet"], &["--json"]] {
        let ran = at(&home, &server, &[&LOGIN, options].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(home.text("main"), text);
        if options == ["--json"] {
            let line = ran.json();
            assert_eq!(
                (&line["event"], &line["profile"]),
                (&"still_valid".into(), &"main".into())
            );
            assert_eq!(line["account"]["id"], home.profile("main")["account"]["id"]);
        } else {
            assert_eq!(
                ran.err.starts_with("Still logged in as "),
                options != ["--quiet"]
            );
        }
    }
    assert_eq!(server.simulator().lock().unwrap().codes().len(), 1);
}

#[test]
fn a_refused_profile_is_logged_in_again() {
    let (home, server) = with_main("bilibili-web", &[]);
    end_session(&home, &server);
    let ran = at(&home, &server, &LOGIN);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.last().starts_with("Logged in as "), "{}", ran.err);
    assert_eq!(at(&home, &server, &["status", "main"]).code, 0);
}

#[test]
fn without_a_profile_it_is_a_login() {
    let (home, server) = (Home::new(), simulator(&[AT_ONCE]));
    let ran = at(&home, &server, &[&LOGIN[..], &["bilibili-web"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(home.names(), ["main.json"]);
    // Of which flow is not known.
    let home = Home::new();
    assert_eq!(at(&home, &server, &LOGIN).code, 2);
}

#[test]
fn a_service_that_cannot_be_asked_begins_no_login() {
    let (home, server) = with_main("bilibili-web", &[]);
    let text = home.text("main");
    // A lost connection is retried for real seconds: a test of `status` has it.
    for fault in ["412-json", "html", "garbage"] {
        set(&server, "fault.1", &format!("bilibili-web/nav {fault}"));
        let ran = at(&home, &server, &[&LOGIN[..], &["--json"]].concat());
        assert_eq!(ran.code, 22, "{fault}: {}", ran.err);
        let error = ran.error();
        assert_eq!(
            (&error["kind"], &error["exit_code"]),
            (&"unchecked".into(), &22.into())
        );
        assert_eq!(home.text("main"), text);
        assert_eq!(server.simulator().lock().unwrap().codes().len(), 1);
    }
}

#[test]
fn a_flow_without_a_check_is_wrong_usage() {
    let (home, server) = with_main("steam", &[]);
    let ran = at(&home, &server, &LOGIN);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("--if-invalid: "), "{}", ran.err);
    assert_eq!(home.run(&["login", "steam", "--if-invalid"]).code, 2);
}
