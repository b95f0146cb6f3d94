//! Who may make control calls.

use std::io::ErrorKind;

use qrlogin_simulator::{Scenario, Server};

use crate::rig::{call, call_with, new_code, request, start};

const TOKEN: &str = "0123456789abcdef";

fn guarded() -> Server {
    let server = Server::builder(([127, 0, 0, 1], 0).into()).token(TOKEN);
    server.start().unwrap()
}

#[test]
fn every_call_demands_the_token_once_there_is_one() {
    let server = guarded();
    let right = format!("authorization: Bearer {TOKEN}\r\n");
    for headers in [
        "",
        "authorization: Bearer other\r\n",
        "authorization: Basic eDp5\r\n",
    ] {
        let reply = call_with(&server.origin(), ("GET", "/codes"), headers, "");
        assert_eq!((reply.status, &*reply.problem().1), (401, "unauthorized"));
        assert_eq!(reply.header("www-authenticate"), Some("bearer"));
        let older = request(&server.origin(), "GET", "/_sim/codes", headers, "");
        assert_eq!(older.status, 401);
        assert!(!older.body.contains(TOKEN));
    }
    call_with(&server.origin(), ("GET", "/codes"), &right, "").ok(200);
    assert_eq!(
        request(&server.origin(), "GET", "/_sim/codes", &right, "").status,
        200
    );
}

#[test]
fn readiness_and_description_need_no_token() {
    let server = guarded();
    call(&server, ("GET", "/ready"), "").ok(200);
    call(&server, ("GET", "/openapi.json"), "").ok(200);
}

#[test]
fn the_services_need_no_token() {
    assert_eq!(new_code(&guarded().origin()).len(), 32);
}

#[test]
fn beyond_the_loopback_a_token_is_needed_to_start() {
    let error = Server::start(Scenario::default(), ([0, 0, 0, 0], 0).into()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let empty = Server::builder(([0, 0, 0, 0], 0).into()).token("");
    assert_eq!(empty.start().unwrap_err().kind(), ErrorKind::InvalidInput);
}

#[test]
fn a_page_of_another_site_is_refused() {
    let server = start();
    for headers in ["origin: https://example.com\r\n", "host: example.com\r\n"] {
        let reply = call_with(&server.origin(), ("POST", "/reset"), headers, "");
        assert_eq!((reply.status, &*reply.problem().1), (403, "forbidden"));
    }
}

#[test]
fn under_another_name_the_path_names_the_service() {
    let server = guarded();
    let path = "/passport.bilibili.com/x/passport-login/web/qrcode/generate";
    let headers = "host: simulator:8115\r\n";
    let reply = request(&server.origin(), "GET", path, headers, "");
    assert_eq!(reply.json()["code"], 0);
}
