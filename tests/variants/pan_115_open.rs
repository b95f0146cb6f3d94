//! The open platform of 115: how it answers, refuses and ends.

use qrlogin::http::Request as HttpRequest;
use qrlogin::pan115::advice::CHECK_APP;
use qrlogin::{Advice, Credential, Error};

use super::{combinations, ends, incomplete, refused, succeed};
use qrlogin_test_support::{run, secs};

const FLOW: &str = "115-open";

/// The codes of specification sections 5.3 and 5.5 that end a login wherever they come.
const FINAL: [(&str, Advice); 22] = [
    ("40101004", Advice::WAIT_FOR_UNBLOCK),
    ("40140100", Advice::FIX_SETTING),
    ("40140101", Advice::REPORT_CHANGE),
    ("40140102", Advice::REPORT_CHANGE),
    ("40140103", Advice::REPORT_CHANGE),
    ("40140104", Advice::REPORT_CHANGE),
    ("40140105", Advice::TRY_LATER),
    ("40140106", Advice::FIX_SETTING),
    ("40140107", Advice::FIX_SETTING),
    ("40140108", CHECK_APP),
    ("40140109", CHECK_APP),
    ("40140110", CHECK_APP),
    ("40140111", Advice::SEE_MESSAGE),
    ("40140112", Advice::REPORT_CHANGE),
    ("40140113", Advice::REPORT_CHANGE),
    ("40140114", Advice::START_AGAIN),
    ("40140116", Advice::START_AGAIN),
    ("40140118", CHECK_APP),
    ("40140119", Advice::START_AGAIN),
    ("40140120", Advice::START_AGAIN),
    ("40140121", Advice::TRY_LATER),
    ("40140122", Advice::SEE_MESSAGE),
];

#[test]
fn the_open_platform_in_every_form() {
    succeed(
        FLOW,
        &[],
        "115.variant = observed | documented
         115.content-type = variant | text/html | application/json
         115.state = number | boolean
         115.escape-unicode = yes | no
         115.qrcode = https | http | empty | absent
         115.time = 10 | 13
         clock-skew = 0 | 86400 | -86400",
    );
}

#[test]
fn the_open_platform_reports_a_scan_once() {
    let lines = "115.variant = observed | documented
         115.hold = 0s | 5s | 30s | 60s
         115.waiting = variant | empty | 0 | null | absent | list | 99
         115.scanned-at-once = yes | no
         person = scan@20s confirm@50s";
    for variant in combinations(lines) {
        let (world, outcome) = run(FLOW, &variant);
        world.assert_genuine(&outcome.unwrap());
        assert_eq!(world.kinds(), ["code", "scanned", "confirmed"], "{variant}");
    }
    let silent = "115.report-scanned = no\n115.hold = 0s | 30s";
    for variant in combinations(silent) {
        let (world, outcome) = run(FLOW, &variant);
        world.assert_genuine(&outcome.unwrap());
        assert_eq!(world.kinds(), ["code", "confirmed"], "{variant}");
    }
}

#[test]
fn the_proof_of_the_open_platform_is_accepted() {
    let (world, outcome) = run(FLOW, "115-open.client-id = 100195123");
    world.assert_genuine(&outcome.unwrap());
    let mut log = world.simulator().log().iter();
    assert!(log.all(|entry| entry.notes.is_empty()));
}

#[test]
fn the_open_platform_decides_when_a_token_ends() {
    for expires_in in [0, 7200, 2_592_000, u32::MAX] {
        let (world, outcome) = run(FLOW, &format!("115-open.expires-in = {expires_in}"));
        let Ok(Credential::Pan115Open(it)) = outcome else {
            panic!("no tokens");
        };
        assert_eq!(it.expires_at, Some(world.now() + secs(expires_in.into())));
    }
}

