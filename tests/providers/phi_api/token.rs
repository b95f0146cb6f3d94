//! The token that the poll ends with (specification 2.3).

use super::*;

#[test]
fn a_token_in_either_spelling_is_sent_on_in_both() {
    let camel = r#"{"data":{"kid":"1/k","token":"1/k","tokenType":"mac","macKey":"m","macAlgorithm":"hmac-sha-1","scope":"s"}}"#;
    for payload in [token().to_string(), camel.to_owned()] {
        let mut rig = shown();
        rig.answer(Ok(success(&payload)));
        let call = rig.call();
        let body: Value = serde_json::from_slice(call.request.body()).unwrap();
        for name in [
            "access_token",
            "token",
            "mac_key",
            "macKey",
            "mac_algorithm",
            "macAlgorithm",
        ] {
            assert!(body["data"][name].is_string(), "{name} in {body}");
        }
    }
}

#[test]
fn a_token_without_its_key_is_incomplete() {
    let mut rig = shown();
    let mut payload = token();
    payload["data"]["mac_key"] = json!("");
    rig.answer(Ok(success(&payload.to_string())));
    let missing = vec!["mac_key".to_owned()];
    assert_eq!(rig.error(), Error::incomplete(missing));
}

#[test]
fn an_unknown_kind_of_key_ends_the_login_at_once() {
    let mut rig = shown();
    let mut payload = token();
    payload["data"]["mac_algorithm"] = json!("hmac-md5");
    rig.answer(Ok(success(&payload.to_string())));
    let missing = vec!["mac_algorithm".to_owned()];
    assert_eq!(rig.error(), Error::incomplete(missing));
}
