//! The settings: accepted values, and their effect.

#![cfg(feature = "config")]
#![allow(missing_docs, clippy::unwrap_used)]

use qrlogin::http::Uri;
use qrlogin_transport::Config;
use qrlogin_transport::proxy::{Proxy, ProxyKind};

/// The proxy of a call with this setting.
fn proxy(url: &str) -> Proxy {
    let resolved = Config::new().proxy(url).unwrap().resolve().unwrap();
    let target = Uri::from_static("https://service.example/");
    resolved.proxies.for_uri(&target).unwrap().unwrap().clone()
}

#[test]
fn a_proxys_default_port_depends_on_its_kind() {
    for (url, kind, host, port) in [
        ("h", ProxyKind::Http, "h", 1080),
        ("http://h", ProxyKind::Http, "h", 1080),
        ("http://h:8080/", ProxyKind::Http, "h", 8080),
        ("HTTPS://h", ProxyKind::Https, "h", 443),
        ("socks5://[::1]", ProxyKind::Socks5, "[::1]", 1080),
        ("socks5h://h:1", ProxyKind::Socks5, "h", 1),
        (
            "socks://127.0.0.1:7890/",
            ProxyKind::Socks5,
            "127.0.0.1",
            7890,
        ),
        ("SOCKS4://h", ProxyKind::Socks4, "h", 1080),
        ("socks4a://h:1/?x", ProxyKind::Socks4a, "h", 1),
    ] {
        let proxy = proxy(url);
        assert_eq!(
            (proxy.kind, &*proxy.host, proxy.port),
            (kind, host, port),
            "{url}"
        );
    }
}

#[test]
fn the_credentials_of_a_proxy_are_decoded_once() {
    let credentials = |url| {
        let (user, password) = proxy(url).credentials?;
        Some((user.expose().to_owned(), password.expose().to_owned()))
    };
    let pair = |user: &str, password: &str| Some((user.to_owned(), password.to_owned()));
    assert_eq!(credentials("http://h"), None);
    assert_eq!(credentials("http://me@h"), pair("me", ""));
    assert_eq!(
        credentials("socks5://m%65:p%40%2525:+@h:1"),
        pair("me", "p@%25:+")
    );
    assert_eq!(
        credentials(r"http://DOMAIN\user:pass@h:1"),
        pair(r"DOMAIN\user", "pass")
    );
}

#[test]
fn an_invalid_proxy_is_refused_without_repeating_its_address() {
    for url in [
        "",
        "ftp://me:secret@127.0.0.1:1",
        "http://",
        "me:secret@",
        "/secret",
        "http://me:secret@127.0.0.1:port",
        "http://me:secret@127.0.0.1:65536",
        "http://me:secret%ff@127.0.0.1:1",
    ] {
        let error = Config::new().proxy(url).unwrap_err();
        assert!(error.to_string().contains("http://HOST:PORT"), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

#[test]
fn debug_output_does_not_contain_the_password_of_a_proxy() {
    let config = Config::new()
        .proxy("http://me:secret@127.0.0.1:8080")
        .unwrap();
    let debug = format!("{config:?} {:?}", config.clone().resolve().unwrap());
    assert!(debug.contains("127.0.0.1:8080"), "{debug}");
    assert!(!debug.contains("secret"), "{debug}");
}

#[test]
fn a_rerouted_transport_uses_no_proxies() {
    let config = Config::new().proxy("http://127.0.0.1:8080").unwrap();
    let resolved = config.reroute("http://[::1]:1").unwrap().resolve().unwrap();
    let target = Uri::from_static("http://service.example/");
    assert!(resolved.proxies.for_uri(&target).unwrap().is_none());
    assert_eq!(resolved.reroute.unwrap(), "[::1]:1");
}

#[test]
fn only_a_loopback_origin_is_accepted() {
    for origin in [
        "http://127.0.0.1:8080",
        "http://127.1.2.3",
        "http://[::1]:8080/",
    ] {
        assert!(Config::new().reroute(origin).is_ok(), "{origin}");
    }
    for origin in [
        "",
        "127.0.0.1:8080",
        "https://127.0.0.1:8080",
        "http://192.168.0.1:8080",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://example.com",
        "http://127.0.0.1@example.com",
        "http://me@127.0.0.1",
        "http://127.0.0.1:8080/path",
        "http://127.0.0.1:8080/?query",
    ] {
        let error = Config::new().reroute(origin).unwrap_err();
        assert!(
            error.to_string().contains("http://127.0.0.1:PORT"),
            "{origin}"
        );
    }
}

#[test]
fn a_file_without_a_usable_certificate_is_refused_with_advice() {
    for pem in [
        "",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let error = Config::new().extra_ca(pem.as_bytes()).unwrap_err();
        assert!(error.to_string().contains("extra-ca"), "{error}");
        assert!(error.to_string().contains("give "), "{error}");
    }
}

#[test]
fn a_proxy_can_be_checked_before_a_transport_exists() {
    let named = Config::new().proxy_of("--proxy", "ftp://h");
    assert!(named.unwrap_err().to_string().contains("--proxy"));
    let config = Config::new().proxy("http://h").unwrap();
    assert!(config.check_proxy(&Uri::from_static("http://h/")).is_ok());
}
