//! Which host does what, and which address may be followed (spec 1 and 7).

use crate::Error;

/// The hosts of the classic web login. Which of them serves an account is the service's choice.
pub(super) const WEB: [&str; 5] = [
    "wx.qq.com",
    "wx2.qq.com",
    "wx8.qq.com",
    "web.wechat.com",
    "web2.wechat.com",
];
/// The hosts of the File Transfer web app (spec 2.6).
pub(super) const FILE_TRANSFER: [&str; 2] =
    ["filehelper.weixin.qq.com", "szfilehelper.weixin.qq.com"];
/// The domains above the page hosts that cookies may be set for.
const PARENTS: [&str; 3] = ["qq.com", "wechat.com", "weixin.qq.com"];
/// The only path that a login leads to.
pub(super) const LOGIN_PAGE: &str = "/cgi-bin/mmwebwx-bin/webwxnewloginpage";

/// The companions of a page host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hosts {
    pub(super) login: &'static str,
    pub(super) file: &'static str,
    pub(super) push: &'static str,
}

/// The table of spec 1, in its order.
pub(super) fn of(page_host: &str) -> Hosts {
    let [login, file, push] = match page_host {
        "wx2.qq.com" => ["login.wx2.qq.com", "file.wx2.qq.com", "webpush.wx2.qq.com"],
        "wx8.qq.com" => ["login.wx8.qq.com", "file.wx8.qq.com", "webpush.wx8.qq.com"],
        host if is_below(host, "qq.com") => {
            ["login.wx.qq.com", "file.wx.qq.com", "webpush.wx.qq.com"]
        }
        "web2.wechat.com" => [
            "login.web2.wechat.com",
            "file.web2.wechat.com",
            "webpush.web2.wechat.com",
        ],
        host if is_below(host, "wechat.com") => [
            "login.web.wechat.com",
            "file.web.wechat.com",
            "webpush.web.wechat.com",
        ],
        _ => [
            "login.weixin.qq.com",
            "file.wx.qq.com",
            "webpush.weixin.qq.com",
        ],
    };
    Hosts { login, file, push }
}

/// Whether it is the host of a session.
pub(crate) fn is_page_host(host: &str) -> bool {
    WEB.contains(&host) || FILE_TRANSFER.contains(&host)
}

/// Whether a cookie for this domain is one of the page host's session.
pub(crate) fn shares_cookies(page_host: &str, domain: &str) -> bool {
    domain == page_host || (PARENTS.contains(&domain) && is_below(page_host, domain))
}

/// The page host of a `redirect_uri`, if the address may be followed: https on the default port, no
/// user info, a page host compared whole, and exactly the path of the login page (spec 7).
///
/// # Errors
/// [`Error::Untrusted`], before any request.
pub(super) fn check_redirect(uri: &str) -> Result<&'static str, Error> {
    let untrusted = |problem: &str| Error::Untrusted {
        host: shown_host(uri) + problem,
    };
    let rest = uri
        .strip_prefix("https://")
        .ok_or_else(|| untrusted(" without https"))?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let authority = authority.strip_suffix(":443").unwrap_or(authority);
    let host = WEB
        .into_iter()
        .chain(FILE_TRANSFER)
        .find(|host| authority.eq_ignore_ascii_case(host))
        .ok_or_else(|| untrusted(""))?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if path == LOGIN_PAGE {
        Ok(host)
    } else {
        Err(untrusted(" with another path"))
    }
}

/// The host of an address, for an error; the rest of the address is secret.
pub(super) fn shown_host(uri: &str) -> String {
    let url = url::Url::parse(uri).ok();
    let host = url.as_ref().and_then(url::Url::host_str);
    host.unwrap_or("no address").chars().take(100).collect()
}

fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|front| front.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of spec 9.
    #[test]
    fn a_page_host_has_the_login_host_of_the_table() {
        for (page, login) in [
            ("wx2.qq.com", "login.wx2.qq.com"),
            ("wx8.qq.com", "login.wx8.qq.com"),
            ("wx.qq.com", "login.wx.qq.com"),
            ("filehelper.weixin.qq.com", "login.wx.qq.com"),
            ("web2.wechat.com", "login.web2.wechat.com"),
            ("web.wechat.com", "login.web.wechat.com"),
            ("example.org", "login.weixin.qq.com"),
            ("wx2.qq.com.example.org", "login.weixin.qq.com"),
            ("evilqq.com", "login.weixin.qq.com"),
        ] {
            assert_eq!(of(page).login, login, "{page}");
        }
    }

    #[test]
    fn file_and_push_host_belong_to_the_same_family() {
        let hosts = of("web2.wechat.com");
        assert_eq!(hosts.file, "file.web2.wechat.com");
        assert_eq!(hosts.push, "webpush.web2.wechat.com");
        assert_eq!(of("example.org").file, "file.wx.qq.com");
        assert_eq!(of("example.org").push, "webpush.weixin.qq.com");
    }

    #[test]
    fn every_page_host_may_be_followed() {
        for host in WEB.into_iter().chain(FILE_TRANSFER) {
            let uri = format!("https://{host}{LOGIN_PAGE}?ticket=x");
            assert_eq!(check_redirect(&uri), Ok(host));
        }
        let explicit = format!("https://WX.qq.com:443{LOGIN_PAGE}?ticket=x");
        assert_eq!(check_redirect(&explicit), Ok("wx.qq.com"));
    }

    #[test]
    fn no_other_address_may_be_followed() {
        for (uri, shown) in [
            ("http://wx.qq.com{}?ticket=x", "wx.qq.com without https"),
            ("https://wx.qq.com.example.org{}", "wx.qq.com.example.org"),
            ("https://wx.qq.com@example.org{}", "example.org"),
            ("https://user:pass@wx.qq.com{}", "wx.qq.com"),
            ("https://wx.qq.com:8443{}", "wx.qq.com"),
            ("https://wx.qq.com.{}", "wx.qq.com."),
            ("https://wx.qq.com\\@example.org{}", "wx.qq.com"),
            ("https://login.wx.qq.com{}", "login.wx.qq.com"),
            ("https://qq.com{}", "qq.com"),
            (
                "https://wx.qq.com/login?ticket=secret",
                "wx.qq.com with another path",
            ),
            (
                "https://wx.qq.com{}/?ticket=secret",
                "wx.qq.com with another path",
            ),
            (
                "https://wx.qq.com/..{}?ticket=secret",
                "wx.qq.com with another path",
            ),
            ("https://wx.qq.com?{}", "wx.qq.com with another path"),
            ("https://wx.qq.com#{}", "wx.qq.com with another path"),
            ("https:wx.qq.com{}", "wx.qq.com without https"),
            ("//wx.qq.com{}", "no address without https"),
            ("{}", "no address without https"),
            ("", "no address without https"),
            ("javascript:alert(1)", "no address without https"),
        ] {
            let uri = uri.replace("{}", LOGIN_PAGE);
            let host = shown.to_owned();
            assert_eq!(
                check_redirect(&uri),
                Err(Error::Untrusted { host }),
                "{uri}"
            );
        }
    }

    #[test]
    fn cookies_are_shared_with_the_parents_of_the_page_host_only() {
        assert!(shares_cookies("wx2.qq.com", "wx2.qq.com"));
        assert!(shares_cookies("wx2.qq.com", "qq.com"));
        assert!(shares_cookies("filehelper.weixin.qq.com", "weixin.qq.com"));
        assert!(!shares_cookies("wx2.qq.com", "wechat.com"));
        assert!(!shares_cookies("wx2.qq.com", "weixin.qq.com"));
        assert!(!shares_cookies("wx2.qq.com", "wx.qq.com"));
        assert!(!shares_cookies("wx2.qq.com", "com"));
    }
}
