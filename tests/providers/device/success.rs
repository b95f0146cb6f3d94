//! The tokens (specification 5).

use super::*;

fn of(text: &str) -> DeviceCredential {
    let mut rig = shown();
    rig.ok(text);
    rig.end().unwrap()
}

fn exposed(secret: &Option<qrlogin::Secret>) -> Option<&str> {
    secret.as_ref().map(|it| it.expose())
}

#[test]
fn a_login_yields_all_that_the_service_gives() {
    let mut rig = accepted();
    rig.ok(TOKENS);
    let now = rig.now;
    let it = rig.end().unwrap();
    assert_eq!(it.access_token.expose(), "acc3ss");
    assert_eq!(it.token_type, "Bearer");
    assert_eq!(it.expires_at, Some(now + secs(3600)));
    assert_eq!(exposed(&it.refresh_token), Some("r3fresh"));
    assert_eq!(exposed(&it.unverified_id_token), Some("i.d.t"));
    assert_eq!(it.scope, ["read:user", "gist"]);
    assert_eq!(it.client_id, "c1");
    assert_eq!(it.token_endpoint.to_string(), "https://id.example/token");
    assert_eq!(rig.kinds(), ["code", "confirmed"]);
}

#[test]
fn github_separates_scopes_by_commas_and_sends_little_else() {
    let it = of(r#"{"access_token":"a","token_type":"bearer","scope":"gist,read:user"}"#);
    assert_eq!(it.scope, ["gist", "read:user"]);
    assert_eq!((it.expires_at, &it.refresh_token), (None, &None));
}

#[test]
fn twitch_lists_scopes() {
    let it = of(
        r#"{"access_token":"a","expires_in":14000,"scope":["user:read:email"],"token_type":"bearer"}"#,
    );
    assert_eq!(it.scope, ["user:read:email"]);
    assert_eq!(it.expires_at, Some(START + secs(6 + 14_000)));
}

#[test]
fn absent_fields_have_their_defaults() {
    let it = of(r#"{"access_token":"a"}"#);
    assert_eq!(it.scope, ["read:user", "gist"]);
    assert_eq!(it.token_type, "bearer");
    assert_eq!(of(r#"{"access_token":"a","scope":""}"#).scope, [""; 0]);
}

#[test]
fn a_lifetime_in_quotes_is_read() {
    let it = of(r#"{"access_token":"a","expires_in":"60"}"#);
    assert_eq!(it.expires_at, Some(START + secs(66)));
}

#[test]
fn other_fields_are_kept_as_texts() {
    let it = of(r#"{"access_token":"a","user_id":7,"ok":true,"name":"n","list":[1],"none":null}"#);
    let extra: Vec<_> = it
        .extra
        .iter()
        .map(|(name, value)| (name.as_str(), value.expose()))
        .collect();
    assert_eq!(extra, [("name", "n"), ("ok", "true"), ("user_id", "7")]);
}

#[test]
fn a_form_is_read_like_json() {
    let it = of("access_token=a&scope=gist%2Cread%3Auser&token_type=bearer");
    assert_eq!((it.access_token.expose(), it.scope.len()), ("a", 2));
}

#[test]
fn a_success_without_a_token_is_incomplete() {
    for text in [
        "{}",
        r#"{"access_token":""}"#,
        r#"{"access_token":null,"error":null}"#,
        r#"{"error":""}"#,
    ] {
        let mut rig = shown();
        rig.ok(text);
        assert_eq!(rig.error(), Error::incomplete(["access_token"]), "{text}");
    }
}

#[test]
fn an_error_beside_tokens_wins() {
    let mut rig = shown();
    rig.ok(TOKENS.replace('{', r#"{"error":"access_denied","#));
    assert_eq!(rig.error(), Error::Denied);
}

#[test]
fn an_unreadable_success_is_reported_as_such() {
    let mut rig = shown();
    rig.ok("{\"access_token\": \"a");
    rig.answer(Ok(reply(400, word("expired_token"))));
    assert_eq!(rig.error().kind(), "malformed");
}

#[test]
fn nothing_that_is_printed_shows_a_secret() {
    let mut rig = Rig::new(Login::new(device().client_secret("s3cret").pkce(), seed()));
    rig.ok(CODE.replace("d-1", "d-c4nary"));
    let call = rig.call();
    let verifier = parameter(&call, "code_verifier").unwrap();
    let mut printed = format!("{:?}{call:?}", rig.flow);
    rig.ok(TOKENS.replace('{', r#"{"more":"m0re","#));
    let credential = rig.end().unwrap();
    printed += &format!("{credential:?}{:?}", rig.events);
    for secret in [
        "acc3ss", "r3fresh", "i.d.t", "s3cret", "d-c4nary", "m0re", "WDJB", &verifier,
    ] {
        assert!(!printed.contains(secret), "{secret}: {printed}");
    }
}
