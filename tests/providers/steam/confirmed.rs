//! Tokens, and the platforms without transfers (sections 4, 5 and 6.3).

use super::*;
use qrlogin::Timestamp;

fn shown_for(platform: Platform) -> Steam {
    let mut rig = login(Qr::new().platform(platform));
    rig.ok(BEGUN);
    rig
}

/// A token with this payload.
fn token(payload: &str) -> String {
    use base64::Engine as _;
    let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(payload);
    format!("e30.{payload}.ZmFrZQ")
}

#[test]
fn client_and_app_have_a_cookie_of_their_access_token() {
    for platform in [Platform::Client, Platform::Mobile] {
        let mut rig = shown_for(platform);
        rig.ok(tokens());
        let credential = rig.end().unwrap();
        assert_eq!(credential.platform, platform);
        assert_eq!(credential.steam_id.expose(), STEAM_ID);
        assert_eq!(credential.account_name.as_ref().unwrap().expose(), "user");
        let end = Timestamp::from_secs(1_800_000_000);
        assert_eq!(credential.expires_at, Some(end));
        let expected = format!("{STEAM_ID}%7C%7Ca.b.c");
        for host in ["steamcommunity.com", "store.steampowered.com"] {
            assert_eq!(credential.session(host).unwrap().expose(), expected);
        }
        assert_eq!(credential.session("evil.example"), None);
        assert!(credential.warnings().is_empty());
    }
}

#[test]
fn an_absent_access_token_is_requested() {
    let mut rig = shown_for(Platform::Client);
    rig.ok(tokens().replace("access_token", "other"));
    let call = rig.ok(r#"{"response":{"access_token":"d.e.f","refresh_token":"new"}}"#);
    assert_eq!(
        address(&call),
        "https://api.steampowered.com/IAuthenticationService/GenerateAccessTokenForApp/v1/"
    );
    assert_eq!(parameter(&call, "refresh_token").as_deref(), Some(TOKEN));
    assert_eq!(parameter(&call, "steamid").as_deref(), Some(STEAM_ID));
    let credential = rig.end().unwrap();
    let access = credential.access_token.as_ref().unwrap();
    assert_eq!(access.expose(), "d.e.f");
    assert_eq!(credential.refresh_token.expose(), "new");
    assert_eq!(rig.kinds(), ["code", "confirmed"]);
}

#[test]
fn a_dead_refresh_token_makes_the_login_incomplete() {
    let mut rig = shown_for(Platform::Mobile);
    rig.ok(tokens().replace("access_token", "other"));
    rig.ok(r#"{"response":{}}"#);
    assert_eq!(rig.error(), Error::incomplete(["access_token"]));
}

#[test]
fn a_refused_access_token_is_reported() {
    let mut rig = shown_for(Platform::Mobile);
    rig.ok(tokens().replace("access_token", "other"));
    rig.answer(Ok(result("15")));
    assert_eq!(rig.error(), Error::rejected(15, "m", Advice::SEE_MESSAGE));
}

#[test]
fn a_token_without_a_steam_id_is_incomplete() {
    for refresh in [
        token(r#"{"sub":"123"}"#),
        token(r#"{"sub":"7656119796028793x"}"#),
        token(r#"{"iss":"steam"}"#),
        token("not JSON"),
        TOKEN.rsplit_once('.').unwrap().0.to_owned(),
        format!("{TOKEN}.more"),
        "a.!!!.b".to_owned(),
        "opaque".to_owned(),
    ] {
        let mut rig = shown();
        rig.ok(tokens().replace(TOKEN, &refresh));
        assert_eq!(rig.error(), Error::incomplete(["sub"]), "{refresh}");
    }
}

#[test]
fn a_token_without_an_end_is_complete() {
    let mut rig = shown_for(Platform::Client);
    let refresh = token(&format!(r#"{{"sub":{STEAM_ID}}}"#));
    rig.ok(tokens().replace(TOKEN, &refresh));
    let credential = rig.end().unwrap();
    assert_eq!(credential.expires_at, None);
    assert_eq!(credential.steam_id.expose(), STEAM_ID);
}

#[test]
fn an_access_token_that_fits_no_cookie_is_refused() {
    let mut rig = shown_for(Platform::Client);
    rig.ok(tokens().replace("a.b.c", "a;b c"));
    assert_eq!(rig.error(), Error::incomplete(["access_token"]));
}

#[test]
fn stored_credentials_are_read_back() {
    let mut rig = shown_for(Platform::Client);
    rig.ok(tokens());
    let credential: QrCredential = rig.end().unwrap();
    let all = Credential::from(credential.clone());
    let json = serde_json::to_string(&all).unwrap();
    assert!(json.starts_with(r#"{"flow":"steam","platform":"client""#));
    assert_eq!(serde_json::from_str::<Credential>(&json).unwrap(), all);
    let debug = format!("{credential:?}");
    for secret in [STEAM_ID, TOKEN, "a.b.c", "user"] {
        assert!(!debug.contains(secret), "{debug}");
    }
}
