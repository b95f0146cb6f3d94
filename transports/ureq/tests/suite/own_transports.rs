//! Transports other than the bundled one.

use std::error::Error as StdError;
use std::io;
use std::thread::sleep;
use std::time::Duration;

use qrlogin::{Call, Error, Failure, Response};

use qrlogin_ureq::{CallError, Transport, TransportError};

use crate::driver::{Config, DriveError, MAX_BODY, Session, transport};
use crate::support::script::{Script, get, within};

const URL: &str = "https://service.example/";

fn reply(length: usize) -> Response {
    Response::new(vec![b'x'; length])
}

#[test]
fn a_closure_is_a_transport() {
    let transport = |_: Call| Ok::<_, Failure>(reply(3));
    let mut session = Session::new(Script::new().call(get(URL)), transport);
    assert_eq!(
        session.run(|_| {}).unwrap()[0].as_ref().unwrap().body(),
        b"xxx"
    );
}

#[test]
fn a_closure_may_hold_state() {
    let mut seen = Vec::new();
    let transport = |call: Call| {
        seen.push(call.request.uri().to_string());
        Ok::<_, Failure>(reply(0))
    };
    Session::new(Script::new().call(get(URL)), transport)
        .run(|_| {})
        .unwrap();
    assert_eq!(seen, [URL]);
}

#[test]
fn a_boxed_error_is_classified_by_its_sources() {
    let transport = |_: Call| -> Result<Response, Box<dyn StdError + Send + Sync>> {
        Err(io::Error::from(io::ErrorKind::ConnectionRefused))?
    };
    let mut session = Session::new(Script::new().call(get(URL)).giving_up(), transport);
    let error = session.run(|_| {}).unwrap_err();
    assert_eq!(
        error.login_error(),
        Some(Error::Transport(Failure::Connect))
    );
    assert_eq!(error.source().unwrap().to_string(), "connection refused");
}

#[test]
fn a_late_failure_is_a_time_out() {
    let transport = |call: Call| {
        sleep(call.timeout);
        Err::<Response, _>(io::Error::other("gave up"))
    };
    let call = within(get(URL), Duration::from_millis(5));
    let outcomes = Session::new(Script::new().call(call), transport).run(|_| {});
    assert_eq!(
        *outcomes.unwrap()[0].as_ref().unwrap_err(),
        Failure::Timeout
    );
}

#[test]
fn a_late_response_is_accepted() {
    let transport = |call: Call| {
        sleep(call.timeout);
        Ok::<_, Failure>(reply(1))
    };
    let call = within(get(URL), Duration::from_millis(5));
    let outcomes = Session::new(Script::new().call(call), transport).run(|_| {});
    assert!(outcomes.unwrap()[0].is_ok());
}

#[test]
fn the_limit_on_bodies_holds_for_every_transport() {
    let transport = |_: Call| Ok::<_, Failure>(reply(MAX_BODY + 1));
    let mut session = Session::new(Script::new().call(get(URL)).giving_up(), transport);
    let error = session.run(|_| {}).unwrap_err();
    assert!(
        matches!(
            error,
            DriveError::Login(Error::Transport(Failure::BodyTooLarge))
        ),
        "{error:?}"
    );
}

#[test]
fn the_bundled_transports_error_has_host_reason_and_source() {
    let mut transport = transport(Config::new().no_proxy());
    let error: CallError = transport.send(get("http://127.0.0.1:1/")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "could not connect to 127.0.0.1: connection refused"
    );
    assert_eq!(error.failure(), Failure::Connect);
    let source = error.source().unwrap().to_string();
    assert!(source.contains("refused"), "{source}");
}

#[test]
fn a_closure_may_fail_with_an_error_of_ureq() {
    let transport = |_: Call| Err::<Response, _>(ureq::Error::HostNotFound);
    let mut session = Session::new(Script::new().call(get(URL)).giving_up(), transport);
    let error = session.run(|_| {}).unwrap_err();
    assert_eq!(
        error.login_error(),
        Some(Error::Transport(Failure::Connect))
    );
}
