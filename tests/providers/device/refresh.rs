//! New tokens for a refresh token (specification 5.3).

use super::*;

#[test]
fn a_refresh_is_as_the_standard_says() {
    let call = done().refresh().unwrap();
    assert_eq!(call.request.method(), "POST");
    assert_eq!(call.request.uri(), "https://id.example/token");
    assert_eq!(
        body(&call),
        "grant_type=refresh_token&refresh_token=r3fresh&client_id=c1"
    );
    assert!(!format!("{call:?}").contains("r3fresh"));
}

#[test]
fn a_refresh_sends_the_secret_of_the_login() {
    let mut rig = Rig::new(Login::new(device().client_secret("s3cret"), seed()));
    rig.ok(CODE);
    rig.ok(TOKENS);
    let call = rig.end().unwrap().refresh().unwrap();
    assert_eq!(parameter(&call, "client_secret").unwrap(), "s3cret");
}

#[test]
fn there_is_no_refresh_without_a_refresh_token() {
    let mut credential = done();
    credential.refresh_token = None;
    assert!(credential.refresh().is_none());
    credential.refresh_token = Some("".into());
    assert!(credential.refresh().is_none());
}

#[test]
fn a_refresh_keeps_what_the_response_leaves_out() {
    let old = done();
    let new = old
        .refreshed(&reply(200, r#"{"access_token":"b"}"#), START)
        .unwrap();
    assert_eq!(new.access_token.expose(), "b");
    assert_eq!(new.refresh_token, old.refresh_token);
    assert_eq!(new.unverified_id_token, old.unverified_id_token);
    assert_eq!(new.scope, old.scope);
    assert_eq!(new.expires_at, None);
    assert_eq!(
        (new.client_id, new.token_endpoint),
        (old.client_id, old.token_endpoint)
    );
}

#[test]
fn a_refresh_replaces_what_the_response_has() {
    let text = r#"{"access_token":"b","refresh_token":"r2","expires_in":60,"scope":"gist"}"#;
    let new = done().refreshed(&reply(200, text), START).unwrap();
    assert_eq!(new.refresh_token.unwrap().expose(), "r2");
    assert_eq!(new.expires_at, Some(START + secs(60)));
    assert_eq!(new.scope, ["gist"]);
}

#[test]
fn a_refused_refresh_says_what_to_do() {
    for (status, name, advice) in [
        (400, "invalid_grant", Advice::START_AGAIN),
        (401, "invalid_client", CHECK_CLIENT),
        (200, "bad_verification_code", Advice::START_AGAIN),
        (400, "slow_down", Advice::TRY_LATER),
        (400, "brand_new_error", Advice::SEE_MESSAGE),
    ] {
        let outcome = done().refreshed(&reply(status, word(name)), START);
        assert_eq!(outcome.unwrap_err(), rejected(name, advice));
    }
    let outcome = done().refreshed(&reply(503, word("server_error")), START);
    assert_eq!(outcome.unwrap_err(), Error::unavailable(503));
    for (status, kind) in [(200, "intercepted"), (403, "blocked"), (502, "unavailable")] {
        let outcome = done().refreshed(&reply(status, "<html>"), START);
        assert_eq!(outcome.unwrap_err().kind(), kind);
    }
}

#[test]
fn a_refusal_does_not_repeat_the_refresh_token() {
    let text = r#"{"error":"invalid_grant","error_description":"r3fresh is void"}"#;
    let error = done().refreshed(&reply(400, text), START).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("r3fresh"));
}

#[test]
fn a_refresh_is_due_five_minutes_before_the_end() {
    let mut credential = done();
    let end = credential.expires_at.unwrap();
    assert!(!credential.is_due(end - secs(301)));
    assert!(credential.is_due(end - secs(300)));
    credential.expires_at = None;
    assert!(credential.is_due(START));
}

#[test]
fn saved_credentials_name_no_address_that_can_be_read_on_the_way() {
    let saved = serde_json::to_string(&done()).unwrap();
    let read: DeviceCredential = serde_json::from_str(&saved).unwrap();
    assert_eq!(read, done());
    for bad in [
        "http://id.example/token",
        "ftp://id.example",
        "https://u:p@id.example/",
        "",
    ] {
        let changed = saved.replace("https://id.example/token", bad);
        assert!(
            serde_json::from_str::<DeviceCredential>(&changed).is_err(),
            "{bad}"
        );
    }
}
