//! The bot of Feishu and Lark: how the service answers, refuses and ends.

use qrlogin::bots::Brand;
use qrlogin::{Advice, Credential, Error};

use super::{ends, fail, incomplete, login, refused, succeed};
use qrlogin_test_support::{run, secs};

const FLOW: &str = "feishu";

/// The host and the brand of a login in this scenario.
fn origin(settings: &[(&str, &str)], lines: &str) -> (String, Brand) {
    match login(FLOW, settings, lines).1 {
        Ok(Credential::Feishu(it)) => (it.host, it.brand),
        other => panic!("{lines}: {other:?}"),
    }
}

#[test]
fn a_login_at_either_host_is_complete() {
    for settings in [&[][..], &[("brand", "lark")]] {
        succeed(
            FLOW,
            settings,
            "feishu.pending = 400 | 200 | silent | silent-400
             feishu.brand = feishu | lark | lark-late | absent | other
             feishu.lacks = none | open_id | user_info
             person = confirm@20s",
        );
    }
}

#[test]
fn the_usual_logins_leave_no_note() {
    for lines in ["", "feishu.brand = lark", "feishu.brand = lark-late"] {
        let (world, _) = login(FLOW, &[], lines);
        let mut log = world.simulator().log().iter();
        assert!(log.all(|entry| entry.notes.is_empty()), "{lines}");
    }
}

#[test]
fn the_credentials_name_host_and_brand() {
    let feishu = "accounts.feishu.cn".to_owned();
    let lark = "accounts.larksuite.com".to_owned();
    assert_eq!(origin(&[], ""), (feishu.clone(), Brand::Feishu));
    let moved = "feishu.brand = lark";
    assert_eq!(origin(&[], moved), (lark.clone(), Brand::Lark));
    let late = "feishu.brand = lark-late";
    assert_eq!(origin(&[], late), (lark.clone(), Brand::Lark));
    let unsaid = "feishu.brand = absent";
    assert_eq!(origin(&[("brand", "lark")], unsaid), (lark, Brand::Lark));
    let failed = "feishu.brand = lark-late\nfeishu.lark = access_denied";
    assert_eq!(origin(&[], failed), (feishu, Brand::Lark));
}

#[test]
fn credentials_already_seen_survive_each_failure_at_lark() {
    succeed(
        FLOW,
        &[],
        "feishu.brand = lark-late
         feishu.lark = same | pending | slow_down | access_denied | expired_token | invalid_device_code | 404 | 502
         person = confirm@4s | confirm@599s",
    );
}

#[test]
fn a_growing_interval_is_kept() {
    let (world, outcome) = run(FLOW, "feishu.slow-polls = 3\nperson = confirm@50s");
    world.assert_genuine(&outcome.unwrap());
    let polls: Vec<_> = world
        .calls
        .iter()
        .filter(|(name, _)| *name == "poll")
        .collect();
    let gaps = polls
        .windows(2)
        .map(|pair| (pair[1].1 - pair[0].1).as_secs());
    assert_eq!(gaps.collect::<Vec<_>>(), [10, 15, 20]);
}

#[test]
fn a_declined_and_an_expired_login_end() {
    let lines = "feishu.brand = feishu | lark | lark-late\nfeishu.lifetime = 200s";
    ends(
        FLOW,
        &[],
        &format!("{lines}\nperson = scan@2s deny@20s"),
        &Error::Denied,
    );
    ends(
        FLOW,
        &[],
        &format!("{lines}\nperson = expire"),
        &Error::Expired,
    );
}

#[test]
fn a_refused_start_says_why() {
    let lines = "feishu.start = invalid_request";
    refused(FLOW, &[], lines, "invalid_request", Advice::SEE_MESSAGE);
    let lines = "feishu.start = slow_down";
    refused(FLOW, &[], lines, "slow_down", Advice::TRY_LATER);
    let kinds: Vec<_> = fail(FLOW, "feishu.start = no-device_code | no-link | 404 | html")
        .iter()
        .map(|(_, error)| error.kind())
        .collect();
    assert_eq!(
        kinds,
        ["malformed", "malformed", "not_found", "intercepted"]
    );
}

#[test]
fn a_refused_poll_says_why() {
    let lines = "feishu.poll = brand_new_error";
    refused(FLOW, &[], lines, "brand_new_error", Advice::SEE_MESSAGE);
    ends(FLOW, &[], "feishu.poll = 404", &Error::not_found(404));
    ends(FLOW, &[], "feishu.poll = html", &Error::intercepted(200));
    let lines = "feishu.poll = 429\nfeishu.lifetime = 200s";
    ends(FLOW, &[], lines, &Error::Expired);
}

#[test]
fn a_missing_value_is_named() {
    for value in ["client_id", "client_secret"] {
        let lines = format!("feishu.lacks = {value}\nfeishu.brand = feishu | lark | lark-late");
        ends(FLOW, &[], &lines, &incomplete(&[value]));
    }
}

#[test]
fn a_harmful_link_is_not_shown() {
    for link in [
        "https://evil.example/",
        "http://open.feishu.cn/",
        "javascript:alert(1)",
    ] {
        for (_, error) in fail(FLOW, &format!("feishu.link = {link}")) {
            assert_eq!(error.kind(), "untrusted", "{link}");
        }
    }
}

#[test]
fn odd_numbers_are_brought_within_bounds() {
    succeed(
        FLOW,
        &[],
        "feishu.stated-interval = -1 | 1000000000 | 5 | five
         feishu.lifetime-name = expires_in | expire_in | absent
         person = confirm@20s",
    );
    let (world, _) = run(FLOW, "feishu.lifetime-name = absent\nperson = ");
    assert!(world.elapsed() < secs(610), "{:?}", world.elapsed());
}
