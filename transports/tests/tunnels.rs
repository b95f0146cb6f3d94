//! Proxies that refuse, and proxies that violate the protocol.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use qrlogin::Failure;

use super::reasons::failed;
use super::script::{get, within};
use super::server::{Reply, Server, Then};
use super::tls::TlsServer;
use crate::driver::{CallError, Config, exchange};

const SHORT: Duration = Duration::from_millis(200);
/// Longer than a call takes on a machine under load.
const LONG: Duration = Duration::from_secs(60);

/// A proxy that handles every connection with this function.
fn proxy(with: impl Fn(TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        thread::scope(|scope| {
            for client in listener.incoming().flatten() {
                scope.spawn(|| with(client));
            }
        });
    });
    address
}

/// The error of a call through this proxy.
fn through(url: &str) -> CallError {
    let config = Config::new().proxy(url).unwrap();
    failed(config, get("https://service.example/"))
}

/// The error of a call through this proxy with a short time-out of the connection.
fn soon(url: &str) -> CallError {
    let config = Config::new().proxy(url).unwrap().connect_timeout(SHORT);
    let started = Instant::now();
    let call = within(get("https://service.example/"), LONG);
    let error = failed(config, call);
    assert!(started.elapsed() < LONG / 2, "{:?}", started.elapsed());
    error
}

/// The error for this response to `CONNECT`.
fn refused(user: &str, status: &str, headers: &[&str]) -> CallError {
    let server = Server::with(Reply::new(status, headers, "text of the proxy"));
    through(&format!("http://{user}{}", server.address))
}

/// The error for a SOCKS proxy that sends these bytes.
fn socks(scheme: &str, answer: &'static [u8]) -> CallError {
    let address = proxy(move |mut client| {
        let _offer = client.read(&mut [0; 64]);
        let _sent = client.write_all(answer);
    });
    through(&format!("{scheme}://{address}"))
}

/// Whether a call succeeds through a proxy that sends this response and then opens a tunnel.
fn is_tunnel(answer: String) -> bool {
    let server = TlsServer::start(&["service.example"], |_, _| Reply::ok("hello"));
    let target = server.server.address;
    let address = proxy(move |mut client| {
        super::server::read(&mut client, 0).unwrap();
        client.write_all(answer.as_bytes()).unwrap();
        let mut there = TcpStream::connect(target).unwrap();
        let (mut from, mut to) = (there.try_clone().unwrap(), client.try_clone().unwrap());
        thread::spawn(move || std::io::copy(&mut from, &mut to));
        let _ended = std::io::copy(&mut client, &mut there);
    });
    let config = Config::new()
        .proxy(&format!("http://{address}"))
        .unwrap()
        .extra_ca(server.ca.as_bytes())
        .unwrap();
    exchange(config, get("https://service.example/")).is_ok()
}

#[track_caller]
fn assert_refused(error: &CallError, reason: &str) {
    use qrlogin_transport::TransportError as _;

    assert_eq!(error.failure(), Failure::Proxy, "{error}");
    assert!(error.reason().contains(reason), "{error}");
    let text = format!("{error} {error:?}");
    assert!(!text.contains("text of the proxy"), "{text}");
    assert!(!text.contains("secret"), "{text}");
}

#[test]
fn the_error_names_an_unreachable_proxy() {
    let config = Config::new().proxy_of("HTTPS_PROXY", "http://me:secret@127.0.0.1:1");
    let error = failed(config.unwrap(), get("https://service.example/"));
    assert_refused(&error, "connection refused");
    assert_eq!(
        error.to_string(),
        "could not connect to the proxy 127.0.0.1:1 (from HTTPS_PROXY): connection refused"
    );
    assert_eq!(error.proxy().unwrap().address, "127.0.0.1:1");
    assert_eq!(error.host(), Some("service.example"));
}

#[test]
fn a_407_reports_missing_or_wrong_credentials() {
    let basic = ["Proxy-Authenticate: Basic realm=\"x\""];
    let error = refused("", "407 Proxy Authentication Required", &basic);
    assert_refused(&error, "wants a user and a password");
    let error = refused("me:secret@", "407 Proxy Authentication Required", &basic);
    assert_refused(&error, "does not accept the user and the password");
}

