//! The scenario, the clock and the reset.

use serde_json::Value;

use crate::rig::{call, new_code, poll, start};

fn value(server: &qrlogin_simulator::Server, name: &str) -> Value {
    let listed = call(server, ("GET", "/scenario"), "").ok(200);
    let settings = listed["settings"].as_array().unwrap().iter();
    let mut found = settings.filter(|setting| setting["name"] == name);
    found.next().unwrap()["value"].clone()
}

#[test]
fn changed_settings_apply_to_the_next_code() {
    let server = start();
    let body =
        r#"{"bilibili-web.lifetime": "5s", "bilibili-web.wants-user-agent": false, "seed": 7}"#;
    let changed = call(&server, ("PATCH", "/scenario"), body).ok(200);
    assert_eq!(changed["settings"]["seed"], "7");
    new_code(&server.origin());
    let codes = call(&server, ("GET", "/codes"), "").ok(200);
    let time = |name: &str| codes["codes"][0][name].as_u64().unwrap();
    assert_eq!(time("expires_at_ms") - time("issued_at_ms"), 5000);
}

#[test]
fn no_setting_is_changed_if_one_is_wrong() {
    let server = start();
    let body = r#"{"bilibili-web.lifetime": "5s", "bilibili-web.lifetimes": "5s"}"#;
    let (status, kind, name, near) = call(&server, ("PATCH", "/scenario"), body).problem();
    assert_eq!((status, &*kind), (400, "unknown_name"));
    assert_eq!(name, "bilibili-web.lifetimes");
    assert_eq!(near[0], "bilibili-web.lifetime");
    let body = r#"{"bilibili-web.lifetime": "5s", "seed": "x"}"#;
    let (status, kind, name, _) = call(&server, ("PATCH", "/scenario"), body).problem();
    assert_eq!((status, &*kind, &*name), (400, "bad_value", "seed"));
    assert_eq!(value(&server, "bilibili-web.lifetime"), "3m");
}

#[test]
fn a_change_without_effect_is_noted() {
    let server = start();
    let body = r#"{"bilibili-web.url-sessdata": "encoded"}"#;
    let changed = call(&server, ("PATCH", "/scenario"), body).ok(200);
    let note = changed["notes"][0].as_str().unwrap();
    assert!(note.contains("has no effect"), "{note}");
}

#[test]
fn the_clock_is_set_ahead() {
    let server = start();
    let key = new_code(&server.origin());
    let before = call(&server, ("GET", "/clock"), "").ok(200);
    assert_eq!(before["ahead_ms"], 0);
    let after = call(&server, ("POST", "/clock"), r#"{"advance": "181s"}"#).ok(200);
    assert_eq!(after["ahead_ms"], 181_000);
    assert_eq!(poll(&server.origin(), &key), 86038);
    let (status, kind, name, _) =
        call(&server, ("POST", "/clock"), r#"{"advance": "181"}"#).problem();
    assert_eq!((status, &*kind, &*name), (400, "bad_value", "advance"));
}

#[test]
fn a_reset_keeps_only_what_is_named() {
    let server = start();
    for (body, lifetime) in [(r#"{"keep": ["scenario"]}"#, "5s"), ("", "3m")] {
        new_code(&server.origin());
        call(
            &server,
            ("PATCH", "/scenario"),
            r#"{"bilibili-web.lifetime": "5s"}"#,
        )
        .ok(200);
        call(&server, ("POST", "/reset"), body).ok(204);
        let codes = call(&server, ("GET", "/codes"), "").ok(200);
        assert_eq!(codes["codes"], serde_json::json!([]));
        let requests = call(&server, ("GET", "/requests"), "").ok(200);
        assert_eq!(requests["requests"], serde_json::json!([]));
        assert_eq!(value(&server, "bilibili-web.lifetime"), lifetime);
    }
    let (status, kind, name, _) =
        call(&server, ("POST", "/reset"), r#"{"keep": ["log"]}"#).problem();
    assert_eq!((status, &*kind, &*name), (400, "bad_value", "keep"));
}

#[test]
fn it_says_that_it_is_ready() {
    let ready = call(&start(), ("GET", "/ready"), "").ok(200);
    assert_eq!((&ready["v"], &ready["ready"]), (&1.into(), &true.into()));
}

#[test]
fn services_are_listed_with_their_calls() {
    let listed = call(&start(), ("GET", "/services"), "").ok(200);
    let first = &listed["services"][0];
    assert_eq!(first["service"], "bilibili-web");
    assert!(first["calls"].as_array().unwrap().contains(&"poll".into()));
}
