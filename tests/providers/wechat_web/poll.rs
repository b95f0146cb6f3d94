//! The long poll and the address it ends with (sections 2.3, 3 and 7).

use super::*;

#[test]
fn a_scan_leaves_five_minutes_for_the_confirmation() {
    let mut rig = shown();
    let end = START + secs(300);
    rig.now = end - secs(1);
    rig.ok("window.code=201;");
    let scanned = rig.now;
    loop {
        match rig.next() {
            Came::Call(_) => rig.lose(Failure::Timeout, secs(20)),
            Came::Failed(error) => break assert_eq!(error, Error::Expired),
            Came::Done(_) => panic!("nobody confirmed"),
        };
    }
    let asked = rig.now - scanned;
    assert!((secs(300)..secs(360)).contains(&asked), "{asked:?}");
}

#[test]
fn a_poll_is_sent_as_by_the_page() {
    let mut rig = shown();
    let call = rig.call();
    let uri = call.request.uri();
    assert_eq!(call.name, "poll");
    assert_eq!(uri.host(), Some("login.wx.qq.com"));
    assert_eq!(uri.path(), "/cgi-bin/mmwebwx-bin/login");
    assert_eq!(rig.now, START + ms(500));
    assert_eq!(
        uri.query().unwrap(),
        "loginicon=true&uuid=AYAAAAAAAA%3D%3D&tip=1&r=807048715&_=1700000000500"
    );
    assert_eq!(call.timeout, secs(40));
}

#[test]
fn only_the_first_poll_requests_the_state() {
    let mut rig = shown();
    let polls = [
        rig.ok("window.code=408;"),
        rig.ok("window.code=408;"),
        rig.ok(SCANNED),
        rig.ok("window.code=408;"),
        rig.call(),
    ];
    assert_eq!(polls.map(|call| tip(&call)), ["1", "0", "0", "0", "0"]);
}

#[test]
fn polls_are_half_a_second_apart() {
    let mut rig = shown();
    for poll in 1..20 {
        rig.ok(SCANNED);
        assert_eq!(rig.now, START + ms(500 * poll));
    }
}

#[test]
fn a_lost_scan_is_fetched_again() {
    let mut rig = shown();
    rig.ok("window.code=408;");
    assert_eq!(tip(&rig.lose(Failure::Io, secs(3))), "0");
    assert_eq!(tip(&rig.ok(SCANNED)), "1");
    assert_eq!(tip(&rig.call()), "0");
    assert_eq!(rig.count("scanned"), 1);
}

#[test]
fn a_failed_poll_is_repeated_with_the_same_tip() {
    let mut rig = shown();
    rig.ok(SCANNED);
    rig.lose(Failure::Io, secs(3));
    assert_eq!(tip(&rig.ok(SCANNED)), "1");
    assert_eq!(tip(&rig.call()), "0");
}

#[test]
fn the_scan_has_the_users_picture() {
    let mut rig = shown();
    rig.ok(SCANNED);
    rig.call();
    let Some(Event::Scanned(scanner)) = rig.events.last() else {
        panic!("{:?}", rig.events);
    };
    let avatar = scanner.avatar.as_ref().unwrap();
    assert_eq!(avatar.bytes(), [0xff, 0xd8, 0xff]);
}

#[test]
fn a_scan_without_a_usable_picture_is_a_scan() {
    for body in [
        "window.code=201;",
        "window.code=201;window.userAvatar=\"https://tracker.example/a.jpg\";",
    ] {
        let mut rig = shown();
        rig.ok(body);
        rig.call();
        let scanned = Event::Scanned(qrlogin::Scanner::new(None));
        assert_eq!(rig.events.last(), Some(&scanned));
    }
}

#[test]
fn a_scan_is_emitted_once() {
    let mut rig = shown();
    for body in [SCANNED, SCANNED, "window.code=408;", SCANNED] {
        rig.ok(body);
    }
    rig.call();
    assert_eq!(rig.kinds(), ["code", "scanned"]);
}

#[test]
fn a_time_out_of_the_long_poll_is_no_failure() {
    let mut rig = shown();
    rig.ok("window.code=408;");
    rig.lose(Failure::Timeout, secs(40));
    assert_eq!(tip(&rig.call()), "0");
    assert_eq!(rig.count("retrying"), 0);
}

#[test]
fn a_login_may_be_confirmed_after_many_empty_polls() {
    let mut rig = shown();
    for _ in 0..8 {
        rig.ok("window.code=408;");
        rig.now = rig.now + secs(25);
    }
    rig.ok(confirmed(&redirect_uri("wx.qq.com")));
    rig.ok(xml());
    assert!(rig.end().is_ok());
}

#[test]
fn an_expired_uuid_ends_the_login() {
    assert_eq!(poll_error("window.code=400;"), Error::Expired);
    assert_eq!(poll_error("window.code=500;"), Error::Expired);
}

#[test]
fn an_unconfirmed_code_expires_after_five_minutes() {
    let mut rig = shown();
    let end = rig.run(|_| Ok(reply(200, "window.code=408;")));
    assert_eq!(end.err(), Some(Error::Expired));
    assert!(rig.now >= START + secs(300) && rig.now < START + secs(302));
}

