//! What a call does not know is refused by name.

use crate::rig::{call, call_with, start};

#[test]
fn an_unknown_parameter_is_named_with_the_nearest() {
    let server = start();
    let (status, kind, name, near) = call(&server, ("GET", "/requests?servce=115"), "").problem();
    assert_eq!((status, &*kind, &*name), (400, "unknown_name", "servce"));
    assert_eq!(near[0], "service");
}

#[test]
fn an_unknown_member_is_named_with_the_nearest() {
    let server = start();
    let body = r#"{"act": "scan", "handel": "x"}"#;
    let (status, kind, name, near) = call(&server, ("POST", "/act"), body).problem();
    assert_eq!((status, &*kind, &*name), (400, "unknown_name", "handel"));
    assert_eq!(near[0], "handle");
}

#[test]
fn an_unknown_service_or_call_is_named_with_the_nearest() {
    let server = start();
    for (path, wrong, nearest) in [
        (
            "/codes?service=bilibili-wbe",
            "bilibili-wbe",
            "bilibili-web",
        ),
        ("/issued?service=taptab", "taptab", "taptap"),
        ("/requests?service=115-opn", "115-opn", "115-open"),
        ("/requests?call=pol", "pol", "poll"),
        ("/requests?service=bilibili-web&call=pole", "pole", "poll"),
    ] {
        let (status, kind, name, near) = call(&server, ("GET", path), "").problem();
        assert_eq!((status, &*kind, &*name), (400, "unknown_name", wrong));
        assert_eq!(near[0], nearest);
    }
}

#[test]
fn a_body_of_another_type_is_refused() {
    let server = start();
    for media_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
    ] {
        let headers = format!("content-type: {media_type}\r\n");
        let call = ("POST", "/act");
        let (status, kind, name, near) =
            call_with(&server.origin(), call, &headers, "act=scan").problem();
        assert_eq!((status, &*kind, &*name), (400, "media_type", media_type));
        assert_eq!(near, ["application/json"]);
    }
}

#[test]
fn a_body_that_is_no_object_is_refused() {
    let server = start();
    for body in ["[1]", "{", "\"scan\"", r#"{"act": "scan"} {}"#] {
        let (status, kind, ..) = call(&server, ("POST", "/act"), body).problem();
        assert_eq!((status, &*kind), (400, "bad_request"), "{body}");
    }
    let (status, kind, ..) = call(&server, ("POST", "/act"), "").problem();
    assert_eq!((status, &*kind), (400, "bad_request"));
}

#[test]
fn a_member_of_the_wrong_type_is_named() {
    let server = start();
    for (path, body, wrong) in [
        ("/act", r#"{"act": "scan", "handle": 7}"#, "handle"),
        ("/act", r#"{"act": 7}"#, "act"),
        ("/act", r#"{"act": "scann"}"#, "act"),
        ("/act", r#"{"act": "scan", "act": "deny"}"#, "act"),
        ("/reset", r#"{"keep": "scenario"}"#, "keep"),
        ("/sessions", r#"{"settings": {"seed": [1]}}"#, "settings"),
        ("/sessions", r#"{"name": "a b"}"#, "name"),
    ] {
        let (status, kind, name, _) = call(&server, ("POST", path), body).problem();
        assert_eq!(
            (status, &*kind, &*name),
            (400, "bad_value", wrong),
            "{body}"
        );
    }
}

#[test]
fn a_body_where_none_is_taken_is_refused() {
    let server = start();
    let (status, kind, ..) = call(&server, ("GET", "/codes"), r#"{"state": "waiting"}"#).problem();
    assert_eq!((status, &*kind), (400, "bad_request"));
}

#[test]
fn another_path_is_named_with_the_nearest() {
    let server = start();
    let (status, kind, name, near) = call(&server, ("GET", "/code"), "").problem();
    assert_eq!(
        (status, &*kind, &*name),
        (404, "not_found", "/_sim/v1/code")
    );
    assert_eq!(near[0], "/_sim/v1/codes");
}

#[test]
fn another_method_is_refused_with_those_allowed() {
    let server = start();
    let reply = call(&server, ("PUT", "/requests"), "");
    assert_eq!(reply.problem().1, "method_not_allowed");
    assert_eq!(reply.header("allow"), Some("get, delete"));
}

#[test]
fn a_head_request_gets_the_head_of_get() {
    let server = start();
    let reply = call(&server, ("HEAD", "/codes"), "");
    assert_eq!((reply.status, &*reply.body), (200, ""));
}

#[test]
fn too_large_a_body_is_a_problem() {
    let body = format!(r#"{{"act": "{}"}}"#, "x".repeat(2 << 20));
    let (status, kind, ..) = call(&start(), ("POST", "/act"), &body).problem();
    assert_eq!((status, &*kind), (413, "too_large"));
}
