//! The codes, the person and the credentials.

use serde_json::json;

use crate::rig::{call, new_code, poll, request, start};

#[test]
fn a_code_has_its_state_after_each_act() {
    let server = start();
    new_code(&server.origin());
    let state = |act: &str| {
        let code = call(&server, ("POST", "/act"), &json!({"act": act}).to_string()).ok(200);
        let listed = call(&server, ("GET", "/codes"), "").ok(200);
        assert_eq!(listed["codes"][0], code);
        code["state"].as_str().unwrap().to_owned()
    };
    let listed = call(&server, ("GET", "/codes"), "").ok(200);
    assert_eq!(listed["codes"][0]["state"], "waiting");
    assert_eq!(state("scan"), "scanned");
    assert_eq!(state("cancel"), "waiting");
    assert_eq!(state("confirm"), "confirmed");
    assert_eq!(state("expire"), "expired");
}

#[test]
fn a_collected_login_is_issued_with_its_values() {
    let server = start();
    let key = new_code(&server.origin());
    call(&server, ("POST", "/act"), r#"{"act": "confirm"}"#).ok(200);
    assert_eq!(poll(&server.origin(), &key), 0);
    let codes = call(&server, ("GET", "/codes?state=collected"), "").ok(200);
    assert_eq!(codes["codes"][0]["handle"], key.as_str());
    let issued = call(&server, ("GET", &format!("/issued?handle={key}")), "").ok(200);
    let [only] = issued["issued"].as_array().unwrap().as_slice() else {
        panic!("{issued}");
    };
    assert_eq!(only["service"], "bilibili-web");
    assert!(only["values"]["SESSDATA"].as_str().unwrap().contains("%2C"));
}

#[test]
fn an_act_is_for_the_named_code_alone() {
    let server = start();
    let first = new_code(&server.origin());
    let tv = "/passport.bilibili.com/x/passport-tv-login/qrcode/auth_code";
    request(&server.origin(), "POST", tv, "", "");
    let second = new_code(&server.origin());
    let body = json!({"act": "scan", "handle": first, "service": "bilibili-web"});
    let code = call(&server, ("POST", "/act"), &body.to_string()).ok(200);
    assert_eq!(code["handle"], first.as_str());
    let waiting = call(&server, ("GET", "/codes?state=waiting"), "").ok(200);
    assert_eq!(waiting["codes"][0]["handle"], second.as_str());
}

#[test]
fn an_act_without_a_code_says_so() {
    let server = start();
    let (status, kind, ..) = call(&server, ("POST", "/act"), r#"{"act": "scan"}"#).problem();
    assert_eq!((status, &*kind), (404, "no_code"));
    new_code(&server.origin());
    let body = r#"{"act": "scan", "handle": "none"}"#;
    let reply = call(&server, ("POST", "/act"), body);
    assert_eq!(reply.status, 404);
    assert!(reply.body.contains("the latest is"));
}

#[test]
fn an_act_that_comes_too_late_is_a_conflict() {
    let server = start();
    new_code(&server.origin());
    call(&server, ("POST", "/act"), r#"{"act": "confirm"}"#).ok(200);
    let (status, kind, ..) = call(&server, ("POST", "/act"), r#"{"act": "deny"}"#).problem();
    assert_eq!((status, &*kind), (409, "decided"));
    call(&server, ("POST", "/act"), r#"{"act": "expire"}"#).ok(200);
    let (status, kind, ..) = call(&server, ("POST", "/act"), r#"{"act": "scan"}"#).problem();
    assert_eq!((status, &*kind), (409, "expired"));
}
