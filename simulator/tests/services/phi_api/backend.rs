//! phiApi in front of the simulated TapTap.

use qrlogin_simulator::ServiceId;
use serde_json::{Value, json};

use crate::support::{Client, Reply};
use crate::taptap::client::{CHINA as DIRECT, error};

const CHINA: &str = "?isInternational=false&useChinaEndpoint=true";
const WORLD: &str = "?isInternational=true&useChinaEndpoint=false";

fn before_taptap(settings: &[(&str, &str)]) -> Client {
    let mut all = vec![("phi-api.backend", "taptap")];
    all.extend(settings);
    let mut client = Client::new(&all);
    client.patience = 200_000;
    client
}

fn new_code(client: &mut Client, region: &str) -> Value {
    let url = format!("http://127.0.0.1:5015/phiApi/LoginQrCode/GetNewQRCode{region}");
    client.get(&url).json()["data"].clone()
}

fn send(client: &mut Client, name: &str, region: &str, body: &Value) -> Reply {
    let url = format!("http://127.0.0.1:5015/phiApi/LoginQrCode/{name}{region}");
    client.post_json(&url, &body.to_string())
}

/// Logs in as far as the TapTap token.
fn token(client: &mut Client, region: &str) -> Value {
    let code = new_code(client, region);
    client.wait(5000);
    send(client, "CheckQRCode", region, &code).json()["data"].clone()
}

/// The code and the message of a failure.
fn failure(reply: &Reply) -> (i64, String) {
    let json = reply.json();
    assert_eq!(json["success"], false, "{json}");
    let message = json["data"]["message"].as_str().unwrap().to_owned();
    (json["data"]["code"].as_i64().unwrap(), message)
}

/// The upstream JSON in the message of a failure with this code.
fn upstream(reply: &Reply, code: i64) -> Value {
    let (found, message) = failure(reply);
    assert_eq!((reply.status, found), (500, code));
    serde_json::from_str(&message).unwrap()
}

#[test]
fn both_regions_log_in_through_their_own_upstream() {
    for (region, page, host) in [
        (CHINA, "accounts.taptap.cn", "cn"),
        (WORLD, "accounts.taptap.io", "io"),
    ] {
        let mut client = before_taptap(&[]);
        let code = new_code(&mut client, region);
        assert!(code["url"].as_str().unwrap().contains(page), "{host}");
        assert_eq!(
            (&code["interval"], &code["expiresInSeconds"]),
            (&json!(3), &json!(300))
        );
        client.wait(5000);
        let token = send(&mut client, "CheckQRCode", region, &code).json()["data"].clone();
        let profile = send(&mut client, "GetTapTapProfile", region, &token).json()["data"].clone();
        let reply = send(&mut client, "GetPhigrosToken", region, &token);
        assert_eq!(client.issued("sessionToken"), reply.json()["data"]);
        assert_eq!(client.issued("openid"), profile["data"]["openid"]);
        assert_eq!(client.issued("kid"), token["data"]["kid"]);
        let services: Vec<_> = client
            .simulator
            .issued()
            .iter()
            .map(|issued| issued.service)
            .collect();
        assert_eq!(services, [ServiceId::TapTap, ServiceId::PhiApi]);
        let handle = &client.simulator.issued()[0].handle;
        assert_eq!(code["deviceCode"], handle.as_str());
    }
}

#[test]
fn every_era_logs_in() {
    for era in ["documented", "envelope"] {
        let mut client = before_taptap(&[("phi-api.era", era)]);
        let token = token(&mut client, CHINA);
        let name = if era == "documented" {
            "macKey"
        } else {
            "mac_key"
        };
        assert!(token["data"][name].is_string(), "{token}");
        let reply = send(&mut client, "GetPhigrosToken", CHINA, &token);
        assert!(
            reply.text().contains(&client.issued("sessionToken")),
            "{}",
            reply.text()
        );
    }
}

#[test]
fn the_log_shows_the_calls_behind_each_call() {
    let mut client = before_taptap(&[]);
    let token = token(&mut client, CHINA);
    send(&mut client, "GetPhigrosToken", CHINA, &token);
    let calls: Vec<_> = client
        .simulator
        .log()
        .iter()
        .map(|entry| (entry.call, entry.answered.unwrap().1))
        .collect();
    assert_eq!(
        calls,
        [
            ("GetNewQRCode", 200),
            ("code", 200),
            ("CheckQRCode", 200),
            ("token", 200),
            ("GetPhigrosToken", 200),
            ("profile", 200),
            ("users", 200),
        ]
    );
}

