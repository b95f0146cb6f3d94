//! The open platform of 115: new tokens for a refresh token.

use std::time::Duration;

use qrlogin::pan115::OpenCredential;
use qrlogin::pan115::advice::CHECK_APP;
use qrlogin::{Advice, Credential, Error};

use super::incomplete;
use qrlogin_test_support::{Simulated, flow, run, secs};

const FLOW: &str = "115-open";
const DAY: Duration = Duration::from_secs(86_400);

/// A login in this scenario.
fn logged_in(lines: &str) -> (Simulated, OpenCredential) {
    let (world, outcome) = run(FLOW, lines);
    (world, tokens(outcome))
}

fn tokens(outcome: Result<Credential, Error>) -> OpenCredential {
    match outcome {
        Ok(Credential::Pan115Open(it)) => it,
        Ok(_) => panic!("of another flow"),
        Err(error) => panic!("{error}"),
    }
}

fn refresh(world: &mut Simulated, old: &OpenCredential) -> Result<OpenCredential, Error> {
    let reply = world.send(old.refresh())?;
    old.refreshed(&reply, world.now())
}

fn refusal(outcome: Result<OpenCredential, Error>) -> (String, Advice) {
    match outcome {
        Err(Error::Rejected { code, advice, .. }) => (code, advice),
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("false success"),
    }
}

fn is(code: &str, advice: Advice) -> (String, Advice) {
    (code.to_owned(), advice)
}

#[test]
fn a_refresh_yields_two_new_genuine_tokens() {
    for lines in [
        "",
        "115.state = boolean",
        "115.variant = documented",
        "115-open.refreshed-expires-in = 60",
    ] {
        let (mut world, old) = logged_in(lines);
        world.wait(secs(7000));
        assert!(old.is_due(world.now()));
        let new = refresh(&mut world, &old).unwrap();
        assert_ne!(new.access_token, old.access_token);
        assert_ne!(new.refresh_token, old.refresh_token);
        let lifetime = world.simulator().scenario().open_115.refreshed_expires_in;
        assert_eq!(new.expires_at, Some(world.now() + secs(lifetime.into())));
        world.assert_genuine(&Credential::Pan115Open(new));
    }
}

#[test]
fn tokens_can_be_refreshed_again_and_again_for_a_year() {
    let (mut world, mut credential) = logged_in("");
    for month in 0..12 {
        world.wait(DAY * 30);
        credential = match refresh(&mut world, &credential) {
            Ok(credential) => credential,
            Err(error) => panic!("month {month}: {error}"),
        };
    }
    world.assert_genuine(&Credential::Pan115Open(credential.clone()));
    world.wait(DAY * 6);
    let end = refusal(refresh(&mut world, &credential));
    assert_eq!(end, is("40140119", Advice::START_AGAIN));
}

#[test]
fn an_old_refresh_token_is_void() {
    let (mut world, old) = logged_in("");
    let new = refresh(&mut world, &old).unwrap();
    world.wait(DAY);
    let void = refusal(refresh(&mut world, &old));
    assert_eq!(void, is("40140116", Advice::START_AGAIN));
    refresh(&mut world, &new).unwrap();
}

#[test]
fn a_refresh_too_soon_costs_nothing() {
    for gap in [10, 60, 600] {
        let (mut world, old) = logged_in(&format!("115-open.refresh-gap = {gap}s"));
        let new = refresh(&mut world, &old).unwrap();
        world.wait(secs(gap - 1));
        let early = refusal(refresh(&mut world, &new));
        assert_eq!(early, is("40140117", Advice::TRY_LATER));
        world.wait(secs(1));
        refresh(&mut world, &new).unwrap();
    }
}

#[test]
fn a_refresh_after_the_login_expired_advises_a_scan() {
    let (mut world, old) = logged_in("115-open.refreshable = 3600s");
    world.wait(secs(3600));
    let end = refusal(refresh(&mut world, &old));
    assert_eq!(end, is("40140119", Advice::START_AGAIN));
}

