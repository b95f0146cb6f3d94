//! `qrlogin logout`.

use crate::status::{at, end_session, set, with_main};
use crate::support::*;

#[test]
fn a_logout_ends_the_session_and_deletes_the_profile() {
    let (home, server) = with_main("bilibili-web", &[]);
    let text = home.text("main");
    let ran = at(&home, &server, &["logout", "main"]);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
    assert_eq!(ran.last(), "Logged out; profile main is deleted");
    assert!(home.names().is_empty());
    home.write("main", &text);
    assert_eq!(at(&home, &server, &["status", "main"]).code, 12);
}

#[test]
fn an_ended_session_is_only_deleted() {
    let (home, server) = with_main("bilibili-web", &[]);
    end_session(&home, &server);
    let path = home.file("main").display().to_string();
    let ran = at(&home, &server, &["logout", "main", "--json"]);
    assert_eq!((ran.code, &*ran.err), (0, ""));
    let json = ran.json();
    assert_eq!(
        (&json["logged_out"], &json["was_valid"]),
        (&"main".into(), &false.into())
    );
    assert_eq!(json["path"], path);
    assert!(home.names().is_empty());
}

#[test]
fn a_failed_logout_keeps_the_profile() {
    let (home, server) = with_main("bilibili-web", &[]);
    let text = home.text("main");
    // A lost connection is retried for real seconds: the tests of the core have it.
    for (fault, code) in [("412-json", 13), ("html", 17), ("garbage", 15)] {
        set(&server, "fault.1", &format!("bilibili-web/logout {fault}"));
        let ran = at(&home, &server, &["logout", "main"]);
        assert_eq!(ran.code, code, "{fault}: {}", ran.err);
        assert!(ran.err.contains("profile main is kept"), "{}", ran.err);
        assert_eq!(home.text("main"), text);
    }
}

#[test]
fn without_a_logout_the_removal_is_advised() {
    let (home, server) = with_main("steam", &[]);
    let before = requests(&server);
    let ran = at(&home, &server, &["logout", "main", "--json"]);
    assert_eq!((ran.code, requests(&server)), (2, before));
    assert!(ran.last().contains("qrlogin remove main"), "{}", ran.err);
    assert_eq!(home.names(), ["main.json"]);
}
