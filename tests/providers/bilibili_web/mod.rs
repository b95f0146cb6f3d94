//! Bilibili's web login, answer by answer (specification sections 2 and 4).

mod code;
mod cookies;
mod poll;
mod refusals;
mod ticket;

use qrlogin::bilibili::{Web, WebCredential};
use qrlogin::{Advice, Error, Failure, Flow, Login, Response, Timestamp};

use qrlogin_test_support::{Rig, START, header, parameter, reply, reply_with, secs, seed};

const KEY: &str = "00112233445566778899aabbccddeeff";
const TICKET: &str = "https://passport.biligame.com/x/passport-login/web/crossDomain?ticket=0123456789abcdef&gourl=https%3A%2F%2Fwww.bilibili.com";

fn generated(url: &str) -> String {
    format!(r#"{{"code":0,"message":"0","ttl":1,"data":{{"url":"{url}","qrcode_key":"{KEY}"}}}}"#)
}

fn polled(code: &str, url: &str) -> String {
    let message = if code == "0" { "OK" } else { "m" };
    format!(
        r#"{{"code":0,"message":"0","ttl":1,"data":{{"url":"{url}","refresh_token":"r3fr3sh","timestamp":0,"code":{code},"message":"{message}"}}}}"#
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
    Error::incomplete(names.iter().copied())
}
