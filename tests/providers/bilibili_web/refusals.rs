//! Firewalls, failures and refusals by the outer code (specification 4.3).

use super::*;

#[test]
fn a_firewall_is_no_malformed_response() {
    let json = r#"{"code":-412,"message":"blocked","ttl":1,"data":null}"#;
    let html = "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD\"><html lang=\"zh-cn\">";
    for (status, body, told) in [
        (412, json, 412),
        (412, html, 412),
        (403, "", 403),
        (200, html, 200),
        (200, json, 412),
        (
            200,
            r#"{"code":-352,"message":"","data":{"v_voucher":"v"}}"#,
            412,
        ),
        (
            200,
            r#"{"code":0,"message":"","data":{"v_voucher":"v"}}"#,
            412,
        ),
    ] {
        let mut rig = shown();
        rig.answer(Ok(reply(status, body)));
        assert_eq!(rig.error(), Error::of_status(told), "{status} {body}");
    }
}

#[test]
fn an_overloaded_service_is_retried() {
    for code in [-500, -503, -504, -509, -799] {
        let mut rig = shown();
        rig.ok(format!(r#"{{"code":{code},"message":"later"}}"#));
        assert_eq!(rig.call().name, "poll");
        assert_eq!(rig.count("retrying"), 1);
    }
}

#[test]
fn a_refused_call_ends_the_login_with_the_services_message() {
    let mut rig = shown();
    rig.ok(r#"{"code":-400,"message":"请求错误","ttl":1}"#);
    assert_eq!(
        rig.error(),
        Error::rejected(-400, "请求错误", Advice::SEE_MESSAGE)
    );
}

#[test]
fn expiry_by_the_outer_code_is_expiry_too() {
    let mut rig = Rig::new(Login::new(Web::new(), seed()).renewals(1));
    rig.ok(generated("https://account.bilibili.com/scan"));
    rig.ok(r#"{"code":86038,"message":"m","data":null}"#);
    assert_eq!(rig.call().name, "generate");
}

#[test]
fn an_unknown_outer_code_keeps_waiting() {
    let mut rig = shown();
    rig.ok(r#"{"code":12345,"message":"m","data":null}"#);
    assert_eq!(rig.call().name, "poll");
}

const RISK: &str =
    "https://passport.bilibili.com/h5-app/passport/risk/verify?tmp_token=c4nary&request_id=c4nary";

/// A confirmed answer without cookies.
fn instead(rest: &str) -> String {
    format!(r#"{{"code":0,"message":"0","ttl":1,"data":{{"code":0{rest}}}}}"#)
}

#[test]
fn a_confirmed_login_that_wants_a_verification_is_a_refusal() {
    let words = "本次登录环境存在风险, 需使用手机号进行验证或绑定";
    for (rest, code, told) in [
        (
            format!(r#","status":2,"message":"{words}","url":"{RISK}""#),
            2,
            words,
        ),
        (
            format!(r#","status":"2","message":"{words}","url":"""#),
            2,
            words,
        ),
        (format!(r#","message":"{words}","url":"{RISK}""#), 0, words),
        (format!(r#","status":2,"url":"{RISK}""#), 2, ""),
    ] {
        let mut rig = shown();
        rig.ok(instead(&rest));
        let refused = Error::rejected(code, told, Advice::VERIFY_ACCOUNT);
        assert_eq!(rig.error(), refused, "{rest}");
    }
}

#[test]
fn the_address_of_a_verification_is_in_no_error() {
    let mut rig = shown();
    rig.ok(instead(&format!(
        r#","status":2,"message":"verify at {RISK}","url":"{RISK}""#
    )));
    let error = rig.error();
    assert!(!format!("{error} {error:?}").contains("c4nary"), "{error}");
    assert_eq!(
        error,
        Error::rejected(2, "verify at", Advice::VERIFY_ACCOUNT)
    );
}

#[test]
fn a_message_instead_of_cookies_is_a_refusal() {
    for (rest, code) in [
        (r#","message":"账号异常","url":"""#, 0),
        (r#","status":5,"message":"账号异常""#, 5),
    ] {
        let mut rig = shown();
        rig.ok(instead(rest));
        let refused = Error::rejected(code, "账号异常", Advice::SEE_MESSAGE);
        assert_eq!(rig.error(), refused, "{rest}");
    }
}

#[test]
fn cookies_are_returned_despite_a_refusal() {
    let mut rig = shown();
    let body = instead(r#","status":2,"message":"m","url":"""#);
    rig.answer(Ok(answer(200, &all_cookies(), &body)));
    assert!(rig.end().is_ok());
}

#[test]
fn a_ticket_that_leads_to_a_verification_is_a_refusal() {
    let mut rig = shown();
    rig.ok(polled("0", TICKET));
    let location = ("location", RISK.to_owned());
    let hop = rig.answer(Ok(answer(302, &[location], "")));
    assert_eq!(hop.name, "ticket");
    let error = rig.error();
    assert_eq!(error.advice(), Advice::VERIFY_ACCOUNT);
    assert!(!error.to_string().contains("c4nary"));
}
