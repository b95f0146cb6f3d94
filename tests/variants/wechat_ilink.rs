//! A bot of WeChat's iLink API.

use qrlogin::{Advice, Error};

use super::{ends, fail, fail_with, incomplete, login, refused, succeed};
use qrlogin_test_support::run;

const ID: &str = "wechat-ilink";

#[test]
fn ilink_in_every_form() {
    succeed(
        ID,
        &[],
        "wechat-ilink.number = | 12
         wechat-ilink.refused-numbers = 0 | 2
         wechat-ilink.redirect = none | other | unnamed
         wechat-ilink.ret = yes | no
         wechat-ilink.scanned = scaned | scanned
         wechat-ilink.base = base | other | none
         wechat-ilink.lacks = none | ilink_user_id",
    );
}

#[test]
fn ilink_with_every_pace_of_the_service() {
    succeed(
        ID,
        &[("tokens", "aa@im.bot:11")],
        "wechat-ilink.hold = 0s | 30s | 60s
         wechat-ilink.start-hold = 0s | 50s
         wechat-ilink.number = | 345678
         wechat-ilink.asks-again = yes | no
         person = scan@2s confirm@4s | scan@70s confirm@90s",
    );
}

#[test]
fn the_number_is_wanted_as_often_as_it_is_refused() {
    let lines = "wechat-ilink.number = 12\nwechat-ilink.refused-numbers = 2
        person = scan@2s confirm@20s";
    let (world, outcome) = run(ID, lines);
    world.assert_genuine(&outcome.unwrap());
    let wanted = ["input_wanted"; 3];
    let expected = [&["code"], &wanted[..], &["scanned", "confirmed"]].concat();
    assert_eq!(world.kinds(), expected);
}

#[test]
fn too_many_refused_numbers_end_the_code() {
    let lines = "wechat-ilink.number = 12\nwechat-ilink.refused-numbers = 9";
    ends(ID, &[], lines, &Error::Expired);
}

#[test]
fn an_old_version_is_never_scanned() {
    let (world, outcome) = login(ID, &[("client_version", "1.0.11")], "");
    assert_eq!(outcome.err(), Some(Error::Expired));
    assert_eq!(world.kinds(), ["code"]);
}

#[test]
fn a_bound_account_gets_no_new_token() {
    ends(ID, &[], "wechat-ilink.bound = yes", &Error::AlreadyBound);
}

#[test]
fn ilink_refusals_are_reported_with_their_code() {
    refused(
        ID,
        &[],
        "wechat-ilink.start = -1",
        "-1",
        Advice::SEE_MESSAGE,
    );
    refused(ID, &[], "wechat-ilink.start = -2", "-2", Advice::TRY_LATER);
    refused(ID, &[], "wechat-ilink.poll = -1", "-1", Advice::SEE_MESSAGE);
    for (state, code) in [("unknown", "paused"), ("number", "7")] {
        let lines = format!("wechat-ilink.poll = {state}");
        refused(ID, &[], &lines, code, Advice::REPORT_CHANGE);
    }
}

#[test]
fn ilink_replies_that_are_none_are_malformed() {
    let starts = "wechat-ilink.start = no-qrcode | no-text | 10KB";
    for lines in [starts, "wechat-ilink.poll = none"] {
        for (variant, error) in fail(ID, lines) {
            assert!(
                matches!(error, Error::Malformed { .. }),
                "{variant}: {error}"
            );
        }
    }
}

#[test]
fn ilink_follows_no_foreign_address() {
    for lines in [
        "wechat-ilink.start = javascript | control | foreign",
        "wechat-ilink.redirect = evil.example | weixin.qq.com.evil.example | port",
        "wechat-ilink.base = evil.example",
    ] {
        for (variant, error) in fail_with(ID, &[("route_tag", "blue")], lines) {
            assert!(
                matches!(error, Error::Untrusted { .. }),
                "{variant}: {error}"
            );
        }
    }
}

#[test]
fn ilink_names_the_credential_that_is_missing() {
    for name in ["bot_token", "ilink_bot_id"] {
        let lines = format!("wechat-ilink.lacks = {name}");
        ends(ID, &[], &lines, &incomplete(&[name]));
    }
}
