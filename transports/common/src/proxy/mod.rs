//! Which proxy a call goes through, by the rules of curl.

use qrlogin::Error;
use qrlogin::http::Uri;

use address::unusable;
pub use address::{Proxy, ProxyKind};

use crate::config::ProxySetting;

mod address;
mod bypass;

/// The proxies in use, and the hosts they are not used for. `P` is what a driver makes of a proxy.
#[derive(Clone, Debug)]
pub struct Proxies<P = Proxy> {
    http: Option<P>,
    https: Option<P>,
    bypass: String,
}

impl Proxies {
    pub(crate) fn none() -> Self {
        Self {
            http: None,
            https: None,
            bypass: String::new(),
        }
    }

    pub(crate) fn new(setting: ProxySetting) -> Result<Self, Error> {
        match setting {
            ProxySetting::None => Ok(Self::none()),
            ProxySetting::Proxy(proxy) => Ok(Self {
                http: Some(proxy.clone()),
                https: Some(proxy),
                bypass: String::new(),
            }),
            ProxySetting::Environment => Self::from_env(|name| std::env::var(name).ok()),
        }
    }

    fn from_env(var: impl Fn(&'static str) -> Option<String>) -> Result<Self, Error> {
        let first = |names: &[&'static str]| {
            names.iter().find_map(|&name| {
                let value = var(name).filter(|value| !value.is_empty())?;
                Some((name, value))
            })
        };
        let proxy = |names: &[&'static str]| {
            first(names)
                .map(|(name, url)| Proxy::parse(name, &url))
                .transpose()
        };
        // Of a CGI program, `HTTP_PROXY` is the client's header `Proxy`.
        let is_cgi = var("REQUEST_METHOD").is_some();
        let http: &[_] = if is_cgi {
            &["http_proxy", "all_proxy", "ALL_PROXY"]
        } else {
            &["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
        };
        Ok(Self {
            http: proxy(http)?,
            https: proxy(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])?,
            bypass: first(&["no_proxy", "NO_PROXY"])
                .map(|(_, list)| list)
                .unwrap_or_default(),
        })
    }
}

impl<P> Proxies<P> {
    /// The same rules with each proxy as an HTTP client wants to have it.
    ///
    /// # Errors
    /// [`Error::Setting`] if the client cannot use a proxy; its own error is dropped, since it may hold a
    /// password.
    pub fn try_map<Q, E>(self, each: impl Fn(P) -> Result<Q, E>) -> Result<Proxies<Q>, Error> {
        let each = |proxy: Option<P>| {
            let mapped = proxy.map(&each).transpose();
            mapped.map_err(|_| unusable("proxy"))
        };
        Ok(Proxies {
            http: each(self.http)?,
            https: each(self.https)?,
            bypass: self.bypass,
        })
    }

    /// The proxy for this address, if any.
    ///
    /// The entries of `no_proxy` have commas or blanks between them. One is `*`, an address, a network such as `10.0.0.0/8`, or a domain with all hosts
    /// below it, with or without a leading dot.
    pub fn for_uri(&self, uri: &Uri) -> Option<&P> {
        let proxy = match uri.scheme_str() {
            Some("https") => self.https.as_ref(),
            _ => self.http.as_ref(),
        }?;
        let bypassed = bypass::covers_any(&self.bypass, uri.host()?);
        (!bypassed).then_some(proxy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(vars: &'static [(&str, &str)]) -> Result<Proxies, Error> {
        Proxies::from_env(|name| {
            vars.iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    fn port(proxies: &Proxies, uri: &'static str) -> Option<u16> {
        proxies
            .for_uri(&Uri::from_static(uri))
            .map(|proxy| proxy.port)
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
                "example.com, .example.org *.example.net,192.168.0.0/16,::1",
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
