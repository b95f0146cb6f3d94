//! TapTap itself: how it answers, and how far a login goes.

use qrlogin::taptap::advice::CHECK_REGION;
use qrlogin::{Advice, Credential, Error};

use super::{combinations, ends, incomplete, login, refused, succeed, succeed_but_for};
use qrlogin_test_support::{Simulated, run, secs};

const FLOW: &str = "taptap";
const REGIONS: [&str; 2] = ["china", "international"];

#[test]
fn taptap_in_every_form_of_its_code() {
    for region in REGIONS {
        succeed(
            FLOW,
            &[("region", region)],
            "taptap.answer = full | minimal | without-qrcode-url
             taptap.interval = 0 | 1 | 3 | 7
             taptap.error-style = bare | prefixed
             taptap.waiting-status = 400 | 401 | 403 | 200 | 500
             taptap.enforces-interval = yes | no",
        );
    }
}

#[test]
fn taptap_in_every_form_of_its_token_and_profile() {
    for region in REGIONS {
        succeed(
            FLOW,
            &[("region", region)],
            "taptap.access-token = yes | no
             taptap.mac-algorithm = hmac-sha-1 | hmac-sha-256
             taptap.scope-separator = space | comma
             taptap.extra-scope = | compliance
             taptap.gender = yes | no
             taptap.lacks = none | scope",
        );
    }
}

#[test]
fn taptap_with_the_identifiers_alone() {
    for region in REGIONS {
        let settings = [("region", region), ("scope", "basic_info")];
        let lines = "taptap.scope-separator = space | comma
             taptap.mac-algorithm = hmac-sha-1 | hmac-sha-256
             taptap.extra-scope = | compliance";
        succeed_but_for(FLOW, &settings, lines, &["name", "avatar"]);
        // What is granted beyond that is taken.
        let more = "taptap.scope-separator = space | comma\ntaptap.extra-scope = public_profile";
        succeed(FLOW, &settings, more);
    }
}

#[test]
fn taptap_reports_a_scan_once() {
    let lines = "taptap.error-style = bare | prefixed
         taptap.waiting-status = 400 | 401 | 200
         person = scan@5s confirm@20s | scan@poll:3 confirm@poll:6 | scan@5s cancel@20s scan@40s confirm@60s";
    for variant in combinations(lines) {
        let (world, outcome) = run(FLOW, &variant);
        world.assert_genuine(&outcome.unwrap());
        assert_eq!(world.kinds(), ["code", "scanned", "confirmed"], "{variant}");
    }
    let (world, outcome) = run(FLOW, "person = confirm@2s");
    world.assert_genuine(&outcome.unwrap());
    assert_eq!(world.kinds(), ["code", "confirmed"]);
}

#[test]
fn taptap_denies_and_expires_in_every_form() {
    let forms = "taptap.error-style = bare | prefixed
         taptap.denied-status = 400 | 401 | 403 | 200
         taptap.invalid-grant-status = 400 | 401 | 500 | 200
         taptap.expired = invalid_grant_code | invalid_grant | expired_token";
    let expire = "taptap.lifetime = 40s\nperson = expire | scan@2s | scan@2s cancel@10s";
    ends(FLOW, &[], &format!("{forms}\n{expire}"), &Error::Expired);
    let deny = format!("{forms}\nperson = scan@2s deny@5s | deny@5s");
    ends(FLOW, &[], &deny, &Error::Denied);
}

#[test]
fn taptap_decides_when_a_code_ends() {
    for lifetime in [60, 120, 600] {
        let lines = format!("person = expire\ntaptap.lifetime = {lifetime}s");
        let (world, outcome) = run(FLOW, &lines);
        assert_eq!(outcome.unwrap_err(), Error::Expired);
        let elapsed = world.elapsed().as_secs();
        assert!(
            (lifetime - 3..lifetime + 10).contains(&elapsed),
            "{elapsed}"
        );
    }
}

#[test]
fn a_late_confirmation_counts_while_taptap_gives_the_token() {
    let late = "person = scan@10s confirm@299900ms";
    succeed(FLOW, &[], &format!("{late}\ntaptap.collectable = 60s"));
    ends(
        FLOW,
        &[],
        &format!("{late}\ntaptap.collectable = 0s"),
        &Error::Expired,
    );
}

