//! The signed request for the profile (sections 2.8 and 3.4).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};

use super::*;

/// A login with a token that differs in this.
fn with_token(name: &str, value: &str) -> TapTap {
    let mut data = token();
    data[name] = json!(value);
    let mut rig = shown(Goal::Session);
    rig.answer(Ok(good(&data)));
    rig
}

/// What the call should be signed with, from its own time and nonce.
fn expected_text(call: &Call) -> String {
    let (method, host, target) = parts(call);
    let (ts, nonce) = (signed_with(call, "ts"), signed_with(call, "nonce"));
    format!("{ts}\n{nonce}\n{method}\n{target}\n{host}\n443\n\n")
}

fn ended(reply: Response) -> Error {
    let mut rig = confirmed(Goal::Profile);
    rig.answer(Ok(reply));
    rig.error()
}

#[test]
fn the_request_is_signed_with_the_token() {
    let call = confirmed(Goal::Profile).call();
    let mac = Hmac::<sha1::Sha1>::new_from_slice(KEY.as_bytes())
        .unwrap()
        .chain_update(expected_text(&call));
    let mac = STANDARD.encode(mac.finalize().into_bytes());
    assert_eq!(signed_with(&call, "mac"), mac);
    assert_eq!(signed_with(&call, "id"), KID);
}

#[test]
fn the_newer_algorithm_signs_too() {
    let call = with_token("mac_algorithm", "hmac-sha-256").call();
    let mac = Hmac::<sha2::Sha256>::new_from_slice(KEY.as_bytes())
        .unwrap()
        .chain_update(expected_text(&call));
    let mac = STANDARD.encode(mac.finalize().into_bytes());
    assert_eq!(signed_with(&call, "mac"), mac);
}

#[test]
fn the_scope_decides_what_is_requested() {
    for (scope, path) in [
        ("public_profile", "/account/profile/v1"),
        ("compliance public_profile", "/account/profile/v1"),
        ("basic_info,public_profile", "/account/profile/v1"),
        ("basic_info", "/account/basic-info/v1"),
        ("no_public_profile", "/account/basic-info/v1"),
        ("", "/account/profile/v1"),
    ] {
        let call = with_token("scope", scope).call();
        assert_eq!(call.request.uri().path(), path, "{scope}");
    }
}

#[test]
fn the_time_is_that_of_taptaps_clock() {
    for (server, ts) in [
        (NOW + 3_600, NOW + 3_600),
        (NOW - 3_600, NOW - 3_600),
        (1_000_000_000, 1_000_000_000),
        (9_999_999_999, 9_999_999_999),
        // No time of this age: the caller's own clock.
        (999_999_999, NOW + 3),
        (10_000_000_000, NOW + 3),
        (0, NOW + 3),
        (u64::MAX, NOW + 3),
    ] {
        let mut rig = phigros(Goal::Session);
        rig.answer(Ok(answer(200, true, &code(), 0)));
        rig.answer(Ok(answer(200, true, &token(), server)));
        assert_eq!(signed_with(&rig.call(), "ts"), ts.to_string(), "{server}");
    }
}

#[test]
fn the_first_replys_clock_serves_if_the_last_has_none() {
    let mut rig = phigros(Goal::Session);
    rig.answer(Ok(answer(200, true, &code(), NOW + 100)));
    rig.answer(Ok(answer(200, true, &token(), 0)));
    assert_eq!(signed_with(&rig.call(), "ts"), (NOW + 103).to_string());
}

#[test]
fn a_nonce_is_never_used_twice() {
    let mut rig = confirmed(Goal::Profile);
    let replies = [
        Err(Failure::Io),
        Ok(reply(503, "")),
        Ok(refusal_of(500, "server_error", "d", NOW)),
        Ok(refusal("replay_attacks")),
        Err(Failure::Timeout),
        Ok(reply(502, "")),
    ];
    let mut nonces: Vec<_> = replies
        .into_iter()
        .map(|reply| signed_with(&rig.answer(reply), "nonce"))
        .collect();
    nonces.push(signed_with(&rig.call(), "nonce"));
    // The first request may have gone out before its future was dropped.
    rig.now = rig.now + secs(1);
    nonces.push(signed_with(&rig.call(), "nonce"));
    let count = nonces.len();
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), count);
}

#[test]
fn a_nonce_is_not_used_twice_in_the_same_moment() {
    let mut rig = confirmed(Goal::Profile);
    let first = rig.answer(Ok(refusal("replay_attacks")));
    let second = rig.call();
    assert_ne!(signed_with(&first, "nonce"), signed_with(&second, "nonce"));
}

