//! The exchange of the address for credentials (sections 2.4 and 5).

use super::*;

fn complete(status: u16, body: &str) -> WebCredential {
    let mut rig = exchanging("wx2.qq.com");
    rig.answer(Ok(reply(status, body)));
    rig.end().unwrap()
}

#[test]
fn the_exchange_yields_the_credentials() {
    let credential = complete(200, &xml());
    assert_eq!(credential.host, "wx2.qq.com");
    assert_eq!(credential.uin, 3_000_000_000);
    assert_eq!(credential.sid.expose(), "AbCdEfGhIjKlMnOp");
    assert_eq!(credential.skey.expose(), SKEY);
    assert_eq!(credential.pass_ticket.expose(), PASS_TICKET);
}

#[test]
fn later_hosts_come_from_the_address() {
    let credential = complete(200, &xml());
    assert_eq!(credential.login_host(), "login.wx2.qq.com");
    assert_eq!(credential.file_host(), "file.wx2.qq.com");
    assert_eq!(credential.push_host(), "webpush.wx2.qq.com");
}

#[test]
fn a_redirect_without_location_may_have_the_xml() {
    assert_eq!(complete(301, &xml()), complete(200, &xml()));
}

#[test]
fn message_and_isgrayscale_may_be_missing_and_others_may_come() {
    let whole = complete(200, &xml());
    assert_eq!(complete(200, &xml_without("message")), whole);
    assert_eq!(complete(200, &xml_without("isgrayscale")), whole);
    let ok = xml().replace("<message></message>", "<message>OK</message>");
    assert_eq!(complete(200, &ok), whole);
    let more = xml().replace(
        "</error>",
        "<new a=\"b\"><ret>9</ret></new><script>alert(1)</script></error>",
    );
    assert_eq!(complete(200, &more), whole);
}

#[test]
fn entities_and_cdata_are_text() {
    let body = xml()
        .replace(SKEY, "@crypt_<![CDATA[a&b]]>&amp;c")
        .replace("<error>", "\u{feff}\r\n<error>");
    assert_eq!(complete(200, &body).skey.expose(), "@crypt_a&b&c");
}

#[test]
fn cookies_of_the_page_host_are_kept_byte_for_byte() {
    let credential = with_cookies(&xml()).unwrap();
    let names: Vec<_> = credential.cookies.iter().map(|c| &*c.name).collect();
    assert_eq!(
        names,
        [
            "wxuin",
            "wxsid",
            "webwx_data_ticket",
            "webwx_auth_ticket",
            "webwxuvid"
        ]
    );
    let value = |name| credential.cookie(name).unwrap().expose();
    assert_eq!(value("webwx_data_ticket"), "gSeQ/Fake+1==");
    assert_eq!(value("webwx_auth_ticket"), "CIsBE%2Cfake");
    assert_eq!(credential.cookies[2].domain, "qq.com");
    assert!(credential.cookies[4].host_only);
}

#[test]
fn session_and_number_may_be_in_the_cookies_only() {
    let sid = with_cookies(&xml_without("wxsid")).unwrap().sid;
    assert_eq!(sid.expose(), "FromTheCookie");
    let uin = with_cookies(&xml_without("wxuin")).unwrap().uin;
    assert_eq!(uin, 1_234_567_890);
    assert_eq!(with_cookies(&xml()).unwrap().uin, 3_000_000_000);
}

#[test]
fn what_is_missing_is_named() {
    for name in ["skey", "wxsid", "wxuin", "pass_ticket"] {
        let missing = vec![name.to_owned()];
        assert_eq!(
            exchange_error(xml_without(name)),
            Error::incomplete(missing)
        );
        let empty = xml().replace(&format!("<{name}>"), &format!("<{name}> </{name}><{name}>"));
        let missing = vec![name.to_owned()];
        assert_eq!(exchange_error(empty), Error::incomplete(missing));
    }
    let missing = ["skey", "wxsid", "wxuin", "pass_ticket"].map(str::to_owned);
    let nothing = "<error><ret>0</ret></error>";
    let missing = missing.to_vec();
    assert_eq!(exchange_error(nothing), Error::incomplete(missing));
}

#[test]
fn an_account_number_has_digits_only() {
    for number in ["abc", "-1", "+1", "1e3", "99999999999999999999"] {
        let body = xml().replace("3000000000", number);
        let what = "exchange: wxuin is no number";
        assert_eq!(exchange_error(body), malformed(what));
    }
}

#[test]
fn a_refused_account_is_reported_with_the_services_message() {
    for message in [
        "当前登录环境异常。为了你的帐号安全，暂时不能登录web微信。你可以通过手机客户端或者windows微信登录。",
        "你需要开通微信支付，才可继续操作。",
        "For account security, newly registered WeChat accounts are unable to log in to Web WeChat. To use WeChat on a computer, use Windows WeChat or Mac WeChat at http://wechat.com",
    ] {
        let error = Error::rejected("1203", message, Advice::ACCOUNT_RESTRICTED);
        assert!(error.to_string().ends_with(message));
        let mut rig = exchanging("wx.qq.com");
        rig.ok(refusal("1203", message));
        assert_eq!(rig.error(), error);
    }
}