#[test]
fn a_407_without_basic_reports_an_unsupported_scheme() {
    let others = ["Proxy-Authenticate: Negotiate", "Proxy-Authenticate: NTLM"];
    let error = refused("", "407 Proxy Authentication Required", &others);
    assert_refused(&error, "is not supported");
}

#[test]
fn the_error_has_the_status_of_a_refusal() {
    assert_refused(
        &refused("", "403 Forbidden", &[]),
        "refused (HTTP status 403)",
    );
    assert_refused(
        &refused("", "502 Bad Gateway", &[]),
        "could not reach the service",
    );
    assert_refused(
        &refused("", "302 Found", &["Location: /"]),
        "HTTP status 302",
    );
}

#[test]
fn a_server_that_is_no_proxy_is_an_error() {
    let smtp = Server::with(Reply::raw("220 smtp.example.com\r\n"));
    assert_refused(&through(&smtp.url("")), "does not speak HTTP");
    let closing = Server::with(Reply::raw(""));
    assert_refused(&through(&closing.url("")), "closed the connection");
    let talking = Server::with(Reply(b"HTTP/1.1 200 OK\r\n\r\n<html>".into(), Then::Hang));
    assert_refused(&through(&talking.url("")), "more than its answer");
}

#[test]
fn any_2xx_opens_a_tunnel() {
    for status in [
        "200 Connection established",
        "201 Created",
        "204 No Content",
        "299 x",
    ] {
        assert!(is_tunnel(format!("HTTP/1.1 {status}\r\n\r\n")), "{status}");
    }
    assert!(is_tunnel("HTTP/1.0 200\r\n\r\n".to_owned()));
    assert!(is_tunnel(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n".to_owned()
    ));
}

#[test]
fn a_proxys_response_may_have_many_header_lines() {
    let lines: String = (0..300).map(|n| format!("X-{n}: {n}\r\n")).collect();
    assert!(is_tunnel(format!("HTTP/1.1 200 OK\r\n{lines}\r\n")));
}

#[test]
fn a_slow_proxy_response_ends_in_a_time_out() {
    let address = proxy(|mut client| {
        let _sent = client.write_all(b"HTTP/1.1 200 OK\r\nX: ");
        while client.write_all(b"x").is_ok() {
            sleep(SHORT / 20);
        }
    });
    let error = soon(&format!("http://{address}"));
    assert_refused(&error, "did not answer within 0.2 s");
}

#[test]
fn a_silent_proxy_ends_in_a_connect_time_out() {
    for scheme in ["http", "https", "socks5", "socks4a"] {
        let address = proxy(|mut client| {
            let _ended = client.read_to_end(&mut Vec::new());
        });
        let error = soon(&format!("{scheme}://{address}"));
        let reason = match scheme {
            "https" => "timed out after 200 ms",
            _ => "did not answer within 0.2 s",
        };
        assert_refused(&error, reason);
    }
}

#[test]
fn the_time_out_of_the_call_covers_the_proxy() {
    let address = proxy(|mut client| {
        let _ended = client.read_to_end(&mut Vec::new());
    });
    let config = Config::new().proxy(&format!("http://{address}")).unwrap();
    let outcome = exchange(config, within(get("https://service.example/"), SHORT));
    assert_eq!(outcome.unwrap_err(), Failure::Timeout);
}

#[test]
fn a_socks_5_refusal_has_a_reason() {
    assert_refused(&socks("socks5", &[5, 0, 5, 5]), "the service refused");
    assert_refused(&socks("socks5", &[5, 0, 5, 2]), "rules");
    assert_refused(&socks("socks5", &[5, 0xff]), "wants a user and a password");
    assert_refused(&socks("socks5", b"HTTP/1.1 400 Bad Request"), "SOCKS 5");
}

#[test]
fn a_socks_4_refusal_has_a_reason() {
    let refused = [0, 91, 0, 0, 0, 0, 0, 0];
    assert_refused(
        &socks("socks4a", Box::leak(Box::new(refused))),
        "it refused",
    );
    assert_refused(&socks("socks4a", b"HTTP/1.1 400 Bad Request"), "SOCKS 4");
}

#[test]
fn the_error_names_an_invalid_variable() {
    let error = CallError::of_setting(&qrlogin::Error::setting("ALL_PROXY", "is not an address"));
    assert_eq!(
        error.to_string(),
        "the proxy cannot be used: ALL_PROXY is not an address"
    );
}
