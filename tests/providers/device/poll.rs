//! The polls and what they say in place of tokens (specification 4).

use super::*;

/// The pause after this response to a poll, in ms.
fn pause_after(rig: &mut Rig<Login<Device>>, response: Response) -> u128 {
    rig.answer(Ok(response));
    let before = rig.now;
    rig.call();
    (rig.now - before).as_millis()
}

#[test]
fn a_poll_is_as_the_standard_says() {
    let mut rig = shown();
    let call = rig.call();
    assert_eq!(rig.now, START + secs(6));
    assert_eq!(call.request.uri(), "https://id.example/token");
    assert_eq!(
        body(&call),
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=d-1&client_id=c1"
    );
    assert_eq!(header(&call, "accept"), Some("application/json"));
}

#[test]
fn the_answers_of_all_services_lead_to_their_pauses() {
    let mut rig = shown();
    let rig = &mut rig;
    assert_eq!(pause_after(rig, reply(200, PENDING)), 6_000);
    assert_eq!(pause_after(rig, reply(428, PENDING)), 6_000);
    let github = r#"{"error":"slow_down","interval":10}"#;
    assert_eq!(pause_after(rig, reply(200, github)), 12_000);
    assert_eq!(
        pause_after(rig, reply(400, r#"{"error":"slow_down"}"#)),
        18_000
    );
    let twitch = r#"{"status":400,"message":"authorization_pending"}"#;
    assert_eq!(pause_after(rig, reply(400, twitch)), 18_000);
    assert_eq!(pause_after(rig, reply(429, "")), 24_000);
    assert_eq!(rig.count("retrying"), 0);
    rig.answer(Ok(reply(503, "")));
    rig.call();
    assert_eq!(rig.count("retrying"), 1);
    rig.answer(Ok(reply(400, r#"{"error":"authorization_declined"}"#)));
    assert_eq!(rig.error(), Error::Denied);
}

#[test]
fn every_spelling_of_waiting_goes_on() {
    for (status, text) in [
        (200, PENDING),
        (400, PENDING),
        (401, PENDING),
        (403, PENDING),
        (428, PENDING),
        (429, PENDING),
        (400, r#"{"error":"AUTHORIZATION_PENDING"}"#),
        (400, r#"{"error":"authorization pending"}"#),
        (400, r#"{"status":400,"message":"authorization_pending"}"#),
        (200, r#"{"message":"authorization_pending"}"#),
        (400, r#"{"error":{"code":"authorization_pending"}}"#),
        (400, r#"{"error":{"message":"authorization_pending"}}"#),
        (
            400,
            r#"{"error":{"code":31,"error_subcode":1349174,"message":"m"}}"#,
        ),
        (400, r#"{"error":"invalid_grant","error_codes":[70016]}"#),
        (400, "error=authorization_pending&error_description=x"),
    ] {
        let mut rig = shown();
        rig.answer(Ok(reply(status, text)));
        assert_eq!(rig.call().name, "token", "{text}");
        assert_eq!(rig.count("retrying"), 0, "{text}");
    }
}

#[test]
fn a_slow_down_holds_for_the_rest_of_the_login() {
    let mut rig = shown();
    for slow in [
        r#"{"error":"slow_down"}"#,
        r#"{"error":{"error_subcode":1349172}}"#,
        r#"{"error":"slow_down","interval":1}"#,
    ] {
        rig.answer(Ok(reply(400, slow)));
    }
    assert_eq!(pause_after(&mut rig, reply(400, PENDING)), 24_000);
    assert_eq!(pause_after(&mut rig, reply(400, PENDING)), 24_000);
}

#[test]
fn a_stated_pause_of_a_rate_limit_is_kept() {
    let mut rig = shown();
    let limited = reply_with(429, &[("retry-after", "40")], "");
    assert_eq!(pause_after(&mut rig, limited), 40_000);
    assert_eq!(rig.count("retrying"), 1);
    assert_eq!(pause_after(&mut rig, reply(400, PENDING)), 6_000);
}

#[test]
fn the_ends_of_all_services_are_understood() {
    for (text, error) in [
        (r#"{"error":"access_denied"}"#, Error::Denied),
        (r#"{"error":"authorization_declined"}"#, Error::Denied),
        (r#"{"error":{"error_subcode":1349173}}"#, Error::Denied),
        (r#"{"error":"expired_token"}"#, Error::Expired),
        (r#"{"error":"code_expired"}"#, Error::Expired),
        (r#"{"error":{"error_subcode":1349152}}"#, Error::Expired),
    ] {
        for status in [200, 400, 401, 403] {
            let mut rig = shown();
            rig.answer(Ok(reply(status, text)));
            assert_eq!(rig.error(), error, "{text}");
        }
    }
}

#[test]
fn a_wrong_app_is_a_refusal_with_its_advice() {
    for name in [
        "invalid_client",
        "incorrect_client_credentials",
        "unauthorized_client",
        "unsupported_grant_type",
        "device_flow_disabled",
        "invalid_scope",
        "invalid_request",
    ] {
        let mut rig = shown();
        rig.answer(Ok(reply(400, word(name))));
        assert_eq!(rig.error(), rejected(name, CHECK_CLIENT));
    }
    let mut rig = shown();
    let tidal = r#"{"status":401,"error":"invalid_client","sub_status":1005}"#;
    rig.answer(Ok(reply(401, tidal)));
    assert_eq!(
        rig.error(),
        Error::rejected("invalid_client", "", CHECK_CLIENT)
    );
}

#[test]
fn an_unknown_word_is_a_refusal_with_that_word() {
    let mut rig = shown();
    rig.answer(Ok(reply(400, word("brand_new_error"))));
    assert_eq!(
        rig.error(),
        rejected("brand_new_error", Advice::SEE_MESSAGE)
    );
}

#[test]
fn a_fresh_code_may_be_refused_for_15_seconds() {
    for name in [
        "incorrect_device_code",
        "bad_verification_code",
        "invalid_grant",
        "invalid device code",
    ] {
        let mut rig = shown();
        rig.answer(Ok(reply(200, word(name))));
        rig.answer(Ok(reply(200, word(name))));
        rig.answer(Ok(reply(400, PENDING)));
        assert_eq!(rig.call().name, "token");

        let mut rig = shown();
        for _ in 0..3 {
            rig.answer(Ok(reply(200, word(name))));
        }
        let name = name.replace(' ', "_");
        assert_eq!(rig.error(), rejected(&name, Advice::START_AGAIN));
    }
}

#[test]
fn a_fresh_code_is_refused_three_times_at_most() {
    let mut rig = begin();
    rig.ok(CODE.replace(r#""interval":5"#, r#""interval":1"#));
    for _ in 0..4 {
        rig.answer(Ok(reply(200, word("incorrect_device_code"))));
    }
    assert_eq!(rig.error().kind(), "rejected");
}

#[test]
fn an_accepted_code_that_is_not_valid_any_more_has_expired() {
    for name in [
        "invalid_grant",
        "bad_verification_code",
        "invalid device code",
    ] {
        let mut rig = accepted();
        rig.answer(Ok(reply(400, word(name))));
        assert_eq!(rig.error(), Error::Expired);
    }
    // Microsoft says 900 s, and the code is dead after 300 s.
    let mut rig = Rig::new(Login::new(device(), seed()).renewals(1));
    rig.ok(CODE);
    rig.answer(Ok(reply(400, PENDING)));
    rig.answer(Ok(reply(400, word("expired_token"))));
    assert_eq!(rig.call().name, "device");
}

#[test]
fn an_overload_is_retried_as_long_as_the_code_lives() {
    for response in [
        reply(503, ""),
        reply(500, word("server_error")),
        reply(400, word("temporarily_unavailable")),
    ] {
        let mut rig = shown();
        for _ in 0..12 {
            rig.answer(Ok(response.clone()));
        }
        rig.ok(TOKENS);
        assert!(rig.end().is_ok());
    }
}

#[test]
fn a_page_of_a_network_in_between_is_retried() {
    for response in [
        reply(200, "<html>sign in</html>"),
        reply(302, ""),
        reply(403, "<html>"),
        reply(400, "upstream error"),
    ] {
        let mut rig = shown();
        rig.answer(Ok(response));
        assert_eq!(rig.call().name, "token");
        assert_eq!(rig.count("retrying"), 1);
    }
}

#[test]
fn a_description_that_repeats_a_secret_is_left_out() {
    let mut rig = Rig::new(Login::new(device().client_secret("s3cret"), seed()));
    rig.ok(CODE.replace("d-1", "d-c4nary"));
    let text = r#"{"error":"invalid_client","error_description":"no d-c4nary here"}"#;
    rig.answer(Ok(reply(400, text)));
    assert_eq!(
        rig.error(),
        Error::rejected("invalid_client", "", CHECK_CLIENT)
    );
    let mut rig = Rig::new(Login::new(device().client_secret("s3cret"), seed()));
    rig.ok(CODE);
    let text = r#"{"error":"invalid_client","error_description":"wrong: s3cret"}"#;
    rig.answer(Ok(reply(400, text)));
    assert_eq!(
        rig.error(),
        Error::rejected("invalid_client", "", CHECK_CLIENT)
    );
}

#[test]
fn the_secret_and_more_parameters_are_sent() {
    let login = device()
        .client_secret("s3cret")
        .audience("https://api.example")
        .device_extra([("a", "1")])
        .unwrap()
        .token_extra([("b", "2 3")])
        .unwrap();
    let mut rig = Rig::new(Login::new(login, seed()));
    let start = rig.ok(CODE);
    assert_eq!(
        body(&start),
        "client_id=c1&client_secret=s3cret&scope=read%3Auser+gist&audience=https%3A%2F%2Fapi.example&a=1"
    );
    let poll = rig.call();
    assert!(body(&poll).ends_with("&client_id=c1&client_secret=s3cret&b=2+3"));
}
