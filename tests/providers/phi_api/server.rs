//! The server: its base URL, its region, its version (specification 1.3, 2.1).

use super::*;

#[test]
fn the_region_goes_in_both_spellings_on_every_call() {
    let mut rig = confirmed();
    let call = rig.answer(Ok(profile()));
    assert_eq!(parameter(&call, "isInternational").as_deref(), Some("true"));
    assert_eq!(
        parameter(&call, "useChinaEndpoint").as_deref(),
        Some("false")
    );
}

#[test]
fn a_base_url_without_a_path_gets_the_documented_prefix() {
    let call = login(server("https://host.example")).call();
    assert_eq!(
        call.request.uri().path(),
        "/phiApi/LoginQrCode/GetNewQRCode"
    );
}

#[test]
fn a_base_url_may_have_any_path() {
    let call = login(server("https://host.example/api/")).call();
    assert_eq!(call.request.uri().path(), "/api/LoginQrCode/GetNewQRCode");
}

#[test]
fn tokens_do_not_go_over_a_network_in_the_clear() {
    let base = BaseUrl::parse("http://host.example").unwrap();
    let error = PhiApi::new(base, Region::China).unwrap_err();
    assert!(matches!(error, Error::Setting { .. }));
}

#[test]
fn a_warning_says_that_the_servers_owner_sees_the_tokens() {
    let mut rig = login(server("https://host.example"));
    rig.answer(Ok(success(CODE)));
    rig.call();
    let Event::Code(code) = &rig.events[0] else {
        panic!("no code");
    };
    assert!(code.notice.as_ref().unwrap().contains("host.example"));
}

#[test]
fn a_page_with_status_404_means_a_wrong_base_url() {
    let mut rig = login(server("http://localhost:5015"));
    rig.answer(Ok(reply(404, "<html>nginx</html>")));
    assert_eq!(rig.error().advice(), Advice::CHECK_SERVER);
}

#[test]
fn another_server_is_reported_as_a_wrong_base_url() {
    for answer in [
        reply(301, ""),
        reply(
            400,
            "<html>plain HTTP request was sent to HTTPS port</html>",
        ),
        reply(400, r#"{"title":"Bad Request"}"#),
        reply(200, "<html>a router</html>"),
    ] {
        let mut rig = login(server("http://localhost:5015"));
        let mut calls = 0;
        let error = rig.run(|_| {
            calls += 1;
            Ok(answer.clone())
        });
        let error = error.unwrap_err();
        assert_eq!(error.advice(), Advice::CHECK_SERVER, "{error}");
        // Only a page with a status of success may be an accident.
        let tries = if answer.status() == 200 { 4 } else { 1 };
        assert_eq!(calls, tries, "{error}");
    }
}

#[test]
fn a_failure_without_a_message_is_retried_while_waiting() {
    for (status, body) in [
        (200, "<html>a router</html>"),
        (500, r#"{"title":"Internal Server Error"}"#),
        (502, "Bad Gateway"),
    ] {
        let mut rig = shown();
        for _ in 0..10 {
            rig.answer(Ok(reply(status, body)));
        }
        assert_eq!(rig.call().name, "CheckQRCode");
    }
}

#[test]
fn a_server_that_wants_a_password_is_reported() {
    for status in [401, 403] {
        let mut rig = login(server("http://localhost:5015"));
        rig.answer(Ok(reply(status, "{}")));
        let error = rig.error();
        assert_eq!(error.advice(), Advice::CHECK_SERVER);
        assert!(error.to_string().contains("password"), "{error}");
    }
}

#[test]
fn a_server_of_another_version_is_reported() {
    for status in [404, 405, 415] {
        let mut rig = shown();
        rig.answer(Ok(reply(status, "")));
        let error = rig.error();
        assert_eq!(error.advice(), Advice::CHECK_SERVER);
        assert!(error.to_string().contains("no such call"), "{error}");
    }
}

#[test]
fn a_bad_request_is_reported_with_the_servers_message() {
    let answer = failure(400, 5, "words");
    let marked = [b"\xef\xbb\xbf", answer.body().as_slice()].concat();
    for answer in [answer, reply(400, marked)] {
        let mut rig = shown();
        rig.answer(Ok(answer));
        assert_eq!(
            rig.error(),
            Error::rejected(5, "words", Advice::SEE_MESSAGE)
        );
    }
}
