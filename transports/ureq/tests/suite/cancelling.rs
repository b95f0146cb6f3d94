//! Cancelling a session from another thread.

use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use qrlogin::{Event, Flow, Scanner, Step, Timestamp};

use crate::driver::{Config, DriveError, Progress, Session, transport};
use crate::support::script::{Script, get};
use crate::support::server::{Reply, Server};

const LIMIT: Duration = Duration::from_secs(1);

fn session(script: Script) -> Session<Script, qrlogin_ureq::UreqTransport> {
    Session::new(script, transport(Config::new().no_proxy()))
}

#[test]
fn a_wait_ends_at_once() {
    let mut session = session(Script::new().wait_until(Timestamp::from_secs(u64::MAX)));
    let canceller = session.canceller();
    let started = Instant::now();
    let worker = thread::spawn(move || session.next().map(|_| ()));
    canceller.cancel();
    assert!(matches!(worker.join().unwrap(), Err(DriveError::Cancelled)));
    assert!(started.elapsed() < LIMIT);
}

#[test]
fn a_cancelled_exchange_is_not_handed_to_the_flow() {
    let (arrived, request) = mpsc::channel();
    let server = Server::start(move |_, _| {
        let _ = arrived.send(());
        Reply::silence()
    });
    let mut session = session(Script::new().call(get(server.url("/"))));
    let canceller = session.canceller();
    let worker = thread::spawn(move || {
        let ended = session.next().map(|_| ());
        (ended, session.into_flow())
    });
    request.recv().unwrap();
    let started = Instant::now();
    canceller.cancel();
    let (ended, mut flow) = worker.join().unwrap();
    assert!(matches!(ended, Err(DriveError::Cancelled)), "{ended:?}");
    assert!(started.elapsed() < LIMIT);
    assert!(canceller.is_cancelled());
    let step = flow.poll(Timestamp::default()).unwrap();
    assert!(matches!(step, Step::Send(_)), "{step:?}");
}

#[test]
fn a_session_on_a_cloned_transport_continues() {
    let (arrived, requests) = mpsc::channel();
    let (answer, may_answer) = mpsc::channel();
    let may_answer = Mutex::new(may_answer);
    let server = Server::start(move |_, seen| {
        let _ = arrived.send(());
        if seen.line.contains("/cancelled") {
            return Reply::silence();
        }
        may_answer.lock().unwrap().recv().unwrap();
        Reply::ok("x")
    });
    let first = transport(Config::new().no_proxy());
    let script = |path| Script::new().call(get(server.url(path)));
    let mut going_on = Session::new(script("/going-on"), first.clone());
    let mut cancelled = Session::new(script("/cancelled"), first);
    let canceller = cancelled.canceller();
    // The server handles one request at a time, and holds the second one.
    let cancelled = thread::spawn(move || cancelled.run(|_| {}));
    requests.recv().unwrap();
    let going_on = thread::spawn(move || going_on.run(|_| {}));
    requests.recv().unwrap();

    canceller.cancel();
    let ended = cancelled.join().unwrap();
    assert!(matches!(ended, Err(DriveError::Cancelled)), "{ended:?}");
    answer.send(()).unwrap();
    let outcomes = going_on.join().unwrap().unwrap();
    assert_eq!(outcomes[0].as_ref().unwrap().body(), b"x");
}

#[test]
fn a_clone_of_a_cancelled_transport_still_works() {
    let server = Server::with(Reply::ok("x"));
    let first = transport(Config::new().no_proxy());
    let second = first.clone();
    let cancelled = Session::new(Script::new(), first);
    cancelled.canceller().cancel();
    let script = Script::new().call(get(server.url("/")));
    let outcomes = Session::new(script, second).run(|_| {}).unwrap();
    assert!(outcomes[0].is_ok(), "{outcomes:?}");
}

#[test]
fn a_cancelled_session_sends_nothing_more() {
    let server = Server::with(Reply::ok(""));
    let mut session = session(Script::new().call(get(server.url("/"))));
    session.canceller().cancel();
    for _ in 0..2 {
        assert!(matches!(session.next(), Err(DriveError::Cancelled)));
    }
    assert_eq!(server.seen().len(), 0);
}

#[test]
fn pending_events_are_returned_after_a_cancellation() {
    let script = Script::new().event(Event::Scanned(Scanner::default()));
    let mut session = session(script);
    session.canceller().cancel();
    assert!(matches!(session.next(), Ok(Progress::Event(_))));
    assert!(matches!(session.next(), Ok(Progress::Done(_))));
}

#[test]
fn a_cancelled_session_has_no_login_error() {
    let mut session = session(Script::new().wait_until(Timestamp::from_secs(u64::MAX)));
    session.canceller().cancel();
    let error = session.next().map(|_| ()).unwrap_err();
    assert_eq!(error.login_error(), None);
    assert_eq!(error.advice(), None);
    assert_eq!(error.to_string(), "the login was cancelled");
}

#[test]
fn sessions_are_send_and_cancellers_are_sync() {
    fn send<T: Send>(_: &T) {}
    fn sync<T: Sync + Clone>(_: &T) {}
    let session = session(Script::new());
    send(&session);
    sync(&session.canceller());
}