#[test]
fn a_spent_ticket_is_no_refused_account() {
    let error = Error::rejected("1203", "check ticket failed", Advice::START_AGAIN);
    assert_eq!(
        exchange_error(refusal("1203", "check ticket failed")),
        error
    );
}

#[test]
fn another_refusal_is_reported_too() {
    let error = Error::rejected("-14", "ticket error", Advice::SEE_MESSAGE);
    assert_eq!(exchange_error(refusal("-14", "ticket error")), error);
}

#[test]
fn an_unexpected_exchange_reply_is_described() {
    let dtd = "<!DOCTYPE error [<!ENTITY a \"b\">]><error><ret>0</ret></error>";
    for (body, what) in [
        (b"".as_slice(), "exchange: an empty answer"),
        (b" \n", "exchange: an empty answer"),
        (
            b"<!DOCTYPE html><html><title>WeChat</title>",
            "exchange: a web page instead of XML",
        ),
        (b"<HTML>", "exchange: a web page instead of XML"),
        (b"<error><ret>0</ret>\xd0", "exchange: not UTF-8"),
        (dtd.as_bytes(), "exchange: a document type declaration"),
        (
            b"<other><ret>0</ret></other>",
            "exchange: XML without <error>",
        ),
        (b"window.code=400;", "exchange: not XML (position 1:1)"),
        (b"<error></error>", "exchange: no number in <ret>"),
        (
            b"<error><ret>ok</ret></error>",
            "exchange: no number in <ret>",
        ),
    ] {
        assert_eq!(exchange_error(body), malformed(what));
    }
}

#[test]
fn an_exchange_of_thousands_of_elements_is_refused() {
    let deep = "<a>".repeat(5_000);
    assert!(matches!(exchange_error(deep), Error::Malformed { .. }));
    let wide = xml().replace("</error>", &("<a/>".repeat(3_000) + "</error>"));
    assert!(matches!(exchange_error(wide), Error::Malformed { .. }));
}

#[test]
fn an_exchange_longer_than_any_known_one_is_refused() {
    let of_length = |length: usize| " ".repeat(length - xml().len()) + &xml();
    let long = of_length(16 * 1024 + 1);
    assert_eq!(exchange_error(long), malformed("exchange: too long"));
    let mut rig = exchanging("wx.qq.com");
    rig.ok(of_length(16 * 1024));
    assert!(rig.end().is_ok());
}

#[test]
fn an_exchange_that_cannot_be_read_is_repeated() {
    let mut rig = exchanging("wx.qq.com");
    let first = rig.ok("");
    let second = rig.ok(xml());
    assert_eq!(first.request.uri(), second.request.uri());
    assert!(rig.end().is_ok());
}

#[test]
fn an_exchange_whose_answer_was_lost_is_repeated() {
    let mut rig = exchanging("wx.qq.com");
    rig.lose(Failure::Io, secs(1));
    rig.lose(Failure::Timeout, secs(15));
    rig.answer(Ok(reply(502, "")));
    rig.ok(xml());
    assert!(rig.end().is_ok());
    assert_eq!(rig.count("confirmed"), 1);
}

#[test]
fn a_further_address_is_not_followed() {
    let body = "<error><ret>0</ret><redirecturl>https://wx8.qq.com/?t=s3cr3t</redirecturl></error>";
    let host = "wx8.qq.com".to_owned();
    assert_eq!(exchange_error(body), Error::untrusted(&host));
}

#[test]
fn an_exchange_that_is_forbidden_is_a_block() {
    let mut rig = exchanging("wx.qq.com");
    rig.answer(Ok(reply(403, "<html>")));
    assert_eq!(rig.error(), Error::blocked(403));
}

#[test]
fn a_message_instead_of_credentials_is_a_refusal() {
    let body = xml_without("skey").replace("<message></message>", "<message>账号异常</message>");
    let refused = Error::rejected(0, "账号异常", Advice::SEE_MESSAGE);
    assert_eq!(exchange_error(body), refused);
}

#[test]
fn cookies_of_one_name_on_two_paths_are_two() {
    let mut rig = exchanging("wx2.qq.com");
    let lines = ["a=1; Path=/x", "a=2; Path=/y", "a=3; Path=/x"];
    let headers = lines.map(|line| ("set-cookie", line));
    rig.answer(Ok(reply_with(200, &headers, &xml())));
    let credential = rig.end().unwrap();
    let cookies = credential.cookies.iter();
    let cookies: Vec<_> = cookies
        .map(|it| (it.path.as_str(), it.value.expose()))
        .collect();
    assert_eq!(cookies, [("/x", "3"), ("/y", "2")]);
}
