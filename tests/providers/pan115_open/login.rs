//! The login from the device code to the tokens (specification 4).

use super::*;

#[test]
fn a_device_code_is_requested_with_a_challenge() {
    let call = begin().call();
    assert_eq!(
        url(&call),
        "https://passportapi.115.com/open/authDeviceCode"
    );
    assert_eq!(call.request.method(), "POST");
    let names: Vec<_> = parameters(&call)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        names,
        ["client_id", "code_challenge", "code_challenge_method"]
    );
    assert_eq!(parameter(&call, "client_id").unwrap(), "100195125");
    assert_eq!(parameter(&call, "code_challenge_method").unwrap(), "sha256");
    assert_eq!(header(&call, "user-agent"), Some("Mozilla/5.0"));
}

#[test]
fn the_status_call_is_that_of_the_direct_login() {
    let call = shown().call();
    let expected = "https://qrcodeapi.115.com/get/status/?uid=u1&time=1700000000&sign=s1";
    assert_eq!(url(&call), expected);
    assert_eq!(call.timeout, secs(40));
}

#[test]
fn the_verifier_matches_the_challenge() {
    let mut rig = begin();
    let challenge = parameter(&rig.ok(DEVICE), "code_challenge").unwrap();
    rig.ok(CONFIRMED);
    let call = rig.call();
    assert_eq!(
        url(&call),
        "https://passportapi.115.com/open/deviceCodeToToken"
    );
    let names: Vec<_> = parameters(&call)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["uid", "code_verifier"]);
    assert_eq!(parameter(&call, "uid").unwrap(), "u1");
    assert_eq!(call.timeout, secs(40));
    let verifier = parameter(&call, "code_verifier").unwrap();
    assert!((43..=128).contains(&verifier.len()));
    assert_eq!(URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)), challenge);
}

#[test]
fn the_verifier_depends_on_the_seed_and_survives_a_snapshot() {
    let first = |seed| parameter(&Rig::new(Login::new(open(), seed)).call(), "code_challenge");
    assert_ne!(first(Seed::new([1; 16])), first(Seed::new([2; 16])));

    let mut rig = confirmed();
    let before = parameter(&rig.call(), "code_verifier").unwrap();
    let snapshot = rig.flow.snapshot().unwrap();
    rig.flow = Login::resume(&snapshot).unwrap();
    assert_eq!(parameter(&rig.call(), "code_verifier").unwrap(), before);
}

#[test]
fn challenge_and_verifier_are_not_compared_in_a_replay() {
    assert!(begin().call().volatile.contains(&"code_challenge"));
    assert!(confirmed().call().volatile.contains(&"code_verifier"));
}

#[test]
fn a_login_yields_both_tokens_and_the_expiry() {
    let mut rig = shown();
    rig.ok(CONFIRMED.replace(":2,", ":1,"));
    rig.lose(Failure::Timeout, secs(40));
    rig.ok(CONFIRMED);
    rig.ok(TOKENS);
    let now = rig.now;
    let credential = rig.end().unwrap();
    assert_eq!(credential.access_token.expose(), "acc3ss");
    assert_eq!(credential.refresh_token.expose(), "r3fresh");
    assert_eq!(credential.expires_at, Some(now + secs(7200)));
    assert_eq!(rig.kinds(), ["code", "scanned", "confirmed"]);
}

#[test]
fn the_code_comes_from_the_service_or_the_uid() {
    for device in [
        DEVICE.to_owned(),
        DEVICE.replace(r#""qrcode":"https://115.com/scan/dg-u1","#, ""),
    ] {
        let mut rig = begin();
        rig.ok(device);
        rig.call();
        let Some(Event::Code(code)) = rig.events.first() else {
            panic!("no code");
        };
        assert_eq!(code.payload.expose(), "https://115.com/scan/dg-u1");
        assert_eq!(code.expires_at, START + secs(300));
    }
}

#[test]
fn expiry_and_cancelling_end_it() {
    for (answer, error) in [
        (CONFIRMED.replace(":2,", ":-1,"), Error::Expired),
        (CONFIRMED.replace(":2,", ":-2,"), Error::Denied),
        (refused(40199002), Error::Expired),
    ] {
        let mut rig = shown();
        rig.ok(answer);
        assert_eq!(rig.error(), error);
    }
}

#[test]
fn a_missing_token_is_no_success() {
    for (token, name) in [("acc3ss", "access_token"), ("r3fresh", "refresh_token")] {
        for bad in [r#""""#, "null", "{}"] {
            let mut rig = confirmed();
            rig.ok(TOKENS.replace(&format!("\"{token}\""), bad));
            let missing = vec![name.to_owned()];
            assert_eq!(rig.error(), Error::incomplete(missing), "{bad}");
        }
    }
    let mut rig = confirmed();
    rig.ok(r#"{"state":1,"code":0,"message":"","data":[]}"#);
    let missing = vec!["access_token".to_owned(), "refresh_token".to_owned()];
    assert_eq!(rig.error(), Error::incomplete(missing));
}

#[test]
fn an_expiry_that_the_service_omits_is_unknown() {
    for (from, to) in [(r#","expires_in":7200"#, ""), ("7200", "null")] {
        let mut rig = confirmed();
        rig.ok(TOKENS.replace(from, to));
        let credential = rig.end().unwrap();
        assert_eq!(credential.expires_at, None);
        assert!(credential.is_due(START));
    }
}

#[test]
fn an_error_message_despite_the_state_is_reported() {
    let mut rig = confirmed();
    rig.ok(r#"{"state":1,"code":0,"data":{},"error":"refresh token error","errno":0}"#);
    let expected = Error::rejected(0, "refresh token error", Advice::SEE_MESSAGE);
    assert_eq!(rig.error(), expected);
}

#[test]
fn a_complaint_beside_complete_tokens_is_none() {
    let mut rig = confirmed();
    rig.ok(TOKENS.replace(r#""error":"""#, r#""error":"deprecated""#));
    assert!(rig.end().is_ok());
}

#[test]
fn a_blocked_host_is_replaced_by_the_second() {
    let first_and_second = |mut rig: Rig<Login<Open>>, answer: &str| {
        let first = rig.answer(Ok(reply(405, FIREWALL)));
        let second = rig.ok(answer);
        assert_eq!(first.request.uri().path(), second.request.uri().path());
        [first, second].map(|call| call.request.uri().host().unwrap().to_owned())
    };
    let passport = ["passportapi.115.com", "qrcodeapi.115.com"];
    assert_eq!(first_and_second(begin(), DEVICE), passport);
    assert_eq!(first_and_second(confirmed(), TOKENS), passport);
    let code = ["qrcodeapi.115.com", "hnqrcodeapi.115.com"];
    assert_eq!(first_and_second(shown(), CONFIRMED), code);
}

#[test]
fn a_lost_reply_with_the_tokens_is_retried() {
    for lost in [Err(Failure::Timeout), Err(Failure::Io), Ok(reply(502, ""))] {
        let mut rig = confirmed();
        rig.answer(lost);
        assert_eq!(rig.ok(TOKENS).name, "deviceCodeToToken");
        assert!(rig.end().is_ok());
        assert_eq!(rig.count("retrying"), 1);
    }
}
