//! A whole login whose secrets all contain a marker, for the tests that search logs for it.

use std::sync::atomic::{AtomicU64, Ordering};

use qrlogin::Timestamp;

use super::server::{Reply, Server};

/// Part of every secret of the login.
pub const CANARY: &str = "c4nary";

/// A clock that advances two seconds at each reading, so that no pause takes real time.
pub fn leaping() -> Timestamp {
    static NOW: AtomicU64 = AtomicU64::new(1_800_000_000);
    Timestamp::from_secs(NOW.fetch_add(2, Ordering::Relaxed))
}

/// A Bilibili that confirms at the first poll, with one redirect for the ticket.
pub fn bilibili() -> Server {
    let cookies = ["SESSDATA", "bili_jct", "DedeUserID"]
        .map(|name| format!("Set-Cookie: {name}=c4nary-{name}; Domain=bilibili.com"));
    let cookies: Vec<_> = cookies.iter().map(String::as_str).collect();
    Server::in_order([
        Reply::ok(
            r#"{"code":0,"data":{"url":"https://account.bilibili.com/h5?k=c4nary-url","qrcode_key":"c4nary-key"}}"#,
        ),
        Reply::ok(
            r#"{"code":0,"data":{"code":0,"url":"https://passport.biligame.com/x?ticket=c4nary-ticket","refresh_token":"c4nary-refresh"}}"#,
        ),
        Reply::new("200 OK", &cookies, ""),
    ])
}
