//! Firewalls, trouble and refusals told by the outer code (specification 4.3).

use super::*;

#[test]
fn the_firewall_is_told_apart_from_a_malformed_answer() {
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
fn an_overloaded_service_is_asked_again() {
    for code in [-500, -503, -504, -509, -799] {
        let mut rig = shown();
        rig.ok(format!(r#"{{"code":{code},"message":"later"}}"#));
        assert_eq!(rig.call().name, "poll");
        assert_eq!(rig.count("retrying"), 1);
    }
}

#[test]
fn a_refusal_of_the_call_itself_ends_the_login_in_the_services_own_words() {
    let mut rig = shown();
    rig.ok(r#"{"code":-400,"message":"请求错误","ttl":1}"#);
    assert_eq!(
        rig.error(),
        Error::rejected(-400, "请求错误", Advice::SeeMessage)
    );
}

#[test]
fn expiry_told_by_the_outer_code_is_expiry_too() {
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
