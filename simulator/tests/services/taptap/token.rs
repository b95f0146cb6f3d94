//! TapTap's token polls.

use serde_json::json;

use crate::support::{Client, post};
use crate::taptap::client::{CHINA, Region, WORLD, error};

#[test]
fn a_wrong_token_request_is_refused_by_name() {
    let mut client = Client::new(&[]);
    let code = CHINA.code(&mut client);
    let form = CHINA.token_form(code["device_code"].as_str().unwrap());
    for (from, to, status, name) in [
        ("client_id=rAK3", "client_id=", 401, "invalid_client"),
        ("device_token", "code", 400, "unsupported_grant_type"),
        ("hmac-sha-1", "md5", 400, "unsupported_secret_type"),
        ("&secret_type=hmac-sha-1", "", 400, "invalid_request"),
        ("&code=", "&code=x", 400, "invalid_grant_code"),
    ] {
        let reply = CHINA.ask_token(&mut client, &form.replace(from, to));
        assert_eq!(error(&reply), (status, name.to_owned()));
    }
}

#[test]
fn a_client_of_another_region_fails_at_the_token_poll() {
    let mut client = Client::new(&[]);
    let mixed = Region {
        accounts: WORLD.accounts,
        ..CHINA
    };
    let code = mixed.code(&mut client);
    client.wait(3000);
    let reply = mixed.poll(&mut client, &code);
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.text(),
        r#"{"data":{"code":-1,"msg":"client store [cn] do not match: InvalidArgument","error":"invalid_request","error_description":"client store [cn] do not match: InvalidArgument"},"now":1790000003,"success":false}"#
    );
}

#[test]
fn another_clients_code_is_unknown() {
    let mut client = Client::new(&[]);
    let code = CHINA.code(&mut client);
    client.wait(5000);
    let reply = WORLD.poll(&mut client, &code);
    assert_eq!(error(&reply), (400, "invalid_grant_code".to_owned()));
}

#[test]
fn the_poll_reports_scans_and_cancels() {
    let script = "scan@poll:3 cancel@poll:5 scan@poll:6 confirm@poll:7";
    let mut client = Client::new(&[("person", script)]);
    let code = CHINA.code(&mut client);
    let mut seen = Vec::new();
    for _ in 1..7 {
        client.wait(3000);
        let (status, name) = error(&CHINA.poll(&mut client, &code));
        assert_eq!(status, 400);
        seen.push(name.strip_prefix("authorization_").unwrap().to_owned());
    }
    let (pending, waiting) = ("pending", "waiting");
    assert_eq!(seen, [pending, pending, waiting, waiting, pending, waiting]);
    client.wait(3000);
    assert_eq!(CHINA.poll(&mut client, &code).status, 200);
}

#[test]
fn a_pending_response_is_the_captured_one() {
    let mut client = Client::new(&[]);
    let code = CHINA.code(&mut client);
    let json = CHINA.poll(&mut client, &code).json();
    assert_eq!(
        json["data"]["error_description"],
        "oauth2.tapapis.com.AUTHORIZATION_PENDING: InvalidArgument: the end-user authorization is pending"
    );
}

#[test]
fn a_denied_login_stays_denied() {
    let mut client = Client::new(&[("person", "scan@1s deny@2s")]);
    let code = CHINA.code(&mut client);
    for _ in 0..2 {
        client.wait(3000);
        let reply = CHINA.poll(&mut client, &code);
        assert_eq!(error(&reply), (401, "access_denied".to_owned()));
    }
}

#[test]
fn a_code_expires_to_the_millisecond_under_three_names() {
    for name in ["invalid_grant_code", "invalid_grant", "expired_token"] {
        let mut client = Client::new(&[
            ("person", "expire"),
            ("taptap.lifetime", "30s"),
            ("taptap.enforces-interval", "no"),
            ("taptap.expired", name),
        ]);
        let code = CHINA.code(&mut client);
        client.wait(29_999);
        let reply = CHINA.poll(&mut client, &code);
        assert_eq!(error(&reply).1, "authorization_pending");
        client.wait(1);
        let reply = CHINA.poll(&mut client, &code);
        assert_eq!(error(&reply), (400, name.to_owned()));
    }
}

