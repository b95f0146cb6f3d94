//! The exchange of WeChat web on virtual time.

use std::io::Read as _;

use crate::support::{Client, START};
use crate::wechat::client::{confirmed, exchange, poll, uuid};

#[test]
fn the_exchange_gives_the_captured_xml_and_seven_cookies() {
    let mut client = Client::new(&[]);
    let reply = exchange(&mut client);
    let (skey, wxsid, wxuin) = (
        client.issued("skey"),
        client.issued("wxsid"),
        client.issued("wxuin"),
    );
    let pass_ticket = client.issued("pass_ticket");
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "text/plain;charset=utf-8");
    assert_eq!(
        reply.text(),
        format!(
            "<error><ret>0</ret><message></message><skey>{skey}</skey><wxsid>{wxsid}</wxsid><wxuin>{wxuin}</wxuin>\
             <pass_ticket>{pass_ticket}</pass_ticket><isgrayscale>1</isgrayscale></error>"
        )
    );
    assert!(skey.starts_with("@crypt_") && skey.len() == 48, "{skey}");
    assert!(wxsid.len() == 16 && wxuin.parse::<u64>().unwrap() > 1 << 31);
    assert!(pass_ticket.contains("%2F") && pass_ticket.ends_with("%3D%3D"));
    for name in [
        "wxuin",
        "wxsid",
        "wxloadtime",
        "mm_lang",
        "webwx_data_ticket",
        "webwxuvid",
        "webwx_auth_ticket",
    ] {
        assert!(reply.cookie(name).is_some(), "{name}");
    }
    assert_eq!(reply.cookie("webwxuvid").unwrap().len(), 96);
    let data_ticket = reply.cookie_lines()[4];
    assert!(data_ticket.contains("; Domain=.qq.com; "), "{data_ticket}");
}

#[test]
fn without_version_2_the_xml_comes_with_301() {
    let mut client = Client::new(&[]);
    let uri = confirmed(&mut client);
    for suffix in ["&fun=new", ""] {
        let reply = client.get(&format!("{uri}{suffix}"));
        assert_eq!((reply.status, reply.header("location")), (301, ""));
        assert!(reply.text().starts_with("<error><ret>0</ret>"));
    }
}

#[test]
fn the_exchange_ends_the_polls_and_leaves_the_ticket() {
    let mut client = Client::new(&[]);
    let uuid = uuid(&mut client);
    client.wait(5000);
    let uri = poll(&mut client, &uuid, 1)
        .text()
        .split('"')
        .nth(1)
        .unwrap()
        .to_owned()
        + "&fun=new&version=v2";
    assert!(client.get(&uri).text().contains("<ret>0</ret>"));
    assert_eq!(poll(&mut client, &uuid, 0).text(), "window.code=400;");
    client.now = START + 301_999;
    assert!(
        client.get(&uri).text().contains("<ret>0</ret>"),
        "scanned at 2 s, still alive"
    );
    client.wait(1);
    assert_eq!(
        client.get(&uri).text(),
        "<error><ret>1203</ret><message>check ticket failed</message></error>"
    );
}

#[test]
fn a_ticket_can_be_single_use() {
    let mut client = Client::new(&[("wechat-web.ticket", "single-use")]);
    let uri = confirmed(&mut client) + "&fun=new&version=v2";
    assert!(client.get(&uri).text().contains("<ret>0</ret>"));
    assert!(client.get(&uri).text().contains("check ticket failed"));
}

#[test]
fn every_refusal_can_be_had() {
    for (answer, part) in [
        (
            "1203-environment",
            "你可以通过手机客户端或者windows微信登录。",
        ),
        (
            "1203-environment-mac",
            "你可以通过Windows微信、Mac微信或者手机客户端微信登录。",
        ),
        ("1203-not-allowed", "https://mac.weixin.qq.com"),
        ("1203-cannot", "此微信号不能登录网页微信"),
        ("1203-new", "新注册的微信号不能登录网页微信"),
        ("1203-new-english", "newly registered WeChat accounts"),
        ("1203-pay", "你需要开通微信支付，才可继续操作。"),
        ("1203-ticket", "check ticket failed"),
    ] {
        let reply = exchange(&mut Client::new(&[("wechat-web.exchange", answer)]));
        assert!(
            reply.text().starts_with("<error><ret>1203</ret><message>"),
            "{answer}"
        );
        assert!(reply.text().contains(part), "{answer}");
        assert!(reply.cookie_lines().is_empty());
    }
}

