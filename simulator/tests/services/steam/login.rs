//! The first call and the poll.

use serde_json::json;

use super::*;

#[test]
fn a_login_has_every_field_ever_seen() {
    let mut client = Client::new(&[]);
    let login = begin(&mut client, "2");
    let id = login["client_id"].as_str().unwrap();
    assert!(id.parse::<u64>().is_ok_and(|id| id > i64::MAX as u64));
    assert_eq!(
        login,
        json!({
            "client_id": id,
            "request_id": login["request_id"],
            "challenge_url": format!("https://s.team/q/1/{id}"),
            "interval": 5.0,
            "allowed_confirmations": [{"confirmation_type": 4}],
            "version": 1,
        })
    );
    let code = &client.simulator.codes()[0];
    assert_eq!(code.payload, login["challenge_url"].as_str().unwrap());
    assert_eq!(code.handle, login["request_id"].as_str().unwrap());
}

#[test]
fn a_poll_reports_waiting_then_the_scan_then_tokens() {
    let mut client = Client::new(&[("person", "scan@4s cancel@9s scan@14s confirm@19s")]);
    let login = begin(&mut client, "2");
    let waiting = json!({"response": {"had_remote_interaction": false}});
    let scanned = json!({"response": {"had_remote_interaction": true}});
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(poll(&mut client, &login).json());
        client.wait(5_000);
    }
    assert_eq!(
        seen,
        [waiting, scanned.clone(), scanned.clone(), scanned.clone()]
    );
    let reply = poll(&mut client, &login);
    assert_eq!(reply.header("x-eresult"), "1");
    let response = &reply.json()["response"];
    for name in ["refresh_token", "access_token", "account_name"] {
        assert_eq!(response[name], client.issued(name), "{name}");
    }
    // The tokens come once.
    client.wait(5_000);
    assert_eq!(poll(&mut client, &login).header("x-eresult"), "9");
}

#[test]
fn a_code_rotates_until_it_is_scanned() {
    let settings = [("steam.rotation", "8s"), ("person", "scan@19s")];
    let mut client = Client::new(&settings);
    let mut login = begin(&mut client, "2");
    let mut news = Vec::new();
    for _ in 0..8 {
        client.wait(5_000);
        let response = poll(&mut client, &login).json()["response"].clone();
        news.push(response.get("new_client_id").is_some());
        if let Some(id) = response.get("new_client_id") {
            let url = format!("https://s.team/q/1/{}", id.as_str().unwrap());
            assert_eq!(response["new_challenge_url"], url);
            login["client_id"] = id.clone();
        }
    }
    assert_eq!(
        news,
        [false, true, false, false, false, false, false, false]
    );
    let code = &client.simulator.codes()[0];
    assert_eq!(code.replaced, [login_text(&client, 0)]);
    assert_eq!(client.simulator.codes().len(), 1);
}

/// What a code held before its rotations.
fn login_text(client: &Client, index: usize) -> String {
    client.simulator.codes()[0].replaced[index].clone()
}

#[test]
fn a_client_with_an_old_id_is_told_again() {
    let mut client = Client::new(&[("steam.rotation", "8s"), ("person", "expire")]);
    let login = begin(&mut client, "2");
    client.wait(8_000);
    let first = poll(&mut client, &login).json();
    client.wait(5_000);
    assert_eq!(poll(&mut client, &login).json(), first);
}

#[test]
fn a_declined_login_and_an_ended_one_have_their_results() {
    for (settings, result) in [
        ([("person", "deny@2s"), ("steam.expired", "27")], "9"),
        ([("person", "expire"), ("steam.expired", "27")], "27"),
        ([("person", "expire"), ("steam.expired", "9")], "9"),
        ([("person", "expire"), ("steam.expired", "empty")], "1"),
    ] {
        let mut client = Client::new(&settings);
        let login = begin(&mut client, "2");
        let denied = settings[0].1.starts_with("deny");
        client.wait(if denied { 5_000 } else { 300_000 });
        let reply = poll(&mut client, &login);
        assert_eq!(reply.header("x-eresult"), result, "{settings:?}");
        assert_eq!(reply.json(), json!({"response": {}}));
    }
}

#[test]
fn an_agreement_comes_in_place_of_tokens() {
    let mut client = Client::new(&[("steam.agreement", "yes")]);
    let login = begin(&mut client, "2");
    client.wait(5_000);
    let reply = poll(&mut client, &login);
    assert_eq!((reply.status, reply.header("x-eresult")), (200, "118"));
    assert!(client.simulator.issued().is_empty());
}

#[test]
fn unknown_identifiers_and_platforms_are_refused() {
    let mut client = Client::new(&[]);
    let mut login = begin(&mut client, "2");
    login["client_id"] = "7".into();
    let reply = poll(&mut client, &login);
    assert_eq!(reply.header("x-eresult"), "9");
    login["request_id"] = "none".into();
    let reply = poll(&mut client, &login);
    assert_eq!(reply.header("x-eresult"), "9");
    let url = format!("{API}/BeginAuthSessionViaQR/v1/");
    let reply = client.post_form(&url, "platform_type=9");
    assert_eq!(reply.header("x-eresult"), "8");
}

#[test]
fn a_device_without_a_name_is_noted() {
    let mut client = Client::new(&[]);
    client.post_form(
        &format!("{API}/BeginAuthSessionViaQR/v1/"),
        "platform_type=2",
    );
    assert_eq!(client.last_log().notes, ["no device_friendly_name"]);
}

#[test]
fn a_poll_that_comes_too_fast_is_noted() {
    let mut client = Client::new(&[("person", "expire")]);
    let login = begin(&mut client, "2");
    poll(&mut client, &login);
    client.wait(4_999);
    poll(&mut client, &login);
    assert_eq!(client.last_log().notes, ["too fast"]);
}
