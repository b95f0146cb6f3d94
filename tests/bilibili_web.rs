//! Bilibili's web login, answer by answer (specification section 2).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    missing_docs
)]

mod support;

use qrlogin::bilibili::{Web, WebCredential};
use qrlogin::{Advice, Error, Failure, Flow, Login, Response, Timestamp};
use support::{Rig, START, header, parameter, reply, reply_with, secs, seed};

const KEY: &str = "00112233445566778899aabbccddeeff";
const TICKET: &str = "https://passport.biligame.com/x/passport-login/web/crossDomain?ticket=0123456789abcdef&gourl=https%3A%2F%2Fwww.bilibili.com";

fn generated(url: &str) -> String {
    format!(r#"{{"code":0,"message":"0","ttl":1,"data":{{"url":"{url}","qrcode_key":"{KEY}"}}}}"#)
}

fn polled(code: &str, url: &str) -> String {
    format!(
        r#"{{"code":0,"message":"0","ttl":1,"data":{{"url":"{url}","refresh_token":"r3fr3sh","timestamp":0,"code":{code},"message":"m"}}}}"#
    )
}

/// A login whose code is on show.
fn shown() -> Rig<Login<Web>> {
    let mut rig = Rig::new(Login::new(Web::new(), seed()));
    rig.ok(generated(
        r"https://account.bilibili.com/h5/account-h5/auth/scan-web?navhide=1\u0026qrcode_key=x",
    ));
    rig
}

fn set(name: &str, value: &str) -> (&'static str, String) {
    let line = format!(
        "{name}={value}; Path=/; Domain=bilibili.com; Expires=Fri, 15 Jan 2027 08:00:00 GMT; HttpOnly; Secure"
    );
    ("set-cookie", line)
}

fn all_cookies() -> Vec<(&'static str, String)> {
    vec![
        set("SESSDATA", "fake%2C1800000000%2Cfake%2A01"),
        set("bili_jct", "c5rf"),
        set("DedeUserID", "10086"),
        set("sid", "abcd1234"),
    ]
}

fn answer(status: u16, headers: &[(&'static str, String)], body: &str) -> Response {
    let headers: Vec<_> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
    reply_with(status, &headers, body)
}

fn value<'a>(credential: &'a WebCredential, name: &str) -> &'a str {
    credential.cookie(name).unwrap().expose()
}

fn missing(names: &[&str]) -> Error {
    Error::Incomplete {
        missing: names.iter().map(|name| (*name).to_owned()).collect(),
    }
}

#[test]
fn generate_is_asked_as_a_browser_does() {
    let mut rig = Rig::new(Login::new(Web::new(), seed()));
    let call = rig.call();
    assert_eq!(
        call.request.uri(),
        "https://passport.bilibili.com/x/passport-login/web/qrcode/generate?source=main-fe-header"
    );
    assert!(
        header(&call, "user-agent")
            .unwrap()
            .starts_with("Mozilla/5.0")
    );
    assert_eq!(header(&call, "referer"), Some("https://www.bilibili.com/"));
}

#[test]
fn the_code_holds_the_url_with_its_escapes_undone_and_lives_180_seconds() {
    let mut rig = shown();
    rig.call();
    let qrlogin::Event::Code(code) = &rig.events[0] else {
        panic!("no code");
    };
    assert!(code.payload.expose().ends_with("navhide=1&qrcode_key=x"));
    assert_eq!(code.expires_at, START + secs(180));
}

#[test]
fn the_poll_carries_the_key_of_the_data_and_not_that_of_the_url() {
    let call = shown().call();
    assert_eq!(parameter(&call, "qrcode_key").as_deref(), Some(KEY));
}

#[test]
fn a_code_url_outside_bilibili_is_refused() {
    let mut rig = Rig::new(Login::new(Web::new(), seed()));
    rig.ok(generated("https://bilibili.com.example.org/scan"));
    let host = "bilibili.com.example.org".to_owned();
    assert_eq!(rig.error(), Error::Untrusted { host });
}

#[test]
fn outer_code_zero_alone_is_no_success() {
    let mut rig = shown();
    for _ in 0..3 {
        rig.ok(polled("86101", ""));
    }
    assert_eq!(rig.call().name, "poll");
    assert_eq!(rig.kinds(), ["code"]);
}

#[test]
fn a_scan_is_reported() {
    let mut rig = shown();
    rig.ok(polled("86090", ""));
    rig.call();
    assert_eq!(rig.kinds(), ["code", "scanned"]);
}

#[test]
fn the_inner_code_may_be_a_number_in_quotes() {
    let mut rig = shown();
    rig.ok(polled(r#""86090""#, ""));
    rig.call();
    assert_eq!(rig.count("scanned"), 1);
}

#[test]
fn code_86038_is_expiry() {
    let mut rig = shown();
    rig.ok(polled("86038", ""));
    assert_eq!(rig.error(), Error::Expired);
}

#[test]
fn an_unknown_code_is_never_success_and_is_reported_at_the_deadline() {
    let mut rig = shown();
    let error = rig
        .run(|_| Ok(reply(200, polled("86999", ""))))
        .unwrap_err();
    assert_eq!(error, Error::rejected(86999, "m", Advice::SeeMessage));
    assert!(rig.now >= START + secs(180));
}

#[test]
fn cookies_set_by_the_poll_are_enough_and_the_ticket_is_left_alone() {
    let mut rig = shown();
    rig.answer(Ok(answer(200, &all_cookies(), &polled("0", TICKET))));
    let credential = rig.end().unwrap();
    assert_eq!(value(&credential, "DedeUserID"), "10086");
    assert_eq!(credential.refresh_token.unwrap().expose(), "r3fr3sh");
}

#[test]
fn a_cookie_set_by_header_keeps_its_bytes_and_attributes() {
    let mut rig = shown();
    rig.answer(Ok(answer(200, &all_cookies(), &polled("0", ""))));
    let credential = rig.end().unwrap();
    let cookie = &credential.cookies[0];
    assert_eq!(cookie.value.expose(), "fake%2C1800000000%2Cfake%2A01");
    assert_eq!(cookie.domain, "bilibili.com");
    assert_eq!(cookie.expires, Some(Timestamp::from_secs(1_800_000_000)));
    assert!(cookie.secure && cookie.http_only && !cookie.host_only);
}

#[test]
fn cookies_in_the_url_are_taken_with_the_comma_encoded_and_nothing_decoded() {
    let mut rig = shown();
    let url = "https://passport.biligame.com/crossDomain?DedeUserID=10086&Expires=1800000000&SESSDATA=fake,1800000000,fa%2Fke*01&bili_jct=c5rf&gourl=x";
    rig.ok(polled("0", url));
    let credential = rig.end().unwrap();
    assert_eq!(
        value(&credential, "SESSDATA"),
        "fake%2C1800000000%2Cfa%2Fke*01"
    );
    assert_eq!(
        credential.cookies[0].expires,
        Some(Timestamp::from_secs(1_800_000_000))
    );
}

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
fn an_empty_hop_is_repeated_twice_and_then_names_what_is_missing() {
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
fn each_missing_cookie_is_named() {
    for name in ["SESSDATA", "bili_jct", "DedeUserID"] {
        let mut rig = shown();
        let cookies: Vec<_> = all_cookies()
            .into_iter()
            .filter(|(_, line)| !line.starts_with(name))
            .collect();
        rig.answer(Ok(answer(200, &cookies, &polled("0", ""))));
        assert_eq!(rig.error(), missing(&[name]));
    }
}

#[test]
fn the_last_value_of_a_name_that_is_not_empty_wins() {
    let mut rig = shown();
    let mut cookies = vec![set("SESSDATA", "")];
    cookies.extend(all_cookies());
    cookies.push(set("bili_jct", "newer"));
    cookies.push(set("SESSDATA", ""));
    rig.answer(Ok(answer(200, &cookies, &polled("0", ""))));
    let credential = rig.end().unwrap();
    assert_eq!(value(&credential, "bili_jct"), "newer");
    assert_eq!(credential.cookies.len(), 4);
}

#[test]
fn cookies_for_other_domains_and_the_landing_page_cookie_are_not_kept() {
    let mut rig = shown();
    let mut cookies = all_cookies();
    cookies.push((
        "set-cookie",
        "SESSDATA=other; Domain=biligame.com".to_owned(),
    ));
    cookies.push(set("i-wanna-go-back", "-1"));
    rig.answer(Ok(answer(200, &cookies, &polled("0", ""))));
    let credential = rig.end().unwrap();
    assert_eq!(credential.cookies.len(), 4);
    assert!(value(&credential, "SESSDATA").starts_with("fake"));
}

#[test]
fn a_leading_dot_of_the_domain_means_nothing() {
    let mut rig = shown();
    let cookies: Vec<_> = all_cookies()
        .into_iter()
        .map(|(name, line)| (name, line.replace("Domain=b", "Domain=.B")))
        .collect();
    rig.answer(Ok(answer(200, &cookies, &polled("0", ""))));
    assert_eq!(rig.end().unwrap().cookies[0].domain, "bilibili.com");
}

#[test]
fn an_empty_refresh_token_is_none() {
    let mut rig = shown();
    let body = polled("0", "").replace("r3fr3sh", "");
    rig.answer(Ok(answer(200, &all_cookies(), &body)));
    assert_eq!(rig.end().unwrap().refresh_token, None);
}

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
        assert_eq!(
            rig.error(),
            Error::Blocked { status: told },
            "{status} {body}"
        );
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

#[test]
fn an_unknown_code_is_forgotten_when_the_service_speaks_plainly_again() {
    let mut rig = shown();
    rig.ok(polled("86999", ""));
    let error = rig
        .run(|_| Ok(reply(200, polled("86101", ""))))
        .unwrap_err();
    assert_eq!(error, Error::Expired);
}

#[test]
fn nothing_that_is_not_needed_can_spoil_a_success() {
    let body = r#"{"code":"0","message":null,"data":{"url":null,"refresh_token":null,"timestamp":null,"code":0,"message":0}}"#;
    let mut rig = shown();
    rig.answer(Ok(answer(200, &all_cookies(), body)));
    assert_eq!(rig.end().unwrap().refresh_token, None);
}

#[test]
fn a_clock_that_is_years_ahead_does_not_make_a_new_cookie_a_deleted_one() {
    let mut rig = shown();
    rig.now = Timestamp::from_secs(1_900_000_000);
    let mut headers = all_cookies();
    headers.push(("date", "Mon, 20 Jul 2026 08:00:00 GMT".to_owned()));
    rig.answer(Ok(answer(200, &headers, &polled("0", ""))));
    assert!(rig.end().is_ok());
}

#[test]
fn a_cookie_that_ended_long_ago_is_a_deleted_one() {
    let mut rig = shown();
    let mut headers = all_cookies();
    let line = "SESSDATA=x; Domain=bilibili.com; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
    headers[0].1 = line.to_owned();
    rig.answer(Ok(answer(200, &headers, &polled("0", ""))));
    assert_eq!(rig.error(), missing(&["SESSDATA"]));
}

#[test]
fn a_code_url_that_scanners_read_in_two_ways_is_refused() {
    for url in [
        r"https://account.bilibili.com\\@evil.example/",
        "https://me@account.bilibili.com/",
        "https://account.bilibili.com/ x",
        r"https://account.bilibili.com/\nx",
    ] {
        let mut rig = Rig::new(Login::new(Web::new(), seed()));
        rig.ok(generated(url));
        let error = rig.error();
        assert!(matches!(error, Error::Untrusted { .. }), "{url}: {error:?}");
    }
}

#[test]
fn a_snapshot_cannot_send_the_login_elsewhere() {
    let mut waiting = shown();
    waiting.call();
    let mut hopping = shown();
    hopping.ok(polled("0", TICKET));
    hopping.call();
    for (rig, host) in [
        (waiting, "https://passport.bilibili.com"),
        (hopping, "https://passport.biligame.com"),
    ] {
        let json = rig.flow.snapshot().unwrap().to_json();
        let moved = json.replace(host, "http://169.254.169.254");
        assert_ne!(moved, json);
        let snapshot = qrlogin::Snapshot::from_json(&moved).unwrap();
        let mut rig = Rig::new(Login::<Web>::resume(&snapshot).unwrap());
        assert!(matches!(rig.error(), Error::Untrusted { .. }));
    }
}

#[test]
fn a_firewall_on_the_way_of_the_ticket_is_told_as_such() {
    let mut rig = shown();
    rig.ok(polled("0", TICKET));
    rig.answer(Ok(reply(412, "<html>")));
    assert_eq!(rig.error(), Error::Blocked { status: 412 });
}

#[test]
fn a_hop_that_sets_all_cookies_is_success_whatever_its_status() {
    let mut rig = shown();
    rig.ok(polled("0", TICKET));
    rig.answer(Ok(answer(404, &all_cookies(), "")));
    assert!(rig.end().is_ok());
}

#[test]
fn cookies_from_the_url_have_the_attributes_that_the_service_sets_by_header() {
    let mut rig = shown();
    rig.ok(polled(
        "0",
        "https://passport.biligame.com/crossDomain?DedeUserID=1&SESSDATA=s&bili_jct=c&other=x",
    ));
    let credential = rig.end().unwrap();
    for cookie in &credential.cookies {
        let is_session = cookie.name == "SESSDATA";
        assert_eq!((cookie.secure, cookie.http_only), (is_session, is_session));
    }
    assert_eq!(credential.cookies.len(), 3);
}
