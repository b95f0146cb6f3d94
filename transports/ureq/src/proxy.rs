//! Which proxy a call goes through, by the rules of curl.

use std::net::IpAddr;

use qrlogin::Error;
use qrlogin::http::Uri;
use ureq::Proxy;

use crate::config::ProxySetting;

/// The proxies in use and the hosts they are not used for.
#[derive(Clone, Default)]
pub(crate) struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    bypass: String,
}

impl Proxies {
    pub(crate) fn new(setting: &ProxySetting) -> Result<Self, Error> {
        match setting {
            ProxySetting::None => Ok(Self::default()),
            ProxySetting::Url(url) => {
                let proxy = check("proxy", url)?;
                Ok(Self {
                    http: Some(proxy.clone()),
                    https: Some(proxy),
                    bypass: String::new(),
                })
            }
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
                .map(|(name, url)| check(name, &url))
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

    /// The proxy for this address, if any.
    pub(crate) fn for_uri(&self, uri: &Uri) -> Option<Proxy> {
        let proxy = match uri.scheme_str() {
            Some("https") => self.https.as_ref(),
            _ => self.http.as_ref(),
        }?;
        let host = uri.host()?.trim_matches(['[', ']']);
        let bypassed = self
            .bypass
            .split(',')
            .any(|entry| covers(entry.trim(), host));
        (!bypassed).then(|| proxy.clone())
    }
}

/// A proxy's address as a proxy. The error does not repeat it, since it may hold a password.
pub(crate) fn check(name: &'static str, url: &str) -> Result<Proxy, Error> {
    let unusable = || {
        Error::setting(
            name,
            "is not the address of a proxy: write `http://HOST:PORT` or `socks5://HOST:PORT`",
        )
    };
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "http" => "http",
        "https" => "https",
        // With a bare `socks5` ureq resolves names itself.
        "socks5" | "socks5h" => "socks5h",
        _ => return Err(unusable()),
    };
    let url = format!("{scheme}://{rest}");
    // ureq takes an address without a host for one, and a port that is none for the default port.
    let authority = url
        .parse::<Uri>()
        .ok()
        .and_then(|uri| uri.into_parts().authority);
    let authority = authority.filter(|authority| !authority.host().is_empty());
    let port = authority.as_ref().and_then(|authority| {
        let host_and_port = authority.as_str().rsplit('@').next()?;
        host_and_port
            .strip_prefix(authority.host())?
            .strip_prefix(':')
    });
    if authority.is_none() || port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return Err(unusable());
    }
    Proxy::new(&url).map_err(|_| unusable())
}

/// Whether an entry of `no_proxy` covers this host: `*`, an address, a network such as `10.0.0.0/8`, or a
/// domain with all hosts below it, with or without a leading dot.
fn covers(entry: &str, host: &str) -> bool {
    if let Ok(address) = host.parse::<IpAddr>() {
        return entry == "*" || covers_address(entry, address).unwrap_or(false);
    }
    let domain = entry.trim_start_matches('*').trim_start_matches('.');
    let (host, domain) = (host.to_ascii_lowercase(), domain.to_ascii_lowercase());
    entry == "*"
        || !domain.is_empty()
            && host
                .strip_suffix(&domain)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn covers_address(entry: &str, address: IpAddr) -> Option<bool> {
    let (network, length) = match entry.split_once('/') {
        Some((network, length)) => (network, Some(length.parse::<u32>().ok()?)),
        None => (entry, None),
    };
    // Both as 128 bits, an IPv4 address in the highest 32.
    let (network, address, bits) = match (network.trim_matches(['[', ']']).parse().ok()?, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) => (
            u128::from(network.to_bits()) << 96,
            u128::from(address.to_bits()) << 96,
            32,
        ),
        (IpAddr::V6(network), IpAddr::V6(address)) => (network.to_bits(), address.to_bits(), 128),
        _ => return None,
    };
    let length = length.unwrap_or(bits).min(bits);
    let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
    Some(network & mask == address & mask)
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
            .map(|proxy| proxy.port())
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
