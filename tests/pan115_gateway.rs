//! The 115 gateway login, answer by answer (specification section 2).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    missing_docs
)]

mod support;

use qrlogin::pan115::{App, Gateway};
use qrlogin::{Advice, BaseUrl, Error, Event, Failure, Flow as _, Login};
use support::{Rig, header, reply, secs, seed};

const STARTED: &str = r#"{"uid":"12345678","sign":"abcdef123456","time":1703123456789,"qrcode_content":"https://qrcode.115.com/api/1.0/web/1.0/token/x"}"#;
const DONE: &str = r#"{"credentials":{"uid":"987654321","cid":"xyz789abc","seid":"session123","kid":"key456"},"success":true,"message":"Login successful"}"#;
const NOT_READY: &str = r#"{"credentials":{"uid":"","cid":"","seid":"","kid":""},"success":false,"message":"QR code not ready for login. Current status: waiting for scan"}"#;

fn gateway() -> Gateway {
    Gateway::new(BaseUrl::parse("http://nas.local:8081/drive/").unwrap())
}

fn start(gateway: Gateway) -> Rig<Login<Gateway>> {
    let mut rig = Rig::new(Login::new(gateway, seed()));
    rig.ok(STARTED);
    rig
}

fn shown() -> Rig<Login<Gateway>> {
    start(gateway())
}