#[test]
fn a_renewal_begins_anew_with_another_uuid() {
    let mut rig = Rig::new(Login::new(Web::new(), seed()).renewals(1));
    rig.ok(jslogin());
    rig.ok("window.code=408;");
    rig.ok("window.code=400;");
    assert_eq!(rig.call().name, "jslogin");
    rig.ok(jslogin().replace(UUID, "4f_______w=="));
    let poll = rig.call();
    assert_eq!(parameter(&poll, "uuid").as_deref(), Some("4f_______w=="));
    assert_eq!(tip(&poll), "1");
    assert_eq!(rig.kinds(), ["code", "code"]);
}

#[test]
fn a_cancel_on_the_phone_is_a_denial() {
    assert_eq!(poll_error("window.code=202;"), Error::Denied);
}

#[test]
fn a_repeated_unknown_code_is_reported() {
    let mut rig = shown();
    let error = rig.run(|_| Ok(reply(200, "window.code=402;"))).unwrap_err();
    assert_eq!(error, Error::rejected(402, "", Advice::REPORT_CHANGE));
}

#[test]
fn a_code_that_was_cut_short_is_an_accident() {
    let mut rig = shown();
    rig.ok("window.code=40");
    rig.ok("window.code=408;");
    assert_eq!(rig.call().name, "poll");
}

#[test]
fn a_single_answer_without_a_code_is_an_accident() {
    for body in ["", " \n", "window.wx_errcode=408;window.wx_code='';"] {
        let mut rig = shown();
        rig.ok(body);
        rig.ok(body);
        assert_eq!(tip(&rig.ok(SCANNED)), "1");
        rig.ok(body);
        rig.ok("window.code=408;");
        assert_eq!(rig.count("retrying"), 3);
    }
}

#[test]
fn three_replies_without_a_code_are_an_expired_uuid() {
    let mut rig = shown();
    for _ in 0..3 {
        rig.ok("");
    }
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn a_poll_that_cannot_be_read_is_repeated_twice() {
    let mut rig = shown();
    for _ in 0..3 {
        rig.ok("window.code=201, window.userAvatar = base64:img/bbb");
    }
    let what = "poll: expected `;` or the end at byte 15";
    assert_eq!(rig.error(), malformed(what));
    assert_eq!(poll_error("window.code=200;"), {
        malformed("poll: code 200 without redirect_uri")
    });
}

#[test]
fn a_web_page_instead_of_a_poll_is_a_block() {
    assert_eq!(poll_error("<!DOCTYPE html><html>"), Error::intercepted(200));
}

#[test]
fn a_poll_that_is_forbidden_is_a_block() {
    let mut rig = shown();
    rig.answer(Ok(reply(403, "window.code=408;")));
    assert_eq!(rig.error(), Error::blocked(403));
}

#[test]
fn a_redirect_to_elsewhere_is_retried_as_a_network_failure() {
    for mut rig in [Rig::new(Login::new(Web::new(), seed())), shown()] {
        let end = rig.run(|_| Ok(reply_with(302, &[("location", "https://a/")], "")));
        let error = end.err().unwrap();
        assert_eq!(error, Error::intercepted(302));
        assert_eq!(error.advice(), Advice::CHECK_PORTAL);
        assert!(rig.count("retrying") > 2);
    }
}

#[test]
fn server_errors_are_retried() {
    let mut rig = shown();
    for _ in 0..10 {
        rig.answer(Ok(reply(502, "<html>")));
    }
    assert_eq!(tip(&rig.ok("window.code=408;")), "1");
}

#[test]
fn an_untrusted_address_is_never_requested() {
    for (uri, host) in [
        (redirect_uri("evil.example"), "evil.example"),
        (
            redirect_uri("wx.qq.com.example.org"),
            "wx.qq.com.example.org",
        ),
        (redirect_uri("wx.qq.com@example.org"), "example.org"),
        (
            redirect_uri("wx.qq.com").replace("https:", "http:"),
            "wx.qq.com without https",
        ),
        (
            "https://wx.qq.com/login?ticket=secret".to_owned(),
            "wx.qq.com with another path",
        ),
    ] {
        let mut rig = shown();
        rig.ok(confirmed(&uri));
        let host = host.to_owned();
        assert_eq!(rig.error(), Error::untrusted(&host));
        assert_eq!(rig.kinds(), ["code"]);
    }
}

#[test]
fn an_untrusted_address_in_a_snapshot_is_never_requested() {
    let rig = exchanging("wx.qq.com");
    let json = rig.flow.snapshot().unwrap().to_json();
    let json = json.replace("https://wx.qq.com", "https://evil.example");
    let snapshot = Snapshot::from_json(&json).unwrap();
    let mut rig = Rig::new(Login::<Web>::resume(&snapshot).unwrap());
    let host = "evil.example".to_owned();
    assert_eq!(rig.error(), Error::untrusted(&host));
}

#[test]
fn the_redirect_uri_is_requested_with_two_more_parameters() {
    let call = exchanging("wx2.qq.com").call();
    let uri = redirect_uri("wx2.qq.com") + "&fun=new&version=v2";
    assert_eq!(call.request.uri().to_string(), uri);
    assert_eq!(call.name, "exchange");
    assert_eq!(call.timeout, secs(15));
}

#[test]
fn a_confirmation_may_come_without_a_scan() {
    let mut rig = exchanging("wx.qq.com");
    rig.call();
    assert_eq!(rig.kinds(), ["code", "confirmed"]);
}
