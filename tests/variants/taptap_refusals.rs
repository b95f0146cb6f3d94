//! TapTap and LeanCloud: how they refuse, step by step.

use qrlogin::taptap::advice::CHECK_REGION;
use qrlogin::{Advice, Error};

use super::{ends, fail, incomplete, login, refused, succeed};
use qrlogin_test_support::{Simulated, run};

const FLOW: &str = "taptap";

fn count(world: &Simulated, call: &str) -> usize {
    world.calls.iter().filter(|(name, _)| *name == call).count()
}

/// The errors of specification section 3.3 that end a login.
const FINAL: [&str; 7] = [
    "invalid_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "unsupported_secret_type",
    "user_is_deactivated",
    "forbidden",
    "not_found",
];

#[test]
fn taptap_refuses_the_poll_with_its_error() {
    for error in FINAL {
        let lines = format!("taptap.error-style = bare | prefixed\ntaptap.token = {error}");
        refused(FLOW, &[], &lines, error, Advice::SEE_MESSAGE);
        let (world, _) = run(FLOW, &lines.replace("bare | ", ""));
        assert_eq!(count(&world, "poll"), 1, "{error}");
    }
    for error in ["invalid_grant_code", "invalid_grant", "expired_token"] {
        let lines = format!("taptap.error-style = bare | prefixed\ntaptap.token = {error}");
        ends(FLOW, &[], &lines, &Error::Expired);
    }
}

/// The prefix ends at the last dot, so an error with a dot and a prefix is unknown, and is reported
/// whole (specification section 3.3).
#[test]
fn an_error_with_a_dot_is_reported() {
    for error in ["captcha.needs", "captcha.failed"] {
        let lines = format!("taptap.token = {error}");
        refused(FLOW, &[], &lines, error, Advice::SEE_MESSAGE);
        let lines = format!("{lines}\ntaptap.error-style = prefixed");
        let whole = format!("oauth2.tapapis.com.{error}");
        refused(FLOW, &[], &lines, &whole, Advice::SEE_MESSAGE);
    }
}

#[test]
fn a_failing_taptap_is_retried_while_the_code_lives() {
    for error in ["server_error", "too_many_login_attempts"] {
        let lines = format!("taptap.error-style = bare | prefixed\ntaptap.token = {error}");
        refused(FLOW, &[], &lines, error, Advice::TRY_LATER);
        let lines = format!("fault.1 = taptap/token#1-9 refuse:{error}\nperson = confirm@150s");
        succeed(FLOW, &[], &lines);
    }
}

#[test]
fn an_unknown_error_of_taptap_is_reported_whole() {
    let lines = "taptap.token = brand_new_error";
    refused(FLOW, &[], lines, "brand_new_error", Advice::SEE_MESSAGE);
    let lines = "taptap.error-style = prefixed\ntaptap.token = brand_new_error";
    let whole = "oauth2.tapapis.com.brand_new_error";
    refused(FLOW, &[], lines, whole, Advice::SEE_MESSAGE);
}

#[test]
fn a_proxys_page_is_retried_for_a_while() {
    ends(FLOW, &[], "taptap.token = text", &Error::blocked(400));
    for fault in ["html", "empty", "status:502", "cut-before", "garbage"] {
        let lines = format!("fault.1 = taptap/token#1-2 {fault}\nperson = confirm@60s");
        succeed(FLOW, &[], &lines);
    }
}

#[test]
fn a_refused_code_is_reported() {
    for error in FINAL.into_iter().chain(["access_denied", "invalid_grant"]) {
        let lines = format!("fault.1 = taptap/code refuse:{error}");
        refused(FLOW, &[], &lines, error, Advice::SEE_MESSAGE);
        let (world, _) = run(FLOW, &lines);
        assert_eq!(count(&world, "code"), 1, "{error}");
    }
    for error in ["server_error", "slow_down", "too_many_login_attempts"] {
        let lines = format!("fault.1 = taptap/code refuse:{error}");
        refused(FLOW, &[], &lines, error, Advice::TRY_LATER);
        succeed(
            FLOW,
            &[],
            &format!("fault.1 = taptap/code#1-2 refuse:{error}"),
        );
    }
}

#[test]
fn a_lost_token_is_reported_as_an_expired_code() {
    for fault in ["cut-after", "cut-body:20"] {
        let lines = format!("fault.1 = taptap/token#1 {fault}\nperson = confirm@2s");
        ends(FLOW, &[], &lines, &Error::Expired);
    }
}

#[test]
fn a_malformed_token_is_reported() {
    let lines = "fault.1 = taptap/token#1 garbage\nperson = confirm@2s";
    let error = Error::malformed("poll: not UTF-8");
    ends(FLOW, &[], lines, &error);
}

#[test]
fn an_expired_token_advises_to_start_again() {
    let lines = "taptap.error-style = bare | prefixed\ntaptap.profile = access_denied";
    refused(FLOW, &[], lines, "access_denied", Advice::START_AGAIN);
    let (world, _) = run(FLOW, "taptap.profile = access_denied");
    assert_eq!(count(&world, "profile"), 1);
}

#[test]
fn a_profile_is_retried_only_after_transient_failures() {
    let lines = "taptap.error-style = bare | prefixed\ntaptap.profile = forbidden";
    refused(FLOW, &[], lines, "forbidden", Advice::SEE_MESSAGE);
    for error in ["invalid_time", "replay_attacks"] {
        let lines = format!("taptap.error-style = bare | prefixed\ntaptap.profile = {error}");
        refused(FLOW, &[], &lines, error, Advice::TRY_LATER);
        let (world, _) = run(FLOW, &format!("taptap.profile = {error}"));
        assert_eq!(count(&world, "profile"), 5, "{error}");
        succeed(
            FLOW,
            &[],
            &format!("fault.1 = taptap/profile#1 refuse:{error}"),
        );
    }
    for error in ["server_error", "slow_down", "too_many_login_attempts"] {
        let lines = format!("fault.1 = taptap/profile refuse:{error}");
        refused(FLOW, &[], &lines, error, Advice::TRY_LATER);
        let lines = format!("fault.1 = taptap/profile#1-3 refuse:{error}");
        succeed(FLOW, &[], &lines);
    }
    let lines = "taptap.profile = server_error";
    refused(FLOW, &[], lines, "server_error", Advice::TRY_LATER);
}

