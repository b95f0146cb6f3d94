//! The session service: users for TapTap tokens.

use http::Request;
use serde_json::{Value, json};

use crate::support::{Client, Reply, get};
use crate::taptap::client::{CHINA, Region, WORLD, auth_data};

/// A client that has a token and a profile of China, and the `authData` made of them.
fn with_profile(settings: &[(&str, &str)]) -> (Client, Value) {
    let mut client = Client::new(settings);
    let token = CHINA.token(&mut client);
    let profile = CHINA.profile(&mut client, &token);
    (client, auth_data(&token, &profile))
}

fn refusal(reply: &Reply) -> (u16, i64) {
    let json = reply.json();
    assert!(json["error"].is_string());
    (reply.status, json["code"].as_i64().unwrap())
}

/// A login with these headers instead of the usual ones.
fn with_headers(
    client: &mut Client,
    region: &Region,
    data: &Value,
    headers: &[(&str, &str)],
) -> Reply {
    let body = json!({"authData": {"taptap": data}}).to_string();
    let url = format!("https://{}/1.1/users", region.session);
    let mut request = Request::post(url).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    client.send(request.body(body.into_bytes()).unwrap())
}

#[test]
fn an_existing_user_gets_the_same_session_every_time() {
    let (mut client, data) = with_profile(&[]);
    let reply = CHINA.ask_session(&mut client, "", &data);
    let json = reply.json();
    let session = json["sessionToken"].as_str().unwrap();
    assert_eq!(reply.status, 200);
    assert!(session.len() == 25 && session.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9')));
    assert_eq!(json["objectId"].as_str().unwrap().len(), 24);
    let again = CHINA.ask_session(&mut client, "?failOnNotExist=true", &data);
    assert_eq!(again.json()["sessionToken"], session);
}

#[test]
fn a_new_user_is_created_once_unless_forbidden() {
    let (mut client, data) = with_profile(&[("taptap.player", "new")]);
    let reply = CHINA.ask_session(&mut client, "?failOnNotExist=true", &data);
    assert_eq!(
        reply.text(),
        r#"{"code":211,"error":"Could not find user."}"#
    );
    assert_eq!(reply.status, 400);
    let issued = client.simulator.issued();
    assert!(
        issued
            .iter()
            .all(|issued| issued.get("sessionToken").is_none())
    );
    let reply = CHINA.ask_session(&mut client, "", &data);
    let id = reply.json()["objectId"].as_str().unwrap().to_owned();
    assert_eq!(
        (reply.status, reply.header("location")),
        (
            201,
            format!("https://rak3ffdi.cloud.tds1.tapapis.cn/1.1/users/{id}").as_str()
        )
    );
    let reply = CHINA.ask_session(&mut client, "?failOnNotExist=true", &data);
    assert_eq!(reply.status, 200);
}

/// The vectors of spec 7.2, with both units of time.
#[test]
fn the_app_shows_its_key_or_a_signature() {
    let (mut client, data) = with_profile(&[]);
    let sign = "aac8dfe7879d3967caf54e9b940f1120,1700000000000";
    let md5_of_seconds = {
        use md5::{Digest as _, Md5};
        let text = format!("1700000000{}", CHINA.key);
        let hex: String = Md5::digest(text)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        format!("{hex},1700000000")
    };
    for (headers, status) in [
        ([("x-lc-id", CHINA.id), ("x-lc-key", CHINA.key)], 200),
        ([("x-lc-id", CHINA.id), ("x-lc-sign", sign)], 200),
        ([("x-lc-id", CHINA.id), ("x-lc-sign", &md5_of_seconds)], 200),
        (
            [("x-lc-id", CHINA.id), ("x-lc-sign", &sign.to_uppercase())],
            401,
        ),
        (
            [
                ("x-lc-id", CHINA.id),
                ("x-lc-sign", &sign.replace("17", "18")),
            ],
            401,
        ),
        (
            [
                ("x-lc-id", CHINA.id),
                ("x-lc-sign", sign.trim_end_matches(",1700000000000")),
            ],
            401,
        ),
        ([("x-lc-id", CHINA.id), ("x-lc-key", WORLD.key)], 401),
        ([("x-lc-id", WORLD.id), ("x-lc-key", WORLD.key)], 401),
        ([("x-lc-id", CHINA.id), ("accept", "*/*")], 401),
    ] {
        let reply = with_headers(&mut client, &CHINA, &data, &headers);
        assert_eq!(reply.status, status, "{headers:?}");
    }
    let mut client = Client::new(&[]);
    let token = WORLD.token(&mut client);
    let profile = WORLD.profile(&mut client, &token);
    let sign = "0d8eaadc75f6f873015af1d1e52945fa,1700000000000";
    let headers = [("x-lc-id", WORLD.id), ("x-lc-sign", sign)];
    let reply = with_headers(&mut client, &WORLD, &auth_data(&token, &profile), &headers);
    assert_eq!(reply.status, 200);
}

#[test]
fn auth_data_that_taptap_did_not_issue_is_refused() {
    let (mut client, data) = with_profile(&[]);
    for (name, value) in [
        ("kid", json!("1/x")),
        ("kid", Value::Null),
        ("mac_key", json!("x")),
        ("mac_algorithm", json!("hmac-sha-256")),
        ("token_type", json!("bearer")),
        ("openid", json!("x")),
        ("openid", Value::Null),
        ("access_token", json!("x")),
        ("unionid", json!("x")),
    ] {
        let mut wrong = data.clone();
        wrong[name] = value;
        let reply = CHINA.ask_session(&mut client, "", &wrong);
        assert_eq!(refusal(&reply), (400, 251), "{name}");
    }
    let nested = json!({"profile": {"openid": data["openid"]}, "token": data});
    let reply = CHINA.ask_session(&mut client, "", &nested);
    assert_eq!(refusal(&reply), (400, 251));
    let issued = client.simulator.issued();
    assert!(
        issued
            .iter()
            .all(|issued| issued.get("sessionToken").is_none())
    );
}

#[test]
fn the_superset_of_fields_is_accepted() {
    let (mut client, mut data) = with_profile(&[]);
    data["gender"] = "".into();
    data["scope"] = "public_profile".into();
    data["name"] = "another name".into();
    assert_eq!(CHINA.ask_session(&mut client, "", &data).status, 200);
}

#[test]
fn a_token_is_unknown_in_the_other_region() {
    let (mut client, data) = with_profile(&[]);
    let reply = WORLD.ask_session(&mut client, "", &data);
    assert_eq!(refusal(&reply), (400, 251));
}

#[test]
fn it_can_fail_in_every_described_way() {
    for (session, wanted) in [
        ("211", (400, 211)),
        ("219", (400, 219)),
        ("401", (401, 401)),
        ("403", (403, 403)),
        ("500", (500, 500)),
    ] {
        let (mut client, data) = with_profile(&[("taptap.session", session)]);
        let reply = CHINA.ask_session(&mut client, "", &data);
        assert_eq!(refusal(&reply), wanted);
        let fault = format!("taptap/users refuse:{session}");
        let (mut client, data) = with_profile(&[("fault.1", &fault)]);
        let reply = CHINA.ask_session(&mut client, "", &data);
        assert_eq!(refusal(&reply), wanted, "{fault}");
    }
    for (name, value, wanted) in [
        ("taptap.session", "empty", json!("")),
        ("taptap.lacks", "sessionToken", Value::Null),
    ] {
        let (mut client, data) = with_profile(&[(name, value)]);
        let reply = CHINA.ask_session(&mut client, "", &data);
        assert_eq!(
            (reply.status, &reply.json()["sessionToken"]),
            (200, &wanted)
        );
    }
    let (mut client, data) = with_profile(&[("taptap.session", "short")]);
    let reply = CHINA.ask_session(&mut client, "", &data);
    assert_eq!(reply.json()["sessionToken"].as_str().unwrap().len(), 24);
}

#[test]
fn a_session_returns_its_user_in_its_region_only() {
    let (mut client, data) = with_profile(&[]);
    let user = CHINA.ask_session(&mut client, "", &data).json();
    let session = user["sessionToken"].as_str().unwrap();
    for (region, session, status) in [
        (CHINA, session, 200),
        (CHINA, "x", 400),
        (WORLD, session, 400),
    ] {
        let mut request = get(&format!("https://{}/1.1/users/me", region.session));
        for (name, value) in [
            ("x-lc-id", region.id),
            ("x-lc-key", region.key),
            ("x-lc-session", session),
        ] {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let reply = client.send(request);
        assert_eq!(reply.status, status);
        match status {
            200 => {
                assert_eq!(reply.json()["objectId"], user["objectId"]);
                assert_eq!(reply.json()["nickname"], "player");
            }
            _ => assert_eq!(refusal(&reply), (400, 211)),
        }
    }
}
