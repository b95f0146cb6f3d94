//! The calls of a client of Bilibili web.

use crate::support::Client;

pub(crate) const GENERATE: &str =
    "https://passport.bilibili.com/x/passport-login/web/qrcode/generate";

pub(crate) fn generate(client: &mut Client) -> String {
    client.get(GENERATE).json()["data"]["qrcode_key"]
        .as_str()
        .unwrap()
        .to_owned()
}

pub(crate) fn poll_url(key: &str) -> String {
    format!("https://passport.bilibili.com/x/passport-login/web/qrcode/poll?qrcode_key={key}")
}

pub(crate) fn code(client: &mut Client, key: &str) -> i64 {
    client.get(&poll_url(key)).json()["data"]["code"]
        .as_i64()
        .unwrap()
}
