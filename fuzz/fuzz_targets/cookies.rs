#![no_main]
//! `Set-Cookie`, and which cookies a login keeps. An input is a reply: each line is a `Set-Cookie`
//! header, but for those that begin with `Date:`, `Location:` (headers too) and `Query:` (of the
//! url in Bilibili's answer).
//!
//! - What [`Cookie::set_by`] gives is fit for every format it is exported in, and its value stands
//!   in the reply byte for byte.
//! - WeChat keeps the last of each name, domain and path that is not deleted, for the page host and
//!   its parents only.
//! - Bilibili succeeds only with its three cookies, names exactly those that are missing, and
//!   follows a ticket's redirects to its own hosts alone, over HTTPS; it ends after ten redirects.

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use qrlogin::http::HeaderValue;
use qrlogin::{Cookie, Error, Flow, Response, bilibili, export, wechat};
use qrlogin_test_support::{Came, Rig, START, reply};
use serde_json::json;

const CODE: &str =
    r#"{"code":0,"data":{"url":"https://account.bilibili.com/h5/x?y=z","qrcode_key":"00"}}"#;
const TICKET: &str = "https://passport.biligame.com/x/passport-login/web/crossDomain?";
const BEGUN: &str = r#"window.QRLogin.code = 200; window.QRLogin.uuid = "AYAAAAAAAA==";"#;
const CONFIRMED: &str = r#"window.code=200;
window.redirect_uri="https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=x";"#;
const EXCHANGED: &str = "<error><ret>0</ret><skey>k</skey><wxsid>s</wxsid><wxuin>1</wxuin><pass_ticket>p</pass_ticket></error>";
const REQUIRED: [&str; 3] = ["SESSDATA", "bili_jct", "DedeUserID"];
const HOSTS: [&str; 3] = [
    "passport.bilibili.com",
    "passport.biligame.com",
    "www.bilibili.com",
];

fuzz_target!(|input: &[u8]| {
    let (mut headers, mut query) = (reply(200, ""), "");
    for line in input.split(|byte| *byte == b'\n') {
        if let Some(date) = line.strip_prefix(b"Date:") {
            headers = with(headers, "date", date.trim_ascii());
        } else if let Some(location) = line.strip_prefix(b"Location:") {
            headers = with(headers, "location", location.trim_ascii());
        } else if let Some(text) = line.strip_prefix(b"Query:") {
            query = std::str::from_utf8(text).unwrap_or_default();
        } else {
            headers = with(headers, "set-cookie", line);
        }
    }
    for host in ["wx2.qq.com", "Passport.Bilibili.com"] {
        let cookies: Vec<_> = Cookie::set_by(&headers, host, START).collect();
        cookies.iter().for_each(|cookie| check(cookie, host, input));
        check_exports(&cookies);
    }
    wechat_keeps(&headers);
    bilibili_keeps(&headers, "");
    bilibili_keeps(&headers, &format!("{TICKET}{query}"));
});

fn check(cookie: &Cookie, host: &str, input: &[u8]) {
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_graphic() && b != b';');
    let value = cookie.value.expose();
    assert!(!cookie.name.is_empty() && plain(&cookie.name) && !cookie.name.contains('='));
    assert!(
        !value.is_empty() && plain(value),
        "the value of {}",
        cookie.name
    );
    assert!(
        cookie.path.starts_with('/') && plain(&cookie.path),
        "{}",
        cookie.path
    );
    assert!(
        !cookie.domain.is_empty() && !cookie.domain.starts_with('.'),
        "no domain"
    );
    assert!(
        !cookie
            .domain
            .contains(|c: char| c.is_ascii_uppercase() || c.is_ascii_whitespace())
    );
    assert!(!cookie.host_only || cookie.domain.eq_ignore_ascii_case(host));
    let mut windows = input.windows(value.len());
    assert!(
        windows.any(|window| window == value.as_bytes()),
        "another value than was sent"
    );
}

/// Every format holds exactly these cookies; a header holds a name for its first domain only.
fn check_exports(cookies: &[Cookie]) {
    let header = export::cookie_header(cookies);
    let pairs = header
        .expose()
        .split("; ")
        .filter_map(|pair| pair.split_once('='));
    let first_domain = |name: &str| {
        cookies
            .iter()
            .find(|it| it.name == name)
            .map(|it| &it.domain)
    };
    let is_kept = |cookie: &&Cookie| first_domain(&cookie.name) == Some(&cookie.domain);
    let mut sorted: Vec<_> = cookies.iter().filter(is_kept).collect();
    sorted.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
    let ours = sorted
        .iter()
        .map(|cookie| (&*cookie.name, cookie.value.expose()));
    assert!(pairs.eq(ours), "the header has other cookies");
    let file = export::netscape(cookies);
    let mut lines = file.expose().lines().skip(1);
    for cookie in cookies {
        let fields: Vec<_> = lines.next().expect("a line").split('\t').collect();
        let [.., domain, _, path, _, _, name, value] = *fields else {
            panic!("{} fields", fields.len());
        };
        assert!(domain.ends_with(&cookie.domain) && path == cookie.path && fields.len() == 7);
        assert!(name == cookie.name && value == cookie.value.expose());
    }
    assert_eq!(lines.next(), None);
    let json = serde_json::to_string(cookies).expect("JSON");
    assert!(serde_json::from_str::<Vec<Cookie>>(&json).expect("cookies") == cookies);
}

