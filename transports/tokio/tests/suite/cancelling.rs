//! Dropping the futures of a session.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use qrlogin::{Call, Event, Failure, Flow, Response, Scanner, Step, Timestamp};
use tokio::time::{Instant, sleep, timeout};

use crate::driver::{Config, Progress, Session, transport};
use crate::support::script::{Script, get, within};
use crate::support::server::{Reply, Server};

type Answering = Pin<Box<dyn Future<Output = Result<Response, Failure>> + Send>>;

/// A transport that responds after this time, and the number of its calls.
fn slow(after: Duration) -> (Arc<AtomicU32>, impl FnMut(Call) -> Answering) {
    let asked = Arc::new(AtomicU32::new(0));
    let count = asked.clone();
    let transport = move |_: Call| -> Answering {
        count.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            sleep(after).await;
            Ok(Response::default())
        })
    };
    (asked, transport)
}

#[tokio::test(start_paused = true)]
async fn a_call_survives_repeated_drops_of_next() {
    let (asked, transport) = slow(Duration::from_millis(120));
    let script = Script::new()
        .call(get("https://service.example/1"))
        .event(Event::Scanned(Scanner::default()))
        .call(get("https://service.example/2"))
        .call(get("https://service.example/3"));
    let mut session = Session::new(script, transport);
    let (mut dropped, mut events) = (0, 0);
    let outcomes = loop {
        tokio::select! {
            progress = session.next() => match progress.unwrap() {
                Progress::Event(_) => events += 1,
                Progress::Done(outcomes) => break outcomes,
            },
            () = sleep(Duration::from_millis(25)) => dropped += 1,
        }
    };
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 3);
    assert_eq!(events, 1);
    assert_eq!(asked.load(Ordering::Relaxed), 3);
    assert!(dropped >= 12, "{dropped}");
}

#[tokio::test]
async fn a_call_of_the_bundled_transport_survives_drops() {
    let server = Server::start(|_, _| {
        std::thread::sleep(Duration::from_millis(8));
        Reply::ok("x")
    });
    let script = Script::new()
        .call(get(server.url("/1")))
        .call(get(server.url("/2")));
    let mut session = Session::new(script, transport(Config::new().no_proxy()));
    let outcomes = loop {
        if let Ok(outcomes) = timeout(Duration::from_millis(1), session.run(|_| {})).await {
            break outcomes.unwrap();
        }
    };
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_session_applies_the_time_out_to_the_millisecond() {
    let (_, transport) = slow(Duration::from_secs(3600));
    let call = within(get("https://service.example/"), Duration::from_millis(3210));
    let mut session = Session::new(Script::new().call(call), transport);
    let started = Instant::now();
    let outcomes = session.run(|_| {}).await.unwrap();
    assert_eq!(*outcomes[0].as_ref().unwrap_err(), Failure::Timeout);
    let late = started.elapsed() - Duration::from_millis(3210);
    assert!(late <= Duration::from_millis(2), "{late:?}");
}

#[tokio::test(start_paused = true)]
async fn a_response_received_while_not_polled_is_not_lost() {
    let (asked, transport) = slow(Duration::from_secs(4));
    let call = within(get("https://service.example/"), Duration::from_secs(5));
    let mut session = Session::new(Script::new().call(call), transport);
    let nothing = timeout(Duration::from_millis(1), session.next()).await;
    assert!(nothing.is_err());
    // The caller is busy for a minute.
    sleep(Duration::from_secs(60)).await;
    let outcomes = session.run(|_| {}).await.unwrap();
    assert!(outcomes[0].is_ok(), "{outcomes:?}");
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn a_response_completed_within_the_grace_is_not_lost() {
    let transport = |_: Call| async {
        sleep(Duration::from_secs(4)).await;
        // The head is received; the body needs another poll.
        sleep(Duration::from_millis(50)).await;
        Ok::<_, Failure>(Response::default())
    };
    let call = within(get("https://service.example/"), Duration::from_secs(5));
    let mut session = Session::new(Script::new().call(call), transport);
    let nothing = timeout(Duration::from_millis(1), session.next()).await;
    assert!(nothing.is_err());
    sleep(Duration::from_secs(60)).await;
    let outcomes = session.run(|_| {}).await.unwrap();
    assert!(outcomes[0].is_ok(), "{outcomes:?}");
}

#[tokio::test(start_paused = true)]
async fn an_unpolled_call_without_a_response_times_out() {
    let (_, transport) = slow(Duration::from_secs(3600));
    let call = within(get("https://service.example/"), Duration::from_secs(5));
    let mut session = Session::new(Script::new().call(call), transport);
    let nothing = timeout(Duration::from_millis(1), session.next()).await;
    assert!(nothing.is_err());
    sleep(Duration::from_secs(60)).await;
    let started = Instant::now();
    let outcomes = session.run(|_| {}).await.unwrap();
    assert_eq!(*outcomes[0].as_ref().unwrap_err(), Failure::Timeout);
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn a_flow_taken_from_a_session_returns_its_call_again() {
    let (_, transport) = slow(Duration::from_secs(1));
    let script = Script::new().call(get("https://service.example/"));
    let mut session = Session::new(script, transport);
    let nothing = timeout(Duration::from_millis(1), session.next()).await;
    assert!(nothing.is_err());
    let step = session.into_flow().poll(Timestamp::default()).unwrap();
    assert!(matches!(step, Step::Send(_)), "{step:?}");
}

#[test]
fn sessions_and_their_futures_are_send() {
    fn send<T: Send>(_: &T) {}
    let mut session = Session::new(Script::new(), transport(Config::new().no_proxy()));
    send(&session);
    send(&session.next());
    send(&session.run(|_| {}));
}

#[tokio::test]
async fn a_boxed_flow_runs_in_a_spawned_task() {
    let server = Server::with(Reply::new("403 Forbidden", &[], ""));
    let config = Config::new().reroute(&server.url("")).unwrap();
    let web = qrlogin::bilibili::Web::new();
    let login = qrlogin::Login::new(web, crate::driver::seed().unwrap()).boxed();
    let mut session = Session::new(login, transport(config));
    let ended = tokio::spawn(async move { session.run(|_| {}).await });
    let error = ended.await.unwrap().map(|_| ()).unwrap_err();
    let blocked = qrlogin::Error::blocked(403);
    assert_eq!(error.login_error(), Some(blocked));
}
