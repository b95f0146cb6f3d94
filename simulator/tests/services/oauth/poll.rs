//! The polls.

use super::*;

#[test]
fn each_service_says_pending_in_its_manner() {
    let mut client = Client::new(&[("person", "")]);
    for (place, status) in [
        (STANDARD, 400),
        (GITHUB, 200),
        (GOOGLE, 428),
        (MICROSOFT, 400),
        (TWITCH, 400),
    ] {
        let code = place.code(&mut client);
        let reply = place.poll(&mut client, &code);
        assert_eq!(error(&reply), (status, "authorization_pending".to_owned()));
    }
    let code = MICROSOFT.code(&mut client);
    assert_eq!(
        MICROSOFT.poll(&mut client, &code).json()["error_codes"][0],
        70_016
    );
}

#[test]
fn each_service_says_denied_in_its_manner() {
    let mut client = Client::new(&[("person", "deny@1s")]);
    for (place, status, word) in [
        (STANDARD, 400, "access_denied"),
        (GITHUB, 200, "access_denied"),
        (GOOGLE, 403, "access_denied"),
        (MICROSOFT, 400, "authorization_declined"),
        (TWITCH, 400, "access_denied"),
    ] {
        let code = place.code(&mut client);
        assert_eq!(
            error(&place.poll(&mut client, &code)),
            (status, word.to_owned())
        );
    }
}

#[test]
fn an_early_poll_makes_the_interval_longer() {
    let mut client = Client::new(&[("person", "")]);
    let code = GITHUB.code(&mut client);
    let words = |client: &mut Client, wait: u64| {
        client.wait(wait);
        let reply = GITHUB.poll(client, &code);
        (error(&reply).1, reply.json()["interval"].clone())
    };
    assert_eq!(words(&mut client, 0).0, "authorization_pending");
    client.now -= 5_000;
    assert_eq!(words(&mut client, 0), ("slow_down".to_owned(), 10.into()));
    assert_eq!(words(&mut client, 0), ("slow_down".to_owned(), 15.into()));
    assert_eq!(words(&mut client, 10_000).0, "authorization_pending");
    assert_eq!(client.last_log().notes.len(), 0);
}

#[test]
fn slow_down_without_an_end_stays() {
    let settings = [
        ("device.slow-polls", "1"),
        ("device.endless-slow-down", "yes"),
    ];
    let mut client = Client::new(&settings);
    let code = STANDARD.code(&mut client);
    for _ in 0..5 {
        client.wait(60_000);
        assert_eq!(error(&STANDARD.poll(&mut client, &code)).1, "slow_down");
    }
}

#[test]
fn a_fresh_code_is_refused_if_the_scenario_says_so() {
    let mut client = Client::new(&[("device.grace", "2"), ("person", "")]);
    let code = GITHUB.code(&mut client);
    let mut word = || error(&GITHUB.poll(&mut client, &code)).1;
    assert_eq!(
        [word(), word()],
        ["incorrect_device_code", "incorrect_device_code"]
    );
    assert_eq!(word(), "authorization_pending");
}

#[test]
fn another_grant_or_client_is_refused() {
    let mut client = Client::new(&[]);
    let code = STANDARD.code(&mut client);
    let form = poll_form(code["device_code"].as_str().unwrap());
    client.wait(6_000);
    for (from, to, word) in [
        ("device_code&", "other&", "unsupported_grant_type"),
        ("client_id=c1", "client_id=c2", "invalid_grant"),
        ("client_id=c1", "", "invalid_request"),
        ("&device_code=", "&device_code=x", "invalid_grant"),
    ] {
        let reply = client.post_form(STANDARD.token, &form.replacen(from, to, 1));
        assert_eq!(error(&reply).1, word, "{to}");
    }
}

#[test]
fn the_old_grant_of_google_is_understood() {
    let mut client = Client::new(&[]);
    let code = GOOGLE.code(&mut client);
    client.wait(6_000);
    let code = code["device_code"].as_str().unwrap();
    let old = "grant_type=http%3A%2F%2Foauth.net%2Fgrant_type%2Fdevice%2F1.0";
    let form = format!("{old}&code={code}&client_id=c1&client_secret=s");
    assert_eq!(client.post_form(GOOGLE.token, &form).status, 200);
}

#[test]
fn facebook_has_sub_codes() {
    let mut client = Client::new(&[("device.style", "facebook"), ("person", "")]);
    let code = STANDARD.code(&mut client);
    let reply = STANDARD.poll(&mut client, &code);
    assert_eq!(reply.json()["error"]["error_subcode"], 1_349_174);
}