#[test]
fn a_code_is_good_for_one_exchange() {
    let mut client = Client::new(&[]);
    let code = CHINA.code(&mut client);
    client.wait(5000);
    assert_eq!(CHINA.poll(&mut client, &code).status, 200);
    client.wait(5000);
    let reply = CHINA.poll(&mut client, &code);
    assert_eq!(error(&reply), (400, "invalid_grant_code".to_owned()));
    assert!(
        client
            .last_log()
            .notes
            .contains(&"device code already used")
    );
}

#[test]
fn a_client_that_keeps_to_the_interval_gets_in() {
    let mut client = Client::new(&[]);
    let code = CHINA.code(&mut client);
    let interval = code["interval"].as_u64().unwrap() * 1000;
    let mut seen = Vec::new();
    while client.elapsed() < 10_000 {
        client.wait(interval);
        let reply = CHINA.poll(&mut client, &code);
        if reply.status == 200 {
            return;
        }
        seen.push(error(&reply).1);
    }
    panic!("{seen:?}");
}

#[test]
fn a_refused_poll_does_not_start_the_wait_anew() {
    let settings = [("person", "expire"), ("taptap.pace", "3s")];
    let mut client = Client::new(&settings);
    let code = CHINA.code(&mut client);
    let mut seen = Vec::new();
    for _ in 0..7 {
        seen.push(error(&CHINA.poll(&mut client, &code)).1 == "slow_down");
        client.wait(1000);
    }
    assert_eq!(seen, [false, true, true, false, true, true, false]);
}

#[test]
fn refused_polls_do_not_count_for_the_person() {
    let settings = [("person", "scan@poll:2"), ("taptap.pace", "3s")];
    let mut client = Client::new(&settings);
    let code = CHINA.code(&mut client);
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(error(&CHINA.poll(&mut client, &code)).1);
        client.wait(1000);
    }
    let [pending, waiting] = ["authorization_pending", "authorization_waiting"];
    assert_eq!(seen, [pending, "slow_down", "slow_down", waiting]);
}

#[test]
fn polling_too_fast_is_slow_down_and_logged() {
    let settings = [("person", "expire"), ("taptap.pace", "3s")];
    let mut client = Client::new(&settings);
    let code = CHINA.code(&mut client);
    CHINA.poll(&mut client, &code);
    client.wait(2749);
    let reply = CHINA.poll(&mut client, &code);
    assert_eq!(error(&reply), (400, "slow_down".to_owned()));
    assert_eq!(client.last_log().notes, ["too fast"]);
    client.wait(1);
    let reply = CHINA.poll(&mut client, &code);
    assert_eq!(error(&reply).1, "authorization_pending");
}

#[test]
fn the_longer_of_interval_and_pace_is_enforced() {
    let settings = [("person", "expire"), ("taptap.interval", "10")];
    let mut client = Client::new(&settings);
    let code = CHINA.code(&mut client);
    CHINA.poll(&mut client, &code);
    client.wait(9000);
    assert_eq!(error(&CHINA.poll(&mut client, &code)).1, "slow_down");
}

#[test]
fn every_error_can_be_served_in_both_spellings() {
    for (name, status) in [
        ("slow_down", 400),
        ("invalid_client", 401),
        ("captcha.needs", 400),
        ("user_is_deactivated", 403),
        ("not_found", 404),
        ("too_many_login_attempts", 429),
        ("server_error", 500),
        ("brand_new_error", 400),
    ] {
        for style in ["bare", "prefixed"] {
            let mut client = Client::new(&[("taptap.token", name), ("taptap.error-style", style)]);
            let code = CHINA.code(&mut client);
            let wanted = match style {
                "bare" => name.to_owned(),
                _ => format!("oauth2.tapapis.com.{}", name.to_uppercase()),
            };
            assert_eq!(error(&CHINA.poll(&mut client, &code)), (status, wanted));
        }
    }
    let mut client = Client::new(&[("taptap.token", "text")]);
    let code = CHINA.code(&mut client);
    let reply = CHINA.poll(&mut client, &code);
    assert!(reply.status == 400 && reply.text().starts_with("upstream connect error"));
}

