//! Responses with invalid or large heads.

use qrlogin::Failure;
use qrlogin::http::Method;
use qrlogin::http::header::SET_COOKIE;

use super::script::{Script, get, request};
use super::server::{Reply, Server};
use crate::driver::{Config, MAX_BODY, exchange, run};

/// The cookies of a response that contains these header lines.
fn cookies(lines: &[&str]) -> Vec<String> {
    let lines = [&["Set-Cookie: a=1"], lines, &["Set-Cookie: z=9"]].concat();
    let server = Server::with(Reply::new("200 OK", &lines, "body"));
    let reply = exchange(Config::new().no_proxy(), get(server.url("/"))).unwrap();
    assert_eq!(reply.body(), b"body");
    let cookies = reply.headers().get_all(SET_COOKIE).iter();
    cookies
        .map(|cookie| cookie.to_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_control_character_drops_only_its_own_line() {
    assert_eq!(cookies(&["Set-Cookie: b=\u{1}2"]), ["a=1", "z=9"]);
    assert_eq!(cookies(&["X-\u{7f}: 2"]), ["a=1", "z=9"]);
}

#[test]
fn a_line_without_a_colon_is_dropped_alone() {
    assert_eq!(cookies(&["no header at all"]), ["a=1", "z=9"]);
}

#[test]
fn cookies_are_kept_among_hundreds_of_header_lines() {
    let lines: Vec<_> = (0..400).map(|n| format!("X-{n}: {n}")).collect();
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    assert_eq!(cookies(&lines), ["a=1", "z=9"]);
}

#[test]
fn an_interim_response_is_skipped() {
    let answer = b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    let server = Server::with(Reply::raw(answer));
    let reply = exchange(Config::new().no_proxy(), get(server.url("/"))).unwrap();
    assert_eq!(reply.body(), b"ok");
}

#[test]
fn a_large_head_is_accepted() {
    let long = format!("Set-Cookie: long={}", "x".repeat(30_000));
    let cookies = cookies(&[&long]);
    assert_eq!(cookies.len(), 3);
}

#[test]
fn long_cookies_and_the_largest_body_are_read() {
    let lines: Vec<_> = (0..50)
        .map(|n| format!("Set-Cookie: c{n}={}", "x".repeat(1000)))
        .collect();
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    let server = Server::with(Reply::new("200 OK", &lines, vec![b'x'; MAX_BODY]));
    // Twice, on the same connection.
    let script = Script::new()
        .call(get(server.url("/1")))
        .call(get(server.url("/2")));
    for outcome in run(Config::new().no_proxy(), script).unwrap() {
        let reply = outcome.unwrap();
        assert_eq!(reply.headers().get_all(SET_COOKIE).iter().count(), 50);
        assert_eq!(reply.body().len(), MAX_BODY);
    }
    let connections: Vec<_> = server.seen().iter().map(|seen| seen.connection).collect();
    assert_eq!(connections, [0, 0]);
}

#[test]
fn a_request_with_long_lines_is_sent_whole() {
    let server = Server::with(Reply::ok("x"));
    let (path, cookie) = (format!("/{}", "p".repeat(20_000)), "c".repeat(60_000));
    let headers = [("cookie", cookie.as_str())];
    let long = request(Method::GET, server.url(&path), &headers, "");
    let short = || get(server.url("/"));
    let script = Script::new().call(short()).call(long).call(short());
    let outcomes = run(Config::new().no_proxy(), script).unwrap();
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");

    let seen = &server.seen()[1];
    assert_eq!(seen.line, format!("GET {path} HTTP/1.1"));
    assert_eq!(seen.header("cookie"), Some(cookie.as_str()));
    assert_eq!(server.seen()[2].connection, 0);
}

#[test]
fn a_head_without_an_end_is_an_io_failure() {
    let mut head = b"HTTP/1.1 200 OK\r\n".to_vec();
    while head.len() < 1024 * 1024 {
        head.extend_from_slice(b"X-Line: value of the line\r\n");
    }
    let server = Server::with(Reply::raw(head));
    let outcome = exchange(Config::new().no_proxy(), get(server.url("/")));
    assert_eq!(outcome.unwrap_err(), Failure::Io);
}

#[test]
fn bad_chunks_are_an_io_failure() {
    for chunk in [
        "zz\r\n",
        "-1\r\n",
        "5;\u{0}\r\nhello\r\n",
        "ffffffffffffffffff\r\n",
        "\r\n",
    ] {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let server = Server::with(Reply::raw(format!("{head}{chunk}")));
        let outcome = exchange(Config::new().no_proxy(), get(server.url("/")));
        assert_eq!(outcome.unwrap_err(), Failure::Io, "{chunk:?}");
    }
}

#[test]
fn a_chunk_extension_without_an_end_is_an_io_failure() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;";
    let server = Server::with(Reply::raw(format!("{head}{}", "x".repeat(100_000))));
    let outcome = exchange(Config::new().no_proxy(), get(server.url("/")));
    assert_eq!(outcome.unwrap_err(), Failure::Io);
}
