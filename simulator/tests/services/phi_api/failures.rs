//! How phiApi refuses.

use serde_json::{Value, json};

use crate::phi_api::client::{CHINA, new_code, payload, send, upstream, url};
use crate::support::{Client, post};

/// Logs in as far as the TapTap token.
fn token(client: &mut Client) -> Value {
    let code = new_code(client, CHINA);
    client.wait(5000);
    payload(&send(client, "CheckQRCode", CHINA, &code))
}

#[test]
fn every_upstream_error_can_be_had_in_both_spellings() {
    for error in [
        "slow_down",
        "invalid_grant_code",
        "invalid_grant",
        "expired_token",
        "invalid_request",
        "invalid_client",
        "unsupported_grant_type",
        "captcha.needs",
        "user_is_deactivated",
        "forbidden",
        "not_found",
        "too_many_login_attempts",
        "server_error",
        "brand_new_error",
    ] {
        let mut client = Client::new(&[("phi-api.upstream", error)]);
        let code = new_code(&mut client, CHINA);
        assert_eq!(
            upstream(&send(&mut client, "CheckQRCode", CHINA, &code))["data"]["error"],
            error
        );
    }
    let mut client = Client::new(&[
        ("phi-api.upstream", "slow_down"),
        ("phi-api.error-style", "prefixed"),
    ]);
    let code = new_code(&mut client, CHINA);
    let error = upstream(&send(&mut client, "CheckQRCode", CHINA, &code));
    assert_eq!(error["data"]["error"], "oauth2.tapapis.com.SLOW_DOWN");
    let mut client = Client::new(&[("phi-api.upstream", "text")]);
    let code = new_code(&mut client, CHINA);
    let message = send(&mut client, "CheckQRCode", CHINA, &code).json()["data"]["message"].clone();
    assert!(message.as_str().unwrap().starts_with("The SSL connection"));
}

#[test]
fn bad_requests_get_dotnets_responses() {
    let mut client = Client::new(&[]);
    let check = url(&client, "CheckQRCode", CHINA);
    let mut ask = |content_type: &str, body: &str| {
        let reply = client.send(post(&check, content_type, body));
        let message = if reply.body.is_empty() {
            String::new()
        } else {
            reply.json()["data"]["message"].as_str().unwrap().to_owned()
        };
        (reply.status, message)
    };
    let json = "application/json; charset=utf-8";
    assert_eq!(ask("text/plain", "{}"), (415, String::new()));
    assert_eq!(
        ask("application/x-www-form-urlencoded", "a=b"),
        (415, String::new())
    );
    assert_eq!(ask(json, "null"), (400, "Body is empty".to_owned()));
    assert_eq!(
        ask(json, "{}"),
        (
            500,
            "Object reference not set to an instance of an object.".to_owned()
        )
    );
    assert!(
        ask(json, "")
            .1
            .starts_with("The input does not contain any JSON tokens.")
    );
    assert!(
        ask(json, "x")
            .1
            .starts_with("'x' is an invalid start of a value.")
    );
    let (status, text) = ask(json, r#"{"deviceCode":"a","interval":"1"}"#);
    assert_eq!(status, 400);
    assert!(
        text.starts_with("The JSON value could not be converted to System.Int32. Path: $.interval")
    );
    let (status, _) = ask(json, r#"{"success":true,"data":{"deviceCode":"a"}}"#);
    assert_eq!(status, 500, "the whole envelope is no code");
}

#[test]
fn only_the_current_server_requires_exact_keys() {
    for (era, code_of_lower_case, code_of_camel) in [("current", 11, 114), ("envelope", 1, 0)] {
        let mut client = Client::new(&[("phi-api.era", era)]);
        let code = new_code(&mut client, CHINA);
        let lower = json!({"devicecode": code["deviceCode"]});
        let reply = send(&mut client, "CheckQRCode", CHINA, &lower);
        assert_eq!(reply.json()["data"]["code"], code_of_lower_case, "{era}");

        let mut client = Client::new(&[("phi-api.era", era), ("phi-api.keys", "camel")]);
        let token = token(&mut client);
        let reply = send(&mut client, "GetPhigrosToken", CHINA, &token);
        if code_of_camel == 0 {
            assert_eq!(reply.status, 200, "{era}");
        } else {
            assert_eq!(
                reply.json()["data"]["message"],
                "Unsupported MAC algorithm",
                "{era}"
            );
        }
    }
}

#[test]
fn the_last_calls_require_wrapped_data_and_an_issued_token() {
    let mut client = Client::new(&[]);
    let token = token(&mut client);
    for body in [json!({}), token["data"].clone()] {
        let reply = send(&mut client, "GetPhigrosToken", CHINA, &body);
        assert_eq!(
            reply.json()["data"]["message"],
            "Value cannot be null. (Parameter 'token')"
        );
    }
    let mut forged = token.clone();
    forged["data"]["mac_key"] = "x".into();
    let reply = send(&mut client, "GetTapTapProfile", CHINA, &forged);
    assert_eq!(
        (reply.status, &reply.json()["data"]["code"]),
        (500, &114.into())
    );
}

#[test]
fn the_last_calls_can_fail_in_every_described_way() {
    for (session, code, part) in [
        ("114-access_denied", 114, "access_denied"),
        ("114-server_error", 114, "server_error"),
        ("114-text", 114, "connection refused"),
        (
            "1145-211",
            1145,
            "{\"code\":211,\"error\":\"Could not find user.\"}",
        ),
        ("1145-219", 1145, "219"),
        ("1145-text", 1145, "HttpClient.Timeout"),
    ] {
        let mut client = Client::new(&[("phi-api.session", session)]);
        let token = token(&mut client);
        let reply = send(&mut client, "GetPhigrosToken", CHINA, &token);
        let json = reply.json();
        assert_eq!((reply.status, &json["data"]["code"]), (500, &code.into()));
        assert!(
            json["data"]["message"].as_str().unwrap().contains(part),
            "{session}"
        );
    }
    for (answer, status) in [("500", 500), ("200", 200)] {
        let mut client = Client::new(&[("phi-api.new-code", answer)]);
        let reply = client.get(&url(&client, "GetNewQRCode", CHINA));
        assert_eq!(reply.status, status);
        assert_eq!(
            (&reply.json()["success"], &reply.json()["data"]["code"]),
            (&false.into(), &0.into())
        );
        assert!(
            reply.json()["data"]["message"]
                .as_str()
                .unwrap()
                .starts_with("Internal server error: ")
        );
    }
}

#[test]
fn a_failure_of_the_old_eras_is_bare() {
    let mut client = Client::new(&[("phi-api.era", "legacy")]);
    let code = new_code(&mut client, "");
    let json = send(&mut client, "CheckQRCode", "", &code).json();
    assert_eq!(
        (&json["code"], &json["codeName"]),
        (&1.into(), &"LoginProcessNotDone".into())
    );
    assert!(json.get("success").is_none() && json.get("error").is_some());
}