#[test]
fn the_exchange_can_be_a_page_empty_or_broken() {
    let with = |answer| exchange(&mut Client::new(&[("wechat-web.exchange", answer)]));
    assert!(with("html").text().contains("<title>微信网页版</title>"));
    assert!(with("empty").body.is_empty());
    assert!(std::str::from_utf8(&with("invalid-utf8").body).is_err());
    assert!(with("dtd").text().starts_with("<!DOCTYPE error ["));
    assert!(with("redirecturl").text().contains("<redirecturl>https://"));
}

#[test]
fn any_part_of_the_success_can_lack() {
    for element in ["skey", "wxsid", "wxuin", "pass_ticket"] {
        let reply = exchange(&mut Client::new(&[("wechat-web.lacks", element)]));
        assert!(!reply.text().contains(&format!("<{element}>")), "{element}");
        assert_eq!(reply.cookie_lines().len(), 7);
    }
    for cookie in [
        "wxuin",
        "wxsid",
        "wxloadtime",
        "mm_lang",
        "webwx_data_ticket",
        "webwxuvid",
        "webwx_auth_ticket",
    ] {
        let lacks = format!("cookie:{cookie}");
        let reply = exchange(&mut Client::new(&[("wechat-web.lacks", &lacks)]));
        assert_eq!(
            (reply.cookie(cookie), reply.cookie_lines().len()),
            (None, 6)
        );
    }
    assert!(
        exchange(&mut Client::new(&[("wechat-web.lacks", "cookies")]))
            .cookie_lines()
            .is_empty()
    );
    let settings = [
        ("wechat-web.message", "OK"),
        ("wechat-web.isgrayscale", "no"),
    ];
    let reply = exchange(&mut Client::new(&settings));
    assert!(
        reply.text().contains("<message>OK</message>")
            && reply.text().ends_with("</pass_ticket></error>")
    );
}

#[test]
fn the_exchange_is_compressed_if_the_client_accepts_it() {
    let mut client = Client::new(&[]);
    let uri = confirmed(&mut client) + "&fun=new&version=v2";
    let request = http::Request::get(uri)
        .header("accept-encoding", "br, gzip;q=0.8")
        .body(Vec::new())
        .unwrap();
    let reply = client.send(request);
    assert_eq!(reply.header("content-encoding"), "gzip");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&reply.body[..])
        .read_to_string(&mut text)
        .unwrap();
    assert!(text.starts_with("<error><ret>0</ret>"));
    assert_eq!(
        exchange(&mut Client::new(&[("wechat-web.gzip", "always")])).header("content-encoding"),
        "gzip"
    );
}

#[test]
fn uos_headers_can_be_demanded() {
    let mut client = Client::new(&[("wechat-web.uos", "1203")]);
    let uri = confirmed(&mut client) + "&fun=new&version=v2";
    assert!(
        client
            .get(&uri)
            .text()
            .starts_with("<error><ret>1203</ret>")
    );
    let request = http::Request::get(uri)
        .header("client-version", "2.0.0")
        .header("extspam", "Go8F")
        .header("referer", "https://wx.qq.com/?&lang=zh_CN&target=t")
        .body(Vec::new())
        .unwrap();
    assert!(
        client
            .send(request)
            .text()
            .starts_with("<error><ret>0</ret>")
    );
}

#[test]
fn session_cookies_last_12_hours_and_device_cookies_10_years() {
    let reply = exchange(&mut Client::new(&[]));
    for line in reply.cookie_lines() {
        let long = line.starts_with("webwxuvid=") || line.starts_with("webwx_auth_ticket=");
        let expires = if long {
            "Thu, 18 Sep 2036 14:13:25 GMT"
        } else {
            "Tue, 22 Sep 2026 02:13:25 GMT"
        };
        assert!(
            line.ends_with(&format!("; Path=/; Expires={expires}; Secure")),
            "{line}"
        );
    }
}
