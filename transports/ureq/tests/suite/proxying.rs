//! Proxies as only ureq uses them.

use crate::driver::{Config, exchange};
use crate::support::script::get;
use crate::support::server::{Reply, Server, Then};

#[test]
fn http_uses_a_tunnel_as_well() {
    // A proxy that is also the service behind it.
    let proxy = Server::start(|n, _| match n {
        0 => Reply(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), Then::KeepAlive),
        _ => Reply::ok("hello"),
    });
    let config = Config::new().proxy(&proxy.url("")).unwrap();
    let reply = exchange(config, get("http://service.example/path")).unwrap();
    assert_eq!(reply.body(), b"hello");

    let seen = proxy.seen();
    assert_eq!(seen[0].line, "CONNECT service.example:80 HTTP/1.1");
    assert_eq!(seen[1].line, "GET /path HTTP/1.1");
    assert_eq!(seen[1].headers, ["host: service.example"]);
}
