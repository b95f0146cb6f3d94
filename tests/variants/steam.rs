//! Steam.

use qrlogin::steam::advice::ACCEPT_AGREEMENT;
use qrlogin::{Advice, Credential, Error, Event};

use super::{combinations, ends, fail, fail_with, incomplete, login, refused, succeed};
use qrlogin_test_support::{run, secs};

const FLOW: &str = "steam";
const PLATFORMS: [&str; 3] = ["web", "client", "mobile"];

#[test]
fn steam_for_every_platform_in_every_form() {
    for platform in PLATFORMS {
        succeed(
            FLOW,
            &[("platform", platform)],
            "steam.interval = 0 | 1 | 5 | 11
             steam.eresult-header = yes | no
             steam.numbers-as-text = yes | no
             steam.access-token = yes | no
             steam.account-name = yes | no
             steam.guard-data = yes | no",
        );
    }
}

#[test]
fn steam_rotates_its_code_without_a_renewal() {
    let lines = "steam.rotation = 5s | 10s | 30s
         steam.rotates = both | url | id
         person = scan@100s confirm@110s
         fault.1 = steam/poll#3-5 cut-after | steam/poll#7 refuse:84 | steam/poll#9 hang";
    for variant in combinations(lines) {
        let (world, outcome) = run(FLOW, &variant);
        world.assert_genuine(&outcome.unwrap());
        let codes: Vec<_> = world.events.iter().filter_map(rotation).collect();
        let is_shown_anew = !variant.contains("rotates=id");
        assert!(!codes[0] && codes[1..].iter().all(|rotated| *rotated));
        assert_eq!(codes.len() > 1, is_shown_anew, "{variant}: {codes:?}");
        assert_eq!(world.simulator().codes().len(), 1, "{variant}");
    }
}

fn rotation(event: &Event) -> Option<bool> {
    match event {
        Event::Code(code) => Some(code.rotated),
        _ => None,
    }
}

#[test]
fn steam_never_shows_a_code_that_was_replaced() {
    let (world, outcome) = run(FLOW, "steam.rotation = 20s\nperson = confirm@95s");
    world.assert_genuine(&outcome.unwrap());
    let last = world.events.iter().rev().find_map(|event| match event {
        Event::Code(code) => Some(code.payload.expose().to_owned()),
        _ => None,
    });
    let codes = world.simulator().codes();
    assert_eq!(last, Some(codes[0].payload.clone()));
    assert_eq!(codes[0].replaced.len(), 4);
}

#[test]
fn steam_reports_a_scan_once() {
    let lines = "steam.rotation = 0s | 7s
         person = scan@21s confirm@40s | scan@poll:3 confirm@poll:6 | scan@21s cancel@30s scan@40s confirm@60s";
    for variant in combinations(lines) {
        let (world, outcome) = run(FLOW, &variant);
        world.assert_genuine(&outcome.unwrap());
        let kinds: Vec<_> = world
            .kinds()
            .into_iter()
            .filter(|it| *it != "code")
            .collect();
        assert_eq!(kinds, ["scanned", "confirmed"], "{variant}");
    }
}

#[test]
fn steam_says_denied_where_the_service_says_9() {
    let lines = "steam.expired = empty | 27 | 9\nperson = scan@2s deny@12s";
    ends(FLOW, &[], lines, &Error::Denied);
    // The scan was not reported before.
    let lines = "steam.expired = empty | 27 | 9\nperson = deny@2s";
    ends(FLOW, &[], lines, &Error::Expired);
}

#[test]
fn steam_expires_in_every_form() {
    let lines = "steam.expired = empty | 27 | 9\nsteam.lifetime = 40s\nperson = expire";
    ends(FLOW, &[], lines, &Error::Expired);
    let lines = "steam.expired = empty | 27\nsteam.lifetime = 40s\nperson = scan@2s";
    ends(FLOW, &[], lines, &Error::Expired);
    let (world, outcome) = run(FLOW, "steam.lifetime = 20m\nperson = expire");
    assert_eq!(outcome.unwrap_err(), Error::Expired);
    assert_eq!(world.elapsed(), secs(300));
}

