//! phiApi in front of the simulated TapTap: what a client sees of TapTap through it.

use qrlogin::taptap::advice::CHECK_REGION;
use qrlogin::{Advice, Error, Event};
use qrlogin_simulator::ServiceId;

use super::{combinations, ends, fail, incomplete, login, refused, succeed, succeed_but_for};
use qrlogin_test_support::run;

const FLOW: &str = "phi-api";
const REGIONS: [&str; 2] = ["china", "international"];
const LEGACY: (&str, &str) = ("base_url", "http://localhost:5015/api");

fn through(lines: &str) -> String {
    format!(
        "phi-api.backend = taptap
         phi-api.era = current | documented | envelope | prefix
         {lines}"
    )
}

#[test]
fn phi_api_passes_on_taptap_in_every_era_and_region() {
    for region in REGIONS {
        succeed(
            FLOW,
            &[("region", region)],
            &through(
                "phi-api.keys = era | snake | camel
                 phi-api.token-body = era | json | text
                 taptap.answer = full | minimal
                 taptap.access-token = yes | no
                 taptap.error-style = bare | prefixed",
            ),
        );
        let legacy =
            "phi-api.backend = taptap\nphi-api.era = legacy\nphi-api.keys = era | snake | camel";
        succeed(FLOW, &[("region", region), LEGACY], legacy);
    }
}

#[test]
fn phi_api_passes_on_every_form_of_token() {
    succeed(
        FLOW,
        &[],
        &through(
            "taptap.mac-algorithm = hmac-sha-1 | hmac-sha-256
             taptap.scope-separator = space | comma
             taptap.extra-scope = | compliance
             taptap.gender = yes | no
             taptap.interval = 1 | 5
             taptap.waiting-status = 400 | 401
             clock-skew = 0 | 86400",
        ),
    );
}

#[test]
fn the_region_reaches_taptap_by_either_name() {
    for (region, page) in [
        ("china", "accounts.taptap.cn"),
        ("international", "accounts.taptap.io"),
    ] {
        let lines = "phi-api.backend = taptap\nphi-api.query = code | document";
        for variant in combinations(lines) {
            let (world, outcome) = login(FLOW, &[("region", region)], &variant);
            world.assert_genuine(&outcome.unwrap());
            let Some(Event::Code(code)) = world.events.first() else {
                panic!("no code");
            };
            let known = world.simulator().codes().remove(0);
            assert_eq!(known.service, ServiceId::TapTap);
            assert_eq!(code.payload.expose(), known.payload);
            assert!(known.payload.contains(page), "{variant}");
        }
    }
}

/// The server takes bare names for "not done", and passes on every other one (specification section
/// 2.3).
#[test]
fn a_scan_is_seen_if_its_name_has_a_prefix() {
    for (style, kinds) in [
        ("bare", &["code", "confirmed"][..]),
        ("prefixed", &["code", "scanned", "confirmed"]),
    ] {
        let lines = through(&format!(
            "taptap.error-style = {style}
             person = scan@10s confirm@30s | scan@10s cancel@20s scan@30s confirm@50s"
        ));
        for variant in combinations(&lines) {
            let (world, outcome) = run(FLOW, &variant);
            world.assert_genuine(&outcome.unwrap());
            assert_eq!(world.kinds(), kinds, "{variant}");
        }
    }
}

#[test]
fn a_denial_is_seen_if_its_name_has_a_prefix() {
    let denied = "person = scan@2s deny@5s\ntaptap.denied-status = 400 | 401";
    let bare = through(&format!("taptap.error-style = bare\n{denied}"));
    ends(FLOW, &[], &bare, &Error::Expired);
    let prefixed = through(&format!("taptap.error-style = prefixed\n{denied}"));
    ends(FLOW, &[], &prefixed, &Error::Denied);
}

#[test]
fn phi_api_passes_on_every_form_of_expiry() {
    let lines = through(
        "taptap.expired = invalid_grant_code | invalid_grant | expired_token
         taptap.error-style = bare | prefixed
         taptap.lifetime = 60s
         person = expire | scan@2s",
    );
    ends(FLOW, &[], &lines, &Error::Expired);
}

