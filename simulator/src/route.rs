//! Which call of which service a request is meant for.

use http::header::HOST;

use crate::ask::{Ask, is_loopback, without_port};
use crate::ledger::Logins;
use crate::record::ServiceId;
use crate::scenario::nearest;
use crate::services::{pan115, taptap};

/// The call of a path that a service does not have.
pub(crate) const UNKNOWN: &str = "unknown";

/// The hosts of Bilibili.
const BILIBILI: [&str; 8] = [
    "passport.bilibili.com",
    "passport.snm0516.aisee.tv",
    "passport.biligame.com",
    "www.bilibili.com",
    "api.bilibili.com",
    "app.bilibili.com",
    "account.bilibili.com",
    "i0.hdslb.com",
];
/// The hosts of WeChat: logins, pages, pushes; and one that no client may follow to.
const WECHAT: [&str; 20] = [
    "login.wx.qq.com",
    "login.weixin.qq.com",
    "login.wx2.qq.com",
    "login.wx8.qq.com",
    "login.web.wechat.com",
    "login.web2.wechat.com",
    "wx.qq.com",
    "wx2.qq.com",
    "wx8.qq.com",
    "web.wechat.com",
    "web2.wechat.com",
    "filehelper.weixin.qq.com",
    "szfilehelper.weixin.qq.com",
    "webpush.weixin.qq.com",
    "webpush.wx.qq.com",
    "webpush.wx2.qq.com",
    "webpush.wx8.qq.com",
    "webpush.web.wechat.com",
    "webpush.web2.wechat.com",
    "evil.example",
];

/// Every host at which a service lives.
pub(crate) fn hosts() -> impl Iterator<Item = &'static str> {
    let honest = WECHAT.into_iter().filter(|host| *host != "evil.example");
    BILIBILI
        .into_iter()
        .chain(honest)
        .chain(pan115::HOSTS)
        .chain(taptap::hosts())
}

/// The service and call of a request; `None` if no service lives at its address. Some calls belong
/// to the service that issued the code.
pub(crate) fn route(ask: &Ask, logins: &Logins) -> Option<(ServiceId, &'static str)> {
    match ask.host.as_str() {
        "passport.bilibili.com" | "passport.snm0516.aisee.tv" => Some(bilibili_passport(&ask.path)),
        "app.bilibili.com" => Some(bilibili_app(&ask.path)),
        host if BILIBILI.contains(&host) => {
            Some((ServiceId::BilibiliWeb, bilibili_other(&ask.path)))
        }
        host if pan115::is_host(host) => Some(pan115::route(ask, logins)),
        host if WECHAT.contains(&host) => Some((ServiceId::WechatWeb, wechat(&ask.path))),
        host if taptap::is_host(host) => Some((ServiceId::TapTap, taptap::call(host, &ask.path))),
        _ => by_path(ask),
    }
}

/// Whether a service lives at this host, whatever the path; the gateways live at none.
pub(crate) fn has_host(host: &str) -> bool {
    let mut root = Ask::new(http::Request::default());
    root.host = host.to_owned();
    route(&root, &Logins::default()).is_some()
}

/// What is said to a request that no service is meant by: how addresses have to look, and the one
/// that may have been meant.
pub(crate) fn nowhere(ask: &Ask) -> String {
    let by_path = |host: &str, path: &str| match ask.header(HOST) {
        origin if is_loopback(without_port(origin)) => format!("http://{origin}/{host}{path}"),
        _ => format!("http://{host}{path}"),
    };
    let mut text = format!(
        "No simulated service lives at the host `{}` with the path `{}`.\n",
        ask.host, ask.path
    );
    let mut elsewhere = ask.clone();
    let is_known = |host: &&str| {
        elsewhere.host = (*host).to_owned();
        route(&elsewhere, &Logins::default()).is_some_and(|(_, call)| call != UNKNOWN)
    };
    let near = nearest(&ask.host, hosts(), 1);
    let host = match is_loopback(&ask.host) {
        // The root is at every host, and says nothing.
        true => hosts().filter(|_| ask.path != "/").find(is_known),
        false => near.first().map(String::as_str),
    };
    if let Some(host) = host {
        text += &format!("Was this meant: {}\n", by_path(host, &ask.path));
    }
    text += "\nThe Host header tells the service, or at this address the first part of the path:\n";
    text += &by_path(
        "passport.bilibili.com",
        "/x/passport-login/web/qrcode/generate",
    );
    text += "\nThe gateways have no host: /api/v1/115/qrcode/start,";
    text += " /phiApi/LoginQrCode/GetNewQRCode\n\nHosts:\n";
    hosts().for_each(|host| text += &format!("  {host}\n"));
    text += "Control calls: /_sim/\n";
    text
}

