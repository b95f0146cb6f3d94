//! Requests that are rerouted to a simulator.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use qrlogin::Request;
use qrlogin::http::{self, header};
use qrlogin_transport::reroute::{by_path, loopback, reroute};

fn get(url: &str) -> Request {
    http::Request::get(url).body(Vec::new()).unwrap()
}

fn by_path_of(url: &str) -> String {
    let mut request = get(url);
    by_path(&mut request, &loopback("http://127.0.0.1:8115").unwrap()).unwrap();
    request.uri().to_string()
}

#[test]
fn the_host_becomes_the_first_part_of_the_path() {
    let url = by_path_of("https://login.wx.qq.com/jslogin?appid=1");
    assert_eq!(url, "http://127.0.0.1:8115/login.wx.qq.com/jslogin?appid=1");
    let bare = by_path_of("https://wx.qq.com");
    assert_eq!(bare, "http://127.0.0.1:8115/wx.qq.com/");
}

#[test]
fn by_path_drops_the_port() {
    let url = by_path_of("https://wx.qq.com:8443/a");
    assert_eq!(url, "http://127.0.0.1:8115/wx.qq.com/a");
}

#[test]
fn by_path_removes_host_for_the_client_to_set() {
    let mut request = get("https://wx.qq.com/");
    let host = http::HeaderValue::from_static("wx.qq.com");
    request.headers_mut().insert(header::HOST, host);
    by_path(&mut request, &loopback("http://[::1]:8115").unwrap()).unwrap();
    assert!(!request.headers().contains_key(header::HOST));
}

#[test]
fn only_the_loopback_over_plain_http_is_an_origin() {
    for origin in [
        "http://127.0.0.1:1",
        "http://[::1]:1",
        "http://127.0.0.1:1/",
    ] {
        assert!(loopback(origin).is_ok(), "{origin}");
    }
    for origin in [
        "https://127.0.0.1:1",
        "http://192.0.2.1:1",
        "http://a@127.0.0.1:1",
        "http://127.0.0.1:1/path",
        "127.0.0.1:1",
    ] {
        let error = loopback(origin).unwrap_err();
        assert_eq!(error.kind(), "setting", "{origin}");
    }
}

#[test]
fn a_rerouted_request_keeps_its_host() {
    let mut request = get("https://wx.qq.com:8443/a?b");
    reroute(&mut request, &loopback("http://127.0.0.1:1").unwrap()).unwrap();
    assert_eq!(request.uri(), "http://127.0.0.1:1/a?b");
    assert_eq!(request.headers()[header::HOST], "wx.qq.com:8443");
}
