//! A whole login whose secrets are all recognisable, for the tests that look for them in logs.

use std::sync::atomic::{AtomicU64, Ordering};

use qrlogin::Timestamp;

use super::server::{Answer, Server};

/// Every secret of the login has this in it.
pub const CANARY: &str = "c4nary";

/// A clock that leaps two seconds whenever it is read, so that no pause is ever waited for.
pub fn leaping() -> Timestamp {
    static NOW: AtomicU64 = AtomicU64::new(1_800_000_000);
    Timestamp::from_secs(NOW.fetch_add(2, Ordering::Relaxed))
}

/// A Bilibili that confirms at the first poll, after a ticket's hop.
pub fn bilibili() -> Server {
    let cookies = ["SESSDATA", "bili_jct", "DedeUserID"]
        .map(|name| format!("Set-Cookie: {name}=c4nary-{name}; Domain=bilibili.com"));
    let cookies: Vec<_> = cookies.iter().map(String::as_str).collect();
    Server::in_order([
        Answer::ok(
            r#"{"code":0,"data":{"url":"https://account.bilibili.com/h5?k=c4nary-url","qrcode_key":"c4nary-key"}}"#,
        ),
        Answer::ok(
            r#"{"code":0,"data":{"code":0,"url":"https://passport.biligame.com/x?ticket=c4nary-ticket","refresh_token":"c4nary-refresh"}}"#,
        ),
        Answer::new("200 OK", &cookies, ""),
    ])
}