#[test]
fn pending_scanned_and_denied_fall_into_one() {
    let mut client = before_taptap(&[("person", "scan@5s deny@10s")]);
    let code = new_code(&mut client, CHINA);
    let direct = json!({"device_code": code["deviceCode"]});
    for state in [
        "authorization_pending",
        "authorization_waiting",
        "access_denied",
    ] {
        client.wait(1000);
        assert_eq!(error(&DIRECT.poll(&mut client, &direct)).1, state);
        client.wait(3000);
        assert_eq!(
            send(&mut client, "CheckQRCode", CHINA, &code).text(),
            r#"{"success":false,"data":{"code":1,"codeName":"LoginProcessNotDone","message":"Login progress not done"}}"#
        );
        client.wait(2000);
    }
}

#[test]
fn a_code_scanned_by_a_control_call_is_the_upstreams() {
    let mut client = before_taptap(&[("person", "expire")]);
    let code = new_code(&mut client, CHINA);
    let url = code["url"].as_str().unwrap().to_owned();
    assert_eq!(client.simulator.codes()[0].service, ServiceId::TapTap);
    client.simulator.confirm(client.now, Some(&url)).unwrap();
    assert_eq!(send(&mut client, "CheckQRCode", CHINA, &code).status, 200);
}

#[test]
fn other_errors_are_code_11_around_the_upstream_body() {
    let mut client = before_taptap(&[]);
    let code = new_code(&mut client, CHINA);
    client.wait(5000);
    send(&mut client, "CheckQRCode", CHINA, &code);
    client.wait(5000);
    let reply = send(&mut client, "CheckQRCode", CHINA, &code);
    assert_eq!(
        failure(&reply).1,
        r#"{"data":{"code":-1,"msg":"请求错误","error":"invalid_grant_code","error_description":"oauth2.tapapis.com.INVALID_GRANT_CODE: InvalidArgument: the provided access grant is invalid, expired, or revoked"},"now":1790000010,"success":false}"#
    );
    client.wait(1000);
    let reply = send(
        &mut client,
        "CheckQRCode",
        CHINA,
        &json!({"deviceCode": code["deviceCode"]}),
    );
    assert_eq!(upstream(&reply, 11)["data"]["error"], "invalid_grant_code");
}

#[test]
fn slow_down_comes_through() {
    let mut client = before_taptap(&[("person", "expire"), ("taptap.pace", "3s")]);
    let code = new_code(&mut client, CHINA);
    send(&mut client, "CheckQRCode", CHINA, &code);
    client.wait(1000);
    let reply = send(&mut client, "CheckQRCode", CHINA, &code);
    assert_eq!(upstream(&reply, 11)["data"]["error"], "slow_down");
    assert_eq!(client.last_log().notes, ["too fast"]);
}

#[test]
fn the_server_compares_bare_names() {
    let settings = [("person", "expire"), ("taptap.error-style", "prefixed")];
    let mut client = before_taptap(&settings);
    let code = new_code(&mut client, CHINA);
    let reply = send(&mut client, "CheckQRCode", CHINA, &code);
    let error = &upstream(&reply, 11)["data"]["error"];
    assert_eq!(error, "oauth2.tapapis.com.AUTHORIZATION_PENDING");
}

#[test]
fn another_region_knows_neither_the_code_nor_the_token() {
    let mut client = before_taptap(&[]);
    let code = new_code(&mut client, CHINA);
    client.wait(5000);
    let reply = send(&mut client, "CheckQRCode", WORLD, &code);
    assert_eq!(upstream(&reply, 11)["data"]["error"], "invalid_grant_code");
    client.wait(5000);
    let token = send(&mut client, "CheckQRCode", CHINA, &code).json()["data"].clone();
    let reply = send(&mut client, "GetPhigrosToken", WORLD, &token);
    assert_eq!(upstream(&reply, 114)["data"]["error"], "access_denied");
}

#[test]
fn a_failing_code_request_is_code_0() {
    let mut client = before_taptap(&[("fault.1", "taptap/code refuse:server_error")]);
    let reply = client.get("http://127.0.0.1:5015/phiApi/LoginQrCode/GetNewQRCode");
    let (code, message) = failure(&reply);
    assert_eq!((reply.status, code), (500, 0));
    assert!(
        message.starts_with("Internal server error: {\"data\":{\"code\":-1,"),
        "{message}"
    );
}

