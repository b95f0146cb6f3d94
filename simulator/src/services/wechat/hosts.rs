//! The page host of a login, its push host and its cookie domain.

use crate::incoming::{Incoming, decode, is_loopback, without_port};

/// The page host that a `jslogin` requests: by `redirect_uri` (raw, or encoded twice), by `appid`,
/// or by the login host.
pub(super) fn requested(incoming: &Incoming) -> String {
    let named = incoming
        .parameter("redirect_uri")
        .and_then(|uri| host_of(&decode(&uri)));
    if let Some(host) = named {
        return host;
    }
    if incoming.parameter("appid").as_deref() == Some("wx_webfilehelper") {
        return "filehelper.weixin.qq.com".to_owned();
    }
    match incoming.host.as_str() {
        "login.wx2.qq.com" => "wx2.qq.com",
        "login.wx8.qq.com" => "wx8.qq.com",
        "login.web.wechat.com" => "web.wechat.com",
        "login.web2.wechat.com" => "web2.wechat.com",
        _ => "wx.qq.com",
    }
    .to_owned()
}

fn host_of(uri: &str) -> Option<String> {
    let rest = uri
        .strip_prefix("https://")
        .or_else(|| uri.strip_prefix("http://"))?;
    let mut parts = rest.split(['/', '?', '#']);
    let mut host = parts.next()?.to_ascii_lowercase();
    if is_loopback(without_port(&host)) {
        // A client with another base URL names the host by the path.
        host = parts.next()?.to_ascii_lowercase();
    }
    let known = host.ends_with(".qq.com") || host.ends_with(".wechat.com");
    known.then_some(host)
}

/// The push host (spec 1).
pub(super) fn push_host(page_host: &str) -> &'static str {
    match page_host {
        "wx2.qq.com" => "webpush.wx2.qq.com",
        "wx8.qq.com" => "webpush.wx8.qq.com",
        "web2.wechat.com" => "webpush.web2.wechat.com",
        host if host.ends_with(".wechat.com") => "webpush.web.wechat.com",
        host if host.ends_with(".qq.com") => "webpush.wx.qq.com",
        _ => "webpush.weixin.qq.com",
    }
}

/// The domain of the one cookie that is not for the page host alone.
pub(super) fn cookie_domain(page_host: &str) -> &'static str {
    if page_host.ends_with(".wechat.com") {
        ".wechat.com"
    } else {
        ".qq.com"
    }
}
