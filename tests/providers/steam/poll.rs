//! Polls (section 3).

use super::*;

/// A poll's response with these members.
fn status(members: Value) -> String {
    json!({ "response": members }).to_string()
}

fn rotated() -> String {
    status(json!({
        "new_client_id": "987654321", "new_challenge_url": "https://s.team/q/1/987654321",
        "had_remote_interaction": false,
    }))
}

#[test]
fn a_poll_sends_both_identifiers_in_the_body() {
    let call = shown().call();
    assert_eq!(
        address(&call),
        "https://api.steampowered.com/IAuthenticationService/PollAuthSessionStatus/v1/"
    );
    let body = std::str::from_utf8(call.request.body()).unwrap();
    assert_eq!(
        body,
        "client_id=12345678901234567890&request_id=AQIDBA%3D%3D"
    );
}

#[test]
fn a_scan_is_reported_once() {
    let mut rig = shown();
    rig.ok(WAITING);
    rig.ok(SCANNED);
    rig.ok(SCANNED);
    rig.call();
    assert_eq!(rig.kinds(), ["code", "scanned"]);
}

#[test]
fn a_rotation_shows_the_new_code_and_is_no_renewal() {
    let mut rig = shown();
    rig.ok(WAITING);
    rig.ok(rotated());
    let id = parameter(&rig.call(), "client_id");
    assert_eq!(id.as_deref(), Some("987654321"));
    let expected = [
        ("https://s.team/q/1/12345678901234567890".to_owned(), false),
        ("https://s.team/q/1/987654321".to_owned(), true),
    ];
    assert_eq!(codes(&rig), expected);
}

#[test]
fn a_rotation_does_not_postpone_the_end() {
    let mut rig = shown();
    let end = rig.now + secs(300);
    let mut number = 0;
    let ended = rig.run(|_| {
        number += 1;
        let url = format!("https://s.team/q/1/{number}");
        let members = json!({"new_challenge_url": url, "had_remote_interaction": false});
        Ok(reply(200, status(members)))
    });
    assert_eq!(ended.unwrap_err(), Error::Expired);
    assert_eq!(rig.now, end);
    assert_eq!(codes(&rig).len(), 60);
}

#[test]
fn a_rotation_may_have_the_id_or_the_text_alone() {
    let mut rig = shown();
    rig.ok(status(
        json!({"new_client_id": 7, "had_remote_interaction": false}),
    ));
    let call = rig.call();
    assert_eq!(parameter(&call, "client_id").as_deref(), Some("7"));
    assert_eq!(codes(&rig).len(), 1);
    let mut rig = shown();
    let text = status(json!({"new_challenge_url": "https://s.team/q/1/8"}));
    rig.ok(text.clone());
    rig.ok(text);
    let id = parameter(&rig.call(), "client_id");
    assert_eq!(id.as_deref(), Some("12345678901234567890"));
    assert_eq!(codes(&rig).len(), 2, "the same text again is no rotation");
}

#[test]
fn a_rotation_to_another_host_is_untrusted() {
    let mut rig = shown();
    rig.ok(rotated().replace("s.team", "evil.example"));
    assert_eq!(rig.error(), Error::untrusted("evil.example"));
}

#[test]
fn an_id_of_more_than_64_bits_is_malformed() {
    let mut rig = shown();
    let answer = status(json!({"new_client_id": "18446744073709551616"}));
    let ended = rig.end_with(&reply(200, answer)).unwrap().unwrap_err();
    assert!(matches!(ended, Error::Malformed { .. }), "{ended}");
}

#[test]
fn an_ended_login_expires_in_each_form() {
    for answer in [
        reply(200, r#"{"response":{}}"#),
        result("27"),
        result("9"),
        reply_with(200, &[("x-eresult", "1")], r#"{"response":{}}"#),
    ] {
        let mut rig = shown();
        rig.answer(Ok(answer));
        assert_eq!(rig.error(), Error::Expired);
    }
}

#[test]
fn result_9_after_a_scan_is_declined() {
    let mut rig = shown();
    rig.ok(SCANNED);
    rig.ok(SCANNED);
    rig.answer(Ok(result("9")));
    assert_eq!(rig.error(), Error::Denied);
}

#[test]
fn result_9_after_a_lost_response_is_not_declined() {
    let mut rig = shown();
    rig.ok(SCANNED);
    rig.answer(Err(Failure::Io));
    rig.answer(Ok(result("9")));
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn result_9_at_the_end_of_the_code_is_expiry() {
    let mut rig = shown();
    let end = rig.now + secs(300);
    rig.ok(SCANNED);
    let last = loop {
        let call = rig.call();
        if rig.now >= end {
            break call;
        }
        rig.flow.handle(rig.now, Ok(reply(200, SCANNED)));
    };
    assert_eq!(last.name, "poll");
    rig.flow.handle(rig.now, Ok(result("9")));
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn an_overload_is_waited_out() {
    for number in ["3", "10", "16", "20", "84"] {
        let mut rig = shown();
        for _ in 0..8 {
            rig.answer(Ok(result(number)));
        }
        rig.ok(WAITING);
        assert_eq!(rig.call().name, "poll");
    }
}

#[test]
fn a_failure_that_stays_is_reported_in_the_end() {
    let mut rig = shown();
    let ended = rig.end_with(&result("2")).unwrap().unwrap_err();
    assert_eq!(ended, Error::rejected(2, "m", Advice::TRY_LATER));
}

#[test]
fn an_agreement_is_named_by_result_or_address() {
    let advice = qrlogin::steam::advice::ACCEPT_AGREEMENT;
    let mut rig = shown();
    rig.answer(Ok(result("118")));
    assert_eq!(rig.error(), Error::rejected(118, "m", advice.clone()));
    let mut rig = shown();
    rig.ok(status(
        json!({"agreement_session_url": "https://x.example/secret"}),
    ));
    let error = rig.error();
    assert_eq!(error, Error::rejected(118, "", advice));
    assert!(!error.to_string().contains("secret"));
}

#[test]
fn an_unknown_result_is_no_success() {
    let mut rig = shown();
    rig.answer(Ok(reply_with(200, &[("x-eresult", "65")], &tokens())));
    assert_eq!(rig.error(), Error::rejected(65, "", Advice::SEE_MESSAGE));
}

#[test]
fn a_result_in_the_header_counts_though_the_body_repeats() {
    let mut rig = shown();
    rig.ok(SCANNED);
    rig.ok(SCANNED);
    rig.answer(Ok(reply_with(200, &[("x-eresult", "9")], SCANNED)));
    assert_eq!(rig.error(), Error::Denied);
}