#[test]
fn failures_are_114_for_profiles_and_1145_for_sessions() {
    let mut client = before_taptap(&[("taptap.profile", "server_error")]);
    let token = token(&mut client, CHINA);
    for call in ["GetTapTapProfile", "GetPhigrosToken"] {
        let reply = send(&mut client, call, CHINA, &token);
        assert_eq!(upstream(&reply, 114)["data"]["error"], "server_error");
    }
    client
        .simulator
        .scenario_mut()
        .set("taptap.profile", "ok")
        .unwrap();
    client
        .simulator
        .scenario_mut()
        .set("taptap.session", "211")
        .unwrap();
    let reply = send(&mut client, "GetPhigrosToken", CHINA, &token);
    let json = upstream(&reply, 1145);
    assert_eq!(json, json!({"code": 211, "error": "Could not find user."}));
    client
        .simulator
        .scenario_mut()
        .set("taptap.session", "ok")
        .unwrap();
    let reply = send(&mut client, "GetPhigrosToken", CHINA, &token);
    assert_eq!(reply.status, 200, "the token is still good");
}

#[test]
fn an_upstream_body_without_json_becomes_dotnets_text() {
    for (fault, text) in [
        ("taptap/token#1 html", "'<' is an invalid start of a value."),
        (
            "taptap/token#1 empty",
            "The input does not contain any JSON tokens.",
        ),
        (
            "taptap/token#1 cut-before",
            "An error occurred while sending the request.",
        ),
        (
            "taptap/token#1 cut-body:9",
            "The response ended prematurely.",
        ),
    ] {
        let mut client = before_taptap(&[("fault.1", fault), ("person", "expire")]);
        let code = new_code(&mut client, CHINA);
        let (code_of_failure, message) = failure(&send(&mut client, "CheckQRCode", CHINA, &code));
        assert_eq!(code_of_failure, 11);
        assert!(message.starts_with(text), "{message}");
        client.wait(5000);
        let next = send(&mut client, "CheckQRCode", CHINA, &code);
        assert_eq!(failure(&next).0, 1, "{fault}");
    }
}

#[test]
fn a_hanging_upstream_times_out_after_100_seconds() {
    for (call, code) in [("profile", 114), ("users", 1145)] {
        let fault = format!("taptap/{call}#1 hang");
        let mut client = before_taptap(&[("fault.1", &fault)]);
        let token = token(&mut client, CHINA);
        let before = client.now;
        let (found, message) = failure(&send(&mut client, "GetPhigrosToken", CHINA, &token));
        assert_eq!((client.now - before, found), (100_000, code));
        assert!(message.contains("HttpClient.Timeout of 100 seconds"));
        let reply = send(&mut client, "GetPhigrosToken", CHINA, &token);
        assert_eq!(reply.status, 200);
    }
}

#[test]
fn bad_requests_never_reach_the_upstream() {
    let mut client = before_taptap(&[]);
    for (call, body, code, text) in [
        ("CheckQRCode", json!({}), 11, "Object reference not set"),
        (
            "GetPhigrosToken",
            json!({}),
            114,
            "Value cannot be null. (Parameter 'token')",
        ),
        (
            "GetPhigrosToken",
            json!({"data": {"kid": "a", "macKey": "b", "macAlgorithm": "hmac-sha-1", "scope": "public_profile"}}),
            114,
            "Unsupported MAC algorithm",
        ),
        (
            "GetTapTapProfile",
            json!({"data": {"kid": "a"}}),
            114,
            "Object reference not set",
        ),
    ] {
        let (found, message) = failure(&send(&mut client, call, CHINA, &body));
        assert_eq!(found, code);
        assert!(message.starts_with(text), "{message}");
        assert_eq!(client.last_log().service, Some(ServiceId::PhiApi));
    }
}

#[test]
fn a_skewed_clock_is_the_servers_own_as_well() {
    let mut client = before_taptap(&[("clock-skew", "86400")]);
    let token = token(&mut client, CHINA);
    let reply = send(&mut client, "GetPhigrosToken", CHINA, &token);
    assert_eq!(reply.status, 200);
}

#[test]
fn a_fault_for_any_service_does_not_hit_the_backend() {
    let mut client = before_taptap(&[("fault.1", "any#2 status:503")]);
    let code = new_code(&mut client, CHINA);
    client.wait(5000);
    assert_eq!(send(&mut client, "CheckQRCode", CHINA, &code).status, 503);
    client.wait(5000);
    assert_eq!(send(&mut client, "CheckQRCode", CHINA, &code).status, 200);
}
