//! The login and what it yields (specification 3.4).

use super::*;

#[test]
fn the_login_is_a_form_of_uid_and_app() {
    let mut rig = begin(Web::new().app(App::Tv));
    rig.ok(TOKEN);
    rig.ok(status(2));
    let call = rig.call();
    let url = "https://passportapi.115.com/app/1.0/tv/1.0/login/qrcode";
    assert_eq!(call.request.uri(), url);
    assert_eq!(call.request.method(), "POST");
    assert_eq!(
        header(&call, "content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(body(&call), "account=testuid123&app=tv");
    assert_eq!(call.timeout, secs(40));
}

#[test]
fn all_four_cookies_are_yielded() {
    let mut rig = confirmed();
    rig.ok(DONE);
    let credential = rig.end().unwrap();
    let cookies = credential.cookies();
    let cookies = cookies
        .iter()
        .map(|cookie| (cookie.name.as_str(), cookie.value.expose()));
    let expected = [
        ("UID", "100000001_R2_1700000000"),
        ("CID", "cidcid"),
        ("SEID", "seidseid"),
        ("KID", "kidkid"),
    ];
    assert!(cookies.eq(expected));
    assert!(credential.cookies().iter().all(|c| c.domain == "115.com"));
    assert_eq!(credential.app, App::AlipayMini);
    assert_eq!(credential.user_id(), Some(100_000_001));
    assert_eq!(rig.kinds(), ["code", "confirmed"]);
}

#[test]
fn a_missing_cookie_but_for_kid_is_no_success() {
    for (name, value) in [
        ("UID", "100000001_R2_1700000000"),
        ("CID", "cidcid"),
        ("SEID", "seidseid"),
    ] {
        for bad in [r#""""#, "null", "{}", r#""a b""#] {
            let mut rig = confirmed();
            rig.ok(DONE.replace(&format!("\"{value}\""), bad));
            let missing = vec![name.to_owned()];
            assert_eq!(rig.error(), Error::incomplete(missing), "{bad}");
        }
    }
}

#[test]
fn a_success_that_lacks_kid_alone_is_handed_over() {
    for bad in [r#""""#, "null", "{}", r#""a b""#] {
        let mut rig = confirmed();
        rig.ok(DONE.replace("\"kidkid\"", bad));
        let credential = rig.end().unwrap();
        assert_eq!(credential.kid, None, "{bad}");
        assert_eq!(credential.warnings(), [Warning::MissingKid], "{bad}");
    }
}

#[test]
fn a_success_with_a_message_but_no_cookies_is_refused() {
    for field in ["message", "error"] {
        let mut rig = confirmed();
        rig.ok(format!(
            r#"{{"state":1,"code":0,"{field}":"账号异常","data":{{}}}}"#
        ));
        let refused = Error::rejected(0, "账号异常", Advice::SEE_MESSAGE);
        assert_eq!(rig.error(), refused, "{field}");
    }
}

#[test]
fn success_without_any_data_names_all_that_is_missing() {
    for answer in [
        NOTHING_NEW.to_owned(),
        NOTHING_NEW.replace("{}", "null"),
        NOTHING_NEW.replace("{}", r#"{"cookie":[]}"#),
        NOTHING_NEW.replace("{}", r#"{"cookie":null}"#),
    ] {
        let mut rig = confirmed();
        rig.ok(answer);
        let missing = ["UID", "CID", "SEID"].map(str::to_owned).to_vec();
        assert_eq!(rig.error(), Error::incomplete(missing));
    }
}

#[test]
fn values_in_the_data_itself_are_taken_too() {
    let mut rig = confirmed();
    let data = r#"{"UID":"1_R2_1","CID":"c","SEID":"s","KID":"k"}"#;
    rig.ok(NOTHING_NEW.replace("{}", data));
    assert_eq!(rig.end().unwrap().kid.unwrap().expose(), "k");
}

#[test]
fn wobbling_types_of_other_fields_do_not_matter() {
    for (from, to) in [
        (r#""is_trusted":"""#, r#""is_trusted":null"#),
        (r#""is_trusted":"""#, r#""is_trusted":1"#),
        (r#""user_id":100000001"#, r#""user_id":"x""#),
        (r#""is_vip":4294967296000"#, r#""is_vip":1e30"#),
        (r#""code":0"#, r#""code":"""#),
        (r#""message":"""#, r#""message":[]"#),
    ] {
        let mut rig = confirmed();
        rig.ok(DONE.replace(from, to));
        assert!(rig.end().is_ok(), "{to}");
    }
}

#[test]
fn a_lost_login_reply_is_retried_until_a_refusal() {
    for lost in [
        Err(Failure::Timeout),
        Err(Failure::Io),
        Ok(reply(502, "")),
        Ok(reply(405, FIREWALL)),
        Ok(reply(200, FIREWALL)),
        Ok(reply(200, &DONE[..100])),
    ] {
        let mut rig = confirmed();
        rig.answer(lost.clone());
        assert_eq!(rig.ok(DONE).name, "login");
        assert!(rig.end().is_ok());
        assert_eq!(rig.count("retrying"), 1);

        let mut rig = confirmed();
        let came = lost
            .as_ref()
            .is_ok_and(|reply| reply.body().starts_with(b"{"));
        rig.answer(lost);
        assert_eq!(rig.ok(EXPIRED).name, "login");
        let told = if came { "malformed" } else { "expired" };
        assert_eq!(rig.error().kind(), told);
    }
}

#[test]
fn a_firewall_before_the_login_is_reported_after_four_tries() {
    let mut rig = confirmed();
    for _ in 0..4 {
        assert_eq!(rig.answer(Ok(reply(405, FIREWALL))).name, "login");
    }
    assert_eq!(rig.error(), Error::blocked(405));
}

#[test]
fn a_login_with_a_status_of_failure_is_no_success() {
    let mut rig = confirmed();
    let error = rig.run(|_| Ok(reply(404, DONE))).unwrap_err();
    assert_eq!(error, Error::not_found(404));
}

#[test]
fn a_code_spent_on_a_lost_reply_is_renewed() {
    let mut rig = Rig::new(Login::new(Web::new(), seed()).renewals(1));
    rig.ok(TOKEN);
    rig.ok(status(2));
    rig.answer(Err(Failure::Io));
    rig.ok(EXPIRED);
    assert_eq!(rig.ok(TOKEN).name, "token");
    assert_eq!(rig.call().name, "status");
    assert_eq!(rig.count("code"), 2);
}

#[test]
fn credentials_are_exported_as_cookies_and_read_back() {
    let mut rig = confirmed();
    rig.ok(DONE);
    let credential: Credential = rig.end().unwrap().into();
    let header = credential.export(qrlogin::export::Format::Header).unwrap();
    assert_eq!(
        header.expose(),
        "UID=100000001_R2_1700000000; CID=cidcid; SEID=seidseid; KID=kidkid"
    );
    let json = credential.export(qrlogin::export::Format::Json).unwrap();
    assert!(json.expose().starts_with(r#"{"flow":"115","uid":"#));
    let read: Credential = serde_json::from_str(json.expose()).unwrap();
    assert!(read == credential);
}

#[test]
fn nothing_that_is_printed_shows_a_secret() {
    let mut rig = confirmed();
    let call = rig.call();
    let mut printed = format!("{:?}{call:?}", rig.flow);
    rig.ok(DONE);
    let credential: WebCredential = rig.end().unwrap();
    printed += &format!("{credential:?}{:?}", rig.events);
    for secret in [
        "testuid123",
        "0123456789abcdef",
        "100000001",
        "cidcid",
        "kidkid",
    ] {
        assert!(!printed.contains(secret), "{secret}: {printed}");
    }
}

#[test]
fn values_beside_an_empty_cookie_object_are_taken() {
    let mut rig = confirmed();
    rig.ok(r#"{"state":1,"code":0,"data":{"UID":"1_R2_1","CID":"c","SEID":"s","KID":"k","cookie":{}}}"#);
    assert_eq!(rig.end().unwrap().cid.expose(), "c");
}
