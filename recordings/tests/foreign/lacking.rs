//! Recordings from which the exporter left out cookies or bodies.

use qrlogin_recordings::replay::{DriftKind, Lack};
use serde_json::{Value, json};

use super::{assert_whole, body, elsewhere, entry, file, login, replay, replay_of};

/// The login without its bodies, as an exporter writes it.
fn without_bodies(content: &Value) -> String {
    let mut entries = login();
    for entry in &mut entries {
        entry["response"]["content"] = content.clone();
    }
    file(&entries)
}

#[test]
fn a_body_left_out_is_not_an_empty_one() {
    for content in [
        json!({ "size": 253, "mimeType": "application/json" }),
        json!({ "size": -1, "mimeType": "application/json" }),
        json!({ "size": 253, "_file": "a7475c99.json" }),
        json!({ "size": 0, "_file": "a7475c99.json" }),
        json!({ "mimeType": "application/json" }),
        json!({ "size": 253, "text": null }),
        json!({}),
        json!(null),
    ] {
        let drift = replay(&without_bodies(&content)).unwrap_err();
        assert_eq!(
            (drift.kind, drift.entry),
            (DriftKind::Unreadable, 0),
            "{content}"
        );
        assert_eq!(drift.lacks, Some(Lack::Bodies));
        let text = drift.to_string();
        assert!(text.contains("the recording lacks bodies"), "{text}");
        assert!(Lack::Bodies.advice().contains("content: 'embed'"));
    }
}

#[test]
fn one_poll_without_its_body_is_tolerated() {
    let [code, scanned, confirmed] = login();
    let lost = entry(1, "/poll?qrcode_key=k1", &json!({ "size": 118 }));
    assert_whole(&file(&[code, lost, scanned, confirmed]));
}

#[test]
fn a_response_without_a_body_is_empty() {
    for content in [json!({ "size": 0 }), json!({ "text": "" })] {
        assert_eq!(body(&entry(0, "", &content)), b"");
    }
    for status in [204, 205, 301, 302, 304] {
        for content in [
            json!({ "size": 99 }),
            json!({ "size": -1 }),
            json!({}),
            json!(null),
        ] {
            let mut other = elsewhere();
            other["response"]["status"] = json!(status);
            other["response"]["content"] = content;
            assert_eq!(body(&other), b"", "{status}");
        }
    }
}

fn without_cookies() -> String {
    let mut entries = login();
    entries[2]["response"]["headers"] = json!([]);
    file(&entries)
}

#[test]
fn a_recording_without_cookies_lacks_them() {
    let drift = replay(&without_cookies()).unwrap_err();
    assert_eq!(drift.lacks, Some(Lack::Cookies));
    let text = drift.to_string();
    assert!(text.contains("the recording lacks cookies"), "{text}");
    assert!(Lack::Cookies.advice().contains("with sensitive data"));
    assert_eq!(serde_json::to_value(drift).unwrap()["lacks"], "cookies");
}

#[test]
fn cookies_are_not_lacking_before_the_confirmation() {
    let [code, scanned, _] = login();
    let drift = replay(&file(&[code, scanned])).unwrap_err();
    assert_eq!((drift.kind, drift.lacks), (DriftKind::Unrecorded, None));
}

#[test]
fn a_recording_with_any_cookie_lacks_none() {
    let [code, scanned, mut confirmed] = login();
    confirmed["response"]["headers"] = json!([]);
    let mut other = elsewhere();
    other["response"]["headers"] = json!([{ "name": "set-cookie", "value": "a=1" }]);
    let drift = replay(&file(&[other, code, scanned, confirmed])).unwrap_err();
    assert_eq!(drift.lacks, None);
}

/// A login at WeChat from which Chrome left out the cookies.
fn wechat() -> String {
    let page = "https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage";
    let login = "https://login.wx.qq.com";
    let poll = format!("{login}/cgi-bin/mmwebwx-bin/login?uuid=AbCdEfGhIj%3D%3D");
    let answers = [
        (
            format!("{login}/jslogin?appid=wx782c26e4c19acffb"),
            r#"window.QRLogin.code = 200; window.QRLogin.uuid = "AbCdEfGhIj==";"#.to_owned(),
        ),
        (
            poll,
            format!("window.code=200;window.redirect_uri=\"{page}?ticket=A1b2@qrticket_0&uuid=AbCdEfGhIj==&lang=zh_CN&scan=1795885528\";"),
        ),
        (
            format!("{page}?ticket=A1b2@qrticket_0&uuid=AbCdEfGhIj==&lang=zh_CN&scan=1795885528"),
            "<error><ret>0</ret><skey>@crypt_1</skey><wxsid>s1d</wxsid><wxuin>1000000001</wxuin><pass_ticket>p1</pass_ticket></error>".to_owned(),
        ),
    ];
    let entries = answers.iter().enumerate().map(|(second, (url, text))| {
        let mut one = entry(second, "", &json!({ "text": text }));
        one["request"]["url"] = json!(url);
        one
    });
    file(&entries.collect::<Vec<_>>())
}

#[test]
fn a_replay_without_cookies_names_them_as_lacking() {
    let replayed = replay_of("wechat-web", &wechat()).unwrap();
    assert!(replayed.outcome.unwrap().cookies().is_empty());
    assert_eq!(replayed.lacks, Some(Lack::Cookies));
}

#[test]
fn a_flow_without_cookies_lacks_none() {
    let text = include_str!("../recordings/foreign/mitmproxy-phi-api.har");
    assert_eq!(replay_of("phi-api", text).unwrap().lacks, None);
}
