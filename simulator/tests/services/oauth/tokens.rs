//! The tokens and their refresh.

use super::*;

#[test]
fn a_confirmed_code_yields_tokens_once() {
    let mut client = Client::new(&[("person", "confirm@1s")]);
    let code = STANDARD.code(&mut client);
    let tokens = STANDARD.poll(&mut client, &code).json();
    assert_eq!(tokens["access_token"], client.issued("access_token"));
    assert_eq!(tokens["refresh_token"], client.issued("refresh_token"));
    assert_eq!(tokens["id_token"], client.issued("id_token"));
    assert_eq!(
        (&tokens["expires_in"], &tokens["scope"]),
        (&3600.into(), &"openid a".into())
    );
    assert_eq!(
        error(&STANDARD.poll(&mut client, &code)),
        (400, "invalid_grant".to_owned())
    );
}

#[test]
fn each_service_writes_scopes_in_its_manner() {
    let mut client = Client::new(&[("person", "confirm@1s")]);
    let mut scope = |place: Place| {
        let code = place.code(&mut client);
        place.poll(&mut client, &code).json()["scope"].clone()
    };
    assert_eq!(scope(GITHUB), "openid,a");
    assert_eq!(scope(TWITCH), serde_json::json!(["a", "b"]));
    assert_eq!(scope(MICROSOFT), "openid a");
}

#[test]
fn the_verifier_has_to_meet_the_challenge() {
    let mut client = Client::new(&[("person", "confirm@1s")]);
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let form = format!("client_id=c1&code_challenge={challenge}&code_challenge_method=S256");
    let code = client.post_form(STANDARD.device, &form).json();
    client.wait(6_000);
    let form = poll_form(code["device_code"].as_str().unwrap());
    for wrong in [
        "",
        "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXx",
    ] {
        let reply = client.post_form(STANDARD.token, &format!("{form}{wrong}"));
        assert_eq!(error(&reply).1, "invalid_grant");
    }
    client.wait(30_000);
    let right = "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    assert_eq!(
        client
            .post_form(STANDARD.token, &format!("{form}{right}"))
            .status,
        200
    );
}

#[test]
fn a_refresh_token_works_once_unless_it_stays() {
    for (rotates, again) in [("yes", 400), ("no", 200)] {
        let mut client = Client::new(&[("person", "confirm@1s"), ("device.rotates", rotates)]);
        let code = STANDARD.code(&mut client);
        let old = STANDARD.poll(&mut client, &code).json();
        let token = old["refresh_token"].as_str().unwrap();
        let form = format!("grant_type=refresh_token&refresh_token={token}&client_id=c1");
        let new = client.post_form(STANDARD.token, &form).json();
        assert_ne!(new["access_token"], old["access_token"]);
        assert_eq!(new["access_token"], client.issued("access_token"));
        assert_eq!(client.post_form(STANDARD.token, &form).status, again);
    }
}

#[test]
fn google_wants_a_secret() {
    let mut client = Client::new(&[("person", "confirm@1s")]);
    let code = GOOGLE.code(&mut client);
    client.wait(6_000);
    let form = poll_form(code["device_code"].as_str().unwrap());
    let reply = client.post_form(GOOGLE.token, &form);
    assert_eq!(error(&reply), (401, "invalid_client".to_owned()));
}
