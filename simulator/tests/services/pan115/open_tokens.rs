//! The tokens of 115's open platform: their use, their refresh, their end.

use serde_json::Value;

use crate::pan115::client::{OPEN_API, PASSPORT};
use crate::support::{Client, Reply};

const VERIFIER: &str = "IGKN6CJanWxCDPDhHZJrhswQdlcPBGLqExkhyujysXaQ4fJKBk_6dlPJo47s";
const CHALLENGE: &str = "THHodGWg-FZfv8XYz7QArNGIK_aVomSHPldlSOTUtkw";

/// The tokens of a new login.
struct Tokens {
    access: String,
    refresh: String,
}

impl Tokens {
    fn of(json: &Value) -> Self {
        let text = |name: &str| json["data"][name].as_str().unwrap().to_owned();
        Self {
            access: text("access_token"),
            refresh: text("refresh_token"),
        }
    }
}

fn with(settings: &[(&str, &str)]) -> Client {
    let mut all = vec![("person", "confirm@0ms")];
    all.extend(settings);
    Client::new(&all)
}

fn collected(client: &mut Client) -> Value {
    let begun = client.post_form(
        &format!("{PASSPORT}/open/authDeviceCode"),
        &format!("client_id=1&code_challenge={CHALLENGE}&code_challenge_method=sha256"),
    );
    let uid = begun.json()["data"]["uid"].as_str().unwrap().to_owned();
    client
        .post_form(
            &format!("{PASSPORT}/open/deviceCodeToToken"),
            &format!("uid={uid}&code_verifier={VERIFIER}"),
        )
        .json()
}

fn log_in(client: &mut Client) -> Tokens {
    Tokens::of(&collected(client))
}

fn refresh(client: &mut Client, token: &str) -> Value {
    client
        .post_form(
            &format!("{PASSPORT}/open/refreshToken"),
            &format!("refresh_token={token}"),
        )
        .json()
}

fn user_info(client: &mut Client, authorization: &str) -> Reply {
    let request =
        http::Request::get(format!("{OPEN_API}/user/info")).header("authorization", authorization);
    client.send(request.body(Vec::new()).unwrap())
}

fn use_token(client: &mut Client, token: &str) -> Value {
    user_info(client, &format!("Bearer {token}")).json()
}

#[test]
fn an_access_token_is_good_for_its_time() {
    let mut client = with(&[]);
    let tokens = log_in(&mut client);
    let json = use_token(&mut client, &tokens.access);
    assert_eq!(json["state"], 1);
    assert!(json["data"]["user_id"].is_string());
    client.wait(7_199_999);
    assert_eq!(use_token(&mut client, &tokens.access)["state"], 1);
    client.wait(1);
    assert_eq!(use_token(&mut client, &tokens.access)["code"], 40_140_125);
}

#[test]
fn what_is_no_access_token_is_malformed() {
    let mut client = with(&[]);
    let tokens = log_in(&mut client);
    for wrong in [
        String::new(),
        tokens.access.clone(),
        format!("Bearer {}", tokens.refresh),
        "Bearer x".to_owned(),
    ] {
        let json = user_info(&mut client, &wrong).json();
        assert_eq!(json["code"], 40_140_123);
        assert_eq!(json["message"], "access_token 格式错误");
    }
    let login_call = client.post_form(&format!("{OPEN_API}/authDeviceCode"), "");
    assert_eq!(login_call.json()["code"], 40_140_123);
}

#[test]
fn a_refresh_issues_new_tokens_and_revokes_the_old() {
    let mut client = with(&[]);
    let old = log_in(&mut client);
    client.wait(100_000);
    let json = refresh(&mut client, &old.refresh);
    let new = Tokens::of(&json);
    assert_eq!(json["data"]["expires_in"], 2_592_000);
    assert!(new.access != old.access && new.refresh != old.refresh);
    assert_eq!(client.issued("access_token"), new.access);
    assert_eq!(client.issued("refresh_token"), new.refresh);
    assert_eq!(client.simulator.issued().len(), 1);
    assert_eq!(use_token(&mut client, &new.access)["state"], 1);
    let void = refresh(&mut client, &old.refresh);
    assert_eq!(
        (&void["code"], &void["error"]),
        (&40_140_116.into(), &"no auth".into())
    );
}

#[test]
fn a_refresh_can_come_too_early() {
    let mut client = with(&[]);
    let first = log_in(&mut client);
    let second = Tokens::of(&refresh(&mut client, &first.refresh));
    client.wait(59_999);
    let early = refresh(&mut client, &second.refresh);
    assert_eq!(early["code"], 40_140_117);
    client.wait(1);
    assert_eq!(refresh(&mut client, &second.refresh)["state"], 1);
}

#[test]
fn a_refresh_does_not_prolong_the_time_to_refresh() {
    let mut client = with(&[("115-open.refreshable", "10m")]);
    let first = log_in(&mut client);
    client.wait(300_000);
    let second = Tokens::of(&refresh(&mut client, &first.refresh));
    client.wait(300_000);
    let late = refresh(&mut client, &second.refresh);
    assert_eq!(late["code"], 40_140_119);
}

#[test]
fn what_is_no_refresh_token_is_malformed() {
    let mut client = with(&[]);
    let tokens = log_in(&mut client);
    assert_eq!(refresh(&mut client, "")["code"], 40_140_114);
    assert_eq!(refresh(&mut client, "x.y")["code"], 40_140_114);
    assert_eq!(refresh(&mut client, &tokens.access)["code"], 40_140_120);
}

#[test]
fn a_third_login_ends_the_first() {
    let mut client = with(&[]);
    let logins = [(); 3].map(|()| log_in(&mut client));
    let state = |client: &mut Client, tokens: &Tokens| use_token(client, &tokens.access);
    assert_eq!(state(&mut client, &logins[0])["code"], 40_140_125);
    assert_eq!(refresh(&mut client, &logins[0].refresh)["code"], 40_140_116);
    assert_eq!(state(&mut client, &logins[1])["state"], 1);
    assert_eq!(state(&mut client, &logins[2])["state"], 1);
}

#[test]
fn a_token_can_be_missing() {
    for name in ["access_token", "refresh_token"] {
        let setting = format!("115-open.without-{}", name.replace('_', "-"));
        let mut client = with(&[(&setting, "yes")]);
        let json = collected(&mut client);
        assert_eq!((&json["state"], json["data"].get(name)), (&1.into(), None));
    }
}

#[test]
fn the_api_can_be_rate_limited() {
    let mut client = with(&[("115-open.rate-limited", "yes")]);
    let tokens = log_in(&mut client);
    let reply = user_info(&mut client, &format!("Bearer {}", tokens.access));
    assert_eq!(reply.status, 429);
    assert_eq!(reply.header("x-ratelimit-reset"), "1790000060");
}
