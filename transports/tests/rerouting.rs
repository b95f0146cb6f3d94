//! Rerouting to a simulator.

use super::script::{Script, get};
use super::server::{Reply, Server};
use crate::driver::{Config, exchange, run};

#[test]
fn every_call_goes_to_the_origin_with_its_host() {
    let server = Server::with(Reply::ok("simulated"));
    let config = Config::new().reroute(&server.url("")).unwrap();
    let script = Script::new()
        .call(get("https://passport.bilibili.com/x/path?a=b"))
        .call(get("http://passport.115.com/"))
        .call(get("https://login.wx.qq.com:8443/"));
    let outcomes = run(config, script).unwrap();
    assert!(
        outcomes.iter().all(|outcome| outcome.is_ok()),
        "{outcomes:?}"
    );

    let seen = server.seen();
    assert_eq!(seen[0].line, "GET /x/path?a=b HTTP/1.1");
    let hosts: Vec<_> = seen.iter().map(|seen| seen.headers.as_slice()).collect();
    assert_eq!(
        hosts,
        [
            ["host: passport.bilibili.com"],
            ["host: passport.115.com"],
            ["host: login.wx.qq.com:8443"]
        ]
    );
}

#[test]
fn no_proxy_is_used_when_calls_are_rerouted() {
    let server = Server::with(Reply::ok("simulated"));
    let proxy = Server::with(Reply::ok("proxied"));
    let config = Config::new()
        .proxy(&proxy.url(""))
        .unwrap()
        .reroute(&server.url("/"))
        .unwrap();
    let reply = exchange(config, get("https://passport.bilibili.com/")).unwrap();
    assert_eq!(reply.body(), b"simulated");
    assert_eq!(proxy.seen().len(), 0);
}
