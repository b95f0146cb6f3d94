//! Credentials in the forms that other programs read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use qrlogin::export::{
    ExportError, Format, Options, SESSION_END, cookie_header, netscape, netscape_with,
};
use qrlogin::{Cookie, Credential, Timestamp};
use qrlogin_test_support::run;

fn cookies() -> Vec<Cookie> {
    let mut sessdata = Cookie::new("SESSDATA", "fake%2C1800000000%2Cfake", "bilibili.com").unwrap();
    sessdata.http_only = true;
    sessdata.secure = true;
    sessdata.expires = Some(Timestamp::from_secs(1_800_000_000));
    let mut user = Cookie::new("DedeUserID", "10086", ".Bilibili.com").unwrap();
    user.expires = sessdata.expires;
    vec![sessdata, user]
}

/// The vector of the Bilibili specification, section 9.3.
#[test]
fn netscape_with_the_prefix_marks_http_only() {
    let options = Options::new().httponly_prefix(true);
    assert_eq!(
        netscape_with(&cookies(), options).expose(),
        "# Netscape HTTP Cookie File\n\
         #HttpOnly_.bilibili.com\tTRUE\t/\tTRUE\t1800000000\tSESSDATA\tfake%2C1800000000%2Cfake\n\
         .bilibili.com\tTRUE\t/\tFALSE\t1800000000\tDedeUserID\t10086\n"
    );
}

#[test]
fn netscape_has_seven_fields_and_no_prefix() {
    assert_eq!(
        netscape(&cookies()).expose(),
        "# Netscape HTTP Cookie File\n\
         .bilibili.com\tTRUE\t/\tTRUE\t1800000000\tSESSDATA\tfake%2C1800000000%2Cfake\n\
         .bilibili.com\tTRUE\t/\tFALSE\t1800000000\tDedeUserID\t10086\n"
    );
}

/// A host-only session cookie with these options.
fn session_line(options: Options) -> String {
    let mut cookie = Cookie::new("a", "b", "wx.qq.com").unwrap();
    cookie.host_only = true;
    let text = netscape_with(&[cookie], options);
    text.expose().lines().last().unwrap().to_owned()
}

#[test]
fn netscape_gives_a_session_cookie_an_end_of_our_own() {
    assert_eq!(SESSION_END.as_secs(), 4_102_444_800);
    let line = session_line(Options::new());
    assert_eq!(line, "wx.qq.com\tFALSE\t/\tFALSE\t4102444800\ta\tb");
}

#[test]
fn netscape_with_session_zero_says_that_it_has_no_end() {
    let line = session_line(Options::new().session_zero(true));
    assert_eq!(line, "wx.qq.com\tFALSE\t/\tFALSE\t0\ta\tb");
}

#[test]
fn netscape_with_bare_domains_still_counts_the_hosts_below() {
    let text = netscape_with(&cookies(), Options::new().bare_domain(true));
    let line = text.expose().lines().nth(2).unwrap();
    assert!(line.starts_with("bilibili.com\tTRUE\t/"), "{line}");
}

#[test]
fn an_end_beyond_what_readers_take_is_cut() {
    let mut cookie = Cookie::new("a", "b", "wx.qq.com").unwrap();
    cookie.expires = Some(Timestamp::from_millis(u64::MAX));
    let text = netscape(&[cookie]);
    assert!(
        text.expose().contains("\t253402300799\t"),
        "{}",
        text.expose()
    );
}

#[test]
fn both_formats_keep_two_cookies_of_one_name() {
    let at = |path: &str, value: &str| {
        let mut cookie = Cookie::new("sid", value, "bilibili.com").unwrap();
        cookie.path = path.to_owned();
        cookie
    };
    let cookies = [at("/", "wide"), at("/x", "narrow")];
    // The one with the longer path comes first (RFC 6265, 5.4).
    assert_eq!(cookie_header(&cookies).expose(), "sid=narrow; sid=wide");
    let file = netscape(&cookies);
    assert!(file.expose().contains("\t/\t") && file.expose().contains("\t/x\t"));
}

