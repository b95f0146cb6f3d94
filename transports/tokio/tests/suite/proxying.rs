//! Proxies as only hyper uses them.

use qrlogin::Failure;
use qrlogin_tokio::TransportError as _;

use crate::driver::{Config, exchange};
use crate::support::reasons::failed;
use crate::support::script::get;
use crate::support::server::{Reply, Server};

#[test]
fn http_is_forwarded_by_the_proxy() {
    let proxy = Server::with(Reply::ok("hello"));
    let config = Config::new()
        .proxy(&format!("http://user:pass@{}", proxy.address))
        .unwrap();
    let reply = exchange(config, get("http://service.example/path?a=b")).unwrap();
    assert_eq!(reply.body(), b"hello");

    let seen = proxy.only();
    assert_eq!(seen.line, "GET http://service.example/path?a=b HTTP/1.1");
    assert_eq!(
        seen.headers,
        [
            "host: service.example",
            "proxy-authorization: Basic dXNlcjpwYXNz"
        ]
    );
}

#[test]
fn a_forwarding_proxy_may_require_authentication() {
    let proxy = Server::with(Reply::new("407 Proxy Authentication Required", &[], ""));
    let config = Config::new().proxy(&proxy.url("")).unwrap();
    let error = failed(config, get("http://service.example/"));
    assert_eq!(error.failure(), Failure::Proxy);
    assert!(
        error.reason().contains("wants a user and a password"),
        "{error}"
    );
}