/// The two gateways have no host of their own: their paths tell.
fn by_path(ask: &Ask) -> Option<(ServiceId, &'static str)> {
    let path = ask.path.to_ascii_lowercase();
    if let Some(rest) = ask.path.strip_prefix("/api/v1/115/") {
        return Some((ServiceId::Gateway115, gateway_115(rest)));
    }
    let phi = ["/phiapi/loginqrcode/", "/api/loginqrcode/", "/loginqrcode/"];
    if let Some(rest) = phi.iter().find_map(|prefix| path.strip_prefix(prefix)) {
        return Some((ServiceId::PhiApi, phi_api(rest)));
    }
    if path.starts_with("/phiapi/") {
        return Some((ServiceId::PhiApi, UNKNOWN));
    }
    // A server of its own name that has only one of the gateways still answers unknown paths in its
    // own way.
    (!is_loopback(&ask.host) && path.starts_with("/api/v1/"))
        .then_some((ServiceId::Gateway115, UNKNOWN))
}

fn bilibili_passport(path: &str) -> (ServiceId, &'static str) {
    match path {
        "/x/passport-tv-login/qrcode/auth_code" => (ServiceId::BilibiliTv, "auth_code"),
        "/x/passport-tv-login/qrcode/poll" => (ServiceId::BilibiliTv, "poll"),
        "/x/passport-tv-login/h5/qrcode/auth" => (ServiceId::BilibiliTv, "scan-page"),
        "/x/passport-tv-login/h5/qrcode/confirm" => (ServiceId::BilibiliTv, "confirm"),
        "/x/passport-login/oauth2/info" => (ServiceId::BilibiliTv, "token-info"),
        "/x/passport-login/web/qrcode/generate" => (ServiceId::BilibiliWeb, "generate"),
        "/x/passport-login/web/qrcode/poll" => (ServiceId::BilibiliWeb, "poll"),
        "/qrcode/getLoginInfo" => (ServiceId::BilibiliWeb, "retired"),
        path => (ServiceId::BilibiliWeb, bilibili_other(path)),
    }
}

fn bilibili_other(path: &str) -> &'static str {
    match path {
        "/crossDomain" | "/x/passport-login/web/crossDomain" => "cross-domain",
        "/x/web-interface/nav" => "nav",
        "/x/web-interface/nav/stat" => "nav-stat",
        "/x/space/myinfo" => "myinfo",
        "/x/frontend/finger/spi" => "spi",
        "/x/web-frontend/getbuvid" => "getbuvid",
        "/x/internal/gaia-gateway/ExClimbWuzhi" => "activate",
        "/bapis/bilibili.api.ticket.v1.Ticket/GenWebTicket" => "web-ticket",
        "/x/passport-login/web/cookie/info" => "cookie-info",
        "/login/exit/v2" => "logout",
        "/h5-app/passport/login/scan" | "/h5/account-h5/auth/scan-web" => "scan-page",
        path if path.starts_with("/bfs/") => "picture",
        "/" => "landing",
        _ => UNKNOWN,
    }
}

fn bilibili_app(path: &str) -> (ServiceId, &'static str) {
    match path {
        "/x/v2/account/myinfo" => (ServiceId::BilibiliTv, "account"),
        path => (ServiceId::BilibiliWeb, bilibili_other(path)),
    }
}

fn wechat(path: &str) -> &'static str {
    match path {
        "/jslogin" => "jslogin",
        "/cgi-bin/mmwebwx-bin/login" => "login",
        "/cgi-bin/mmwebwx-bin/webwxnewloginpage" => "exchange",
        "/cgi-bin/mmwebwx-bin/webwxpushloginurl" => "pushlogin",
        "/cgi-bin/mmwebwx-bin/webwxinit" => "init",
        "/cgi-bin/mmwebwx-bin/webwxstatusnotify" => "status-notify",
        "/cgi-bin/mmwebwx-bin/webwxgetcontact" => "contacts",
        "/cgi-bin/mmwebwx-bin/webwxsync" => "sync",
        "/cgi-bin/mmwebwx-bin/webwxbatchgetcontact" => "batch-contacts",
        "/cgi-bin/mmwebwx-bin/webwxsendmsg" => "send",
        "/cgi-bin/mmwebwx-bin/webwxoplog" => "oplog",
        "/cgi-bin/mmwebwx-bin/webwxstatreport" => "report",
        "/cgi-bin/mmwebwx-bin/webwxgeticon" | "/cgi-bin/mmwebwx-bin/webwxgetheadimg" => "icon",
        "/cgi-bin/mmwebwx-bin/webwxlogout" => "logout",
        "/cgi-bin/mmwebwx-bin/synccheck" => "synccheck",
        "/" => "page",
        path if path.starts_with("/qrcode/") => "qrcode",
        path if path.starts_with("/l/") => "scan-page",
        _ => UNKNOWN,
    }
}

fn gateway_115(rest: &str) -> &'static str {
    match rest {
        "qrcode/start" => "start",
        "qrcode/image" => "image",
        "qrcode/status" => "status",
        "qrcode/login" => "login",
        _ => UNKNOWN,
    }
}

fn phi_api(rest: &str) -> &'static str {
    match rest {
        "getnewqrcode" => "GetNewQRCode",
        "checkqrcode" => "CheckQRCode",
        "gettaptapprofile" => "GetTapTapProfile",
        "getphigrostoken" => "GetPhigrosToken",
        _ => UNKNOWN,
    }
}