#[test]
fn no_nonce_is_sent_twice_though_an_answer_is_lost() {
    for fault in ["cut-after", "cut-body:20", "garbage", "slow-body:1/1s"] {
        let (world, outcome) = run(FLOW, &format!("fault.1 = taptap/profile#1-2 {fault}"));
        world.assert_genuine(&outcome.unwrap());
        let mut log = world.simulator().log().iter();
        assert!(
            !log.any(|entry| entry.notes.contains(&"nonce used again")),
            "{fault}"
        );
    }
}

#[test]
fn the_session_service_refuses_with_its_code() {
    for (code, advice) in [
        ("211", CHECK_REGION),
        ("219", Advice::TRY_LATER),
        ("401", Advice::REPORT_CHANGE),
        ("403", Advice::SEE_MESSAGE),
        ("500", Advice::TRY_LATER),
    ] {
        refused(FLOW, &[], &format!("taptap.session = {code}"), code, advice);
    }
    for code in ["211", "219", "401", "403"] {
        let (world, _) = run(FLOW, &format!("taptap.session = {code}"));
        // A refused signature is replaced by the key itself.
        let calls = if code == "401" { 2 } else { 1 };
        assert_eq!(count(&world, "session"), calls, "{code}");
    }
}

#[test]
fn a_failing_session_service_costs_no_new_code() {
    for fault in [
        "refuse:500",
        "status:502",
        "cut-before",
        "cut-after",
        "hang",
        "empty",
    ] {
        let (world, outcome) = run(FLOW, &format!("fault.1 = taptap/users#1-2 {fault}"));
        world.assert_genuine(&outcome.unwrap());
        assert_eq!((count(&world, "code"), count(&world, "profile")), (1, 1));
    }
}

#[test]
fn a_session_token_of_another_shape_is_none() {
    ends(
        FLOW,
        &[],
        "taptap.session = empty",
        &incomplete(&["sessionToken"]),
    );
    for (_, error) in fail(FLOW, "taptap.session = short") {
        assert!(matches!(error, Error::Malformed { .. }), "{error}");
    }
}

#[test]
fn a_token_that_fits_into_no_header_is_none() {
    for goal in ["token", "profile", "session"] {
        ends(
            FLOW,
            &[("goal", goal)],
            "taptap.kid = a\"b",
            &incomplete(&["kid"]),
        );
    }
    succeed(
        FLOW,
        &[],
        "taptap.kid = 1/FAKEkid0123456789abcdef_-\ntaptap.mac-key = FAKEmackey",
    );
}

const CHINA: [(&str, &str); 3] = [
    ("accounts_url", "https://accounts.tapapis.cn"),
    ("open_url", "https://open.tapapis.cn"),
    ("cloud_url", "https://rak3ffdi.cloud.tds1.tapapis.cn"),
];
const CHINA_ID: (&str, &str) = ("client_id", "rAK3FfdieFob2Nn8Am");
const CHINA_KEY: (&str, &str) = ("app_key", "Qr9AEqtuoSVS3zeD6iVbM4ZC0AtkJcQ89tywVyi0");

#[test]
fn a_client_id_of_the_other_region_is_reported() {
    refused(FLOW, &CHINA, "", "invalid_request", CHECK_REGION);
    refused(FLOW, &CHINA[..1], "", "invalid_request", CHECK_REGION);
    refused(
        FLOW,
        &[CHINA_ID, ("goal", "profile")],
        "",
        "invalid_request",
        CHECK_REGION,
    );
    let mismatch = "taptap.error-style = bare | prefixed\ntaptap.token = invalid_request";
    refused(FLOW, &[], mismatch, "invalid_request", CHECK_REGION);
    // The token is good, but not there.
    refused(FLOW, &CHINA[1..2], "", "access_denied", Advice::START_AGAIN);
    refused(FLOW, &CHINA[2..], "", "401", Advice::CHECK_KEY_PAIR);
}

#[test]
fn a_code_of_the_other_region_has_a_warning() {
    let notice = |settings: &[(&str, &str)]| {
        let (world, _) = login(FLOW, settings, "");
        let Some(qrlogin::Event::Code(code)) = world.events.into_iter().next() else {
            panic!("no code");
        };
        code.notice
    };
    assert!(notice(&CHINA[..1]).unwrap().contains("other region"));
    assert_eq!(notice(&[]), None);
    assert_eq!(notice(&[("region", "china")]), None);
}

#[test]
fn another_app_goes_to_its_own_hosts() {
    let mut own = CHINA.to_vec();
    own.extend([("region", "china"), CHINA_ID, CHINA_KEY]);
    succeed(FLOW, &own, "taptap.answer = full | minimal");
    let wrong_key = ("app_key", "wrong");
    let wrong: Vec<_> = own
        .iter()
        .map(|it| if it.0 == "app_key" { wrong_key } else { *it })
        .collect();
    refused(FLOW, &wrong, "", "401", Advice::CHECK_KEY_PAIR);
    let unknown = [("client_id", "FAKEclient"), ("goal", "token")];
    refused(FLOW, &unknown, "", "invalid_client", Advice::SEE_MESSAGE);
}
