//! The game's LeanCloud (sections 2.9 and 3.5).

use super::*;
use qrlogin::taptap::advice::CHECK_REGION;

fn refused(status: u16, code: i64, error: &str) -> Response {
    reply(status, json!({"code": code, "error": error}).to_string())
}

fn ended(reply: Response) -> Error {
    let mut rig = profiled();
    if reply.status() == StatusCode::UNAUTHORIZED {
        rig.answer(Ok(reply.clone()));
    }
    rig.answer(Ok(reply));
    rig.error()
}

fn sent(call: &Call) -> Value {
    serde_json::from_slice(call.request.body()).unwrap()
}

#[test]
fn token_and_profile_are_sent_as_documented() {
    let call = profiled().call();
    let expected = json!({"authData": {"taptap": {
        "kid": KID, "access_token": KID, "token_type": "mac", "mac_key": KEY,
        "mac_algorithm": "hmac-sha-1", "openid": "FAKEopen", "name": "player",
        "avatar": "https://img3.tapimg.com/a.jpg", "unionid": "FAKEunion",
    }}});
    assert_eq!(sent(&call), expected);
    assert_eq!(header(&call, "content-type"), Some("application/json"));
}

#[test]
fn what_the_profile_lacks_is_not_sent() {
    let mut rig = confirmed(Goal::Session);
    rig.answer(Ok(good(&json!({"openid": "FAKEopen"}))));
    let body = sent(&rig.call());
    let taptap = body["authData"]["taptap"].as_object().unwrap();
    assert!(!taptap.contains_key("name") && !taptap.contains_key("avatar"));
    assert_eq!(taptap["openid"], "FAKEopen");
}

#[test]
fn the_signature_is_of_the_time_that_taptap_has() {
    let mut rig = confirmed(Goal::Session);
    rig.answer(Ok(answer(200, true, &profile_data(), NOW + 50)));
    let call = rig.call();
    let (_, ms) = header(&call, "x-lc-sign").unwrap().split_once(',').unwrap();
    assert_eq!(ms, format!("{}000", NOW + 50));
}

#[test]
fn the_signature_is_that_of_the_vector_at_its_time() {
    let mut rig = confirmed(Goal::Session);
    rig.answer(Ok(good(&profile_data())));
    let sign = header(&rig.call(), "x-lc-sign").unwrap().to_owned();
    assert_eq!(sign, "aac8dfe7879d3967caf54e9b940f1120,1700000000000");
}

#[test]
fn no_player_is_created_by_default() {
    let call = profiled().call();
    assert_eq!(call.request.uri().query(), Some("failOnNotExist=true"));
}

#[test]
fn a_player_is_created_if_configured() {
    let direct = Direct::new(Region::China, Goal::Session).creating_players();
    let mut rig = login(direct);
    for data in [code(), token(), profile_data()] {
        rig.answer(Ok(good(&data)));
    }
    let call = rig.call();
    assert_eq!(parts(&call).2, "/1.1/users");
}

#[test]
fn any_status_of_success_will_do() {
    for status in [200, 201, 202] {
        let mut rig = profiled();
        let mut user = user();
        *user.status_mut() = StatusCode::from_u16(status).unwrap();
        rig.answer(Ok(user));
        assert!(rig.end().is_ok(), "{status}");
    }
}

#[test]
fn an_account_without_a_player_has_both_reasons() {
    let error = ended(refused(400, 211, "Could not find user."));
    assert_eq!(error.advice(), CHECK_REGION);
    let text = error.to_string();
    assert!(text.contains("Could not find user."), "{text}");
    assert!(text.contains("never played"), "{text}");
}

#[test]
fn refusals_are_reported_with_advice() {
    for (status, code, advice) in [
        (400, 219, Advice::TRY_LATER),
        (401, 401, Advice::REPORT_CHANGE),
        (403, 1, Advice::SEE_MESSAGE),
        (400, 251, Advice::SEE_MESSAGE),
        (200, 1, Advice::SEE_MESSAGE),
        (404, 1, Advice::SEE_MESSAGE),
    ] {
        let expected = Error::rejected(code, "words", advice);
        assert_eq!(ended(refused(status, code, "words")), expected, "{status}");
    }
}

