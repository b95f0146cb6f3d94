//! The OAuth 2.0 device flow: how services answer, refuse and end.

use qrlogin::oauth::advice::CHECK_CLIENT;
use qrlogin::{Advice, Credential, Error};

use super::{combinations, ends, fail_with, incomplete, login, refused, succeed};
use qrlogin_test_support::{run, secs};

const FLOW: &str = "device";
const GITLAB: (&str, &str) = ("preset", "gitlab");
const OPENID: (&str, &str) = ("scope", "openid");

#[test]
fn each_preset_logs_in_at_its_service() {
    let (host, secret) = (("host", "https://id.example"), ("client_secret", "FAKE"));
    for settings in [
        &[][..],
        &[("preset", "google"), secret, OPENID],
        &[("preset", "microsoft"), ("tenant", "consumers")],
        &[GITLAB, OPENID],
        &[("preset", "twitch"), ("scope", "user:read:email")],
        &[("preset", "keycloak"), host, ("realm", "demo")],
        &[("preset", "authentik"), host],
        &[("issuer", "https://id.example"), OPENID],
    ] {
        succeed(FLOW, settings, "device.complete-link = yes | no");
        let (world, _) = login(FLOW, settings, "");
        let mut log = world.simulator().log().iter();
        assert!(log.all(|entry| entry.notes.is_empty()), "{settings:?}");
    }
}

#[test]
fn each_style_logs_in_in_each_form() {
    succeed(
        FLOW,
        &[OPENID],
        "device.style = standard | github | microsoft | twitch | camel
         device.form = by-style | form | untyped-json
         device.pending-status = 0 | 200 | 401 | 403 | 428 | 429
         person = confirm@20s",
    );
    succeed(
        FLOW,
        &[GITLAB],
        "device.style = facebook\nperson = confirm@20s",
    );
}

#[test]
fn each_style_is_denied_and_expires_in_each_form() {
    let forms = "device.style = standard | github | google | microsoft | twitch | camel
         device.form = by-style | form | untyped-json
         device.lifetime = 300s";
    let secret = ("client_secret", "FAKE");
    let deny = format!("{forms}\nperson = scan@2s deny@20s");
    ends(FLOW, &[secret], &deny, &Error::Denied);
    let expire = format!("{forms}\nperson = expire");
    ends(FLOW, &[secret], &expire, &Error::Expired);
    let facebook = "device.style = facebook\ndevice.lifetime = 300s\nperson = ";
    ends(
        FLOW,
        &[GITLAB],
        &format!("{facebook}deny@20s"),
        &Error::Denied,
    );
    ends(
        FLOW,
        &[GITLAB],
        &format!("{facebook}expire"),
        &Error::Expired,
    );
}

#[test]
fn each_word_for_an_expired_code_renews_it() {
    ends(
        FLOW,
        &[GITLAB],
        "device.expired = expired_token | code_expired | invalid_grant
         device.dies-early = 0s | 100s
         device.lifetime = 200s
         person =",
        &Error::Expired,
    );
}

#[test]
fn a_code_that_dies_early_ends_the_login_early() {
    let (world, outcome) = run(FLOW, "device.dies-early = 300s\nperson =");
    assert_eq!(outcome.err(), Some(Error::Expired));
    assert!(world.elapsed() < secs(310), "{:?}", world.elapsed());
}

#[test]
fn a_growing_interval_is_kept() {
    for style in ["standard", "github", "facebook"] {
        let lines = format!("device.style = {style}\ndevice.slow-polls = 3\nperson = confirm@50s");
        let (world, outcome) = login(FLOW, &[GITLAB], &lines);
        world.assert_genuine(&outcome.unwrap());
        let polls: Vec<_> = world
            .calls
            .iter()
            .filter(|(name, _)| *name == "token")
            .collect();
        let gaps = polls
            .windows(2)
            .map(|pair| (pair[1].1 - pair[0].1).as_secs());
        assert_eq!(gaps.collect::<Vec<_>>(), [12, 18, 24], "{style}");
        let log = world.simulator().log().iter();
        let mut fast = log
            .flat_map(|entry| &entry.notes)
            .filter(|note| note.contains("fast"));
        assert_eq!(fast.next(), None, "{style}");
    }
}

