//! The adapter for reqwest.

use std::error::Error as _;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use qrlogin::Failure;
use qrlogin::http::Method;
use qrlogin_tokio::{MAX_BODY, ReqwestError, ReqwestTransport, Session};

use crate::driver::block_on;
use crate::support::script::{Outcome, Script, get, request};
use crate::support::server::{Reply, Server};

fn transport() -> ReqwestTransport {
    let client = ReqwestTransport::client_builder().no_proxy().build();
    ReqwestTransport::new(client.unwrap())
}

fn exchange(call: qrlogin::Call) -> Outcome {
    let mut session = Session::new(Script::new().call(call), transport());
    block_on(session.run(|_| {})).unwrap().remove(0)
}

#[test]
fn the_headers_are_those_of_the_flow() {
    let server = Server::with(Reply::ok("x"));
    let headers = [("accept", "text/html"), ("user-agent", "Flow/1")];
    exchange(request(Method::POST, server.url("/"), &headers, "a=1")).unwrap();
    let mut seen = server.only();
    seen.headers.sort();
    let host = format!("host: {}", server.address);
    assert_eq!(seen.body, "a=1");
    assert_eq!(
        seen.headers,
        [
            "accept: text/html",
            "content-length: 3",
            &host,
            "user-agent: Flow/1"
        ]
    );
}

#[test]
fn an_empty_post_has_content_length_zero() {
    let server = Server::with(Reply::ok(""));
    exchange(request(Method::POST, server.url("/"), &[], "")).unwrap();
    assert_eq!(server.only().header("content-length"), Some("0"));
}

#[test]
fn redirects_and_error_statuses_are_returned() {
    for status in ["302 Found", "403 Forbidden", "502 Bad Gateway"] {
        let server = Server::with(Reply::new(status, &["Location: /elsewhere"], "body"));
        let reply = exchange(get(server.url("/"))).unwrap();
        assert!(status.starts_with(reply.status().as_str()));
        assert_eq!(reply.body(), b"body");
        assert_eq!(server.seen().len(), 1);
    }
}

#[test]
fn a_compressed_body_is_decoded() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(b"hello").unwrap();
    let answer = Reply::new(
        "200 OK",
        &["Content-Encoding: gzip"],
        gzip.finish().unwrap(),
    );
    let server = Server::with(answer);
    assert_eq!(exchange(get(server.url("/"))).unwrap().body(), b"hello");
}

#[test]
fn failures_are_classified() {
    let failure = |answer| {
        let server = Server::with(answer);
        exchange(get(server.url("/"))).unwrap_err()
    };
    assert_eq!(failure(Reply::raw("")), Failure::Io);
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
    assert_eq!(failure(Reply::raw(cut)), Failure::Io);
    let long = Reply::ok(vec![b'x'; MAX_BODY + 1]);
    assert_eq!(failure(long), Failure::BodyTooLarge);
    assert_eq!(
        exchange(get("http://127.0.0.1:1/")).unwrap_err(),
        Failure::Connect
    );
}

#[test]
fn an_error_does_not_repeat_the_address() {
    let call = get("http://127.0.0.1:1/?ticket=secret");
    let mut session = Session::new(Script::new().call(call).giving_up(), transport());
    let error = block_on(session.run(|_| {})).unwrap_err();
    let chain: Vec<_> = std::iter::successors(error.source(), |&error| error.source())
        .map(ToString::to_string)
        .collect();
    assert!(chain.join(": ").contains("refused"), "{chain:?}");
    assert!(!format!("{error:?} {chain:?}").contains("secret"));
}

#[test]
fn reqwest_error_keeps_the_kind_of_failure() {
    let server = Server::with(Reply::raw(""));
    let client = ReqwestTransport::client_builder()
        .no_proxy()
        .build()
        .unwrap();
    let transport = |call: qrlogin::Call| {
        let client = client.clone();
        async move {
            let request = reqwest::Request::try_from(call.request)?;
            client.execute(request).await?;
            Ok::<_, ReqwestError>(qrlogin::Response::default())
        }
    };
    let script = Script::new().call(get(server.url("/"))).giving_up();
    let ended = block_on(Session::new(script, transport).run(|_| {})).unwrap_err();
    let broke = qrlogin::Error::Transport(Failure::Io);
    assert_eq!(ended.login_error(), Some(broke));
}
