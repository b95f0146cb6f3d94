//! The token poll (sections 2.7 and 3.3).

use super::*;
use qrlogin::taptap::advice::CHECK_REGION;

/// How the login ends whose poll is answered so.
fn ended(reply: Response) -> Error {
    let mut rig = shown(Goal::Session);
    rig.answer(Ok(reply));
    rig.error()
}

#[test]
fn the_request_is_the_documented_form() {
    let call = shown(Goal::Session).call();
    for (name, value) in [
        ("grant_type", "device_token"),
        ("secret_type", "hmac-sha-1"),
        ("code", DEVICE),
        ("version", "1.0"),
        ("platform", "unity"),
    ] {
        assert_eq!(parameter(&call, name).as_deref(), Some(value), "{name}");
    }
}

#[test]
fn the_body_counts_and_not_the_status() {
    for status in [200, 400, 401, 403, 429, 500, 503] {
        let mut rig = shown(Goal::Session);
        rig.answer(Ok(refusal_of(status, "authorization_waiting", "d", NOW)));
        rig.call();
        assert_eq!(rig.kinds(), ["code", "scanned"], "{status}");
    }
}

#[test]
fn a_scan_is_emitted_once_and_may_be_cancelled() {
    let mut rig = shown(Goal::Session);
    for id in [
        "authorization_waiting",
        "authorization_pending",
        "oauth2.tapapis.com.AUTHORIZATION_WAITING",
    ] {
        rig.answer(Ok(refusal(id)));
    }
    assert_eq!(rig.call().name, "poll");
    assert_eq!(rig.kinds(), ["code", "scanned"]);
}

#[test]
fn slow_down_is_obeyed_at_the_next_poll_and_after() {
    let mut rig = shown(Goal::Session);
    rig.answer(Ok(refusal("slow_down")));
    for _ in 0..2 {
        let answered = rig.now;
        rig.answer(Ok(refusal("authorization_pending")));
        assert_eq!(rig.now - answered, secs(8));
    }
}

#[test]
fn a_declined_login_is_denied() {
    assert_eq!(
        ended(refusal_of(401, "access_denied", "d", NOW)),
        Error::Denied
    );
}

#[test]
fn an_expiry_has_several_names() {
    for id in ["invalid_grant_code", "invalid_grant", "expired_token"] {
        assert_eq!(ended(refusal(id)), Error::Expired, "{id}");
    }
}

#[test]
fn an_expired_code_is_renewed_if_configured() {
    let direct = Direct::new(Region::China, Goal::Session);
    let mut rig = Rig::new(Login::new(direct, seed()).renewals(1));
    rig.answer(Ok(good(&code())));
    rig.answer(Ok(refusal("invalid_grant_code")));
    assert_eq!(rig.call().name, "code");
}

#[test]
fn other_refusals_are_reported_with_their_message() {
    for id in [
        "invalid_request",
        "invalid_client",
        "unsupported_grant_type",
        "unsupported_secret_type",
        "captcha.needs",
        "captcha.failed",
        "user_is_deactivated",
        "forbidden",
        "not_found",
        "invalid_time",
        "authorization_something",
    ] {
        let expected = Error::rejected(id, "d", Advice::SEE_MESSAGE);
        assert_eq!(ended(refusal(id)), expected, "{id}");
    }
}

#[test]
fn the_captured_mismatch_of_regions_advises_the_region() {
    let body = r#"{"data":{"code":-1,"msg":"client store [cn] do not match: InvalidArgument","error":"invalid_request","error_description":"client store [cn] do not match: InvalidArgument"},"now":1714259422,"success":false}"#;
    assert_eq!(ended(reply(400, body)).advice(), CHECK_REGION);
}

#[test]
fn an_overloaded_service_is_retried_until_the_code_ends() {
    for trouble in [
        || refusal_of(500, "server_error", "d", NOW),
        || refusal_of(429, "too_many_login_attempts", "d", NOW),
        || refusal_of(503, "unavailable", "d", NOW),
        || reply(502, "Bad Gateway"),
    ] {
        let mut rig = shown(Goal::Session);
        for _ in 0..10 {
            rig.answer(Ok(trouble()));
        }
        rig.answer(Ok(good(&token())));
        assert_eq!(rig.call().name, "profile");
    }
}

#[test]
fn a_retry_after_is_kept() {
    let mut rig = shown(Goal::Session);
    let body = r#"{"data":{"code":-1,"error":"too_many_login_attempts"},"now":1700000000,"success":false}"#;
    rig.answer(Ok(reply_with(429, &[("retry-after", "40")], body)));
    let answered = rig.now;
    rig.call();
    assert_eq!(rig.now - answered, secs(40));
}

