//! The bot of DingTalk: how the service answers, refuses and ends.

use qrlogin::{Advice, Error};

use super::{ends, fail, incomplete, login, refused, succeed};
use qrlogin_test_support::{run, secs};

const FLOW: &str = "dingtalk";

#[test]
fn each_spelling_is_understood() {
    succeed(
        FLOW,
        &[],
        "dingtalk.spelling = upper | lower | blanks
         dingtalk.errcode = yes | no
         dingtalk.uri = yes | no
         dingtalk.states-lifetime = yes | no
         dingtalk.stated-interval = absent | 0 | -1 | 5 | five
         person = confirm@20s",
    );
    let (world, _) = run(FLOW, "");
    let mut log = world.simulator().log().iter();
    assert!(log.all(|entry| entry.notes.is_empty()));
}

#[test]
fn bad_news_for_a_time_are_survived() {
    succeed(
        FLOW,
        &[],
        "dingtalk.bad-news = fail | expired | unknown | absent | -1 | 502
         dingtalk.bad-news-from = 0s | 30s
         dingtalk.bad-news-for = 10s | 110s
         person = confirm@20s | confirm@160s",
    );
}

#[test]
fn bad_news_that_stay_end_the_login() {
    let stay = "dingtalk.bad-news-for = 200m";
    for (news, code, advice) in [
        ("fail", "FAIL", Advice::START_AGAIN),
        ("unknown", "PAUSED", Advice::REPORT_CHANGE),
        ("absent", "no status", Advice::REPORT_CHANGE),
        ("-1", "-1", Advice::SEE_MESSAGE),
    ] {
        let lines = format!("dingtalk.bad-news = {news}\n{stay}");
        refused(FLOW, &[], &lines, code, advice);
    }
    let lines = format!("dingtalk.bad-news = expired\n{stay}");
    ends(FLOW, &[], &lines, &Error::Expired);
    let (world, _) = run(FLOW, &lines);
    assert!(world.elapsed() < secs(130), "{:?}", world.elapsed());
    let lines = format!("dingtalk.bad-news = 404\n{stay}");
    ends(FLOW, &[], &lines, &Error::not_found(404));
}

#[test]
fn a_declined_and_an_expired_login_end() {
    ends(FLOW, &[], "person = scan@2s deny@20s", &Error::Denied);
    let lines = "dingtalk.fail-reason = 用户取消授权 | Rejected by user\nperson = deny@2s";
    ends(FLOW, &[], lines, &Error::Denied);
    let lines = "dingtalk.fail-reason = no licence\nperson = deny@2s";
    refused(FLOW, &[], lines, "FAIL", Advice::START_AGAIN);
    let lines = "dingtalk.lifetime = 200s\nperson = expire";
    ends(FLOW, &[], lines, &Error::Expired);
}

#[test]
fn a_login_that_is_declined_and_scanned_again_succeeds() {
    succeed(FLOW, &[], "person = scan@2s deny@5s scan@60s confirm@70s");
}

#[test]
fn a_program_that_is_not_registered_is_refused() {
    let lines = "dingtalk.source = OTHER";
    refused(FLOW, &[], lines, "40035", Advice::SEE_MESSAGE);
    succeed(FLOW, &[("source", "OTHER")], lines);
}

#[test]
fn a_start_that_fails_says_why() {
    for call in ["init", "begin"] {
        let lines = format!("dingtalk.{call} = 40035");
        refused(FLOW, &[], &lines, "40035", Advice::SEE_MESSAGE);
        ends(
            FLOW,
            &[],
            &format!("dingtalk.{call} = html"),
            &Error::intercepted(200),
        );
    }
    for lines in [
        "dingtalk.init = no-nonce",
        "dingtalk.begin = no-device_code | no-link",
    ] {
        for (variant, error) in fail(FLOW, lines) {
            assert_eq!(error.kind(), "malformed", "{variant}");
        }
    }
}

#[test]
fn a_missing_value_is_named_at_once() {
    for value in ["client_id", "client_secret"] {
        let lines = format!("dingtalk.lacks = {value}");
        ends(FLOW, &[], &lines, &incomplete(&[value]));
    }
    let both = incomplete(&["client_id", "client_secret"]);
    ends(FLOW, &[], "dingtalk.bad-news = empty-success", &both);
}

#[test]
fn a_harmful_link_is_not_shown() {
    for link in [
        "https://evil.example/",
        "http://open.dingtalk.com/",
        "javascript:alert(1)",
    ] {
        for (_, error) in fail(FLOW, &format!("dingtalk.link = {link}")) {
            assert_eq!(error.kind(), "untrusted", "{link}");
        }
    }
}

#[test]
fn a_poll_that_is_lost_is_repeated() {
    let lines = "person = confirm@20s\nfault.1 = dingtalk/poll#1-3 status:502";
    let (world, outcome) = login(FLOW, &[], lines);
    world.assert_genuine(&outcome.unwrap());
}