#[test]
fn a_confirmation_in_the_last_moment_counts_through_phi_api() {
    let late = "person = scan@10s confirm@299900ms";
    let good = through(&format!("{late}\ntaptap.collectable = 60s"));
    succeed(FLOW, &[], &good);
    let dead = through(&format!("{late}\ntaptap.collectable = 0s"));
    ends(FLOW, &[], &dead, &Error::Expired);
}

#[test]
fn phi_api_passes_on_how_taptap_refuses_the_poll() {
    for error in [
        "invalid_client",
        "unsupported_grant_type",
        "captcha.needs",
        "user_is_deactivated",
        "forbidden",
        "not_found",
        "brand_new_error",
    ] {
        let lines = through(&format!("taptap.token = {error}"));
        refused(FLOW, &[], &lines, error, Advice::SEE_MESSAGE);
    }
    let region = through("taptap.token = invalid_request");
    refused(FLOW, &[], &region, "invalid_request", CHECK_REGION);
    for error in ["server_error", "too_many_login_attempts"] {
        refused(
            FLOW,
            &[],
            &through(&format!("taptap.token = {error}")),
            error,
            Advice::TRY_LATER,
        );
    }
    ends(
        FLOW,
        &[],
        &through("taptap.token = slow_down"),
        &Error::Expired,
    );
    refused(
        FLOW,
        &[],
        &through("taptap.token = text"),
        "11",
        Advice::TRY_LATER,
    );
}

#[test]
fn taptap_slows_down_through_phi_api_too() {
    let lines = through("taptap.pace = 5s | 7s\nperson = scan@20s confirm@60s");
    succeed(FLOW, &[], &lines);
}

#[test]
fn phi_api_passes_on_how_taptap_refuses_the_profile() {
    for (error, advice) in [
        ("access_denied", Advice::START_AGAIN),
        ("forbidden", Advice::SEE_MESSAGE),
        ("server_error", Advice::TRY_LATER),
        ("invalid_time", Advice::TRY_LATER),
        ("replay_attacks", Advice::TRY_LATER),
    ] {
        let lines = through(&format!(
            "taptap.error-style = bare | prefixed\ntaptap.profile = {error}"
        ));
        refused(FLOW, &[], &lines, error, advice);
    }
}

#[test]
fn phi_api_passes_on_how_the_session_service_refuses() {
    for (code, advice) in [
        ("211", CHECK_REGION),
        ("219", Advice::TRY_LATER),
        ("401", Advice::SEE_MESSAGE),
        ("403", Advice::SEE_MESSAGE),
        ("500", Advice::TRY_LATER),
    ] {
        refused(
            FLOW,
            &[],
            &through(&format!("taptap.session = {code}")),
            code,
            advice,
        );
    }
    let trouble = "fault.1 = taptap/users#1-2 refuse:500";
    succeed(FLOW, &[], &through(trouble));
}

#[test]
fn phi_api_is_no_success_with_a_part_missing() {
    for name in ["kid", "mac_key"] {
        ends(
            FLOW,
            &[],
            &through(&format!("taptap.lacks = {name}")),
            &incomplete(&[name]),
        );
    }
    let json = through("phi-api.token-body = json\ntaptap.session = empty");
    ends(FLOW, &[], &json, &incomplete(&["session token"]));
    for other in [
        "phi-api.token-body = text\ntaptap.session = empty | short",
        "phi-api.token-body = json\ntaptap.session = short",
    ] {
        for (variant, error) in fail(FLOW, &through(other)) {
            assert!(
                matches!(error, Error::Malformed { .. }),
                "{variant}: {error}"
            );
        }
    }
    for name in ["sessionToken", "openid", "scope", "mac_algorithm"] {
        fail(FLOW, &through(&format!("taptap.lacks = {name}")));
    }
    succeed_but_for(FLOW, &[], &through("taptap.lacks = unionid"), &["unionid"]);
}

#[test]
fn phi_api_creates_a_new_player() {
    for region in REGIONS {
        succeed(FLOW, &[("region", region)], &through("taptap.player = new"));
    }
}

#[test]
fn failures_between_phi_api_and_taptap_are_retried() {
    for call in ["code", "token", "profile", "users"] {
        for fault in ["status:502", "cut-before", "html", "empty", "hang"] {
            let lines = format!("fault.1 = taptap/{call}#1 {fault}\nperson = scan@5s confirm@10s");
            succeed(FLOW, &[], &through(&lines));
        }
    }
}