fn status(status: i64) -> String {
    format!(r#"{{"status":{status},"message":"m","version":""}}"#)
}

/// A login whose code is confirmed and not yet redeemed.
fn confirmed() -> Rig<Login<Gateway>> {
    let mut rig = shown();
    rig.ok(status(2));
    rig
}

fn failed(text: &str) -> qrlogin::Response {
    reply(500, serde_json::json!({ "message": text }).to_string())
}

fn body(call: &qrlogin::Call) -> &str {
    std::str::from_utf8(call.request.body()).unwrap()
}

#[test]
fn calls_go_below_the_base_url_as_json() {
    let mut rig = Rig::new(Login::new(gateway(), seed()));
    let call = rig.call();
    let url = "http://nas.local:8081/drive/api/v1/115/qrcode/start";
    assert_eq!(call.request.uri(), url);
    assert_eq!(header(&call, "content-type"), Some("application/json"));
    assert_eq!(body(&call), "{}");
}

#[test]
fn uid_sign_and_time_are_sent_back_as_they_came() {
    let call = shown().call();
    let expected = r#"{"uid":"12345678","sign":"abcdef123456","time":1703123456789}"#;
    assert_eq!(body(&call), expected);
}

#[test]
fn user_and_password_of_the_base_url_become_a_header() {
    let base = BaseUrl::parse("https://me:p%40ss@host.example").unwrap();
    let call = Rig::new(Login::new(Gateway::new(base), seed())).call();
    assert_eq!(header(&call, "authorization"), Some("Basic bWU6cEBzcw=="));
    assert_eq!(call.request.uri().host(), Some("host.example"));
    assert!(!call.request.uri().to_string().contains('@'));
}

#[test]
fn a_user_without_a_password_and_a_password_without_a_user_are_sent_too() {
    for (url, value) in [
        ("https://me@host.example", "Basic bWU6"),
        ("https://:p@host.example", "Basic OnA="),
    ] {
        let base = BaseUrl::parse(url).unwrap();
        let call = Rig::new(Login::new(Gateway::new(base), seed())).call();
        assert_eq!(header(&call, "authorization"), Some(value), "{url}");
    }
}

#[test]
fn user_and_password_are_still_sent_after_a_resumption() {
    let base = BaseUrl::parse("https://me:p%40ss@host.example").unwrap();
    let snapshot = Login::new(Gateway::new(base), seed()).snapshot().unwrap();
    let call = Rig::new(Login::<Gateway>::resume(&snapshot).unwrap()).call();
    assert_eq!(header(&call, "authorization"), Some("Basic bWU6cEBzcw=="));
}

#[test]
fn the_person_is_told_who_sees_the_credentials_before_they_scan() {
    let notice = |base: &str| {
        let mut rig = start(Gateway::new(BaseUrl::parse(base).unwrap()));
        rig.call();
        match &rig.events[0] {
            Event::Code(code) => code.notice.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(notice("http://localhost:8080"), None);
    assert_eq!(notice("http://127.0.0.2:8080"), None);
    let told = notice("https://box.example").unwrap();
    assert_eq!(told, "whoever runs box.example sees your credentials");
    let told = notice("http://nas.local").unwrap();
    assert!(told.contains("nas.local") && told.contains("not encrypted"));
}

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
fn scanned_is_reported_and_may_be_skipped() {
    let mut rig = shown();
    for code in [0, 1, 0, 2] {
        rig.ok(status(code));
    }
    rig.ok(DONE);
    assert!(rig.end().is_ok());
    assert_eq!(rig.kinds(), ["code", "scanned", "confirmed"]);
}

#[test]
fn a_time_out_of_the_long_poll_is_waiting() {
    let mut rig = shown();
    rig.lose(Failure::Timeout, secs(40));
    rig.ok(status(1));
    rig.call();
    assert_eq!(rig.kinds(), ["code", "scanned"]);
}

#[test]
fn an_unknown_status_is_waiting() {
    let mut rig = shown();
    rig.ok(status(99));
    assert_eq!(rig.call().name, "status");
}

#[test]
fn expiry_is_understood_in_the_documented_and_in_the_observed_form() {
    let observed = "Failed to check QR code status: failed to check QR code status: {\"state\":0,\"code\":40199002,\"message\":\"key invalid\",\"data\":{}}: qrcode expired";
    for answer in [reply(200, status(-1)), failed(observed)] {
        let mut rig = shown();
        rig.answer(Ok(answer));
        assert_eq!(rig.error(), Error::Expired);
    }
}

#[test]
fn cancelling_on_the_phone_is_a_denial() {
    let mut rig = shown();
    rig.ok(status(-2));
    assert_eq!(rig.error(), Error::Denied);
}

#[test]
fn another_500_while_waiting_is_borne() {
    let mut rig = shown();
    rig.answer(Ok(failed(
        "Failed to check QR code status: dial tcp: timeout",
    )));
    assert_eq!(rig.call().name, "status");
    assert_eq!(rig.count("retrying"), 1);
}

#[test]
fn a_firewall_of_the_upstream_is_named_as_such() {
    let mut rig = shown();
    let text =
        "Failed to check QR code status: invalid character '<' looking for beginning of value";
    for _ in 0..7 {
        rig.answer(Ok(failed(text)));
    }
    let error = rig.error();
    assert!(error.to_string().contains("firewall"), "{error}");
    assert_eq!(error.advice(), Advice::WaitForUnblock);
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
fn not_ready_for_ever_ends_the_login() {
    let mut rig = shown();
    for _ in 0..6 {
        rig.ok(status(2));
        rig.answer(Ok(reply(400, NOT_READY)));
    }
    assert!(matches!(rig.error(), Error::Rejected { .. }));
}

#[test]
fn a_refused_login_tells_the_code_and_the_words_of_115() {
    let raw = "Failed to complete QR code login: failed to complete QR code login: ";
    for (upstream, code, advice) in [
        (
            r#"{"state":0,"errno":0,"code":0,"message":"登录失败，系统已下架！"}: unexpected error"#,
            "0",
            Advice::ChooseOtherApp,
        ),
        (
            r#"{"state":0,"code":40101004,"message":"IP登录异常,请稍候再登录！"}: unexpected error"#,
            "40101004",
            Advice::WaitForUnblock,
        ),
        (
            r#"{"state":0,"code":40101017,"message":"用户验证失败！"}: failed to login"#,
            "40101017",
            Advice::SeeMessage,
        ),
        (
            r#"{"state":0,"code":40101038,"message":""}: repeat login"#,
            "40101038",
            Advice::StartAgain,
        ),
        (
            r#"{"state":0,"code":40101037,"message":"damaged: session exited"#,
            "40101037",
            Advice::StartAgain,
        ),
        (
            r#"{"state":0,"code":99,"message":""}: user not login"#,
            "99",
            Advice::StartAgain,
        ),
    ] {
        let mut rig = confirmed();
        rig.answer(Ok(failed(&format!("{raw}{upstream}"))));
        let Error::Rejected {
            code: told,
            advice: given,
            ..
        } = rig.error()
        else {
            panic!("not rejected");
        };
        assert_eq!((told.as_str(), given), (code, advice));
    }
}

#[test]
fn success_without_values_names_what_is_missing() {
    let mut rig = confirmed();
    rig.ok(r#"{"credentials":{"uid":"","cid":"c","seid":"","kid":""},"success":true}"#);
    let missing = vec!["uid".to_owned(), "seid".to_owned()];
    assert_eq!(rig.error(), Error::Incomplete { missing });
}

#[test]
fn a_missing_kid_is_no_failure() {
    let mut rig = confirmed();
    rig.ok(DONE.replace("key456", ""));
    assert_eq!(rig.end().unwrap().kid, None);
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
fn validation_errors_are_told_in_either_form() {
    for (body, text) in [
        (
            r#"{"details":[{"field":"uid","tag":"required","value":"","message":"uid is required"}],"error":"Validation failed"}"#,
            "Validation failed: uid is required",
        ),
        (
            r#"{"details":"code=415, message=Unsupported Media Type","error":"Invalid request format"}"#,
            "Invalid request format: code=415, message=Unsupported Media Type",
        ),
        (r#"{"message":"bad"}"#, "bad"),
    ] {
        let mut rig = Rig::new(Login::new(gateway(), seed()));
        rig.answer(Ok(reply(400, body)));
        assert_eq!(rig.error(), Error::rejected(400, text, Advice::SeeMessage));
    }
}

#[test]
fn a_wrong_base_url_is_told_as_such() {
    let mut rig = Rig::new(Login::new(gateway(), seed()));
    rig.answer(Ok(reply(404, r#"{"message":"Not Found"}"#)));
    assert_eq!(rig.error().advice(), Advice::CheckServer);
}

#[test]
fn the_servers_picture_is_handed_on_if_it_is_one() {
    let mut rig = start(gateway().fetch_image(true));
    rig.ok(b"\x89PNG\r\n\x1a\n...".to_vec());
    rig.call();
    let Some(Event::Code(code)) = rig.events.first() else {
        panic!("no code");
    };
    assert!(code.image.is_some());
}

#[test]
fn a_web_page_in_place_of_the_picture_does_not_fail_the_login() {
    for answer in [reply(200, "<html>405</html>"), reply(500, "{}")] {
        let mut rig = start(gateway().fetch_image(true));
        rig.answer(Ok(answer));
        assert_eq!(rig.call().name, "status");
        let Some(Event::Code(code)) = rig.events.first() else {
            panic!("no code");
        };
        assert!(code.image.is_none());
    }
}

#[test]
fn an_app_that_gateways_refuse_ends_the_login_before_anything_is_sent() {
    for app in App::all() {
        let mut rig = Rig::new(Login::new(gateway().app(app), seed()));
        let known = [
            App::Web,
            App::Android,
            App::Ios,
            App::Tv,
            App::AlipayMini,
            App::WechatMini,
            App::QAndroid,
        ];
        if known.contains(&app) {
            assert_eq!(rig.call().name, "start", "{app}");
        } else {
            let error = rig.error();
            assert!(matches!(error, Error::Setting { .. }), "{app}: {error}");
        }
    }
}

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
fn no_failure_of_the_picture_fails_the_login() {
    for failure in [Failure::Connect, Failure::BodyTooLarge, Failure::Timeout] {
        let mut rig = start(gateway().fetch_image(true));
        rig.answer(Err(failure));
        assert_eq!(rig.call().name, "status");
        assert_eq!(rig.kinds(), ["code"]);
    }
}

#[test]
fn a_web_page_in_place_of_a_status_is_borne() {
    let mut rig = shown();
    rig.ok("<html>405</html>");
    rig.answer(Ok(reply(500, "<html>")));
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
fn a_damaged_quotation_of_the_upstream_is_never_told() {
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
fn codes_that_trying_again_does_not_change_end_the_wait() {
    let mut rig = shown();
    rig.answer(Ok(failed(
        r#"Failed to check QR code status: {"state":0,"code":40101032,"message":"请重新登录"}: credential invalid"#,
    )));
    assert_eq!(
        rig.error(),
        Error::rejected(40101032, "请重新登录", Advice::StartAgain)
    );
}

#[test]
fn a_wrong_password_is_told_apart_from_a_firewall() {
    let mut rig = Rig::new(Login::new(gateway(), seed()));
    rig.answer(Ok(reply(401, "<html>nginx</html>")));
    assert_eq!(rig.error().advice(), Advice::CheckServer);
}

#[test]
fn values_that_cannot_be_cookies_are_no_credentials() {
    let mut rig = confirmed();
    rig.ok(DONE.replace("xyz789abc", "c d"));
    let missing = vec!["cid".to_owned()];
    assert_eq!(rig.error(), Error::Incomplete { missing });
}

#[test]
fn a_null_kid_is_a_missing_one() {
    let mut rig = confirmed();
    rig.ok(DONE.replace("\"key456\"", "null"));
    assert_eq!(rig.end().unwrap().kid, None);
}

#[test]
fn every_app_is_found_by_the_name_it_prints() {
    for name in [
        "web",
        "android",
        "ios",
        "tv",
        "alipaymini",
        "wechatmini",
        "qandroid",
    ] {
        assert_eq!(App::from_name(name).unwrap().to_string(), name);
    }
    assert_eq!(App::from_name("Web"), None);
}

#[test]
fn a_session_with_an_empty_part_is_malformed() {
    for part in [
        "12345678",
        "abcdef123456",
        "https://qrcode.115.com/api/1.0/web/1.0/token/x",
    ] {
        let mut rig = Rig::new(Login::new(gateway(), seed()));
        let body = STARTED.replace(part, "");
        let error = rig.run(|_| Ok(reply(200, body.as_str()))).unwrap_err();
        assert!(matches!(error, Error::Malformed { .. }), "{part}: {error}");
    }
}

#[test]
fn a_web_page_in_place_of_the_credentials_is_a_firewall() {
    let mut rig = confirmed();
    rig.ok("<html>405</html>");
    assert_eq!(rig.error(), Error::Blocked { status: 200 });
}

#[test]
fn the_code_or_the_words_of_an_expired_code_are_enough() {
    for text in [
        "Failed: {\"code\":40199002",
        "Failed to check: x: qrcode expired\n",
    ] {
        let mut rig = shown();
        rig.answer(Ok(failed(text)));
        assert_eq!(rig.error(), Error::Expired, "{text}");
    }
}
