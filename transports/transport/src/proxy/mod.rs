//! The proxy of a call, chosen by the rules of curl, and the handshake with it.

use std::ffi::OsString;

use qrlogin::Error;
use qrlogin::http::Uri;

use address::unusable;
pub use address::{Proxy, ProxyKind};
pub use handshake::{Handshake, Turn};

mod address;
mod bypass;
mod handshake;

/// The source of the proxies.
#[derive(Clone, Debug, Default)]
pub(crate) enum ProxySetting {
    #[default]
    Environment,
    None,
    Proxy(Proxy),
}

/// The proxies by scheme, and the hosts that are called without them.
#[derive(Clone, Debug)]
pub struct Proxies {
    http: Named,
    https: Named,
    bypass: String,
}

/// The proxy in a variable, if it is set. An invalid one is an error only of the calls that need
/// it.
type Named = Option<Result<Proxy, Error>>;

impl Proxies {
    pub(crate) fn none() -> Self {
        Self {
            http: None,
            https: None,
            bypass: String::new(),
        }
    }

    pub(crate) fn new(setting: ProxySetting) -> Self {
        match setting {
            ProxySetting::None => Self::none(),
            ProxySetting::Proxy(proxy) => Self {
                http: Some(Ok(proxy.clone())),
                https: Some(Ok(proxy)),
                bypass: String::new(),
            },
            ProxySetting::Environment => Self::from_env(std::env::var_os::<&str>),
        }
    }

    fn from_env(var: impl Fn(&'static str) -> Option<OsString>) -> Self {
        let first = |names: &[&'static str]| {
            names.iter().find_map(|&name| {
                let value = var(name).filter(|value| !value.is_empty())?;
                Some((name, value))
            })
        };
        let proxy = |names: &[&'static str]| -> Named {
            let (name, value) = first(names)?;
            let url = value.to_str().ok_or_else(|| unusable(name));
            Some(url.and_then(|url| Proxy::of(name, url)))
        };
        // In a CGI program, `HTTP_PROXY` is the client's header `Proxy` (CVE-2016-5385).
        let is_cgi = var("REQUEST_METHOD").is_some();
        let http: &[_] = if is_cgi {
            &["http_proxy", "all_proxy", "ALL_PROXY"]
        } else {
            &["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
        };
        Self {
            http: proxy(http),
            https: proxy(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
            bypass: first(&["no_proxy", "NO_PROXY"])
                .map(|(_, list)| list.to_string_lossy().into_owned())
                .unwrap_or_default(),
        }
    }

    /// The proxy for this address, if any.
    ///
    /// The entries of `no_proxy` are separated by commas or white space. An entry is `*`, an
    /// address, a network such as `10.0.0.0/8`, or a domain with all hosts below it, with or
    /// without a leading dot.
    ///
    /// # Errors
    /// [`Error::Setting`] if the variable does not hold the address of a proxy.
    pub fn for_uri(&self, uri: &Uri) -> Result<Option<&Proxy>, Error> {
        let named = match uri.scheme_str() {
            Some("https") => self.https.as_ref(),
            _ => self.http.as_ref(),
        };
        let (Some(named), Some(host)) = (named, uri.host()) else {
            return Ok(None);
        };
        if bypass::covers_any(&self.bypass, host) {
            return Ok(None);
        }
        named.as_ref().map(Some).map_err(Clone::clone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(vars: &'static [(&str, &str)]) -> Proxies {
        Proxies::from_env(|name| {
            vars.iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).into())
        })
    }

    fn port(proxies: &Proxies, uri: &'static str) -> Option<u16> {
        proxies
            .for_uri(&Uri::from_static(uri))
            .unwrap()
            .map(|proxy| proxy.port)
    }

    #[test]
    fn each_scheme_falls_back_to_all_proxy() {
        let proxies = with(&[
            ("https_proxy", "http://127.0.0.1:1"),
            ("HTTPS_PROXY", "http://127.0.0.1:2"),
            ("ALL_PROXY", "socks5://127.0.0.1:3"),
        ]);
        assert_eq!(port(&proxies, "https://example.com/"), Some(1));
        assert_eq!(port(&proxies, "http://example.com/"), Some(3));
    }

    #[test]
    fn a_cgi_program_ignores_http_proxy() {
        let proxies = with(&[
            ("REQUEST_METHOD", "GET"),
            ("HTTP_PROXY", "http://127.0.0.1:1"),
        ]);
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
        ]);
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
        let nothing = with(&[("all_proxy", "127.0.0.1:8080"), ("NO_PROXY", "*")]);
        assert_eq!(port(&nothing, "https://example.com/"), None);
    }

    #[test]
    fn the_error_names_the_variable_without_its_value() {
        let proxies = with(&[("HTTPS_PROXY", "ftp://me:secret@host:1")]);
        let needed = proxies.for_uri(&Uri::from_static("https://example.com/"));
        let text = needed.unwrap_err().to_string();
        assert!(text.contains("HTTPS_PROXY"), "{text}");
        assert!(!text.contains("secret"), "{text}");
    }

    #[test]
    fn an_invalid_variable_fails_only_the_calls_that_need_it() {
        let proxies = with(&[
            ("ALL_PROXY", "ftp://127.0.0.1:1"),
            ("HTTPS_PROXY", "http://127.0.0.1:2"),
            ("NO_PROXY", "example.org"),
        ]);
        assert_eq!(port(&proxies, "https://example.com/"), Some(2));
        assert_eq!(port(&proxies, "http://example.org/"), None);
        let needed = proxies.for_uri(&Uri::from_static("http://example.com/"));
        assert!(needed.unwrap_err().to_string().contains("ALL_PROXY"));
    }

    #[test]
    fn an_empty_variable_counts_as_unset() {
        let proxies = with(&[("https_proxy", "")]);
        assert_eq!(port(&proxies, "https://example.com/"), None);
    }

    #[test]
    fn a_proxy_names_the_variable_it_is_from() {
        let proxies = with(&[("ALL_PROXY", "socks://me:secret@127.0.0.1:7890/")]);
        let proxy = proxies.for_uri(&Uri::from_static("https://example.com/"));
        let origin = proxy.unwrap().unwrap().origin().to_string();
        assert_eq!(origin, "127.0.0.1:7890 (from ALL_PROXY)");
    }
}
