//! The refusals (specification 5.3).

use super::*;
use qrlogin::pan115::advice::CHOOSE_OTHER_APP;

#[test]
fn a_flagged_address_ends_the_login_at_every_stage() {
    let answer = refused(40101004, "IP登录异常,请稍候再登录！");
    let message = "IP登录异常,请稍候再登录！";
    let expected = Error::rejected(40101004, message, Advice::WAIT_FOR_UNBLOCK);
    for mut rig in [begin(Web::new()), shown(), confirmed()] {
        rig.ok(answer.as_str());
        assert_eq!(rig.error(), expected);
    }
}

#[test]
fn code_0_means_a_retired_app_by_the_message() {
    let words = "登录失败，系统已下架！";
    for (answer, message, advice) in [
        (
            format!(r#"{{"state":0,"errno":0,"code":0,"message":"{words}"}}"#),
            words,
            CHOOSE_OTHER_APP,
        ),
        (
            format!(r#"{{"state":false,"errno":0,"error":"{words}"}}"#),
            words,
            CHOOSE_OTHER_APP,
        ),
        (refused(0, ""), "", Advice::SEE_MESSAGE),
        (refused(0, "系统繁忙"), "系统繁忙", Advice::SEE_MESSAGE),
    ] {
        let mut rig = confirmed();
        rig.ok(answer);
        assert_eq!(rig.error(), Error::rejected(0, message, advice));
    }
}

#[test]
fn a_refusal_that_contains_cookies_is_a_refusal() {
    let mut rig = confirmed();
    rig.ok(DONE.replace(r#""state":1"#, r#""state":0"#));
    assert_eq!(rig.error(), Error::rejected(0, "", Advice::SEE_MESSAGE));
}

#[test]
fn code_0_before_the_confirmation_says_nothing_about_the_app() {
    let mut rig = shown();
    let answer = refused(0, "");
    let error = rig.run(|_| Ok(reply(200, answer.as_str()))).unwrap_err();
    assert_eq!(error, Error::rejected(0, "", Advice::SEE_MESSAGE));
}

#[test]
fn a_refused_login_is_not_tried_again() {
    for (code, advice) in [
        (40101010, Advice::ACCOUNT_RESTRICTED),
        (40101017, Advice::SEE_MESSAGE),
        (40101025, Advice::NEW_CODE),
        (40101032, Advice::START_AGAIN),
        (40101033, Advice::START_AGAIN),
        (40101035, Advice::START_AGAIN),
        (40101037, Advice::START_AGAIN),
        (40101038, Advice::START_AGAIN),
        (99, Advice::START_AGAIN),
        (990001, Advice::START_AGAIN),
        (40100000, Advice::REPORT_CHANGE),
        (12345678, Advice::SEE_MESSAGE),
    ] {
        let mut rig = confirmed();
        rig.ok(refused(code, "words"));
        assert_eq!(rig.error(), Error::rejected(code, "words", advice));
    }
    let mut rig = confirmed();
    rig.ok(EXPIRED);
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn known_refusals_end_the_wait_at_once() {
    for code in [40101017, 40101025, 40101032, 40100000] {
        let mut rig = shown();
        rig.ok(refused(code, "words"));
        assert!(matches!(rig.error(), Error::Rejected { .. }), "{code}");
    }
}

#[test]
fn an_unknown_refusal_while_waiting_is_retried_for_a_while() {
    let mut rig = shown();
    rig.ok(refused(10009, "what"));
    rig.ok(status(1));
    assert_eq!(rig.call().name, "status");
    let answer = refused(10009, "what");
    let error = rig.run(|_| Ok(reply(200, answer.as_str()))).unwrap_err();
    assert_eq!(error, Error::rejected(10009, "what", Advice::SEE_MESSAGE));
}

#[test]
fn transient_refusals_are_retried_at_every_stage() {
    for (mut rig, name) in [
        (begin(Web::new()), "token"),
        (shown(), "status"),
        (confirmed(), "login"),
    ] {
        rig.ok(refused(50199004, "get failed"));
        assert_eq!(rig.call().name, name);
    }
    let mut rig = confirmed();
    let answer = refused(50199004, "get failed");
    let error = rig.run(|_| Ok(reply(200, answer.as_str()))).unwrap_err();
    let expected = Error::rejected(50199004, "get failed", Advice::TRY_LATER);
    assert_eq!(error, expected);
}

#[test]
fn the_code_may_stand_in_one_of_two_places() {
    for (code, errno) in [
        (r#""code":40199002,"#, r#""errno":0,"#),
        (r#""code":40199002,"#, r#""errno":12345678,"#),
        (r#""code":0,"#, r#""errno":40199002,"#),
        (r#""code":"","#, r#""errno":"40199002","#),
        (r#""code":null,"#, r#""errno":40199002,"#),
        ("", r#""errno":40199002,"#),
        (r#""code":" 40199002 ","#, ""),
    ] {
        let mut rig = confirmed();
        rig.ok(format!(r#"{{"state":0,{code}{errno}"message":""}}"#));
        assert_eq!(rig.error(), Error::Expired, "{code}{errno}");
    }
}

#[test]
fn a_refusal_without_a_code_is_no_retired_app() {
    let mut rig = confirmed();
    rig.ok(r#"{"state":0,"error":"words"}"#);
    assert_eq!(
        rig.error(),
        Error::rejected("none", "words", Advice::SEE_MESSAGE)
    );
}

#[test]
fn a_refusal_is_understood_with_a_status_of_failure_too() {
    let mut rig = shown();
    rig.answer(Ok(reply(400, EXPIRED)));
    assert_eq!(rig.error(), Error::Expired);
}
