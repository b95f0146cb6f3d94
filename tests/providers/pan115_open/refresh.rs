//! The refresh of the tokens (specification 4, 5.5).

use super::refusals::FINAL;
use super::*;

#[test]
fn a_refresh_sends_the_refresh_token_alone() {
    let call = done().refresh();
    assert_eq!(url(&call), "https://passportapi.115.com/open/refreshToken");
    assert_eq!(call.request.method(), "POST");
    assert_eq!(call.request.body(), b"refresh_token=r3fresh");
    let form = "application/x-www-form-urlencoded";
    assert_eq!(header(&call, "content-type"), Some(form));
    assert_eq!(header(&call, "user-agent"), Some("Mozilla/5.0"));
    assert!(!format!("{call:?}").contains("r3fresh"));
}

#[test]
fn a_refresh_has_the_user_agent_of_the_login() {
    let mut rig = Rig::new(Login::new(open().user_agent("mine/1").unwrap(), seed()));
    for answer in [DEVICE, CONFIRMED, TOKENS] {
        rig.ok(answer);
    }
    let credential = rig.end().unwrap();
    assert_eq!(header(&credential.refresh(), "user-agent"), Some("mine/1"));
    let refreshed = credential.refreshed(&reply(200, TOKENS), START).unwrap();
    assert_eq!(header(&refreshed.refresh(), "user-agent"), Some("mine/1"));
}

#[test]
fn credentials_without_a_usable_user_agent_can_be_refreshed() {
    let mut saved = serde_json::to_value(done()).unwrap();
    for user_agent in [None, Some(""), Some("a\r\nb: c")] {
        let fields = saved.as_object_mut().unwrap();
        fields.remove("user_agent");
        fields.extend(user_agent.map(|text| ("user_agent".to_owned(), text.into())));
        let credential: OpenCredential = serde_json::from_value(saved.clone()).unwrap();
        if user_agent.is_none() {
            assert_eq!(credential.user_agent, "Mozilla/5.0");
        }
        assert_eq!(
            header(&credential.refresh(), "user-agent"),
            Some("Mozilla/5.0")
        );
    }
}

#[test]
fn a_refresh_replaces_both_tokens_together() {
    let answer = TOKENS
        .replace("acc3ss", "acc-2")
        .replace("r3fresh", "ref-2")
        .replace("7200", "2592000");
    let refreshed = done().refreshed(&reply(200, answer), START).unwrap();
    assert_eq!(refreshed.access_token.expose(), "acc-2");
    assert_eq!(refreshed.refresh_token.expose(), "ref-2");
    assert_eq!(refreshed.expires_at, Some(START + secs(2_592_000)));
}

#[test]
fn a_refresh_without_a_new_refresh_token_is_no_success() {
    let answer = TOKENS.replace("r3fresh", "");
    let missing = vec!["refresh_token".to_owned()];
    let outcome = done().refreshed(&reply(200, answer), START);
    assert_eq!(outcome.unwrap_err(), Error::incomplete(missing));
}

#[test]
fn a_refused_refresh_advises_to_wait_or_to_scan() {
    let passing = [(40110000, Advice::TRY_LATER), (40140117, Advice::TRY_LATER)];
    for (code, advice) in FINAL.into_iter().chain(passing) {
        let outcome = done().refreshed(&reply(200, refused(code)), START);
        assert_eq!(outcome.unwrap_err(), rejected(code, advice));
    }
    let old = r#"{"state":0,"code":0,"error":"refresh token error","errno":0}"#;
    let outcome = done().refreshed(&reply(200, old), START);
    let expected = Error::rejected(0, "refresh token error", Advice::SEE_MESSAGE);
    assert_eq!(outcome.unwrap_err(), expected);
}

#[test]
fn what_is_no_answer_of_the_service_refreshes_nothing() {
    for (status, body, advice) in [
        (405, FIREWALL, Advice::WAIT_FOR_UNBLOCK),
        (200, FIREWALL, Advice::CHECK_PORTAL),
        (502, "", Advice::TRY_LATER),
        (500, TOKENS, Advice::TRY_LATER),
    ] {
        let error = done().refreshed(&reply(status, body), START).unwrap_err();
        assert_eq!(error, Error::of_status(status));
        assert_eq!(error.advice(), advice);
    }
}

#[test]
fn a_refresh_is_due_five_minutes_before_the_end() {
    let credential = done();
    let end = credential.expires_at.unwrap();
    assert!(!credential.is_due(end - secs(301)));
    assert!(credential.is_due(end - secs(300)));
    assert!(credential.is_due(end + secs(1)));
}