#[test]
fn mixed_up_or_damaged_tokens_advise_a_scan() {
    let (mut world, good) = logged_in("");
    let with = |refresh_token: &str| -> OpenCredential {
        let json = serde_json::json!({
            "access_token": "a", "refresh_token": refresh_token, "expires_at": null,
        });
        serde_json::from_value(json).unwrap()
    };
    let mixed_up = with(good.access_token.expose());
    let told = refusal(refresh(&mut world, &mixed_up));
    assert_eq!(told, is("40140120", Advice::START_AGAIN));
    let damaged = with("damaged");
    let told = refusal(refresh(&mut world, &damaged));
    assert_eq!(told, is("40140114", Advice::START_AGAIN));
}

#[test]
fn one_login_too_many_ends_the_first() {
    for grants in [2, 3] {
        let (mut world, first) = logged_in(&format!("115-open.grants = {grants}"));
        let mut later = Vec::new();
        for _ in 0..grants {
            world.flow = flow("115-open client_id=100195123");
            later.push(tokens(world.run()));
        }
        let ended = refusal(refresh(&mut world, &first));
        assert_eq!(ended, is("40140116", Advice::START_AGAIN));
        for credential in &later {
            refresh(&mut world, credential).unwrap();
        }
    }
}

#[test]
fn every_refusal_of_a_refresh_has_its_advice() {
    for (code, advice) in [
        ("40110000", Advice::TRY_LATER),
        ("40140114", Advice::START_AGAIN),
        ("40140115", Advice::START_AGAIN),
        ("40140116", Advice::START_AGAIN),
        ("40140117", Advice::TRY_LATER),
        ("40140119", Advice::START_AGAIN),
        ("40140120", Advice::START_AGAIN),
        ("40140121", Advice::TRY_LATER),
        ("40140109", CHECK_APP),
        ("0", Advice::SEE_MESSAGE),
        ("12345678", Advice::SEE_MESSAGE),
    ] {
        for state in ["number", "boolean"] {
            let lines = format!("115.state = {state}\n115-open.refuse-refresh = {code}");
            let (mut world, old) = logged_in(&lines);
            assert_eq!(refusal(refresh(&mut world, &old)), is(code, advice.clone()));
        }
    }
}

#[test]
fn a_refusal_with_code_0_is_reported_with_its_message() {
    let (mut world, old) = logged_in("115-open.refuse-refresh = 0");
    let Err(Error::Rejected { message, .. }) = refresh(&mut world, &old) else {
        panic!("not refused");
    };
    assert_eq!(message, "refresh token error");
}

#[test]
fn a_refresh_is_no_success_with_a_token_missing() {
    for name in ["access_token", "refresh_token"] {
        let (mut world, old) = logged_in("");
        let setting = format!("115-open.without-{}", name.replace('_', "-"));
        world
            .simulator_mut()
            .scenario_mut()
            .set(&setting, "yes")
            .unwrap();
        let error = refresh(&mut world, &old).unwrap_err();
        assert_eq!(error, incomplete(&[name]));
    }
}

#[test]
fn a_firewall_before_a_refresh_keeps_the_tokens() {
    for status in [405, 418, 200] {
        let (mut world, old) = logged_in(&format!("115.block-status = {status}"));
        let scenario = world.simulator_mut().scenario_mut();
        scenario
            .set("115.blocked-hosts", "passportapi.115.com")
            .unwrap();
        let error = refresh(&mut world, &old).unwrap_err();
        assert_eq!(error, Error::of_status(status));
        world
            .simulator_mut()
            .scenario_mut()
            .set("115.blocked-hosts", "")
            .unwrap();
        refresh(&mut world, &old).unwrap();
    }
}

#[test]
fn a_lost_refresh_reply_fails_the_next_refresh() {
    let (mut world, old) = logged_in("fault.1 = 115-open/refreshToken#1 cut-after");
    let error = refresh(&mut world, &old).unwrap_err();
    assert_eq!(error.advice(), Advice::CHECK_NETWORK);
    let void = refusal(refresh(&mut world, &old));
    assert_eq!(void, is("40140116", Advice::START_AGAIN));
}