#[test]
fn an_endless_slow_down_ends_with_the_code() {
    let lines = "device.slow-polls = 1\ndevice.endless-slow-down = yes\nperson = confirm@20s";
    let (world, outcome) = run(FLOW, &format!("{lines}\ndevice.collectable = 0s"));
    assert_eq!(outcome.err(), Some(Error::Expired));
    assert!(world.elapsed() < secs(1_000), "{:?}", world.elapsed());
}

#[test]
fn a_fresh_code_that_is_refused_is_polled_again() {
    let (world, outcome) = run(FLOW, "device.grace = 2\nperson = confirm@20s");
    world.assert_genuine(&outcome.unwrap());
    refused(
        FLOW,
        &[],
        "device.grace = 9",
        "incorrect_device_code",
        Advice::START_AGAIN,
    );
}

#[test]
fn a_refused_start_says_why() {
    for word in [
        "device_flow_disabled",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    ] {
        let lines = format!("device.style = by-host | twitch | microsoft\ndevice.start = {word}");
        refused(FLOW, &[], &lines, word, CHECK_CLIENT);
    }
    for status in ["401", "403", "404", "422"] {
        let lines = format!("device.start = {status}");
        refused(FLOW, &[], &lines, &format!("HTTP {status}"), CHECK_CLIENT);
    }
    refused(FLOW, &[], "device.start = empty", "HTTP 200", CHECK_CLIENT);
    refused(
        FLOW,
        &[],
        "device.start = brand_new_error",
        "brand_new_error",
        Advice::SEE_MESSAGE,
    );
    ends(FLOW, &[], "device.start = page", &Error::intercepted(200));
}

#[test]
fn a_refused_poll_says_why() {
    let words = [
        "incorrect_client_credentials",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_request",
        "invalid_scope",
    ];
    let styles = "device.style = by-host | standard | google | microsoft | twitch | camel";
    for word in words {
        let lines = format!("{styles}\ndevice.token = {word}");
        refused(
            FLOW,
            &[("client_secret", "FAKE")],
            &lines,
            word,
            CHECK_CLIENT,
        );
    }
    refused(
        FLOW,
        &[GITLAB],
        "device.token = invalid_client",
        "invalid_client",
        CHECK_CLIENT,
    );
    let unknown = format!("{styles}\ndevice.token = brand_new_error");
    refused(
        FLOW,
        &[("client_secret", "FAKE")],
        &unknown,
        "brand_new_error",
        Advice::SEE_MESSAGE,
    );
}

#[test]
fn an_unknown_app_and_a_wrong_secret_are_refused() {
    let app = "device.client-id = app1";
    refused(FLOW, &[], app, "incorrect_client_credentials", CHECK_CLIENT);
    refused(FLOW, &[GITLAB], app, "invalid_client", CHECK_CLIENT);
    succeed(FLOW, &[("client_id", "app1")], app);
    let secret = "device.client-secret = right";
    refused(FLOW, &[GITLAB], secret, "invalid_client", CHECK_CLIENT);
    succeed(FLOW, &[("client_secret", "right")], secret);
}

#[test]
fn the_proof_is_sent_where_it_is_wanted() {
    refused(
        FLOW,
        &[GITLAB],
        "device.requires-pkce = yes",
        "invalid_request",
        CHECK_CLIENT,
    );
    succeed(FLOW, &[("pkce", "true")], "device.requires-pkce = yes | no");
}

