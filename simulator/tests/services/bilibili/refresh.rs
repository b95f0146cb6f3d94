//! The refresh of cookies, on virtual time.

use serde_json::Value;

use super::client::{generate, poll_url};
use crate::support::{Client, get, post};

const INFO: &str = "https://passport.bilibili.com/x/passport-login/web/cookie/info";
const REFRESH: &str = "https://passport.bilibili.com/x/passport-login/web/cookie/refresh";
const CONFIRM: &str = "https://passport.bilibili.com/x/passport-login/web/confirm/refresh";
const NAV: &str = "https://api.bilibili.com/x/web-interface/nav";

/// A login with its cookies.
struct Session {
    client: Client,
    cookie: String,
}

impl Session {
    fn new(settings: &[(&str, &str)]) -> Self {
        let mut client = Client::new(settings);
        let key = generate(&mut client);
        client.wait(5000);
        client.get(&poll_url(&key));
        let cookie = cookie(&client);
        Self { client, cookie }
    }

    fn page(&mut self, path: &str) -> (u16, String) {
        let mut request = get(&format!("https://www.bilibili.com/correspond/1/{path}"));
        let cookie = self.cookie.parse().unwrap();
        request.headers_mut().insert("cookie", cookie);
        let reply = self.client.send(request);
        (reply.status, reply.text().to_owned())
    }

    fn csrf(&mut self) -> String {
        let (_, text) = self.page(&"0f".repeat(128));
        let (_, rest) = text.split_once("id=\"1-name\">").unwrap();
        rest.split_once('<').unwrap().0.to_owned()
    }

    fn post(&mut self, url: &str, form: &str) -> Value {
        let mut request = post(url, "application/x-www-form-urlencoded", form);
        let cookie = self.cookie.parse().unwrap();
        request.headers_mut().insert("cookie", cookie);
        self.client.send(request).json()
    }

    fn ask(&mut self, url: &str) -> Value {
        let mut request = get(url);
        let cookie = self.cookie.parse().unwrap();
        request.headers_mut().insert("cookie", cookie);
        self.client.send(request).json()
    }
}

/// The cookies that were issued last.
fn cookie(client: &Client) -> String {
    let pair = |name: &str| format!("{name}={}", client.issued(name));
    [pair("SESSDATA"), pair("bili_jct")].join("; ")
}

#[test]
fn a_page_needs_a_login_and_an_encrypted_time() {
    let mut session = Session::new(&[]);
    assert_eq!(session.page(&"0f".repeat(128)).0, 200);
    for path in ["", "00", &"0F".repeat(128), &"zz".repeat(128)] {
        assert_eq!(session.page(path).0, 404, "{path}");
    }
    session.cookie = "SESSDATA=other".to_owned();
    assert_eq!(session.page(&"0f".repeat(128)).0, 404);
}

#[test]
fn a_time_for_the_own_key_is_decrypted() {
    let mut session = Session::new(&[("bilibili-web.correspond-key", "own")]);
    assert_eq!(session.page(&"0f".repeat(128)).0, 404);
}

#[test]
fn each_page_is_for_one_refresh_of_its_session() {
    let mut session = Session::new(&[]);
    let (csrf, token) = (
        session.client.issued("bili_jct"),
        session.client.issued("refresh_token"),
    );
    let page = session.csrf();
    let form = |csrf: &str, page: &str, token: &str| {
        format!("csrf={csrf}&refresh_csrf={page}&source=main_web&refresh_token={token}")
    };
    let wrong = session.post(REFRESH, &form("x", &page, &token));
    assert_eq!(wrong["code"], -111);
    for form in [form(&csrf, "x", &token), form(&csrf, &page, "x")] {
        assert_eq!(session.post(REFRESH, &form)["code"], 86095);
    }
    // It was spent on the wrong token.
    assert_eq!(
        session.post(REFRESH, &form(&csrf, &page, &token))["code"],
        86095
    );
    let page = session.csrf();
    let good = session.post(REFRESH, &form(&csrf, &page, &token));
    assert_eq!(good["code"], 0);
    assert_eq!(
        good["data"]["refresh_token"],
        session.client.issued("refresh_token")
    );
    session.cookie = "SESSDATA=other; bili_jct=x".to_owned();
    assert_eq!(
        session.post(REFRESH, &form("x", &page, &token))["code"],
        -101
    );
}

#[test]
fn old_cookies_end_with_the_confirmation() {
    let mut session = Session::new(&[]);
    let (csrf, token) = (
        session.client.issued("bili_jct"),
        session.client.issued("refresh_token"),
    );
    let old = session.cookie.clone();
    let page = session.csrf();
    let form = format!("csrf={csrf}&refresh_csrf={page}&refresh_token={token}");
    assert_eq!(session.post(REFRESH, &form)["code"], 0);
    assert_eq!(session.ask(NAV)["code"], 0);
    session.cookie = cookie(&session.client);
    let csrf = session.client.issued("bili_jct");
    for (form, code) in [
        (format!("csrf=x&refresh_token={token}"), -111),
        (format!("csrf={csrf}&refresh_token=x"), -400),
        (format!("csrf={csrf}&refresh_token={token}"), 0),
        (format!("csrf={csrf}&refresh_token={token}"), -400),
    ] {
        assert_eq!(session.post(CONFIRM, &form)["code"], code, "{form}");
    }
    assert_eq!(session.ask(NAV)["code"], 0);
    session.cookie = old;
    assert_eq!(session.ask(NAV)["code"], -101);
    assert_eq!(session.ask(INFO)["code"], -101);
}

#[test]
fn a_setting_says_whether_a_refresh_is_due() {
    for (value, due) in [("yes", true), ("no", false)] {
        let mut session = Session::new(&[("bilibili-web.refresh-due", value)]);
        assert_eq!(session.ask(INFO)["data"]["refresh"], due);
    }
}