#[test]
fn taptap_is_polled_less_often_after_slow_down() {
    let lines = "taptap.pace = 5s | 7s | 12s
         taptap.tolerance = 0s | 250ms
         person = scan@20s confirm@90s";
    for variant in combinations(lines) {
        let (world, outcome) = run(FLOW, &variant);
        world.assert_genuine(&outcome.unwrap());
        let hasty = world
            .simulator()
            .log()
            .iter()
            .filter(|entry| entry.notes.contains(&"too fast"));
        assert!((1..=2).contains(&hasty.count()), "{variant}");
    }
    ends(FLOW, &[], "taptap.token = slow_down", &Error::Expired);
}

#[test]
fn the_longer_interval_of_taptap_is_kept() {
    let (world, outcome) = run(FLOW, "taptap.interval = 11\nperson = confirm@60s");
    world.assert_genuine(&outcome.unwrap());
    let polls: Vec<_> = world
        .calls
        .iter()
        .filter(|(name, _)| *name == "poll")
        .collect();
    assert!(
        polls
            .windows(2)
            .all(|pair| pair[1].1 - pair[0].1 >= secs(11))
    );
    let mut log = world.simulator().log().iter();
    assert!(log.all(|entry| entry.notes.is_empty()));
}

/// What a login to this goal must hold: the same as one to the session, as far as it goes.
fn reaches(goal: &str, lines: &str) -> Simulated {
    for region in REGIONS {
        let (whole, _) = login(FLOW, &[("region", region)], "");
        let issued = whole.simulator().issued().last().unwrap();
        let (_, outcome) = login(FLOW, &[("region", region), ("goal", goal)], lines);
        let Ok(Credential::TapTap(it)) = outcome else {
            panic!("{lines}: {outcome:?}");
        };
        assert_eq!(issued.get("kid"), Some(it.token.kid.expose()));
        assert_eq!(issued.get("kid"), Some(it.token.access_token.expose()));
        assert_eq!(issued.get("mac_key"), Some(it.token.mac_key.expose()));
        assert_eq!(it.session_token, None);
        assert_eq!(it.profile.is_some(), goal == "profile");
        if let Some(profile) = it.profile {
            assert_eq!(issued.get("openid"), Some(profile.openid.expose()));
            assert_eq!(issued.get("unionid"), Some(profile.unionid.expose()));
            assert_eq!(issued.get("name"), Some(profile.name.expose()));
            assert_eq!(issued.get("avatar"), Some(profile.avatar.expose()));
        }
    }
    login(FLOW, &[("goal", goal)], lines).0
}

#[test]
fn the_goal_of_a_token_needs_nothing_beyond_it() {
    let world = reaches(
        "token",
        "taptap.profile = access_denied\ntaptap.session = 500",
    );
    let beyond = |name: &str| matches!(name, "profile" | "session");
    assert!(!world.calls.iter().any(|(name, _)| beyond(name)));
}

#[test]
fn the_goal_of_a_profile_needs_no_session() {
    let world = reaches("profile", "taptap.session = 500\ntaptap.player = new");
    assert!(!world.calls.iter().any(|(name, _)| *name == "session"));
}

#[test]
fn each_goal_is_reached_in_full_or_not_at_all() {
    let profile = [("goal", "profile")];
    refused(
        FLOW,
        &profile,
        "taptap.profile = forbidden",
        "forbidden",
        Advice::SEE_MESSAGE,
    );
    ends(
        FLOW,
        &profile,
        "taptap.lacks = openid",
        &incomplete(&["openid"]),
    );
    for goal in ["token", "profile", "session"] {
        for name in ["kid", "mac_key"] {
            let lines = format!("taptap.lacks = {name}");
            ends(FLOW, &[("goal", goal)], &lines, &incomplete(&[name]));
        }
    }
    ends(FLOW, &[], "taptap.lacks = openid", &incomplete(&["openid"]));
    ends(
        FLOW,
        &[],
        "taptap.lacks = sessionToken",
        &incomplete(&["sessionToken"]),
    );
}

#[test]
fn what_taptap_may_leave_out_is_done_without() {
    succeed(FLOW, &[], "taptap.lacks = mac_algorithm");
    succeed_but_for(FLOW, &[], "taptap.lacks = unionid", &["unionid"]);
}

#[test]
fn a_new_player_is_made_only_on_request() {
    for region in REGIONS {
        let settings = [("region", region)];
        refused(FLOW, &settings, "taptap.player = new", "211", CHECK_REGION);
        let settings = [("region", region), ("create", "true")];
        succeed(FLOW, &settings, "taptap.player = new | existing");
    }
}
