//! The change from Feishu's host to Lark's (specification section 2.4).

use qrlogin::bots::Brand;
use qrlogin::{Failure, Flow as _, Snapshot};
use qrlogin_test_support::secs;

use super::*;

/// A login that has changed to Lark's host without credentials.
fn moved() -> Rig<Login<Feishu>> {
    let mut rig = shown();
    rig.ok(LARK);
    rig
}

/// A login that has changed with credentials.
fn moved_late() -> Rig<Login<Feishu>> {
    let mut rig = shown();
    rig.ok(LARK_DONE);
    rig
}

#[test]
fn lark_is_polled_at_its_host_at_once() {
    let mut rig = moved();
    let before = rig.now;
    let call = refuse(&mut rig, PENDING);
    assert_eq!((rig.now - before, host(&call)), (secs(0), LARK_HOST));
    assert_eq!(body(&call), "action=poll&device_code=d");
    let call = rig.ok(LARK_DONE);
    assert_eq!((rig.now - before, host(&call)), (secs(5), LARK_HOST));
    let it = rig.end().unwrap();
    assert_eq!((it.brand, it.host.as_str()), (Brand::Lark, LARK_HOST));
    assert_eq!(rig.kinds(), ["code", "scanned", "confirmed"]);
}

#[test]
fn the_host_is_changed_once() {
    let mut rig = moved();
    rig.ok(LARK);
    let before = rig.now;
    let call = rig.ok(LARK);
    assert_eq!((rig.now - before, host(&call)), (secs(5), LARK_HOST));
}

#[test]
fn the_brand_is_looked_at_before_the_credentials() {
    let mut rig = moved_late();
    let before = rig.now;
    let other = LARK_DONE.replace("\"s\"", "\"s2\"");
    let call = rig.ok(other);
    assert_eq!((rig.now - before, host(&call)), (secs(0), LARK_HOST));
    let it = rig.end().unwrap();
    assert_eq!(it.app_secret.expose(), "s2");
    assert_eq!((it.brand, it.host.as_str()), (Brand::Lark, LARK_HOST));
}

#[test]
fn credentials_already_seen_are_used_if_lark_fails() {
    for (status, body) in [
        (400, r#"{"error":"access_denied"}"#),
        (400, r#"{"error":"expired_token"}"#),
        (400, r#"{"error":"odd"}"#),
        (400, PENDING),
        (200, "{}"),
        (200, r#"{"client_id":"cli_1"}"#),
        (404, ""),
        (200, "<html>"),
        (200, "no JSON"),
        (200, r#"{"client"#),
        (429, ""),
        (500, ""),
    ] {
        let mut rig = moved_late();
        let outcome = rig.run(|_| Ok(reply(status, body)));
        let it = outcome.unwrap();
        assert_eq!(it.app_secret.expose(), "s", "{status} {body}");
        assert_eq!((it.brand, it.host.as_str()), (Brand::Lark, FEISHU_HOST));
    }
    let it = moved_late().run(|_| Err(Failure::Connect)).unwrap();
    assert_eq!(it.app_id.expose(), "cli_1");
}

#[test]
fn lark_is_polled_once_more_if_it_is_not_ready() {
    for (word, pause) in [("authorization_pending", 5), ("slow_down", 10)] {
        let body = format!(r#"{{"error":"{word}"}}"#);
        let mut rig = moved_late();
        refuse(&mut rig, &body);
        let before = rig.now;
        rig.ok(LARK_DONE);
        assert_eq!(rig.now - before, secs(pause));
        assert_eq!(rig.end().unwrap().host, LARK_HOST);
        let mut rig = moved_late();
        refuse(&mut rig, &body);
        refuse(&mut rig, &body);
        assert_eq!(rig.end().unwrap().host, FEISHU_HOST);
        assert_eq!(rig.kinds(), ["code", "confirmed"]);
    }
}

#[test]
fn a_change_at_the_end_of_the_code_is_followed() {
    for (reply, kinds) in [(LARK, 3), (LARK_DONE, 2)] {
        let mut rig = begin();
        rig.ok(CODE.replace("600", "20"));
        for _ in 0..3 {
            refuse(&mut rig, PENDING);
        }
        rig.call();
        let end = rig.flow.code().unwrap().expires_at;
        assert_eq!(rig.ok(reply).name, "poll");
        assert_eq!(rig.now, end);
        let call = rig.ok(LARK_DONE);
        assert_eq!((rig.now, host(&call)), (end, LARK_HOST));
        assert!(rig.end().is_ok());
        assert_eq!(rig.kinds().len(), kinds);
    }
}

#[test]
fn a_failed_poll_after_the_change_waits() {
    let mut rig = begin();
    rig.ok(CODE.replace("600", "20"));
    for _ in 0..2 {
        refuse(&mut rig, PENDING);
    }
    rig.ok(LARK);
    // Beyond the end of the code.
    rig.lose(Failure::Timeout, secs(30));
    let failed = rig.now;
    rig.ok(LARK_DONE);
    assert!(rig.now - failed >= secs(1));
    assert!(rig.end().is_ok());
}

#[test]
fn credentials_already_seen_outlive_the_code() {
    let mut rig = begin();
    rig.ok(CODE.replace("600", "5"));
    rig.ok(LARK_DONE);
    rig.lose(Failure::Timeout, secs(30));
    rig.lose(Failure::Timeout, secs(30));
    refuse(&mut rig, PENDING);
    assert_eq!(rig.end().unwrap().app_secret.expose(), "s");
}

#[test]
fn half_of_the_credentials_at_the_change_are_incomplete() {
    let mut rig = shown();
    rig.ok(r#"{"client_id":"cli_1","user_info":{"tenant_brand":"lark"}}"#);
    assert_eq!(rig.error(), Error::incomplete(["client_secret"]));
}

#[test]
fn the_change_survives_a_restart() {
    for rig in [moved(), moved_late()] {
        let json = rig.flow.snapshot().unwrap().to_json();
        let snapshot = Snapshot::from_json(&json).unwrap();
        let mut resumed = Rig::new(Login::<Feishu>::resume(&snapshot).unwrap());
        resumed.now = rig.now;
        let Came::Call(call) = resumed.next() else {
            panic!("no call");
        };
        assert_eq!(host(&call), LARK_HOST);
    }
}

#[test]
fn a_login_that_begins_at_lark_stays_there() {
    let provider = Feishu::new().brand(Brand::Lark);
    let mut rig = Rig::new(Login::new(provider, seed()));
    let call = rig.ok(CODE.replace("open.feishu.cn", "open.larksuite.com"));
    assert_eq!(host(&call), LARK_HOST);
    let call = rig.ok(LARK_DONE);
    assert_eq!(host(&call), LARK_HOST);
    assert_eq!(rig.end().unwrap().brand, Brand::Lark);
}
