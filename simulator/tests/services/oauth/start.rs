//! The request for a code, and the metadata.

use super::*;

#[test]
fn a_standard_code_has_all_fields() {
    let mut client = Client::new(&[]);
    let code = STANDARD.code(&mut client);
    let user_code = code["user_code"].as_str().unwrap();
    assert_eq!(user_code.len(), 9);
    assert_eq!(code["verification_uri"], "https://id.example/device");
    let complete = format!("https://id.example/device?user_code={user_code}");
    assert_eq!(code["verification_uri_complete"], complete);
    assert_eq!(
        (&code["expires_in"], &code["interval"]),
        (&900.into(), &5.into())
    );
    let issued = &client.simulator.codes()[0];
    assert_eq!(
        (issued.payload.as_str(), issued.user_code.as_str()),
        (&*complete, user_code)
    );
}

#[test]
fn each_service_has_its_own_manner() {
    let mut client = Client::new(&[]);
    let text = GITHUB.begin(&mut client);
    assert!(text.text().starts_with("device_code="), "{}", text.text());
    assert_eq!(
        GITHUB.code(&mut client)["verification_uri"],
        "https://github.com/login/device"
    );
    let google = GOOGLE.code(&mut client);
    assert_eq!(google["verification_url"], "https://www.google.com/device");
    let microsoft = MICROSOFT.code(&mut client);
    assert!(
        microsoft["message"]
            .as_str()
            .unwrap()
            .contains("microsoft.com/devicelogin")
    );
    let twitch = TWITCH.code(&mut client);
    let link = twitch["verification_uri"].as_str().unwrap();
    assert!(link.ends_with(twitch["user_code"].as_str().unwrap()));
    for code in [google, microsoft, twitch] {
        assert!(code.get("verification_uri_complete").is_none());
    }
}

#[test]
fn camel_case_has_links_without_a_scheme() {
    let mut client = Client::new(&[("device.style", "camel")]);
    let code = STANDARD.begin(&mut client).json();
    assert_eq!(code["verificationUri"], "id.example/device");
    assert!(code["deviceCode"].is_string());
}

#[test]
fn a_request_without_a_form_or_with_another_app_is_refused() {
    let mut client = Client::new(&[("device.client-id", "c1")]);
    let reply = client.post_json(STANDARD.device, "{}");
    assert_eq!(error(&reply), (400, "invalid_request".to_owned()));
    let reply = client.post_form(STANDARD.device, "client_id=c2");
    assert_eq!(error(&reply), (401, "invalid_client".to_owned()));
    let reply = client.get(STANDARD.device);
    assert_eq!((reply.status, reply.header("allow")), (405, "POST"));
}

#[test]
fn the_metadata_name_the_endpoints() {
    let mut client = Client::new(&[]);
    let json = client
        .get("https://id.example/.well-known/openid-configuration")
        .json();
    assert_eq!(json["issuer"], "https://id.example");
    assert_eq!(json["device_authorization_endpoint"], STANDARD.device);
    assert_eq!(json["token_endpoint"], STANDARD.token);
}

#[test]
fn the_page_says_how_the_code_stands() {
    let mut client = Client::new(&[("person", "confirm@5s")]);
    let code = STANDARD.code(&mut client);
    let link = code["verification_uri_complete"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(client.get(&link).text().contains("Compare the code"));
    client.wait(5_000);
    assert!(client.get(&link).text().contains("is confirmed"));
    assert_eq!(
        client.get("https://id.example/device?user_code=X").status,
        404
    );
    assert!(
        client
            .get("https://id.example/device")
            .text()
            .contains("Type the code")
    );
}

#[test]
fn a_code_dies_early_if_the_scenario_says_so() {
    let mut client = Client::new(&[("device.dies-early", "10s"), ("person", "")]);
    let code = STANDARD.code(&mut client);
    assert_eq!(code["expires_in"], 900);
    assert_eq!(
        error(&STANDARD.poll(&mut client, &code)).1,
        "authorization_pending"
    );
    assert_eq!(error(&STANDARD.poll(&mut client, &code)).1, "expired_token");
}