#[test]
fn a_denial_is_one_even_with_a_pause_to_keep() {
    let mut rig = shown(Goal::Session);
    let body = r#"{"data":{"code":-1,"error":"access_denied"},"now":1700000000,"success":false}"#;
    rig.answer(Ok(reply_with(429, &[("retry-after", "40")], body)));
    assert_eq!(rig.error(), Error::Denied);
}

#[test]
fn a_page_instead_of_a_reply_is_retried_six_times() {
    let mut rig = shown(Goal::Session);
    for _ in 0..6 {
        rig.answer(Ok(reply(403, "<html>")));
    }
    rig.answer(Ok(refusal("authorization_pending")));
    for _ in 0..7 {
        rig.answer(Ok(reply(400, "not JSON")));
    }
    assert_eq!(rig.error(), Error::blocked(400));
}

#[test]
fn an_answer_with_neither_data_nor_error_is_no_success() {
    for body in [
        r#"{"success":true}"#,
        r#"{"data":null,"success":true}"#,
        "{}",
        "",
        "null",
        "<html>",
    ] {
        let error = shown(Goal::Token)
            .run(|_| Ok(reply(200, body)))
            .unwrap_err();
        assert!(matches!(error, Error::Malformed { .. }), "{body}: {error}");
    }
}

#[test]
fn a_token_in_a_reply_of_failure_is_no_success() {
    for (status, success) in [(200, Some(false)), (400, Some(false)), (400, None)] {
        let body = json!({"data": token(), "success": success, "now": NOW});
        let error = shown(Goal::Token)
            .run(|_| Ok(reply(status, body.to_string())))
            .err();
        assert!(error.is_some(), "{status} {success:?}");
    }
}

#[test]
fn a_token_counts_with_any_status() {
    let mut rig = shown(Goal::Token);
    rig.answer(Ok(answer(400, true, &token(), NOW)));
    assert!(rig.end().is_ok());
}

#[test]
fn an_incomplete_token_ends_the_login_at_once() {
    for (name, value) in [
        ("kid", json!("")),
        ("kid", json!(5)),
        ("kid", json!("a\"b")),
        ("kid", json!("a\r\nb")),
        ("mac_key", json!("")),
        ("mac_key", Value::Null),
        ("mac_algorithm", json!("hmac-md5")),
    ] {
        let mut data = token();
        data[name] = value.clone();
        let missing = vec![name.to_owned()];
        let error = ended(good(&data));
        assert_eq!(error, Error::incomplete(missing), "{name} {value}");
    }
    for data in [json!([]), json!("text"), json!(1)] {
        let error = ended(good(&data));
        assert!(matches!(error, Error::Incomplete { .. }), "{data}");
    }
}

#[test]
fn a_token_without_the_newer_documents_parts_is_complete() {
    let mut rig = shown(Goal::Token);
    rig.answer(Ok(good(&json!({"kid": KID, "mac_key": KEY}))));
    let token = rig.end().unwrap().token;
    assert_eq!(token.access_token.expose(), KID);
    assert_eq!(token.mac_algorithm, "hmac-sha-1");
    assert_eq!(token.scope, "public_profile");
}

#[test]
fn one_poll_follows_the_end_of_the_code() {
    let mut rig = shown(Goal::Token);
    let end = START + secs(300);
    loop {
        let call = rig.call();
        let late = rig.now >= end;
        let reply = if late {
            good(&token())
        } else {
            refusal("authorization_pending")
        };
        rig.flow.handle(rig.now, Ok(reply));
        assert_eq!(call.name, "poll");
        if late {
            break;
        }
    }
    assert!(rig.end().is_ok());
}

#[test]
fn an_empty_error_beside_a_token_is_no_refusal() {
    let mut rig = shown(Goal::Token);
    let mut data = token();
    data["error"] = json!("");
    rig.answer(Ok(good(&data)));
    assert!(rig.end().is_ok());
}

#[test]
fn a_malformed_token_is_reported_once_the_code_is_spent() {
    let mut rig = shown(Goal::Token);
    rig.answer(Ok(reply(200, r#"{"data":{"kid""#)));
    rig.answer(Ok(refusal("invalid_grant_code")));
    assert_eq!(rig.error().kind(), "malformed");
}

#[test]
fn a_text_instead_of_a_token_is_a_refusal() {
    for name in ["msg", "message", "error_description"] {
        let error = ended(good(&json!({ name: "account is frozen" })));
        let refused = Error::rejected(0, "account is frozen", Advice::SEE_MESSAGE);
        assert_eq!(error, refused, "{name}");
    }
}