#[test]
fn steam_tells_the_sites_without_a_session() {
    for (lines, failed) in [
        (
            "steam.transfers = half",
            vec!["help.steampowered.com", "steam.tv"],
        ),
        ("steam.transfers = foreign", vec!["evil.example"]),
        (
            "fault.1 = steam/settoken#2 status:403",
            vec!["help.steampowered.com"],
        ),
    ] {
        let (world, outcome) = run(FLOW, lines);
        let credential = outcome.unwrap();
        world.assert_genuine(&credential);
        assert_eq!(credential.warnings().len(), 1, "{lines}");
        let Credential::Steam(it) = credential else {
            panic!("another flow");
        };
        assert_eq!(it.without_session, failed, "{lines}");
    }
}

#[test]
fn steam_without_a_session_at_any_site_is_no_login() {
    refused(
        FLOW,
        &[],
        "steam.transfers = none",
        "15",
        Advice::SEE_MESSAGE,
    );
    let foreign = Error::untrusted("evil.example");
    ends(FLOW, &[], "steam.transfers = all-foreign", &foreign);
    let lines = "steam.lacks = transfer_info";
    refused(FLOW, &[], lines, "15", Advice::SEE_MESSAGE);
}

#[test]
fn steam_waits_at_a_rate_limit_and_gives_up_at_the_start() {
    let lines = "fault.1 = steam/poll#1-3 refuse:84 | steam/begin#1-2 refuse:84 | steam/poll#2 status:429/7 | steam/finalize#1-2 refuse:84";
    succeed(FLOW, &[], lines);
    let lines = "fault.1 = steam/begin refuse:84";
    refused(FLOW, &[], lines, "84", Advice::WAIT_FOR_UNBLOCK);
}

#[test]
fn steam_names_the_agreement() {
    for platform in PLATFORMS {
        let settings = [("platform", platform)];
        let lines = "steam.agreement = yes";
        refused(FLOW, &settings, lines, "118", ACCEPT_AGREEMENT);
    }
}

#[test]
fn steam_stops_at_a_block() {
    for (_, error) in fail(
        FLOW,
        "fault.1 = steam/poll#1 status:403 | steam/begin status:403",
    ) {
        assert_eq!(error, Error::blocked(403));
    }
}

#[test]
fn steam_names_what_is_missing() {
    ends(FLOW, &[], "steam.lacks = sub", &incomplete(&["sub"]));
    for platform in ["client", "mobile"] {
        let settings = [("platform", platform)];
        let lines = "steam.lacks = access_token";
        ends(FLOW, &settings, lines, &incomplete(&["access_token"]));
    }
    let lines = "steam.lacks = client_id | request_id | challenge_url";
    for (variant, error) in fail_with(FLOW, &[], lines) {
        assert!(
            matches!(error, Error::Malformed { .. }),
            "{variant}: {error}"
        );
    }
    let lines = "steam.foreign-code = yes";
    ends(FLOW, &[], lines, &Error::untrusted("evil.example"));
}

#[test]
fn steam_is_renewed_by_a_new_login() {
    let lines = "steam.lifetime = 40s\nsteam.rotation = 10s\nperson = expire; scan@2s confirm@4s";
    let flow = qrlogin_test_support::flow_of(FLOW, &qrlogin::flows::Options::new().renewals(1));
    let scenario = qrlogin_test_support::scenario(lines);
    let mut world = qrlogin_test_support::Simulated::new(flow, scenario);
    let credential = world.run().unwrap();
    world.assert_genuine(&credential);
    let renewed = world.events.iter().filter_map(rotation);
    assert_eq!(renewed.filter(|rotated| !rotated).count(), 2);
}

#[test]
fn steam_shows_the_name_of_the_device() {
    let settings = [("device_name", "Büro 1")];
    let (world, outcome) = login(FLOW, &settings, "");
    world.assert_genuine(&outcome.unwrap());
    let mut log = world.simulator().log().iter();
    assert!(log.all(|entry| entry.notes.is_empty()));
}