#[test]
fn the_header_has_no_cookie_of_another_domain_under_the_same_name() {
    let cookie = |name, value, domain| Cookie::new(name, value, domain).unwrap();
    let cookies = [
        cookie("session", "s1", "first.example"),
        cookie("session", "s2", "second.example"),
        cookie("other", "o1", "second.example"),
    ];
    assert_eq!(cookie_header(&cookies).expose(), "session=s1; other=o1");
}

#[test]
fn the_header_joins_with_semicolon_and_space() {
    assert_eq!(
        cookie_header(&cookies()).expose(),
        "SESSDATA=fake%2C1800000000%2Cfake; DedeUserID=10086"
    );
}

#[test]
fn what_cannot_be_a_cookie_is_none() {
    for (name, value) in [
        ("", "v"),
        ("n", ""),
        ("n", "a;b"),
        ("n", "a b"),
        ("n", "a\tb"),
        ("n", "a\nb"),
        ("n", "é"),
        ("a=b", "v"),
        ("a\tb", "v"),
    ] {
        assert_eq!(
            Cookie::new(name, value, "example.org"),
            None,
            "{name:?} {value:?}"
        );
    }
}

#[test]
fn json_holds_every_field_and_reads_back_as_the_same() {
    for info in qrlogin::flows::FLOWS {
        let (_, outcome) = run(info.id, "");
        let credential = outcome.unwrap();
        let json = credential.export(Format::Json).unwrap();
        assert!(
            json.expose()
                .starts_with(&format!(r#"{{"flow":"{}""#, info.id))
        );
        let read: Credential = serde_json::from_str(json.expose()).unwrap();
        assert!(read == credential);
    }
}

#[test]
fn a_flow_without_cookies_refuses_the_forms_that_want_some() {
    let (_, outcome) = run("phi-api", "");
    let credential = outcome.unwrap();
    for format in [Format::Header, Format::Netscape] {
        let error = credential.export(format).unwrap_err();
        assert!(matches!(error, ExportError::Flow { .. }), "{error}");
    }
}

#[test]
fn the_gateways_values_are_exported_under_their_cookie_names() {
    let (_, outcome) = run("115-gateway", "");
    let header = outcome.unwrap().export(Format::Header).unwrap();
    for name in ["UID=", "; CID=", "; SEID=", "; KID="] {
        assert!(header.expose().contains(name), "{name}");
    }
}

#[test]
fn a_cookie_needs_a_domain_that_is_a_host() {
    for domain in [
        "", ".", "..", ":", "a:80", "a..b", "a.", "-", "a.-", "a b", "a/b", "é",
    ] {
        assert_eq!(Cookie::new("a", "b", domain), None, "{domain:?}");
    }
    assert_eq!(Cookie::new("a", "b", &"a.".repeat(200)), None);
    let long = format!("{}com", "a.".repeat(130));
    assert_eq!(Cookie::new("a", "b", &long), None);
    for domain in [
        "localhost",
        "a_b.example",
        "xn--a-0ga.example",
        "..Example.org",
        "127.0.0.1",
    ] {
        assert!(Cookie::new("a", "b", domain).is_some(), "{domain:?}");
    }
}

#[test]
fn a_set_cookie_needs_a_domain_that_is_a_host() {
    let set = |line: &str| {
        let reply = qrlogin_test_support::reply_with(200, &[("set-cookie", line)], "");
        let cookies: Vec<_> =
            Cookie::set_by(&reply, "wx.qq.com", qrlogin_test_support::START).collect();
        cookies
    };
    for line in ["a=b; Domain=..", "a=b; Domain=:", "a=b; Domain=qq..com"] {
        assert_eq!(set(line), [], "{line}");
    }
    // An empty `Domain` is as good as none.
    for line in ["a=b", "a=b; Domain", "a=b; Domain=", "a=b; Domain=."] {
        let cookies = set(line);
        assert_eq!(cookies.len(), 1, "{line}");
        assert_eq!(cookies[0].domain, "wx.qq.com");
        assert!(cookies[0].host_only, "{line}");
    }
}
