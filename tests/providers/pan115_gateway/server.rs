//! The gateway itself: its base URL, its password, its errors (specification 2.1, 2.2).

use super::*;

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
fn user_and_password_of_the_base_url_become_a_header() {
    let base = BaseUrl::parse("https://me:p%40ss@host.example").unwrap();
    let call = Rig::new(Login::new(Gateway::new(base), seed())).call();
    assert_eq!(header(&call, "authorization"), Some("Basic bWU6cEBzcw=="));
    assert_eq!(call.request.uri().host(), Some("host.example"));
    assert!(!call.request.uri().to_string().contains('@'));
}

#[test]
fn a_user_or_a_password_alone_is_sent() {
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
fn a_warning_before_the_scan_names_who_sees_the_credentials() {
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
    assert_eq!(told, "the operator of box.example sees your credentials");
    let told = notice("http://nas.local").unwrap();
    assert!(told.contains("nas.local") && told.contains("not encrypted"));
}

#[test]
fn validation_errors_are_reported_in_either_form() {
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
        assert_eq!(rig.error(), Error::rejected(400, text, Advice::SEE_MESSAGE));
    }
}

#[test]
fn a_wrong_base_url_is_reported() {
    let mut rig = Rig::new(Login::new(gateway(), seed()));
    rig.answer(Ok(reply(404, r#"{"message":"Not Found"}"#)));
    assert_eq!(rig.error().advice(), Advice::CHECK_SERVER);
}

#[test]
fn another_server_is_reported_as_a_wrong_base_url() {
    for answer in [
        reply(308, ""),
        reply(
            400,
            "<html>plain HTTP request was sent to HTTPS port</html>",
        ),
        reply(200, "<html>a router</html>"),
    ] {
        let mut rig = Rig::new(Login::new(gateway(), seed()));
        let error = rig.run(|_| Ok(answer.clone())).unwrap_err();
        assert_eq!(error.advice(), Advice::CHECK_SERVER, "{error}");
    }
}

#[test]
fn a_wrong_password_is_no_firewall() {
    let mut rig = Rig::new(Login::new(gateway(), seed()));
    rig.answer(Ok(reply(401, "<html>nginx</html>")));
    assert_eq!(rig.error().advice(), Advice::CHECK_SERVER);
}
