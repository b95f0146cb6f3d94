//! The 115 gateway in front of the simulated 115: what a client sees of 115 through it.

use qrlogin::pan115::advice::CHOOSE_OTHER_APP;
use qrlogin::{Advice, Error, Event};
use qrlogin_simulator::ServiceId;

use super::{combinations, ends, fail, incomplete, login, refused, succeed};
use qrlogin_test_support::run;

const FLOW: &str = "115-gateway";
const UPSTREAM: &str = "115-gateway.upstream = yes
    115-gateway.variant = observed | documented
    115.variant = observed | documented";

fn through(lines: &str) -> String {
    format!("{UPSTREAM}\n{lines}")
}

#[test]
fn the_gateway_passes_on_115_in_every_form() {
    succeed(
        FLOW,
        &[],
        &through(
            "115.content-type = text/html | application/json
             115.state = number | boolean
             115.escape-unicode = yes | no
             115.time = 10 | 13
             115.qrcode = https | http
             115.wobble = yes | no
             115-gateway.version = variant | absent",
        ),
    );
}

#[test]
fn a_scan_at_115_is_seen_through_the_gateway_once() {
    let lines = through(
        "115.hold = 0s | 5s | 30s | 60s
         115.waiting = variant | empty | 0 | null | absent | 99
         115.scanned-at-once = yes | no
         person = scan@20s confirm@50s",
    );
    for variant in combinations(&lines) {
        let (world, outcome) = run(FLOW, &variant);
        match outcome {
            Ok(credential) => world.assert_genuine(&credential),
            Err(error) => panic!("{variant}: {error}"),
        }
        assert_eq!(world.kinds(), ["code", "scanned", "confirmed"], "{variant}");
    }
}

#[test]
fn the_gateway_reports_no_scan_without_115() {
    let lines = through("115.report-scanned = no\n115.hold = 0s | 30s");
    for variant in combinations(&lines) {
        let (world, outcome) = run(FLOW, &variant);
        world.assert_genuine(&outcome.unwrap());
        assert_eq!(world.kinds(), ["code", "confirmed"], "{variant}");
    }
}

#[test]
fn a_confirmation_in_the_last_moment_counts_through_the_gateway() {
    let late = "115.hold = 0s | 7s\nperson = scan@10s confirm@299900ms";
    let good = through(&format!("{late}\n115.collectable = 60s"));
    succeed(FLOW, &[], &good);
    let late = late.replace("0s | 7s", "0s");
    let dead = through(&format!("{late}\n115.collectable = 0s"));
    ends(FLOW, &[], &dead, &Error::Expired);
}

#[test]
fn the_code_of_the_gateway_is_that_of_115() {
    for variant in combinations(UPSTREAM) {
        let (world, _) = run(FLOW, &variant);
        let Some(Event::Code(code)) = world.events.first() else {
            panic!("no code");
        };
        let known = world.simulator().codes().remove(0);
        assert_eq!(known.service, ServiceId::Pan115);
        assert_eq!(code.payload.expose(), known.payload);
    }
}

#[test]
fn every_app_of_the_gateway_gets_the_slot_of_115() {
    for (app, slot) in [
        ("web", "A1"),
        ("android", "F1"),
        ("ios", "D1"),
        ("tv", "I1"),
        ("alipaymini", "R2"),
        ("wechatmini", "R1"),
        ("qandroid", "M1"),
    ] {
        for variant in combinations(UPSTREAM) {
            let (world, outcome) = login(FLOW, &[("app", app)], &variant);
            let credential = outcome.unwrap();
            world.assert_genuine(&credential);
            let uid = &credential.cookies()[0].value;
            assert_eq!(uid.expose().split('_').nth(1), Some(slot), "{app}");
        }
    }
}

#[test]
fn the_gateway_with_the_picture_of_115_or_without_it() {
    let image = [("image", "true")];
    let lines = through("115.image = png | html-as-png | wants-referer");
    for variant in combinations(&lines) {
        let (world, outcome) = login(FLOW, &image, &variant);
        world.assert_genuine(&outcome.unwrap());
        let Some(Event::Code(code)) = world.events.first() else {
            panic!("no code");
        };
        assert_eq!(code.image.is_some(), variant.contains("image=png"));
    }
}

