//! Failed calls, and the failure that the flow receives.

use std::error::Error as _;
use std::io::Write;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use qrlogin::{Advice, Error, Failure};

use super::script::{Script, get, within};
use super::server::{Reply, Server, Then};
use crate::driver::{Config, DriveError, MAX_BODY, exchange, run};

const SHORT: Duration = Duration::from_millis(100);

fn failure(answer: Reply) -> Failure {
    let server = Server::with(answer);
    exchange(Config::new().no_proxy(), get(server.url("/"))).unwrap_err()
}

/// A port without a listener. A port that was free a moment ago may by now belong to another test's
/// server.
const REFUSED: &str = "http://127.0.0.1:1/";

#[test]
fn a_refused_connection_is_a_connect_failure() {
    let outcome = exchange(Config::new().no_proxy(), get(REFUSED));
    assert_eq!(outcome.unwrap_err(), Failure::Connect);
}

#[test]
fn a_connection_closed_before_the_response_is_an_io_failure() {
    assert_eq!(failure(Reply::raw("")), Failure::Io);
    assert_eq!(failure(Reply::raw("HTTP/1.1 200 OK\r\nX-")), Failure::Io);
}

#[test]
fn a_truncated_body_is_an_io_failure() {
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
    assert_eq!(failure(Reply::raw(cut)), Failure::Io);
    let cut = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc";
    assert_eq!(failure(Reply::raw(cut)), Failure::Io);
}

#[test]
fn a_response_that_is_not_http_is_an_io_failure() {
    assert_eq!(
        failure(Reply::raw("220 smtp.example.com\r\n\r\n")),
        Failure::Io
    );
}

#[test]
fn a_damaged_gzip_body_is_an_io_failure() {
    let gzip = ["Content-Encoding: gzip"];
    assert_eq!(
        failure(Reply::new("200 OK", &gzip, "not gzip")),
        Failure::Io
    );
}

#[test]
fn a_silent_server_ends_in_a_time_out() {
    let server = Server::with(Reply::silence());
    let started = Instant::now();
    let outcome = exchange(
        Config::new().no_proxy().only_mozilla_ca(),
        within(get(server.url("/")), SHORT),
    );
    assert_eq!(outcome.unwrap_err(), Failure::Timeout);
    assert!(started.elapsed() >= SHORT);
    assert!(started.elapsed() < SHORT * 10);
}

#[test]
fn a_connection_time_out_is_a_connect_failure() {
    // It accepts the connection, but never responds to TLS.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", silent.local_addr().unwrap());
    let config = Config::new().no_proxy().connect_timeout(SHORT);
    let started = Instant::now();
    let outcome = exchange(config, within(get(url), SHORT * 100));
    assert_eq!(outcome.unwrap_err(), Failure::Connect);
    assert!(started.elapsed() < SHORT * 50);
}

#[test]
fn the_longest_connect_timeout_is_accepted() {
    let server = Server::with(Reply::ok("body"));
    let config = Config::new().no_proxy().connect_timeout(Duration::MAX);
    assert!(exchange(config, get(server.url("/"))).is_ok());
}

#[test]
fn the_time_out_of_the_call_covers_the_body() {
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
    let server = Server::with(Reply(half.into(), Then::Hang));
    let outcome = exchange(
        Config::new().no_proxy(),
        within(get(server.url("/")), SHORT),
    );
    assert_eq!(outcome.unwrap_err(), Failure::Timeout);
}

#[test]
fn a_body_of_the_full_size_is_accepted() {
    let server = Server::with(Reply::ok(vec![b'x'; MAX_BODY]));
    let reply = exchange(Config::new().no_proxy(), get(server.url("/"))).unwrap();
    assert_eq!(reply.body().len(), MAX_BODY);
}

#[test]
fn a_longer_body_is_too_large_with_or_without_length() {
    let announced = "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n";
    assert_eq!(
        failure(Reply(announced.into(), Then::Hang)),
        Failure::BodyTooLarge
    );

    let mut endless = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    endless.resize(endless.len() + MAX_BODY + 1, b'x');
    assert_eq!(failure(Reply::raw(endless)), Failure::BodyTooLarge);
}

#[test]
fn a_body_that_decodes_beyond_the_limit_is_too_large() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&vec![0; MAX_BODY + 1]).unwrap();
    let gzip = gzip.finish().unwrap();
    assert!(gzip.len() < 10_000);
    let answer = Reply::new("200 OK", &["Content-Encoding: gzip"], gzip);
    assert_eq!(failure(answer), Failure::BodyTooLarge);
}

#[test]
fn a_session_continues_after_a_failed_call() {
    let server = Server::in_order([Reply::raw(""), Reply::ok("better")]);
    let script = Script::new()
        .call(get(server.url("/")))
        .call(get(server.url("/")));
    let outcomes = run(Config::new().no_proxy(), script).unwrap();
    assert_eq!(*outcomes[0].as_ref().unwrap_err(), Failure::Io);
    assert_eq!(outcomes[1].as_ref().unwrap().body(), b"better");
}

#[test]
fn the_source_of_the_error_is_the_transports_error() {
    let script = Script::new().call(get(REFUSED)).giving_up();
    let error = run(Config::new().no_proxy(), script).unwrap_err();
    assert!(matches!(error, DriveError::Transport(_)), "{error:?}");
    assert_eq!(
        error.login_error(),
        Some(Error::Transport(Failure::Connect))
    );
    assert_eq!(error.advice(), Some(Advice::CHECK_NETWORK));
    assert_eq!(
        error.to_string(),
        "no answer from the service: the connection failed"
    );
    let source = error.source().unwrap().to_string();
    assert_eq!(source, "could not connect to 127.0.0.1: connection refused");
}
