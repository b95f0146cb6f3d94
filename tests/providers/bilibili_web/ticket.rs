//! The ticket: its hops, and where they may not lead (specification 2.5).

use super::*;

#[test]
fn a_ticket_is_followed_and_every_hop_may_set_cookies() {
    let mut rig = shown();
    rig.ok(polled("0", TICKET));
    let hop = |path: &str| ("location", format!("https://passport.bilibili.com/{path}"));
    let call = rig.answer(Ok(answer(302, &[set("bili_jct", "c5rf"), hop("a")], "")));
    assert_eq!(call.request.uri(), TICKET);
    let call = rig.answer(Ok(answer(302, &[set("SESSDATA", "s"), hop("b")], "")));
    assert_eq!(call.request.uri(), "https://passport.bilibili.com/a");
    rig.answer(Ok(answer(200, &[set("DedeUserID", "10086")], "<html>")));
    assert_eq!(value(&rig.end().unwrap(), "SESSDATA"), "s");
    assert_eq!(rig.kinds(), ["code", "confirmed"]);
}

#[test]
fn a_ticket_is_followed_only_until_the_cookies_are_complete() {
    let mut rig = shown();
    rig.ok(polled("0", TICKET));
    let mut headers = all_cookies();
    headers.push(("location", "https://evil.example/".to_owned()));
    rig.answer(Ok(answer(302, &headers, "")));
    assert!(rig.end().is_ok());
}

#[test]
fn a_relative_redirect_is_resolved() {
    let mut rig = shown();
    rig.ok(polled("0", TICKET));
    rig.answer(Ok(answer(302, &[("location", "/next?a=b".to_owned())], "")));
    assert_eq!(
        rig.call().request.uri(),
        "https://passport.biligame.com/next?a=b"
    );
}

#[test]
fn http_is_upgraded_on_the_way_of_the_ticket() {
    let mut rig = shown();
    rig.ok(polled("0", "http://passport.biligame.com/x?ticket=t"));
    assert_eq!(
        rig.call().request.uri(),
        "https://passport.biligame.com/x?ticket=t"
    );
}

#[test]
fn a_ticket_that_leads_elsewhere_is_not_followed() {
    for url in [
        "https://passport.biligame.com.example.org/x",
        "https://user@passport.biligame.com/x",
        "https://passport.biligame.com:8443/x",
        "ftp://passport.biligame.com/x",
        "javascript:alert(1)",
        "no address",
    ] {
        let mut rig = shown();
        rig.ok(polled("0", url));
        let error = rig.error();
        assert!(matches!(error, Error::Untrusted { .. }), "{url}: {error:?}");
    }
}

#[test]
fn a_snapshot_cannot_send_the_login_elsewhere() {
    let mut rig = shown();
    rig.ok(polled("0", TICKET));
    rig.call();
    let json = rig.flow.snapshot().unwrap().to_json();
    let moved = json.replace("https://passport.biligame.com", "http://169.254.169.254");
    assert_ne!(moved, json);
    let snapshot = qrlogin::Snapshot::from_json(&moved).unwrap();
    let mut rig = Rig::new(Login::<Web>::resume(&snapshot).unwrap());
    assert!(matches!(rig.error(), Error::Untrusted { .. }));
}

#[test]
fn a_snapshot_with_a_code_holds_no_address() {
    let mut rig = shown();
    rig.call();
    let json = rig.flow.snapshot().unwrap().to_json();
    assert!(!json.contains("passport.bilibili.com"), "{json}");
}

#[test]
fn a_snapshot_cannot_make_the_hops_overflow() {
    let mut rig = shown();
    rig.ok(polled("0", TICKET));
    rig.call();
    let json = rig.flow.snapshot().unwrap().to_json();
    let many = json.replace(r#"\"count\":0"#, r#"\"count\":255"#);
    assert_ne!(many, json);
    let snapshot = qrlogin::Snapshot::from_json(&many).unwrap();
    let mut rig = Rig::new(Login::<Web>::resume(&snapshot).unwrap());
    rig.answer(Ok(answer(302, &[("location", TICKET.to_owned())], "")));
    assert!(matches!(rig.error(), Error::Incomplete { .. }));
}

#[test]
fn a_circle_of_redirects_ends_after_ten_hops() {
    let mut rig = shown();
    rig.ok(polled("0", TICKET));
    for _ in 0..10 {
        rig.answer(Ok(answer(302, &[("location", TICKET.to_owned())], "")));
    }
    assert_eq!(
        rig.error(),
        missing(&["SESSDATA", "bili_jct", "DedeUserID"])
    );
}

#[test]
fn a_hop_that_fails_is_repeated() {
    let mut rig = shown();
    rig.ok(polled("0", TICKET));
    rig.answer(Err(Failure::Io));
    rig.answer(Ok(answer(200, &all_cookies(), "")));
    assert!(rig.end().is_ok());
}

#[test]
fn an_empty_redirect_is_retried_twice() {
    let mut rig = shown();
    rig.ok(polled("0", TICKET));
    for _ in 0..3 {
        assert_eq!(rig.ok("").name, "ticket");
    }
    assert_eq!(
        rig.error(),
        missing(&["SESSDATA", "bili_jct", "DedeUserID"])
    );
}

#[test]
fn a_reply_with_all_cookies_succeeds_with_any_status() {
    let mut rig = shown();
    rig.ok(polled("0", TICKET));
    rig.answer(Ok(answer(404, &all_cookies(), "")));
    assert!(rig.end().is_ok());
}

#[test]
fn a_firewall_before_the_ticket_is_reported_as_blocked() {
    let mut rig = shown();
    rig.ok(polled("0", TICKET));
    rig.answer(Ok(reply(412, "<html>")));
    assert_eq!(rig.error(), Error::blocked(412));
}
