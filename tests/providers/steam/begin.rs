//! The first call (sections 1 and 2).

use super::*;

#[test]
fn the_first_request_names_device_and_platform() {
    let call = login(Qr::new()).call();
    assert_eq!(
        address(&call),
        "https://api.steampowered.com/IAuthenticationService/BeginAuthSessionViaQR/v1/"
    );
    let body = std::str::from_utf8(call.request.body()).unwrap();
    assert_eq!(body, "device_friendly_name=qrlogin&platform_type=2");
    let origin = header(&call, "origin").unwrap();
    assert_eq!(origin, "https://steamcommunity.com");
    assert_eq!(
        header(&call, "referer").unwrap(),
        "https://steamcommunity.com/"
    );
}

#[test]
fn each_platform_has_its_number_and_only_web_an_origin() {
    for (platform, number) in [
        (Platform::Client, "1"),
        (Platform::Web, "2"),
        (Platform::Mobile, "3"),
    ] {
        let call = login(Qr::new().platform(platform)).call();
        assert_eq!(parameter(&call, "platform_type").as_deref(), Some(number));
        let has_origin = call.request.headers().contains_key("origin");
        assert_eq!(has_origin, platform == Platform::Web);
    }
}

#[test]
fn a_device_name_that_cannot_be_shown_is_refused() {
    for name in ["", "  ", "a\u{7}b", &"x".repeat(101)] {
        let error = Qr::new().device_name(name).unwrap_err();
        assert!(matches!(error, Error::Setting { .. }), "{name:?}: {error}");
    }
    let settings = Settings::new()
        .with("platform", "mobile")
        .with("device_name", " My PC ");
    let info = flows::find("steam").unwrap();
    let login = info.login(&settings, seed(), &flows::Options::default());
    let call = Rig::new(login.unwrap()).call();
    let name = parameter(&call, "device_friendly_name");
    assert_eq!(name.as_deref(), Some("My PC"));
    assert_eq!(parameter(&call, "platform_type").as_deref(), Some("3"));
}

#[test]
fn the_code_is_the_challenge_and_lasts_five_minutes() {
    let mut rig = shown();
    let began = rig.now;
    rig.call();
    let Some(Event::Code(code)) = rig.events.first() else {
        panic!("no code");
    };
    let payload = code.payload.expose();
    assert_eq!(payload, "https://s.team/q/1/12345678901234567890");
    assert_eq!(code.expires_at, began + secs(300));
    assert_eq!(rig.now, began + secs(5));
}

#[test]
fn an_interval_is_kept_within_limits() {
    for (interval, pause) in [
        ("0.1", 1_000),
        ("2.5", 2_500),
        ("7", 7_000),
        ("\"4.0\"", 4_000),
        ("1e9", 60_000),
        ("-1", 5_000),
        ("null", 5_000),
    ] {
        let mut rig = login(Qr::new());
        rig.ok(BEGUN.replace("5.0", interval));
        let began = rig.now;
        rig.call();
        assert_eq!((rig.now - began).as_millis(), pause, "{interval}");
    }
}

#[test]
fn a_code_that_leads_elsewhere_is_untrusted() {
    for host in ["evil.example", "s.team.evil.example", "x.s.team"] {
        let mut rig = login(Qr::new());
        rig.ok(BEGUN.replace("s.team", host));
        assert_eq!(rig.error(), Error::untrusted(host));
    }
    let mut rig = login(Qr::new());
    rig.ok(BEGUN.replace("https://s.team", "http://s.team"));
    assert_eq!(rig.error(), Error::untrusted("s.team"));
}

#[test]
fn an_incomplete_start_is_malformed() {
    for (from, to) in [
        ("\"12345678901234567890\"", "\"18446744073709551616\""),
        ("\"12345678901234567890\"", "\"-1\""),
        ("\"12345678901234567890\"", "null"),
        ("AQIDBA==", ""),
        ("https://s.team/q/1/12345678901234567890", ""),
        ("\"response\"", "\"result\""),
    ] {
        let body = BEGUN.replacen(from, to, 1);
        let mut rig = login(Qr::new());
        let ended = rig.end_with(&reply(200, body)).unwrap().unwrap_err();
        assert!(matches!(ended, Error::Malformed { .. }), "{to}: {ended}");
    }
}

#[test]
fn a_number_without_quotes_is_read_too() {
    let mut rig = login(Qr::new());
    rig.ok(BEGUN.replacen("\"12345678901234567890\"", "12345678901234567890", 1));
    let id = parameter(&rig.call(), "client_id");
    assert_eq!(id.as_deref(), Some("12345678901234567890"));
}

#[test]
fn a_rate_limit_at_the_start_ends_the_login_after_retries() {
    let mut rig = login(Qr::new());
    let ended = rig.end_with(&result("84")).unwrap().unwrap_err();
    assert_eq!(ended, Error::rejected(84, "m", Advice::WAIT_FOR_UNBLOCK));
    assert_eq!(rig.count("retrying"), 3);
}

#[test]
fn a_refused_start_is_reported_at_once() {
    for (number, advice) in [
        ("5", Advice::SEE_MESSAGE),
        ("118", qrlogin::steam::advice::ACCEPT_AGREEMENT),
    ] {
        let mut rig = login(Qr::new());
        rig.answer(Ok(result(number)));
        assert_eq!(rig.error(), Error::rejected(number, "m", advice));
    }
}

#[test]
fn a_block_or_a_page_is_no_response_of_the_service() {
    let page = "<html>sign in</html>";
    for (answer, expected) in [
        (reply(401, ""), Error::blocked(401)),
        (
            reply_with(403, &[("x-eresult", "2")], ""),
            Error::blocked(403),
        ),
        (reply(404, ""), Error::not_found(404)),
        (reply(200, page), Error::intercepted(200)),
        (reply(302, ""), Error::intercepted(302)),
    ] {
        let mut rig = login(Qr::new());
        rig.answer(Ok(answer));
        assert_eq!(rig.error(), expected);
    }
}
