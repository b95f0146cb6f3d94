//! The settings, and what of a login can be seen.

use super::*;

#[test]
fn a_missing_app_id_says_where_to_get_one() {
    for settings in [Settings::new(), Settings::new().with("client_id", " ")] {
        let login = find("115-open")
            .unwrap()
            .login(&settings, seed(), &Options::default());
        let error = login.err().unwrap();
        let Error::Setting { name, problem, .. } = &error else {
            panic!("{error}");
        };
        assert_eq!(name, "client_id");
        assert!(problem.contains("https://open.115.com"), "{problem}");
    }
}

#[test]
fn what_cannot_be_an_app_id_is_refused() {
    for bad in ["a b", "a&b", "é", &"1".repeat(65)] {
        assert!(
            matches!(Open::new(bad), Err(Error::Setting { .. })),
            "{bad}"
        );
    }
    assert!(Open::new(&"1".repeat(64)).is_ok());
    assert!(Open::new(" a-B_1 ").is_ok());
}

#[test]
fn the_user_agent_can_be_chosen() {
    let settings = Settings::new()
        .with("client_id", "1")
        .with("user_agent", "mine/1");
    let login = find("115-open")
        .unwrap()
        .login(&settings, seed(), &Options::default());
    let mut rig = Rig::new(login.unwrap());
    for answer in [DEVICE, CONFIRMED, TOKENS] {
        assert_eq!(header(&rig.ok(answer), "user-agent"), Some("mine/1"));
    }
    assert!(rig.end().is_ok());
    assert!(open().user_agent("").is_err());
}

#[test]
fn the_tokens_are_exported_as_json_and_not_as_cookies() {
    let credential = Credential::from(done());
    let json = credential.export(Format::Json).unwrap();
    let start = r#"{"flow":"115-open","access_token":"acc3ss","refresh_token":"r3fresh","#;
    assert!(json.expose().starts_with(start));
    let read: Credential = serde_json::from_str(json.expose()).unwrap();
    assert!(read == credential);
    assert!(credential.export(Format::Header).is_err());
}

#[test]
fn nothing_that_is_printed_shows_a_secret() {
    let mut rig = confirmed();
    let call = rig.call();
    let verifier = parameter(&call, "code_verifier").unwrap();
    let mut printed = format!("{:?}{call:?}", rig.flow);
    rig.ok(TOKENS);
    let credential = rig.end().unwrap();
    printed += &format!("{credential:?}{:?}", rig.events);
    for secret in ["acc3ss", "r3fresh", "dg-u1", &verifier] {
        assert!(!printed.contains(secret), "{secret}: {printed}");
    }
}
