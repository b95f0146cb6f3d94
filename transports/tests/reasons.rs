//! What is said of a call that failed: the same in both drivers.

use std::time::Duration;

use qrlogin::Call;
use qrlogin_transport::TlsProblem;

use super::script::{Script, get, within};
use super::server::{Answer, Server};
use super::tls::TlsServer;
use crate::driver::{CallError, Config, DriveError, run};

/// What this call fails with.
pub fn failed(config: Config, call: Call) -> CallError {
    match run(config, Script::new().call(call).giving_up()).unwrap_err() {
        DriveError::Transport(error) => error,
        other => panic!("{other:?}"),
    }
}

fn text(call: Call) -> String {
    failed(Config::new().no_proxy(), call).to_string()
}

#[test]
fn a_refused_connection_names_the_host() {
    let said = text(get("http://127.0.0.1:1/path?ticket=secret"));
    assert_eq!(said, "could not connect to 127.0.0.1: connection refused");
}

#[test]
fn a_time_out_says_how_long_it_was() {
    let server = Server::with(Answer::silence());
    let said = text(within(get(server.url("/")), Duration::from_millis(120)));
    assert_eq!(said, "no answer from 127.0.0.1: timed out after 120 ms");
}

#[test]
fn a_broken_connection_is_told_in_plain_words() {
    let server = Server::with(Answer::raw(
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
    ));
    let said = text(get(server.url("/")));
    assert!(
        said.starts_with("the connection to 127.0.0.1 broke: "),
        "{said}"
    );
    assert!(!said.contains("io:"), "{said}");
}

#[test]
fn what_is_not_http_is_told_in_plain_words() {
    let server = Server::with(Answer::raw("220 smtp.example.com\r\n\r\n"));
    let said = text(get(server.url("/")));
    assert_eq!(
        said,
        "the connection to 127.0.0.1 broke: what came is not HTTP"
    );
}

#[test]
fn a_name_that_does_not_resolve_is_told_in_plain_words() {
    // The label is too long for any name, so that no resolver is asked.
    let name = format!("{}.invalid", "a".repeat(64));
    let said = text(get(format!("http://{name}/")));
    let expected = format!("could not connect to {name}: its name could not be resolved");
    assert_eq!(said, expected);
}

#[test]
fn an_unknown_authority_is_told_in_plain_words() {
    let server = TlsServer::start(&["127.0.0.1"], |_, _| Answer::ok("never"));
    let error = failed(Config::new().no_proxy(), get(server.url("/")));
    assert_eq!(error.tls(), Some(TlsProblem::UnknownAuthority));
    assert_eq!(
        error.to_string(),
        "no secure connection to 127.0.0.1: its certificate is from an authority that is not trusted here"
    );
}

#[test]
fn a_certificate_for_another_host_is_told_in_plain_words() {
    let server = TlsServer::start(&["example.com"], |_, _| Answer::ok("never"));
    let config = Config::new().no_proxy().extra_ca(server.ca.as_bytes());
    let error = failed(config.unwrap(), get(server.url("/")));
    assert_eq!(error.tls(), Some(TlsProblem::OtherHost));
}