#[test]
fn the_gateway_denies_and_expires_with_115() {
    let forms = through(
        "115.expired = variant | -1 | 40199002
         115.escape-unicode = yes | no
         115.hold = 0s | 30s",
    );
    let expire = format!("{forms}\nperson = expire | scan@2s | scan@2s cancel@10s");
    ends(FLOW, &[], &expire, &Error::Expired);
    let deny = format!("{forms}\nperson = scan@2s deny@5s");
    ends(FLOW, &[], &deny, &Error::Denied);
    let again = format!("{forms}\nperson = scan@2s cancel@10s scan@20s confirm@40s");
    succeed(FLOW, &[], &again);
    let dead = format!("{forms}\n115.login = 40199002");
    ends(FLOW, &[], &dead, &Error::Expired);
}

/// The codes of specification sections 2.6 and 5.3: the client reads them out of the gateway's
/// text.
#[test]
fn the_gateway_refuses_with_the_codes_of_115() {
    for (code, advice) in [
        ("40101004", Advice::WAIT_FOR_UNBLOCK),
        ("40101017", Advice::SEE_MESSAGE),
        ("40100000", Advice::REPORT_CHANGE),
        ("40101032", Advice::START_AGAIN),
        ("40101025", Advice::NEW_CODE),
        ("50199004", Advice::TRY_LATER),
        ("40101010", Advice::ACCOUNT_RESTRICTED),
        ("40101033", Advice::START_AGAIN),
        ("40101035", Advice::START_AGAIN),
        ("40101037", Advice::START_AGAIN),
        ("40101038", Advice::START_AGAIN),
        ("99", Advice::START_AGAIN),
        ("990001", Advice::START_AGAIN),
    ] {
        let lines = through(&format!(
            "115.escape-unicode = yes | no\n115.login = {code}"
        ));
        refused(FLOW, &[], &lines, code, advice);
    }
}

#[test]
fn a_retired_app_is_reported_through_the_gateway() {
    let forms = through("115.escape-unicode = yes | no\n115.state = number | boolean");
    let retired = format!("{forms}\n115.login = retired");
    refused(FLOW, &[], &retired, "0", CHOOSE_OTHER_APP);
    let retired = format!("{forms}\n115.retired = tv,mac");
    refused(FLOW, &[("app", "tv")], &retired, "0", CHOOSE_OTHER_APP);
}

#[test]
fn the_gateway_fails_without_a_cookie_of_115() {
    for (login, missing) in [
        ("without-uid", &["uid"][..]),
        ("without-cid", &["cid"]),
        ("without-seid", &["seid"]),
        ("without-cookies", &["uid", "cid", "seid"]),
        ("empty", &["uid", "cid", "seid"]),
        // The gateway's library knows the cookies in one place only.
        ("in-data", &["uid", "cid", "seid"]),
    ] {
        let lines = through(&format!("115.login = {login}"));
        ends(FLOW, &[], &lines, &incomplete(missing));
    }
    succeed(FLOW, &[], &through("115.login = without-kid"));
}

#[test]
fn the_firewall_of_115_is_seen_through_the_gateway() {
    let status = "115.block-status = 405 | 418 | 200";
    for trouble in [
        "115.blocked-hosts = qrcodeapi.115.com",
        "115.login = waf",
        "115.blocked-hosts = passportapi.115.com",
    ] {
        let lines = through(&format!("{status}\n{trouble}"));
        refused(FLOW, &[], &lines, "500", Advice::WAIT_FOR_UNBLOCK);
    }
}

/// It passes on an empty code, and 115's own form of it is no part of the gateway's description.
#[test]
fn a_gateway_without_the_text_of_the_code_is_malformed() {
    for (variant, error) in fail(FLOW, &through("115.qrcode = empty | absent")) {
        assert!(
            matches!(error, Error::Malformed { .. }),
            "{variant}: {error}"
        );
    }
}

/// The gateway sends requests to these two hosts alone.
#[test]
fn the_gateway_needs_two_hosts_of_115() {
    let blocked = "115.blocked-hosts = hnqrcodeapi.115.com,hnpassportapi.115.com";
    succeed(FLOW, &[], &through(blocked));
}

#[test]
fn a_failed_upstream_call_is_retried_without_its_address() {
    let lines = through(
        "fault.1 = 115/status#1-3 cut-before | 115/status#1 cut-after | 115/status#1 cut-body:5",
    );
    for variant in combinations(&lines) {
        let (world, outcome) = run(FLOW, &variant);
        world.assert_genuine(&outcome.unwrap());
        let told = format!("{:?}", world.events);
        assert!(
            told.contains("Retrying") && !told.contains("uid="),
            "{variant}: {told}"
        );
    }
}
