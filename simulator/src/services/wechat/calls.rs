//! The hosts of WeChat, and the names of the calls there.

use crate::services::UNKNOWN;

/// The hosts of logins, pages and push messages.
pub(super) const HOSTS: &[&str] = &[
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
];
/// A host to which no client may follow a redirect.
pub(super) const EVIL_HOST: &str = "evil.example";

/// The calls of WeChat web.
pub(crate) const WEB: &[&str] = &[
    "jslogin",
    "qrcode",
    "scan-page",
    "login",
    "exchange",
    "pushlogin",
    "page",
    "init",
    "status-notify",
    "contacts",
    "batch-contacts",
    "synccheck",
    "sync",
    "send",
    "oplog",
    "report",
    "icon",
    "logout",
    UNKNOWN,
];

/// The call of this path.
pub(super) fn call(path: &str) -> &'static str {
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