#[test]
fn the_statuses_in_doubt_can_be_chosen() {
    for (setting, person) in [
        ("taptap.waiting-status", "scan@1s"),
        ("taptap.denied-status", "scan@1s deny@2s"),
        ("taptap.invalid-grant-status", "expire"),
    ] {
        let mut client = Client::new(&[
            ("person", person),
            (setting, "418"),
            ("taptap.lifetime", "3s"),
        ]);
        let code = CHINA.code(&mut client);
        client.wait(if person == "expire" { 3000 } else { 2500 });
        assert_eq!(CHINA.poll(&mut client, &code).status, 418, "{setting}");
    }
}

#[test]
fn a_token_has_the_described_form_and_its_variants() {
    let mut client = Client::new(&[]);
    let token = CHINA.token(&mut client);
    let kid = token["kid"].as_str().unwrap();
    assert!(kid.starts_with("1/") && kid.len() == 342);
    assert_eq!(
        token,
        json!({
            "kid": kid,
            "access_token": kid,
            "token_type": "mac",
            "mac_key": token["mac_key"],
            "mac_algorithm": "hmac-sha-1",
            "scope": "public_profile",
        })
    );
    let mut client = Client::new(&[
        ("taptap.access-token", "no"),
        ("taptap.mac-algorithm", "hmac-sha-256"),
        ("taptap.extra-scope", "compliance"),
    ]);
    let token = CHINA.token(&mut client);
    assert!(token.get("access_token").is_none());
    assert_eq!(token["mac_algorithm"], "hmac-sha-256");
    assert_eq!(token["scope"], "public_profile compliance");
    let settings = [
        ("taptap.scope-separator", "comma"),
        ("taptap.extra-scope", "compliance"),
        ("taptap.lacks", "mac_key"),
    ];
    let token = CHINA.token(&mut Client::new(&settings));
    assert_eq!(token["scope"], "public_profile,compliance");
    assert!(token.get("mac_key").is_none());
}

#[test]
fn another_device_id_at_the_poll_is_noted_but_accepted() {
    let mut client = Client::new(&[]);
    let form = CHINA.code_form() + "&info=%7B%22device_id%22%3A%22a%22%7D";
    let reply = CHINA.ask_code(&mut client, &form);
    let code = reply.json()["data"]["device_code"]
        .as_str()
        .unwrap()
        .to_owned();
    client.wait(5000);
    let form = CHINA.token_form(&code) + "&info=%7B%22device_id%22%3A%22b%22%7D";
    assert_eq!(CHINA.ask_token(&mut client, &form).status, 200);
    assert_eq!(client.last_log().notes, ["another device id"]);
}

#[test]
fn faults_hit_it_like_any_other_service() {
    let mut client = Client::new(&[
        ("fault.1", "taptap/token#1 refuse:slow_down"),
        ("fault.2", "taptap/token#2 html"),
        ("fault.3", "taptap/token#3 hang"),
        ("fault.4", "taptap/token#4 cut-before"),
    ]);
    let code = CHINA.code(&mut client);
    assert_eq!(error(&CHINA.poll(&mut client, &code)).1, "slow_down");
    assert_eq!(
        CHINA.poll(&mut client, &code).header("content-type"),
        "text/html; charset=utf-8"
    );
    let form = CHINA.token_form(code["device_code"].as_str().unwrap());
    let url = "https://accounts.tapapis.cn/oauth2/v1/token";
    for _ in 3..=4 {
        let request = post(url, "application/x-www-form-urlencoded", &form);
        assert!(client.try_send(request).is_err());
    }
    assert_eq!(CHINA.poll(&mut client, &code).status, 200);
}
