//! The poll and its inner code (specification 2.2, 4.1).

use super::*;

#[test]
fn the_poll_sends_qrcode_key_rather_than_the_urls_key() {
    let call = shown().call();
    assert_eq!(parameter(&call, "qrcode_key").as_deref(), Some(KEY));
}

#[test]
fn outer_code_zero_alone_is_no_success() {
    let mut rig = shown();
    for _ in 0..3 {
        rig.ok(polled("86101", ""));
    }
    assert_eq!(rig.call().name, "poll");
    assert_eq!(rig.kinds(), ["code"]);
}

#[test]
fn a_scan_is_reported() {
    let mut rig = shown();
    rig.ok(polled("86090", ""));
    rig.call();
    assert_eq!(rig.kinds(), ["code", "scanned"]);
}

#[test]
fn the_inner_code_may_be_a_number_in_quotes() {
    let mut rig = shown();
    rig.ok(polled(r#""86090""#, ""));
    rig.call();
    assert_eq!(rig.count("scanned"), 1);
}

#[test]
fn code_86038_is_expiry() {
    let mut rig = shown();
    rig.ok(polled("86038", ""));
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn an_unknown_code_is_reported_at_the_deadline() {
    let mut rig = shown();
    let error = rig
        .run(|_| Ok(reply(200, polled("86999", ""))))
        .unwrap_err();
    assert_eq!(error, Error::rejected(86999, "m", Advice::SEE_MESSAGE));
    assert!(rig.now >= START + secs(180));
}

#[test]
fn a_known_code_replaces_an_unknown_one() {
    let mut rig = shown();
    rig.ok(polled("86999", ""));
    let error = rig
        .run(|_| Ok(reply(200, polled("86101", ""))))
        .unwrap_err();
    assert_eq!(error, Error::Expired);
}

#[test]
fn a_malformed_success_is_reported_once_the_key_is_spent() {
    let mut rig = Rig::new(Login::new(Web::new(), seed()).renewals(5));
    for _ in 0..2 {
        rig.ok(generated("https://account.bilibili.com/x?qrcode_key=x"));
        rig.ok(polled("0", "").replace(r#""code":0,"message":"OK""#, ""));
        rig.ok(polled("86038", ""));
    }
    assert_eq!(rig.error().kind(), "malformed");
}
