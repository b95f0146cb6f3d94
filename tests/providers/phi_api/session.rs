//! The session token of the game (specification 2.5, 3.5).

use super::*;
use qrlogin::taptap::advice::CHECK_REGION;

#[test]
fn the_session_token_may_come_as_bare_text() {
    let mut rig = confirmed();
    rig.answer(Ok(profile()));
    rig.ok(SESSION);
    assert_eq!(rig.end().unwrap().session_token.expose(), SESSION);
}

#[test]
fn a_truncated_session_token_is_retried() {
    for payload in ["\"", "\"abcdefghij", "abcdefghij"] {
        let mut rig = confirmed();
        rig.answer(Ok(profile()));
        rig.ok(payload);
        rig.ok(SESSION);
        assert_eq!(rig.end().unwrap().session_token.expose(), SESSION);
    }
}

#[test]
fn an_empty_session_token_is_no_success() {
    for payload in ["\"\"", "null"] {
        let mut rig = confirmed();
        rig.answer(Ok(profile()));
        let error = rig.run(|_| Ok(success(payload))).unwrap_err();
        let expected = Error::incomplete(["session token"]);
        assert!(
            error == expected || matches!(error, Error::Malformed { .. }),
            "{error}"
        );
    }
}

#[test]
fn a_session_token_of_another_shape_is_no_success() {
    for text in [
        "ABCDEFGHIJ0123456789abcde",
        "abc",
        "r:abcdefghij0123456789abc",
    ] {
        let mut rig = confirmed();
        rig.answer(Ok(profile()));
        let error = rig.run(|_| Ok(reply(200, text))).unwrap_err();
        assert!(matches!(error, Error::Malformed { .. }), "{error}");
    }
}

#[test]
fn an_unknown_player_advises_the_region() {
    let mut rig = confirmed();
    rig.answer(Ok(profile()));
    let inside = r#"{"code":211,"error":"Could not find user."}"#;
    rig.answer(Ok(failure(500, 1145, inside)));
    let error = rig.error();
    assert_eq!(
        error,
        Error::rejected(211, "Could not find user.", CHECK_REGION)
    );
}

#[test]
fn a_locked_account_advises_to_try_later() {
    let mut rig = confirmed();
    rig.answer(Ok(profile()));
    rig.answer(Ok(failure(500, 1145, r#"{"code":219,"error":"locked"}"#)));
    assert_eq!(rig.error().advice(), Advice::TRY_LATER);
}
