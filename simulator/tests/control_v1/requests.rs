//! What clients sent.

use crate::rig::{call, new_code, request, start};

#[test]
fn a_request_is_listed_with_headers_and_body() {
    let server = start();
    let path = "/passport.bilibili.com/x/passport-tv-login/qrcode/auth_code?ts=1";
    let headers = "x-mine: yes\r\n";
    request(&server.origin(), "POST", path, headers, "appkey=1");
    let listed = call(&server, ("GET", "/requests"), "").ok(200);
    let sent = &listed["requests"][0];
    assert_eq!(sent["service"], "bilibili-tv");
    assert_eq!(sent["host"], "passport.bilibili.com");
    assert_eq!(sent["path"], "/x/passport-tv-login/qrcode/auth_code");
    assert_eq!(sent["query"], "ts=1");
    assert_eq!(sent["body"], "appkey=1");
    let headers = sent["headers"].as_array().unwrap();
    assert!(headers.contains(&serde_json::json!(["x-mine", "yes"])));
}

#[test]
fn unmatched_requests_are_listed_apart() {
    let server = start();
    new_code(&server.origin());
    request(
        &server.origin(),
        "GET",
        "/passport.bilibili.com/x/nothing",
        "",
        "",
    );
    request(&server.origin(), "GET", "/example.com/x", "", "");
    let paths = |query: &str| {
        let listed = call(&server, ("GET", &format!("/requests{query}")), "").ok(200);
        let listed = listed["requests"].as_array().unwrap().clone();
        let paths = listed
            .iter()
            .map(|it| it["path"].as_str().unwrap().to_owned());
        paths.collect::<Vec<_>>()
    };
    assert_eq!(paths("?unmatched=true"), ["/x/nothing", "/x"]);
    let matched = ["/x/passport-login/web/qrcode/generate"];
    assert_eq!(paths("?unmatched=false"), matched);
    assert_eq!(paths("?service=bilibili-web&call=generate"), matched);
    assert_eq!(paths("?since=2"), ["/x"]);
}

#[test]
fn forgotten_requests_leave_the_codes() {
    let server = start();
    new_code(&server.origin());
    call(&server, ("DELETE", "/requests"), "").ok(204);
    let listed = call(&server, ("GET", "/requests"), "").ok(200);
    assert_eq!(listed["requests"], serde_json::json!([]));
    let codes = call(&server, ("GET", "/codes"), "").ok(200);
    assert_eq!(codes["codes"].as_array().unwrap().len(), 1);
    new_code(&server.origin());
    let listed = call(&server, ("GET", "/requests"), "").ok(200);
    assert_eq!(listed["requests"][0]["number"], 1);
}