#[test]
fn a_refused_signature_is_replaced_by_the_key() {
    let mut rig = profiled();
    let signed = rig.answer(Ok(refused(401, 401, "Unauthorized.")));
    assert!(header(&signed, "x-lc-sign").is_some() && header(&signed, "x-lc-key").is_none());
    let keyed = rig.answer(Ok(user()));
    assert!(header(&keyed, "x-lc-sign").is_none());
    assert_eq!(
        header(&keyed, "x-lc-key"),
        Some("Qr9AEqtuoSVS3zeD6iVbM4ZC0AtkJcQ89tywVyi0")
    );
    assert_eq!(rig.count("retrying"), 0);
    assert!(rig.end().is_ok());
}

#[test]
fn a_refused_key_pair_setting_advises_to_check_it() {
    let app = App::new(Region::China, "FAKEclientid").key("FAKEappkey");
    let app = app.cloud_at(BaseUrl::parse("https://cloud.example").unwrap());
    let mut rig = login(Direct::for_app(app, Goal::Session).unwrap());
    for data in [code(), token(), profile_data()] {
        rig.answer(Ok(good(&data)));
    }
    rig.answer(Ok(refused(401, 401, "signature")));
    rig.answer(Ok(refused(401, 401, "words")));
    let expected = Error::rejected(401, "words", Advice::CHECK_KEY_PAIR);
    assert_eq!(rig.end().unwrap_err(), expected);
}

#[test]
fn a_host_that_is_gone_is_reported() {
    for (status, body) in [(404, "<html>"), (410, "<html>"), (404, "{}")] {
        let error = ended(reply(status, body));
        assert_eq!(error.advice(), Advice::CHECK_SERVER);
        assert!(error.to_string().contains("2027-01-12"), "{error}");
    }
}

#[test]
fn a_success_that_is_no_json_is_malformed() {
    for body in ["", "<html>", "OK"] {
        let error = profiled().run(|_| Ok(reply(200, body))).unwrap_err();
        assert_eq!(error.kind(), "malformed", "{body}");
    }
}

#[test]
fn a_session_token_of_another_shape_is_no_success() {
    for token in [
        "ABCDEFGHIJ0123456789abcde",
        "abcdefghij0123456789abcd",
        "abcdefghij0123456789abcdef",
        "r:abcdefghij0123456789abc",
    ] {
        let body = json!({"sessionToken": token}).to_string();
        let error = profiled()
            .run(|_| Ok(reply(200, body.clone())))
            .unwrap_err();
        assert!(matches!(error, Error::Malformed { .. }), "{token}: {error}");
    }
}

#[test]
fn an_answer_without_a_session_token_is_incomplete() {
    for body in ["{}", r#"{"sessionToken":""}"#, r#"{"sessionToken":null}"#] {
        let missing = vec!["sessionToken".to_owned()];
        let error = ended(reply(200, body));
        assert_eq!(error, Error::incomplete(missing), "{body}");
    }
}

#[test]
fn a_session_token_with_a_failure_status_is_no_success() {
    let mut user = user();
    *user.status_mut() = StatusCode::BAD_REQUEST;
    let error = profiled().run(|_| Ok(user.clone()));
    assert!(error.is_err());
}

#[test]
fn a_token_is_not_lost_by_a_bad_minute() {
    for trouble in [
        || Ok(refused(500, 1, "words")),
        || Ok(refused(429, 429, "words")),
        || Ok(reply(503, "")),
        || Err(Failure::Connect),
    ] {
        let mut rig = profiled();
        let start = rig.now;
        while rig.now < start + secs(60) {
            assert_eq!(rig.answer(trouble()).name, "session");
        }
        rig.answer(Ok(user()));
        assert!(rig.end().is_ok());
    }
}

#[test]
fn a_lasting_failure_ends_the_login_with_its_message() {
    let error = profiled()
        .run(|_| Ok(refused(500, 1, "words")))
        .unwrap_err();
    assert_eq!(error, Error::rejected(1, "words", Advice::TRY_LATER));
}

#[test]
fn a_retry_after_of_leancloud_is_kept() {
    let mut rig = profiled();
    let body = r#"{"code":429,"error":"Too many requests."}"#;
    rig.answer(Ok(reply_with(429, &[("retry-after", "40")], body)));
    let answered = rig.now;
    rig.call();
    assert_eq!(rig.now - answered, secs(40));
}

#[test]
fn a_page_instead_of_a_reply_is_retried_three_times() {
    let mut calls = 0;
    let error = profiled().run(|_| {
        calls += 1;
        Ok(reply(403, "<html>"))
    });
    assert_eq!(error.unwrap_err(), Error::blocked(403));
    assert_eq!(calls, 4);
}
