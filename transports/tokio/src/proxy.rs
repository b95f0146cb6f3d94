//! Which proxy a call goes through, by the rules of curl.

use hyper_util::client::proxy::matcher::Matcher;
use qrlogin::Error;
use qrlogin::http::Uri;

use crate::config::ProxySetting;

/// The rules for this setting; `None` if no call can go through a proxy.
pub(crate) fn matcher(setting: &ProxySetting) -> Result<Option<Matcher>, Error> {
    match setting {
        ProxySetting::None => Ok(None),
        ProxySetting::Url(url) => {
            check("proxy", url)?;
            Ok(Some(Matcher::builder().all(url.as_str()).build()))
        }
        ProxySetting::Environment => from_env(|name| std::env::var(name).ok()),
    }
}

/// The matcher's own reader skips what it cannot use, and the call would go out without the proxy.
fn from_env(var: impl Fn(&'static str) -> Option<String>) -> Result<Option<Matcher>, Error> {
    let first = |names: &[&'static str]| {
        names.iter().find_map(|&name| {
            let value = var(name).filter(|value| !value.is_empty())?;
            Some((name, value))
        })
    };
    let proxy = |names: &[&'static str]| match first(names) {
        Some((name, url)) => check(name, &url).map(|()| url),
        None => Ok(String::new()),
    };
    // Of a CGI program, `HTTP_PROXY` is the client's header `Proxy`.
    let is_cgi = var("REQUEST_METHOD").is_some();
    let http: &[_] = if is_cgi {
        &["http_proxy", "all_proxy", "ALL_PROXY"]
    } else {
        &["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
    };
    let bypass = first(&["no_proxy", "NO_PROXY"])
        .map(|(_, list)| list)
        .unwrap_or_default();
    let http = proxy(http)?;
    let https = proxy(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])?;
    if http.is_empty() && https.is_empty() {
        return Ok(None);
    }
    let rules = Matcher::builder().http(http).https(https);
    Ok(Some(rules.no(bypass.replace("*.", ".")).build()))
}

/// Whether this is the address of a proxy. The error does not repeat it, since it may hold a password.
pub(crate) fn check(name: &'static str, url: &str) -> Result<(), Error> {
    let is_usable = url.parse().is_ok_and(|uri: Uri| {
        let authority = uri
            .authority()
            .filter(|authority| !authority.host().is_empty());
        let port = authority.and_then(|authority| {
            let host_and_port = authority.as_str().rsplit('@').next()?;
            host_and_port
                .strip_prefix(authority.host())?
                .strip_prefix(':')
        });
        authority.is_some()
            && port.is_none_or(|port| port.parse::<u16>().is_ok())
            && matches!(
                uri.scheme_str().unwrap_or("http"),
                "http" | "https" | "socks5" | "socks5h"
            )
    });
    if is_usable {
        Ok(())
    } else {
        Err(Error::setting(
            name,
            "is not the address of a proxy: write `http://HOST:PORT` or `socks5://HOST:PORT`",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(vars: &'static [(&str, &str)]) -> Result<Option<Matcher>, Error> {
        from_env(|name| {
            vars.iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    fn port(proxies: &Option<Matcher>, uri: &'static str) -> Option<u16> {
        proxies
            .as_ref()?
            .intercept(&Uri::from_static(uri))
            .and_then(|via| via.uri().port_u16())
    }

    #[test]
    fn each_scheme_has_its_variable_and_falls_back_to_all_proxy() {
        let proxies = with(&[
            ("https_proxy", "http://127.0.0.1:1"),
            ("HTTPS_PROXY", "http://127.0.0.1:2"),
            ("ALL_PROXY", "socks5://127.0.0.1:3"),
        ])
        .unwrap();
        assert_eq!(port(&proxies, "https://example.com/"), Some(1));
        assert_eq!(port(&proxies, "http://example.com/"), Some(3));
    }

    #[test]
    fn a_cgi_program_does_not_take_http_proxy_from_its_client() {
        let proxies = with(&[
            ("REQUEST_METHOD", "GET"),
            ("HTTP_PROXY", "http://127.0.0.1:1"),
        ])
        .unwrap();
        assert_eq!(port(&proxies, "http://example.com/"), None);
    }

    #[test]
    fn no_proxy_exempts_domains_addresses_and_networks() {
        let proxies = with(&[
            ("all_proxy", "127.0.0.1:8080"),
            (
                "no_proxy",
                "example.com, .example.org,*.example.net,192.168.0.0/16,::1",
            ),
        ])
        .unwrap();
        for direct in [
            "https://example.com/",
            "https://a.EXAMPLE.com/",
            "https://a.example.org/",
            "https://a.example.net/",
            "http://192.168.3.4:5244/",
            "http://[::1]:5244/",
        ] {
            assert_eq!(port(&proxies, direct), None, "{direct}");
        }
        for proxied in [
            "https://notexample.com/",
            "https://example.com.cn/",
            "http://192.169.0.1/",
        ] {
            assert_eq!(port(&proxies, proxied), Some(8080), "{proxied}");
        }
        let nothing = with(&[("all_proxy", "127.0.0.1:8080"), ("NO_PROXY", "*")]).unwrap();
        assert_eq!(port(&nothing, "https://example.com/"), None);
    }

    #[test]
    fn a_variable_that_cannot_be_used_is_an_error_that_names_it_without_its_value() {
        let error = with(&[("HTTPS_PROXY", "ftp://me:secret@host:1")])
            .err()
            .unwrap();
        let text = error.to_string();
        assert!(text.contains("HTTPS_PROXY"), "{text}");
        assert!(!text.contains("secret"), "{text}");
        assert!(with(&[("https_proxy", "")]).is_ok());
    }
}
