//! Limits on time and work with servers that never finish.

use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use qrlogin::Failure;

use super::script::{get, within};
use super::server::{Reply, Server, read};
use crate::driver::{Config, exchange};

const SHORT: Duration = Duration::from_millis(200);
const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

/// A server that sends `begin` and then `more` repeatedly, with this pause; and how often it has
/// sent `more`.
fn endless(begin: &str, more: &str, pause: Duration) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (begin, more) = (begin.to_owned(), more.to_owned());
    let sent = Arc::new(AtomicUsize::new(0));
    let count = sent.clone();
    thread::spawn(move || {
        let mut client: TcpStream = listener.accept().unwrap().0;
        client.set_nodelay(true).unwrap();
        let _request = read(&mut client, 0);
        let _sent = client.write_all(begin.as_bytes());
        while client.write_all(more.as_bytes()).is_ok() {
            count.fetch_add(1, Ordering::Relaxed);
            if !pause.is_zero() {
                sleep(pause);
            }
        }
    });
    (address, sent)
}

#[test]
fn a_response_byte_by_byte_ends_in_a_time_out() {
    let slowly = Duration::from_millis(5);
    for (begin, more) in [
        ("HTTP/1.1 200 OK\r\nX: ", "x"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", "x"),
        (CHUNKED, "1\r\nx\r\n"),
        ("", "HTTP/1.1 100 Continue\r\n\r\n"),
    ] {
        let (address, _) = endless(begin, more, slowly);
        let started = Instant::now();
        let call = within(get(format!("http://{address}/")), SHORT);
        let outcome = exchange(Config::new().no_proxy().only_mozilla_ca(), call);
        assert_eq!(outcome.unwrap_err(), Failure::Timeout, "{begin:?}");
        assert!(started.elapsed() < SHORT * 100, "{:?}", started.elapsed());
    }
}

#[test]
fn a_time_out_of_seconds_and_a_fraction_is_kept() {
    let timeout = Duration::from_millis(1100);
    let server = Server::with(Reply::silence());
    let started = Instant::now();
    let call = within(get(server.url("/")), timeout);
    let outcome = exchange(Config::new().no_proxy().only_mozilla_ca(), call);
    assert_eq!(outcome.unwrap_err(), Failure::Timeout);
    assert!(started.elapsed() >= timeout, "{:?}", started.elapsed());
}

#[test]
fn an_endless_response_is_aborted() {
    for (begin, more) in [
        ("", "HTTP/1.1 100 Continue\r\n\r\n"),
        (CHUNKED, "1;extension\r\nx\r\n"),
        ("HTTP/1.1 200 OK\r\n", "X: x\r\n"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
            "X: x\r\n",
        ),
    ] {
        let (address, _) = endless(begin, &more.repeat(1000), Duration::ZERO);
        let call = within(get(format!("http://{address}/")), Duration::from_secs(60));
        let outcome = exchange(Config::new().no_proxy().only_mozilla_ca(), call);
        let failure = outcome.unwrap_err();
        let ended = matches!(failure, Failure::Io | Failure::BodyTooLarge);
        assert!(ended, "{begin:?} {more:?}: {failure:?}");
    }
}