#[test]
fn a_wrong_time_is_corrected_from_the_reply() {
    for id in ["invalid_time", "replay_attacks"] {
        let mut rig = confirmed(Goal::Profile);
        let before = rig.answer(Ok(refusal_of(400, id, "d", NOW + 777)));
        let after = rig.call();
        assert_eq!(signed_with(&after, "ts"), (NOW + 777).to_string());
        assert_ne!(signed_with(&before, "ts"), signed_with(&after, "ts"));
        assert_eq!(rig.kinds(), ["code", "confirmed"], "no failure to tell");
        let mended_at = rig.now;
        // A clock that is set again and again, or a call whose future was dropped twice.
        for attempt in 1..=4 {
            rig.answer(Ok(refusal_of(400, id, "d", NOW + 777 + attempt)));
        }
        assert!(matches!(rig.error(), Error::Rejected { code, .. } if code == id));
        assert!(rig.now >= mended_at + secs(3) && rig.count("retrying") == 3);
    }
}

#[test]
fn a_login_whose_time_was_mended_succeeds() {
    let mut rig = confirmed(Goal::Profile);
    rig.answer(Ok(refusal_of(400, "invalid_time", "d", NOW + 777)));
    rig.answer(Ok(good(&profile_data())));
    assert!(rig.end().is_ok());
}

#[test]
fn an_expired_token_ends_the_login() {
    let error = ended(refusal_of(401, "access_denied", "d", NOW));
    let expected = Error::rejected("access_denied", "d", Advice::START_AGAIN);
    assert_eq!(error, expected);
}

#[test]
fn other_refusals_are_reported_with_their_message() {
    for id in [
        "invalid_request",
        "invalid_client",
        "forbidden",
        "not_found",
    ] {
        let expected = Error::rejected(id, "d", Advice::SEE_MESSAGE);
        assert_eq!(ended(refusal(id)), expected, "{id}");
    }
}

#[test]
fn a_token_is_not_lost_by_a_bad_minute() {
    for trouble in [
        || Ok(refusal_of(500, "server_error", "d", NOW)),
        || Ok(refusal_of(429, "too_many_login_attempts", "d", NOW)),
        || Ok(refusal_of(500, "internal", "d", NOW)),
        || Ok(reply(502, "<html>")),
        || Err(Failure::Connect),
        || Err(Failure::Timeout),
    ] {
        let mut rig = confirmed(Goal::Profile);
        let start = rig.now;
        while rig.now < start + secs(60) {
            assert_eq!(rig.answer(trouble()).name, "profile");
        }
        rig.answer(Ok(good(&profile_data())));
        assert!(rig.end().is_ok());
    }
}

#[test]
fn a_lasting_failure_ends_the_login_with_its_message() {
    let mut rig = confirmed(Goal::Profile);
    let start = rig.now;
    let error = rig
        .run(|_| Ok(refusal_of(500, "server_error", "d", NOW)))
        .unwrap_err();
    let expected = Error::rejected("server_error", "d", Advice::TRY_LATER);
    assert_eq!(error, expected);
    assert!(rig.now - start < secs(180));
}

#[test]
fn a_page_instead_of_the_profile_is_retried_three_times() {
    let mut calls = 0;
    let error = confirmed(Goal::Profile).run(|_| {
        calls += 1;
        Ok(reply(403, "<html>"))
    });
    assert_eq!(error.unwrap_err(), Error::blocked(403));
    assert_eq!(calls, 4);
}

#[test]
fn a_profile_without_its_openid_is_incomplete() {
    for data in [json!({"name": "player"}), json!({"openid": ""})] {
        let missing = vec!["openid".to_owned()];
        assert_eq!(ended(good(&data)), Error::incomplete(missing));
    }
}

#[test]
fn a_picture_that_is_not_on_the_web_is_none() {
    for (avatar, kept) in [
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("no address", ""),
        ("http://img.example/a.png", "http://img.example/a.png"),
    ] {
        let mut data = profile_data();
        data["avatar"] = json!(avatar);
        let mut rig = confirmed(Goal::Profile);
        rig.answer(Ok(good(&data)));
        let profile = rig.end().unwrap().profile.unwrap();
        assert_eq!(profile.avatar.expose(), kept, "{avatar}");
    }
}

#[test]
fn nothing_but_the_openid_can_spoil_a_profile() {
    let data =
        r#"{"openid":"FAKEopen","openId":"FAKEopen","name":"\ud800","gender":{},"avatar":[]}"#;
    let mut rig = confirmed(Goal::Profile);
    rig.answer(Ok(reply(
        200,
        format!(r#"{{"data":{data},"now":{NOW},"success":true}}"#),
    )));
    let profile = rig.end().unwrap().profile.unwrap();
    assert_eq!(profile.openid.expose(), "FAKEopen");
    assert!(profile.name.is_empty() && profile.avatar.is_empty());
}
