//! `--demo`.

use std::thread::scope;

use crate::support::*;

#[test]
fn a_demo_of_any_flow_ends_within_ten_seconds() {
    let flows = run(&["flows", "--json"]).json();
    scope(|scope| {
        for flow in flows.as_array().unwrap() {
            scope.spawn(move || {
                let id = flow["id"].as_str().unwrap();
                let ran = run(&["login", id, "--demo", "--json"]);
                assert_eq!(ran.code, 0, "{id}: {}", ran.err);
                assert!(ran.took.as_secs() < 10, "{id}: {:?}", ran.took);
                assert!(ran.err.starts_with("This is a simulation"));
                let last = ran.lines().pop().unwrap();
                assert_eq!(
                    (&last["demo"], &last["credential"]["flow"]),
                    (&true.into(), &id.into())
                );
            });
            scope.spawn(move || {
                // The message about cookies before a login must be true.
                let id = flow["id"].as_str().unwrap();
                let yields_cookies = flow["yields"].as_str().unwrap().contains("cookie");
                let ran = run(&["login", id, "--demo", "--format", "header"]);
                assert_eq!(ran.code, if yields_cookies { 0 } else { 2 }, "{id}");
            });
        }
    });
}

#[test]
fn a_demo_accepts_no_server() {
    for (flow, name) in [
        ("phi-api", "base_url"),
        ("115-gateway", "base-url"),
        ("taptap", "accounts_url"),
        ("taptap", "open_url"),
        ("taptap", "cloud_url"),
    ] {
        let setting = format!("{name}=http://h");
        let ran = run(&["login", flow, "--demo", "--set", &setting]);
        assert_eq!(ran.code, 2, "{name}: {}", ran.err);
        assert!(
            ran.err.contains("cannot be used with --demo"),
            "{}",
            ran.err
        );
        assert!(ran.last().starts_with("hint: leave one of them out"));
    }
}
