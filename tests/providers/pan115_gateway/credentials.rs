//! What the login yields: complete or an error (specification 2.6).

use super::*;

#[test]
fn credentials_are_cookies_of_115() {
    let mut rig = confirmed();
    rig.ok(DONE);
    let names: Vec<_> = rig
        .end()
        .unwrap()
        .cookies()
        .into_iter()
        .map(|c| (c.name, c.domain))
        .collect();
    let expected = ["UID", "CID", "SEID", "KID"].map(|n| (n.to_owned(), "115.com".to_owned()));
    assert_eq!(names, expected);
}

#[test]
fn success_without_values_names_what_is_missing() {
    let mut rig = confirmed();
    rig.ok(r#"{"credentials":{"uid":"","cid":"c","seid":"","kid":""},"success":true}"#);
    let missing = vec!["uid".to_owned(), "seid".to_owned()];
    assert_eq!(rig.error(), Error::incomplete(missing));
}

#[test]
fn values_without_the_word_success_are_no_success() {
    let mut rig = confirmed();
    for _ in 0..3 {
        rig.ok(DONE.replace(r#""success":true,"#, ""));
    }
    assert!(matches!(rig.error(), Error::Malformed { .. }));
}

#[test]
fn values_that_cannot_be_cookies_are_no_credentials() {
    let mut rig = confirmed();
    rig.ok(DONE.replace("xyz789abc", "c d"));
    let missing = vec!["cid".to_owned()];
    assert_eq!(rig.error(), Error::incomplete(missing));
}

#[test]
fn a_missing_kid_is_no_failure() {
    let mut rig = confirmed();
    rig.ok(DONE.replace("key456", ""));
    assert_eq!(rig.end().unwrap().kid, None);
}

#[test]
fn a_null_kid_is_a_missing_one() {
    let mut rig = confirmed();
    rig.ok(DONE.replace("\"key456\"", "null"));
    assert_eq!(rig.end().unwrap().kid, None);
}