#[test]
fn the_access_token_is_good_for_the_open_platform() {
    let (mut world, outcome) = run(FLOW, "");
    let Ok(Credential::Pan115Open(it)) = outcome else {
        panic!("no tokens");
    };
    let request = HttpRequest::get("https://proapi.115.com/open/user/info")
        .header(
            "authorization",
            format!("Bearer {}", it.access_token.expose()),
        )
        .header("user-agent", "Mozilla/5.0");
    let now = world.now().as_millis();
    let request = request.body(Vec::new()).unwrap();
    let (_, reply) = world.simulator_mut().exchange(now, request, now + 1000);
    assert!(reply.unwrap().body().starts_with(br#"{"state":1,"#));
}

#[test]
fn the_open_platform_denies_and_expires_in_every_form() {
    let forms = "115.variant = observed | documented
         115.state = number | boolean
         115.expired = variant | -1 | 40199002";
    let expire = format!("{forms}\nperson = expire | scan@2s | scan@2s cancel@10s");
    ends(FLOW, &[], &expire, &Error::Expired);
    let deny = format!("{forms}\nperson = scan@2s deny@5s | scan@2s cancel@10s scan@20s deny@30s");
    ends(FLOW, &[], &deny, &Error::Denied);
    let again = format!("{forms}\nperson = scan@2s cancel@10s scan@20s confirm@30s");
    succeed(FLOW, &[], &again);
}

#[test]
fn the_open_platform_refuses_with_its_codes() {
    for (code, advice) in FINAL {
        for call in ["auth", "token"] {
            let lines = format!("115.state = number | boolean\n115-open.refuse-{call} = {code}");
            refused(FLOW, &[], &lines, code, advice.clone());
        }
    }
    for call in ["auth", "token"] {
        let lines = format!("115-open.refuse-{call} = 40199002");
        ends(FLOW, &[], &lines, &Error::Expired);
    }
}

#[test]
fn only_transient_failures_of_the_open_platform_are_retried() {
    let asked = |lines: &str, call: &str| {
        let (world, outcome) = run(FLOW, lines);
        assert!(outcome.is_err(), "{lines}: false success");
        world.calls.iter().filter(|(name, _)| *name == call).count()
    };
    assert_eq!(
        asked("115-open.refuse-auth = 40140110", "authDeviceCode"),
        1
    );
    assert_eq!(
        asked("115-open.refuse-token = 40140113", "deviceCodeToToken"),
        1
    );
    assert_eq!(
        asked("115-open.refuse-auth = 40110000", "authDeviceCode"),
        4
    );
    for code in ["40110000", "40140117", "50199004"] {
        for call in ["auth", "token"] {
            let lines = format!("115-open.refuse-{call} = {code}");
            refused(FLOW, &[], &lines, code, Advice::TRY_LATER);
        }
        for call in ["authDeviceCode", "status", "deviceCodeToToken"] {
            succeed(
                FLOW,
                &[],
                &format!("fault.1 = 115-open/{call}#1-2 refuse:{code}"),
            );
        }
    }
}

#[test]
fn a_refusal_with_code_0_is_no_success() {
    for call in ["auth", "token"] {
        for code in ["0", "40140123", "40140125", "40140130", "12345678"] {
            let lines = format!("115.state = number | boolean\n115-open.refuse-{call} = {code}");
            refused(FLOW, &[], &lines, code, Advice::SEE_MESSAGE);
        }
    }
}

#[test]
fn an_unknown_app_is_reported_as_a_wrong_setting() {
    refused(
        FLOW,
        &[],
        "115-open.client-id = 4711",
        "40140107",
        Advice::FIX_SETTING,
    );
    succeed(FLOW, &[("client_id", "4711")], "115-open.client-id = 4711");
}

#[test]
fn the_open_platform_is_no_success_with_a_token_missing() {
    let forms = "115.variant = observed | documented";
    for (lines, missing) in [
        ("115-open.without-access-token = yes", &["access_token"][..]),
        ("115-open.without-refresh-token = yes", &["refresh_token"]),
        (
            "115-open.without-access-token = yes\n115-open.without-refresh-token = yes",
            &["access_token", "refresh_token"],
        ),
    ] {
        ends(
            FLOW,
            &[],
            &format!("{forms}\n{lines}"),
            &incomplete(missing),
        );
    }
}
