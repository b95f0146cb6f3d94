//! The login, and what stands in its way (specification 2.6, 5.3).

use super::*;
use qrlogin::pan115::advice::CHOOSE_OTHER_APP;

const NOT_READY: &str = r#"{"credentials":{"uid":"","cid":"","seid":"","kid":""},"success":false,"message":"QR code not ready for login. Current status: waiting for scan"}"#;

#[test]
fn the_login_is_redeemed_once_with_the_app_named() {
    let mut rig = start(gateway().app(App::AlipayMini));
    rig.ok(status(2));
    let call = rig.ok(DONE);
    assert!(
        body(&call).ends_with(r#""app":"alipaymini"}"#),
        "{}",
        body(&call)
    );
    let credential = rig.end().unwrap();
    assert_eq!(credential.uid.expose(), "987654321");
    assert_eq!(credential.user_id(), Some(987_654_321));
    assert_eq!(credential.kid.unwrap().expose(), "key456");
}

#[test]
fn not_ready_leads_back_to_waiting() {
    let mut rig = confirmed();
    rig.answer(Ok(reply(400, NOT_READY)));
    assert_eq!(rig.ok(status(2)).name, "status");
    rig.ok(DONE);
    assert!(rig.end().is_ok());
    assert_eq!(rig.count("confirmed"), 1);
}

#[test]
fn not_ready_with_a_status_of_success_leads_back_too() {
    let mut rig = confirmed();
    rig.ok(NOT_READY);
    assert_eq!(rig.call().name, "status");
}

#[test]
fn not_ready_after_the_deadline_leads_back_too() {
    let mut rig = shown();
    rig.now = rig.now + secs(301);
    rig.ok(status(2));
    rig.answer(Ok(reply(400, NOT_READY)));
    rig.ok(status(2));
    rig.ok(DONE);
    assert!(rig.end().is_ok());
}

#[test]
fn a_refused_request_is_not_taken_for_not_ready() {
    let mut rig = confirmed();
    rig.answer(Ok(reply(400, r#"{"message":"unknown app"}"#)));
    let expected = Error::rejected(400, "unknown app", Advice::SEE_MESSAGE);
    assert_eq!(rig.error(), expected);
}

#[test]
fn not_ready_for_ever_ends_the_login() {
    let mut rig = shown();
    for _ in 0..6 {
        rig.ok(status(2));
        rig.answer(Ok(reply(400, NOT_READY)));
    }
    assert!(matches!(rig.error(), Error::Rejected { .. }));
}

#[test]
fn a_refused_login_has_the_code_and_message_of_115() {
    let raw = "Failed to complete QR code login: failed to complete QR code login: ";
    for (upstream, code, words, advice) in [
        (
            r#"{"state":0,"errno":0,"code":0,"message":"登录失败，系统已下架！"}: unexpected error"#,
            "0",
            "登录失败，系统已下架！",
            CHOOSE_OTHER_APP,
        ),
        (
            r#"{"state":0,"code":40101004,"message":"IP登录异常,请稍候再登录！"}: unexpected error"#,
            "40101004",
            "115 has flagged the server's address for too many logins",
            Advice::WAIT_FOR_UNBLOCK,
        ),
        (
            r#"{"state":0,"code":40101017,"message":"用户验证失败！"}: failed to login"#,
            "40101017",
            "用户验证失败！",
            Advice::SEE_MESSAGE,
        ),
        (
            r#"{"state":0,"code":40101038,"message":""}: repeat login"#,
            "40101038",
            "no reason given",
            Advice::START_AGAIN,
        ),
        (
            r#"{"state":0,"code":40101037,"message":"damaged: session exited"#,
            "40101037",
            "no reason given",
            Advice::START_AGAIN,
        ),
        (
            r#"{"state":0,"code":99,"message":""}: user not login"#,
            "99",
            "no reason given",
            Advice::START_AGAIN,
        ),
        (
            r#"{"state":0,"code":0,"message":""}: unexpected error"#,
            "500",
            "Failed to complete QR code login: failed to complete QR code login",
            Advice::TRY_LATER,
        ),
        (
            r#"{"state":0,"errno":0,"code":0,"message":"系统繁忙"}: unexpected error"#,
            "0",
            "系统繁忙",
            Advice::SEE_MESSAGE,
        ),
    ] {
        let mut rig = confirmed();
        rig.answer(Ok(failed(&format!("{raw}{upstream}"))));
        assert_eq!(rig.error(), Error::rejected(code, words, advice));
    }
}

#[test]
fn a_damaged_quotation_of_the_upstream_is_in_no_error() {
    for text in [
        r#"Failed to complete QR code login: {"state":1,"data":{"cookie":{"CID":"c4nary","SEID":"c4nary: unexpected EOF"#,
        r#"Failed to complete QR code login: {"a":{},"SEID":"c4nary": unexpected error"#,
        r#"Failed: {"data":{"SEID":"c4nary"}}: unexpected error"#,
    ] {
        let mut rig = confirmed();
        rig.answer(Ok(failed(text)));
        let error = rig.error();
        assert!(!format!("{error} {error:?}").contains("c4nary"), "{error}");
    }
}

#[test]
fn a_page_instead_of_the_credentials_is_a_firewall() {
    let mut rig = confirmed();
    rig.ok("<html>405</html>");
    assert_eq!(rig.error(), Error::intercepted(200));
}

#[test]
fn an_unreadable_answer_to_the_login_is_malformed() {
    let mut rig = confirmed();
    for _ in 0..3 {
        rig.ok("OK");
    }
    assert_eq!(rig.error().kind(), "malformed");
}
