//! The bounds of the collections: the setting `remember`.

use http::Request;

use crate::SUBJECTS;
use crate::bilibili::client::{code, generate, poll_url};
use crate::pan115;
use crate::support::{Client, Reply, get};
use crate::taptap::client::CHINA;
use crate::wechat;

const NAV: &str = "https://api.bilibili.com/x/web-interface/nav";

/// Logs in at Bilibili: the cookie.
fn log_in(client: &mut Client) -> String {
    let key = generate(client);
    client.wait(5000);
    let reply = client.get(&poll_url(&key));
    format!("SESSDATA={}", reply.cookie("SESSDATA").unwrap())
}

fn is_logged_in(client: &mut Client, cookie: &str) -> bool {
    let mut request = get(NAV);
    let cookie = cookie.parse().unwrap();
    request.headers_mut().insert("cookie", cookie);
    client.send(request).json()["code"] == 0
}

#[test]
fn what_is_kept_is_bounded_however_many_logins_there_are() {
    let mut client = Client::new(&[("remember", "40")]);
    for _ in 0..500 {
        log_in(&mut client);
    }
    let simulator = &client.simulator;
    let kept = [
        simulator.codes().len(),
        simulator.issued().len(),
        simulator.log().len(),
    ];
    assert!(kept.iter().all(|kept| (40..=50).contains(kept)), "{kept:?}");
    assert_eq!(client.last_log().number, 999, "the numbers go on");
}

#[test]
fn recent_credentials_are_good_and_old_ones_forgotten() {
    let mut client = Client::new(&[("remember", "40")]);
    let cookies: Vec<_> = (0..100).map(|_| log_in(&mut client)).collect();
    for cookie in &cookies[60..] {
        assert!(is_logged_in(&mut client, cookie));
    }
    for cookie in &cookies[..50] {
        assert!(!is_logged_in(&mut client, cookie));
    }
}

#[test]
fn forgetting_does_not_change_the_values_of_a_login() {
    let last = |remember: &str| {
        let mut client = Client::new(&[("remember", remember)]);
        (0..60).map(|_| log_in(&mut client)).last()
    };
    assert_eq!(last("4"), last("1000"));
}

/// The numbers of entries in the services, from their `Debug` output.
fn entries(client: &Client) -> Vec<usize> {
    let text = format!("{:?}", client.simulator);
    let (_, text) = text.split_once("services: ").unwrap();
    let (text, _) = text.split_once("logins: ").unwrap();
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    numbers.filter_map(|number| number.parse().ok()).collect()
}

#[test]
fn what_services_keep_besides_is_bounded_too() {
    let mut client = Client::new(&[("remember", "8"), ("person", "confirm@0ms")]);
    for _ in 0..60 {
        log_in(&mut client);
        wechat::client::exchange(&mut client);
        pan115::client::logged_in(&mut client, "tv");
        let token = CHINA.token(&mut client);
        CHINA.profile(&mut client, &token);
        for subject in SUBJECTS {
            (subject.poll_of_new_code)(&mut client);
        }
    }
    let entries = entries(&client);
    assert!(entries.len() > 10, "{entries:?}");
    // Some of the numbers are parts of names, such as 115.
    let many: Vec<_> = entries.iter().filter(|count| **count > 8).collect();
    assert!(many.iter().all(|count| **count == 115), "{entries:?}");
}

#[test]
fn every_service_forgets_its_oldest_codes_alone() {
    for subject in SUBJECTS {
        let holds = ["wechat-web.hold", "115.hold", "115-gateway.hold"];
        let mut settings = holds.map(|hold| (hold, "0ms")).to_vec();
        settings.extend([("remember", "8"), ("person", "")]);
        let mut client = Client::new(&settings);
        let polls: Vec<_> = (0..40)
            .map(|_| (subject.poll_of_new_code)(&mut client))
            .collect();
        let mut poll = |request: &Request<Vec<u8>>| {
            let reply: Reply = client.send(request.clone());
            reply.text().to_owned()
        };
        let unknown = poll(&polls[0]);
        for recent in &polls[34..] {
            assert_ne!(poll(recent), unknown, "{}", subject.service);
        }
        assert_eq!(poll(&polls[1]), unknown, "{}", subject.service);
    }
}

#[test]
fn a_code_is_polled_as_often_as_one_likes() {
    let mut client = Client::new(&[("remember", "8"), ("person", "")]);
    let key = generate(&mut client);
    for _ in 0..50 {
        client.wait(1000);
        assert_eq!(code(&mut client, &key), 86101);
    }
}
