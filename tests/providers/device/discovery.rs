//! The metadata of an issuer (specification 2.3).

use super::*;

const METADATA: &str = r#"{"issuer":"https://id.example/x","device_authorization_endpoint":"https://id.example/d","token_endpoint":"https://tokens.example/t"}"#;

fn discover() -> Rig<Login<Device>> {
    let server = Server::discover("https://id.example/x").unwrap();
    Rig::new(Login::new(Device::new(server, "c1").unwrap(), seed()))
}

#[test]
fn the_endpoints_come_from_the_metadata() {
    let mut rig = discover();
    let call = rig.ok(METADATA);
    assert_eq!(call.request.method(), "GET");
    let expected = "https://id.example/x/.well-known/openid-configuration";
    assert_eq!(call.request.uri(), expected);
    assert_eq!(rig.ok(CODE).request.uri(), "https://id.example/d");
    assert_eq!(rig.call().request.uri(), "https://tokens.example/t");
    rig.ok(TOKENS);
    let credential = rig.end().unwrap();
    assert_eq!(
        credential.token_endpoint.to_string(),
        "https://tokens.example/t"
    );
}

#[test]
fn a_final_slash_of_the_issuer_makes_no_difference() {
    let mut rig = discover();
    rig.ok(METADATA.replace("example/x", "example/x/"));
    assert_eq!(rig.call().name, "device");
}

#[test]
fn the_metadata_of_another_issuer_are_not_trusted() {
    for issuer in [
        "https://id.example",
        "https://evil.example/x",
        "http://id.example/x",
        "",
        "https://id.example/x?a",
    ] {
        let mut rig = discover();
        rig.ok(METADATA.replace("https://id.example/x", issuer));
        assert_eq!(rig.error().kind(), "untrusted", "{issuer}");
    }
}

#[test]
fn an_issuer_without_a_device_flow_is_a_refusal() {
    let mut rig = discover();
    rig.ok(METADATA.replace("device_authorization_endpoint", "other"));
    let error = rig.error();
    assert_eq!((error.kind(), error.advice()), ("rejected", CHECK_CLIENT));
}

#[test]
fn endpoints_that_are_not_https_are_not_used() {
    for (from, to) in [
        ("https://id.example/d", "http://id.example/d"),
        ("https://id.example/d", "http://127.0.0.1/d"),
        ("https://tokens.example/t", "http://tokens.example/t"),
        ("https://tokens.example/t", "https://a:b@tokens.example/t"),
        ("https://tokens.example/t", ""),
    ] {
        let end = discover().end_with(&reply(200, METADATA.replace(from, to)));
        assert_eq!(end.unwrap().err().unwrap().kind(), "malformed", "{to}");
    }
}

#[test]
fn a_renewal_discovers_again() {
    let server = Server::discover("https://id.example/x").unwrap();
    let login = Login::new(Device::new(server, "c1").unwrap(), seed()).renewals(1);
    let mut rig = Rig::new(login);
    rig.ok(METADATA);
    rig.ok(CODE);
    rig.answer(Ok(reply(400, word("expired_token"))));
    assert_eq!(rig.call().name, "discovery");
}

#[test]
fn missing_metadata_are_reported_by_their_status() {
    for (response, kind) in [
        (reply(404, "{}"), "not_found"),
        (reply(200, "<html>"), "intercepted"),
        (reply(200, "nothing"), "malformed"),
    ] {
        let end = discover().end_with(&response);
        assert_eq!(end.unwrap().err().unwrap().kind(), kind);
    }
}
