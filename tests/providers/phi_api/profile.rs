//! The profile, which a login can do without (specification 2.4, 3.4).

use super::*;

#[test]
fn the_profile_can_be_left_out() {
    let mut rig = login(server("http://localhost:5015").without_profile());
    rig.answer(Ok(success(CODE)));
    rig.answer(Ok(success(&token().to_string())));
    rig.ok(SESSION);
    assert_eq!(rig.end().unwrap().profile, None);
}

#[test]
fn a_profile_that_cannot_be_had_is_done_without() {
    for answer in [
        reply(404, "<html>"),
        success(r#"{"data":{"name":null}}"#),
        failure(500, 114, r#"{"data":{"error":"forbidden"}}"#),
    ] {
        let mut rig = confirmed();
        rig.answer(Ok(answer));
        rig.ok(SESSION);
        assert_eq!(rig.end().unwrap().profile, None);
    }
}

#[test]
fn upstream_failures_at_the_profile_are_retried() {
    for error in ["server_error", "invalid_time", "replay_attacks"] {
        let mut rig = confirmed();
        let inside = json!({"data": {"error": error, "error_description": "d"}});
        rig.answer(Ok(failure(500, 114, &inside.to_string())));
        assert_eq!(rig.call().name, "GetTapTapProfile", "{error}");
    }
}

#[test]
fn an_expired_token_ends_the_login() {
    let mut rig = confirmed();
    let inside = r#"{"data":{"error":"access_denied","error_description":"d"}}"#;
    rig.answer(Ok(failure(500, 114, inside)));
    assert!(matches!(rig.error(), Error::Rejected { .. }));
}
