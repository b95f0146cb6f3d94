//! The poll, and the upstream's words inside code 11 (specification 2.3, 3.1, 3.3).

use super::*;

/// The upstream's own refusal, as text inside code 11.
fn upstream(error: &str) -> Response {
    let inside = json!({"data": {"code": -1, "msg": "m", "error": error, "error_description": "d"}, "success": false});
    failure(500, 11, &inside.to_string())
}

#[test]
fn the_interval_is_at_least_three_seconds() {
    let mut rig = shown();
    rig.answer(Ok(failure(200, 1, "not done")));
    let answered = rig.now;
    rig.call();
    assert_eq!(rig.now - answered, secs(3));
}

#[test]
fn slow_down_inside_code_11_is_obeyed() {
    let mut rig = shown();
    rig.answer(Ok(upstream("slow_down")));
    let answered = rig.now;
    rig.call();
    assert_eq!(rig.now - answered, secs(8));
}

#[test]
fn a_failure_with_status_200_is_a_failure() {
    let mut rig = shown();
    rig.answer(Ok(failure(200, 1, "not done")));
    assert_eq!(rig.call().name, "CheckQRCode");
    assert_eq!(rig.kinds(), ["code"]);
}

#[test]
fn the_documented_answer_for_an_expired_code_is_expiry() {
    let mut rig = shown();
    rig.answer(Ok(upstream("invalid_grant_code")));
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn the_upstreams_message_inside_code_11_decides() {
    for (error, expected) in [
        ("access_denied", Error::Denied),
        ("expired_token", Error::Expired),
        (
            "invalid_client",
            Error::rejected("invalid_client", "d", Advice::SEE_MESSAGE),
        ),
    ] {
        let mut rig = shown();
        rig.answer(Ok(upstream(error)));
        assert_eq!(rig.error(), expected);
    }
}

#[test]
fn an_unknown_text_in_code_11_is_reported_last() {
    let mut rig = shown();
    let error = rig
        .run(|_| Ok(failure(500, 11, "Object reference not set")))
        .unwrap_err();
    assert_eq!(
        error,
        Error::rejected(11, "Object reference not set", Advice::TRY_LATER)
    );
}

#[test]
fn an_unknown_reply_right_before_the_expiry_is_reported() {
    let mut rig = shown();
    rig.answer(Ok(failure(500, 11, "A task was canceled.")));
    rig.answer(Ok(upstream("invalid_grant_code")));
    let expected = Error::rejected(11, "A task was canceled.", Advice::TRY_LATER);
    assert_eq!(rig.error(), expected);
}

#[test]
fn an_unknown_reply_does_not_prevent_a_renewal() {
    let server = server("http://localhost:5015");
    let mut rig = Rig::new(Login::new(server, seed()).renewals(1));
    rig.answer(Ok(success(CODE)));
    rig.answer(Ok(failure(500, 11, "A task was canceled.")));
    rig.answer(Ok(upstream("invalid_grant_code")));
    assert_eq!(rig.call().name, "GetNewQRCode");
}

#[test]
fn only_some_bad_requests_advise_the_region() {
    let mut rig = shown();
    rig.answer(Ok(upstream("invalid_request")));
    assert_eq!(rig.error().advice(), Advice::SEE_MESSAGE);
}

#[test]
fn an_empty_answer_is_malformed() {
    let mut rig = shown();
    let error = rig.run(|_| Ok(reply(200, ""))).unwrap_err();
    assert!(matches!(error, Error::Malformed { .. }), "{error}");
}

#[test]
fn a_server_that_cannot_reach_taptap_is_retried() {
    let mut rig = shown();
    for _ in 0..12 {
        rig.answer(Ok(failure(500, 11, "No such host is known.")));
    }
    assert_eq!(rig.call().name, "CheckQRCode");
}

#[test]
fn a_body_that_the_server_quotes_is_in_no_error() {
    let quoted = r#"unexpected: {"data":{"kid":"c4nary","mac_key":"c4nary"}}"#;
    for code in [0, 1, 5, 11, 114, 1145] {
        for mut rig in [shown(), confirmed()] {
            let error = rig.run(|_| Ok(failure(500, code, quoted))).unwrap_err();
            let told = format!("{error} {error:?} {:?}", rig.events);
            assert!(!told.contains("c4nary"), "{code}: {told}");
        }
    }
}

#[test]
fn a_malformed_token_is_reported_once_the_code_is_spent() {
    let mut rig = shown();
    rig.answer(Ok(success("{}")));
    rig.answer(Ok(upstream("invalid_grant_code")));
    assert_eq!(rig.error().kind(), "malformed");
}