#[test]
fn a_service_that_is_overloaded_or_slow_is_polled_to_the_end() {
    for lines in [
        "device.token = 429 | temporarily_unavailable | server_error\nperson =",
        "device.interval = 0 | 60 | 3600\nperson =",
    ] {
        for (variant, error) in short_ends(lines) {
            assert!(
                matches!(
                    error,
                    Error::Expired | Error::Unavailable { .. } | Error::Rejected { .. }
                ),
                "{variant}: {error}"
            );
        }
    }
}

/// How each of these ends, with a code that lives for 200 s.
fn short_ends(lines: &str) -> Vec<(String, Error)> {
    fail_with(FLOW, &[GITLAB], &format!("{lines}\ndevice.lifetime = 200s"))
}

#[test]
fn the_metadata_of_the_issuer_are_checked() {
    let issuer = ("issuer", "https://id.example");
    let kinds = |lines: &str| {
        let all = fail_with(FLOW, &[issuer], lines).into_iter();
        all.map(|(_, error)| error.kind()).collect::<Vec<_>>()
    };
    assert_eq!(
        kinds("device.issuer = other | no-device | http | 404"),
        ["untrusted", "rejected", "malformed", "not_found"]
    );
}

#[test]
fn a_harmful_link_is_not_shown() {
    for link in [
        "javascript:alert(1)",
        "http://id.example/",
        "https://user@id.example/",
        "https://a\\b/",
    ] {
        for (_, error) in fail_with(FLOW, &[GITLAB], &format!("device.link = {link}")) {
            assert_eq!(error.kind(), "malformed", "{link}");
        }
    }
    let long = format!("device.user-code = {}", "A".repeat(4_096));
    assert_eq!(fail_with(FLOW, &[], &long)[0].1.kind(), "malformed");
}

#[test]
fn odd_numbers_are_brought_within_bounds() {
    succeed(
        FLOW,
        &[],
        "device.stated-interval = -1 | 1000000000 | 5 | five
         device.stated-lifetime = 0 | -1 | absent | long | 300
         person = confirm@20s",
    );
}

#[test]
fn optional_fields_may_be_missing_and_the_token_not() {
    succeed(
        FLOW,
        &[GITLAB, OPENID],
        "device.lacks = refresh_token | id_token | token_type | expires_in
         device.scope = blank | comma | list | absent",
    );
    ends(
        FLOW,
        &[GITLAB],
        "device.lacks = access_token",
        &incomplete(&["access_token"]),
    );
    ends(
        FLOW,
        &[GITLAB],
        "device.token = empty",
        &incomplete(&["access_token"]),
    );
    let both = "device.token = tokens-and-error";
    refused(
        FLOW,
        &[GITLAB],
        both,
        "server_is_confused",
        Advice::SEE_MESSAGE,
    );
}

#[test]
fn tokens_are_refreshed_until_the_refresh_token_is_void() {
    for lines in combinations("device.rotates = yes | no") {
        let (mut world, outcome) = login(FLOW, &[GITLAB, OPENID], &lines);
        let Ok(Credential::Device(old)) = outcome else {
            panic!("no tokens");
        };
        let mut refresh = |it: &qrlogin::oauth::DeviceCredential| {
            let reply = world.send(it.refresh().unwrap()).unwrap();
            it.refreshed(&reply, world.now())
        };
        let new = refresh(&old).unwrap();
        assert_ne!(new.access_token, old.access_token);
        assert_eq!(new.unverified_id_token, old.unverified_id_token);
        assert!(refresh(&new).is_ok());
        let again = refresh(&old);
        assert_eq!(again.is_ok(), lines.contains("no"), "{lines}: {again:?}");
    }
    let (mut world, outcome) = login(FLOW, &[GITLAB], "device.refuse-refresh = invalid_grant");
    let Ok(Credential::Device(old)) = outcome else {
        panic!("no tokens");
    };
    let reply = world.send(old.refresh().unwrap()).unwrap();
    let error = old.refreshed(&reply, world.now()).unwrap_err();
    assert_eq!(error.advice(), Advice::START_AGAIN);
}