fn wechat_keeps(headers: &Response) {
    let answers = [reply(200, BEGUN), reply(200, CONFIRMED)];
    let mut rig = Rig::answered(wechat::Web::new(), answers);
    let credential = rig
        .end_with(&body(headers, EXCHANGED))
        .expect("an end")
        .expect("credentials");
    let mut seen = BTreeSet::new();
    for cookie in &credential.cookies {
        assert!(
            ["wx2.qq.com", "qq.com"].contains(&&*cookie.domain),
            "of {}",
            cookie.domain
        );
        assert!(
            seen.insert((&cookie.name, &cookie.domain, &cookie.path)),
            "{} twice",
            cookie.name
        );
        let same = |it: &Cookie| {
            (&it.name, &it.domain, &it.path) == (&cookie.name, &cookie.domain, &cookie.path)
        };
        let last = Cookie::set_by(headers, "wx2.qq.com", rig.now)
            .filter(same)
            .last();
        assert!(
            last.as_ref() == Some(cookie),
            "not the last {}",
            cookie.name
        );
    }
    let ours = Cookie::set_by(headers, "wx2.qq.com", rig.now)
        .filter(|cookie| ["wx2.qq.com", "qq.com"].contains(&&*cookie.domain))
        .map(|cookie| (cookie.name, cookie.domain, cookie.path));
    let set = ours.collect::<BTreeSet<_>>().len();
    match may_delete(headers) {
        true => assert!(credential.cookies.len() <= set),
        false => assert_eq!(credential.cookies.len(), set),
    }
}

fn bilibili_keeps(headers: &Response, url: &str) {
    let data = json!({ "code": 0, "url": url, "refresh_token": "r" });
    let polled = body(headers, &json!({ "code": 0, "data": data }).to_string());
    let mut rig = Rig::answered(bilibili::Web::new(), [reply(200, CODE)]);
    rig.answer(Ok(polled));
    // With a location it is a hop, and the next one sets the same cookies.
    let hop = match headers.headers().contains_key("location") {
        true => 302,
        false => 200,
    };
    for hops in 0.. {
        match rig.next() {
            Came::Call(call) => {
                let uri = call.request.uri();
                assert!(!url.is_empty() && hops < 10, "{} hops", hops + 1);
                assert_eq!(
                    (call.name, uri.scheme_str(), uri.port()),
                    ("ticket", Some("https"), None)
                );
                assert!(
                    uri.host().is_some_and(|host| HOSTS.contains(&host)),
                    "{:?}",
                    uri.host()
                );
                let mut answer = body(headers, "");
                *answer.status_mut() = reply(hop, "").status();
                rig.flow.handle(rig.now, Ok(answer));
            }
            Came::Done(credential) => {
                let has = |name: &&str| credential.cookie(name).is_some_and(|it| !it.is_empty());
                assert!(REQUIRED.iter().all(has));
                return check_exports(&credential.cookies);
            }
            Came::Failed(Error::Incomplete { missing, .. }) => {
                let set: Vec<_> = Cookie::set_by(headers, HOSTS[0], rig.now)
                    .filter(|it| ["bilibili.com", HOSTS[0]].contains(&&*it.domain))
                    .filter(|it| it.domain == "bilibili.com" || it.host_only)
                    .map(|it| it.name)
                    .collect();
                if may_delete(headers) {
                    return;
                }
                assert!(
                    missing.iter().all(|name| !set.contains(name)),
                    "{missing:?} are there"
                );
                let lost = |name: &&str| !set.iter().any(|it| it == *name);
                let lost: Vec<_> = REQUIRED.into_iter().filter(lost).collect();
                assert!(
                    !url.is_empty() || missing == lost,
                    "{missing:?} instead of {lost:?}"
                );
                return;
            }
            Came::Failed(error) => {
                return assert!(matches!(error, Error::Untrusted { .. }), "{error}");
            }
        }
    }
}

/// Whether a line can be a deletion, which says in its attributes when the cookie ends.
fn may_delete(headers: &Response) -> bool {
    let lines = headers.headers().get_all("set-cookie").iter();
    let ends = |line: &[u8]| {
        let line = String::from_utf8_lossy(line).to_ascii_lowercase();
        line.contains("max-age") || line.contains("expires")
    };
    lines.into_iter().any(|line| ends(line.as_bytes()))
}

/// The headers with this body.
fn body(headers: &Response, text: &str) -> Response {
    headers.clone().map(|_| text.as_bytes().to_vec())
}

/// The response with one more header, if that can be one.
fn with(mut response: Response, name: &'static str, value: &[u8]) -> Response {
    if let Ok(value) = HeaderValue::from_bytes(value) {
        response.headers_mut().append(name, value);
    }
    response
}
