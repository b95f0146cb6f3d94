//! What is special about hyper and proxies.

use crate::driver::{Config, exchange};
use crate::support::script::get;
use crate::support::server::{Answer, Server};

#[test]
fn http_is_forwarded_by_the_proxy() {
    let proxy = Server::with(Answer::ok("hello"));
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
