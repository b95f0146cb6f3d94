//! The reasons of failed calls: the same in both drivers.

use std::time::Duration;

use qrlogin::Call;
use qrlogin_transport::TlsProblem;

use super::script::{Script, get, within};
use super::server::{Reply, Server};
use super::tls::TlsServer;
use crate::driver::{CallError, Config, DriveError, run};

/// The error of this call.
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
fn the_reason_of_a_time_out_has_its_length() {
    let server = Server::with(Reply::silence());
    let said = text(within(get(server.url("/")), Duration::from_millis(120)));
    assert_eq!(said, "no answer from 127.0.0.1: timed out after 120 ms");
}

#[test]
fn a_broken_connection_has_a_reason() {
    let server = Server::with(Reply::raw(
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
fn a_response_that_is_not_http_has_a_reason() {
    let server = Server::with(Reply::raw("220 smtp.example.com\r\n\r\n"));
    let said = text(get(server.url("/")));
    assert_eq!(
        said,
        "the connection to 127.0.0.1 broke: what came is not HTTP"
    );
}

#[test]
fn an_unresolvable_name_has_a_reason() {
    // The label is too long for a name, so no resolver is queried.
    let name = format!("{}.invalid", "a".repeat(64));
    let said = text(get(format!("http://{name}/")));
    let expected = format!("could not connect to {name}: its name could not be resolved");
    assert_eq!(said, expected);
}

#[test]
fn an_unknown_authority_has_a_reason() {
    let server = TlsServer::start(&["127.0.0.1"], |_, _| Reply::ok("never"));
    let error = failed(Config::new().no_proxy(), get(server.url("/")));
    assert_eq!(error.tls(), Some(TlsProblem::UnknownAuthority));
    assert_eq!(
        error.to_string(),
        "no secure connection to 127.0.0.1: its certificate is from an authority that is not trusted here"
    );
}

#[test]
fn a_certificate_for_another_host_has_a_reason() {
    let server = TlsServer::start(&["example.com"], |_, _| Reply::ok("never"));
    let config = Config::new().no_proxy().extra_ca(server.ca.as_bytes());
    let error = failed(config.unwrap(), get(server.url("/")));
    assert_eq!(error.tls(), Some(TlsProblem::OtherHost));
}
