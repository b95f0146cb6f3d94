//! Requests and responses on the wire.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use qrlogin::http::Method;
use qrlogin::http::header::{CONTENT_ENCODING, SET_COOKIE};

use super::script::{Script, get, request};
use super::server::{Reply, Server};
use crate::driver::{Config, exchange, run};

fn direct() -> Config {
    Config::new().no_proxy()
}

#[test]
fn a_get_has_only_the_flows_headers_and_host() {
    let server = Server::with(Reply::ok(""));
    let headers = [
        ("x-one", "1"),
        ("user-agent", "Flow/1"),
        ("cookie", "a=b; c=d"),
    ];
    let call = request(Method::GET, server.url("/path?q=%2F+x"), &headers, "");
    exchange(direct(), call).unwrap();

    let mut seen = server.only();
    seen.headers.sort();
    assert_eq!(seen.line, "GET /path?q=%2F+x HTTP/1.1");
    let host = format!("host: {}", server.address);
    assert_eq!(
        seen.headers,
        ["cookie: a=b; c=d", &host, "user-agent: Flow/1", "x-one: 1"]
    );
}

#[test]
fn the_client_library_adds_no_headers() {
    let server = Server::with(Reply::ok(""));
    exchange(direct(), get(server.url("/"))).unwrap();
    assert_eq!(server.only().headers, [format!("host: {}", server.address)]);
}

#[test]
fn a_post_has_its_body_and_its_length() {
    let server = Server::with(Reply::ok(""));
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let call = request(Method::POST, server.url("/"), &headers, "a=1&b=2");
    exchange(direct(), call).unwrap();

    let mut seen = server.only();
    seen.headers.sort();
    let host = format!("host: {}", server.address);
    assert_eq!(seen.body, "a=1&b=2");
    assert_eq!(
        seen.headers,
        [
            "content-length: 7",
            "content-type: application/x-www-form-urlencoded",
            &host
        ]
    );
}

#[test]
fn an_empty_post_has_content_length_zero() {
    let server = Server::with(Reply::ok(""));
    exchange(direct(), request(Method::POST, server.url("/"), &[], "")).unwrap();
    assert_eq!(server.only().header("content-length"), Some("0"));
}

#[test]
fn a_redirect_is_returned_and_not_followed() {
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "307 Temporary Redirect",
    ] {
        let server = Server::with(Reply::new(status, &["Location: /elsewhere"], "moved"));
        let reply = exchange(direct(), get(server.url("/"))).unwrap();
        assert!(reply.status().is_redirection());
        assert_eq!(reply.headers()["location"], "/elsewhere");
        assert_eq!(reply.body(), b"moved");
        assert_eq!(server.seen().len(), 1);
    }
}

/// HTTP clients that follow a redirect of a form change it to a GET.
#[test]
fn a_redirect_of_a_form_is_not_followed() {
    let server = Server::with(Reply::new(
        "301 Moved Permanently",
        &["Location: /elsewhere"],
        "",
    ));
    let form = request(Method::POST, server.url("/logout"), &[], "sid=1");
    let reply = exchange(direct(), form).unwrap();
    assert_eq!(reply.status(), 301);
    assert_eq!(server.only().line, "POST /logout HTTP/1.1");
}

#[test]
fn no_status_is_an_error() {
    for status in [
        "204 No Content",
        "400 Bad Request",
        "403 Forbidden",
        "502 Bad Gateway",
    ] {
        let body = if status.starts_with("204") { "" } else { "why" };
        let server = Server::with(Reply::new(status, &["X-Why: because"], body));
        let reply = exchange(direct(), get(server.url("/"))).unwrap();
        assert!(status.starts_with(reply.status().as_str()));
        assert_eq!(reply.headers()["x-why"], "because");
        assert_eq!(reply.body(), body.as_bytes());
    }
}

#[test]
fn repeated_set_cookie_lines_arrive_in_order() {
    let lines = [
        "Set-Cookie: a=1; Path=/; Expires=Fri, 15 Jan 2027 08:00:00 GMT",
        "Set-Cookie: b=2%2C3",
        "Set-Cookie: a=4",
    ];
    let server = Server::with(Reply::new("200 OK", &lines, ""));
    let reply = exchange(direct(), get(server.url("/"))).unwrap();
    let cookies: Vec<_> = reply.headers().get_all(SET_COOKIE).iter().collect();
    assert_eq!(
        cookies,
        [
            "a=1; Path=/; Expires=Fri, 15 Jan 2027 08:00:00 GMT",
            "b=2%2C3",
            "a=4"
        ]
    );
}

#[test]
fn cookies_are_not_sent_back() {
    let server = Server::with(Reply::new("200 OK", &["Set-Cookie: a=1"], ""));
    let script = Script::new()
        .call(get(server.url("/")))
        .call(get(server.url("/")));
    run(direct(), script).unwrap();
    assert!(
        server
            .seen()
            .iter()
            .all(|seen| seen.header("cookie").is_none())
    );
}

#[test]
fn a_compressed_body_is_decoded_without_accept_encoding() {
    let text = "window.code=200;".repeat(100);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    zlib.write_all(text.as_bytes()).unwrap();
    bare.write_all(text.as_bytes()).unwrap();
    for (encoding, body) in [
        ("Content-Encoding: gzip", gzip.finish().unwrap()),
        ("Content-Encoding: deflate", zlib.finish().unwrap()),
        ("Content-Encoding: deflate", bare.finish().unwrap()),
    ] {
        let server = Server::with(Reply::new("200 OK", &[encoding], body));
        let reply = exchange(direct(), get(server.url("/"))).unwrap();
        assert_eq!(reply.body(), text.as_bytes(), "{encoding}");
        assert!(!reply.headers().contains_key(CONTENT_ENCODING));
        assert_eq!(server.only().header("accept-encoding"), None);
    }
}

#[test]
fn a_body_in_an_unknown_encoding_is_unchanged() {
    let server = Server::with(Reply::new("200 OK", &["Content-Encoding: br"], "\u{1}br"));
    let reply = exchange(direct(), get(server.url("/"))).unwrap();
    assert_eq!(reply.headers()[CONTENT_ENCODING], "br");
    assert_eq!(reply.body(), b"\x01br");
}

#[test]
fn a_chunked_body_is_assembled() {
    let bytes =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    let server = Server::with(Reply::raw(bytes));
    let reply = exchange(direct(), get(server.url("/"))).unwrap();
    assert_eq!(reply.body(), b"abcde");
}

#[test]
fn the_next_call_uses_the_same_connection() {
    let server = Server::with(Reply::ok("x"));
    let script = Script::new()
        .call(get(server.url("/1")))
        .call(get(server.url("/2")))
        .call(get(server.url("/3")));
    run(direct(), script).unwrap();
    let connections: Vec<_> = server.seen().iter().map(|seen| seen.connection).collect();
    assert_eq!(connections, [0, 0, 0]);
}
