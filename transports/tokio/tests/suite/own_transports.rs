//! Transports other than the bundled one.

use std::error::Error as StdError;
use std::io;

use qrlogin::{Call, Error, Failure, Response};

use crate::driver::{DriveError, MAX_BODY, Session};
use crate::support::script::{Script, get};

const URL: &str = "https://service.example/";

#[tokio::test]
async fn a_closure_is_a_transport() {
    let transport = |_: Call| async { Ok::<_, Failure>(Response::new(vec![b'x'; 3])) };
    let mut session = Session::new(Script::new().call(get(URL)), transport);
    let outcomes = session.run(|_| {}).await.unwrap();
    assert_eq!(outcomes[0].as_ref().unwrap().body(), b"xxx");
}

#[tokio::test]
async fn a_closure_may_hold_state() {
    let mut seen = Vec::new();
    let transport = |call: Call| {
        seen.push(call.request.uri().to_string());
        async { Ok::<_, Failure>(Response::default()) }
    };
    let mut session = Session::new(Script::new().call(get(URL)), transport);
    session.run(|_| {}).await.unwrap();
    drop(session);
    assert_eq!(seen, [URL]);
}

#[tokio::test]
async fn a_boxed_error_is_classified_by_its_sources() {
    let transport = |_: Call| async {
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        Err::<Response, Box<dyn StdError + Send + Sync>>(refused.into())
    };
    let mut session = Session::new(Script::new().call(get(URL)).giving_up(), transport);
    let error = session.run(|_| {}).await.unwrap_err();
    assert_eq!(
        error.login_error(),
        Some(Error::Transport(Failure::Connect))
    );
    assert_eq!(error.source().unwrap().to_string(), "connection refused");
}

#[tokio::test]
async fn the_limit_on_bodies_holds_for_every_transport() {
    let transport = |_: Call| async { Ok::<_, Failure>(Response::new(vec![b'x'; MAX_BODY + 1])) };
    let mut session = Session::new(Script::new().call(get(URL)).giving_up(), transport);
    let error = session.run(|_| {}).await.unwrap_err();
    assert!(
        matches!(
            error,
            DriveError::Login(Error::Transport(Failure::BodyTooLarge))
        ),
        "{error:?}"
    );
}
