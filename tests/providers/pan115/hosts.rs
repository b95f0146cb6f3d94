//! The other host (specification 1.2, 5.4).

use super::*;

#[test]
fn any_block_of_the_first_host_leads_to_the_second() {
    for trouble in [
        Ok(reply(405, FIREWALL)),
        Ok(reply(418, FIREWALL)),
        Ok(reply(200, FIREWALL)),
        Ok(reply(200, "")),
        Ok(reply(403, r#"{"blocked":true}"#)),
        Ok(reply(404, status(2))),
        Ok(reply(502, "")),
        Ok(reply(429, "")),
        Ok(reply(302, "")),
        Err(Failure::Connect),
        Err(Failure::Io),
    ] {
        let mut rig = begin(Web::new());
        assert_eq!(host(&rig.answer(trouble.clone())), "qrcodeapi.115.com");
        let second = rig.ok(TOKEN);
        assert_eq!(host(&second), "hnqrcodeapi.115.com", "{trouble:?}");
        assert_eq!(second.request.uri().path(), "/api/1.0/web/1.0/token/");
    }
}

#[test]
fn the_host_that_answered_is_kept() {
    let mut rig = begin(Web::new());
    rig.answer(Ok(reply(405, FIREWALL)));
    rig.ok(TOKEN);
    for _ in 0..2 {
        let call = rig.ok(NOTHING_NEW);
        let url = format!("https://hnqrcodeapi.115.com{STATUS}");
        assert_eq!(call.request.uri().to_string(), url);
    }
}

#[test]
fn a_host_that_blocks_only_the_status_is_replaced() {
    let mut rig = shown();
    assert_eq!(
        host(&rig.answer(Ok(reply(405, FIREWALL)))),
        "qrcodeapi.115.com"
    );
    assert_eq!(host(&rig.ok(status(1))), "hnqrcodeapi.115.com");
    assert_eq!(
        host(&rig.answer(Err(Failure::Connect))),
        "hnqrcodeapi.115.com"
    );
    assert_eq!(host(&rig.ok(status(0))), "qrcodeapi.115.com");
    assert_eq!(host(&rig.ok(status(2))), "qrcodeapi.115.com");
    assert_eq!(rig.count("scanned"), 1);
}

#[test]
fn the_working_host_is_known_again_after_a_snapshot() {
    let mut rig = shown();
    rig.answer(Ok(reply(405, FIREWALL)));
    rig.ok(NOTHING_NEW);
    let snapshot = rig.flow.snapshot().unwrap();
    rig.flow = Login::resume(&snapshot).unwrap();
    assert_eq!(host(&rig.call()), "hnqrcodeapi.115.com");
}

#[test]
fn a_firewall_before_all_hosts_is_reported_as_blocked() {
    let mut rig = shown();
    let error = rig.run(|_| Ok(reply(418, FIREWALL))).unwrap_err();
    assert_eq!(error, Error::blocked(418));
    assert_eq!(error.advice(), Advice::WAIT_FOR_UNBLOCK);
}

#[test]
fn the_login_has_hosts_of_its_own() {
    let mut rig = confirmed();
    let mut hosts = Vec::new();
    for _ in 0..4 {
        hosts.push(host(&rig.answer(Err(Failure::Connect))).to_owned());
    }
    let expected = [
        "passportapi.115.com",
        "qrcodeapi.115.com",
        "hnpassportapi.115.com",
        "passportapi.115.com",
    ];
    assert_eq!(hosts, expected);
}

#[test]
fn a_damaged_reply_is_a_firewall_only_by_its_status() {
    let damaged = |status| {
        let mut rig = begin(Web::new());
        rig.run(|_| Ok(reply(status, r#"{"state":1,"#)))
            .unwrap_err()
    };
    assert_eq!(damaged(403), Error::blocked(403));
    assert!(matches!(damaged(200), Error::Malformed { .. }));
}
