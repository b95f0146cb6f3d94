//! Sessions from beginning to end.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use qrlogin::{Error, Event, Flow, Login, Scanner, Snapshot, Step, Timestamp, bilibili};

use super::script::{Script, get};
use super::server::{Reply, Server};
use crate::driver::{Config, DriveError, Session, events_until_code, finish, transport};

/// A clock that advances two seconds at each reading, so that no pause takes real time.
pub fn leaping() -> Timestamp {
    static NOW: AtomicU64 = AtomicU64::new(1_800_000_000);
    Timestamp::from_secs(NOW.fetch_add(2, Ordering::Relaxed))
}

fn bilibili() -> Server {
    let cookies = [
        "Set-Cookie: SESSDATA=fake%2C01; Domain=bilibili.com; HttpOnly; Secure",
        "Set-Cookie: bili_jct=c5rf; Domain=bilibili.com",
        "Set-Cookie: DedeUserID=10086; Domain=bilibili.com",
    ];
    Server::in_order([
        Reply::ok(
            r#"{"code":0,"data":{"url":"https://account.bilibili.com/h5?k=1","qrcode_key":"k1"}}"#,
        ),
        Reply::ok(r#"{"code":0,"data":{"code":86101,"url":""}}"#),
        Reply::ok(r#"{"code":0,"data":{"code":86090,"url":""}}"#),
        Reply::new(
            "200 OK",
            &cookies,
            r#"{"code":0,"data":{"code":0,"url":"","refresh_token":"r"}}"#,
        ),
    ])
}

fn login() -> Login<bilibili::Web> {
    Login::new(bilibili::Web::new(), crate::driver::seed().unwrap())
}

#[test]
fn a_session_returns_events_then_outcomes_then_finished() {
    let server = Server::with(Reply::ok("x"));
    let script = Script::new()
        .event(Event::Scanned(Scanner::default()))
        .call(get(server.url("/")))
        .event(Event::Confirmed);
    let mut session = Session::new(script, transport(Config::new().no_proxy()));
    let mut events = Vec::new();
    let outcomes = finish(&mut session, |event| events.push(event)).unwrap();
    assert_eq!(
        events,
        [Event::Scanned(Scanner::default()), Event::Confirmed]
    );
    assert_eq!(outcomes.len(), 1);

    let again = finish(&mut session, |_| {}).unwrap_err();
    assert!(
        matches!(again, DriveError::Login(Error::Finished)),
        "{again:?}"
    );
}

#[test]
fn a_session_waits_as_long_as_the_flow_says() {
    let now = || Timestamp::from(SystemTime::now());
    let until = now() + Duration::from_millis(60);
    let mut session = Session::new(
        Script::new().wait_until(until),
        transport(Config::new().no_proxy()),
    );
    finish(&mut session, |_| {}).unwrap();
    assert!(now() >= until);
}

#[test]
fn a_jump_of_the_clock_ends_a_wait() {
    const HOUR: Duration = Duration::from_secs(3600);
    fn by_the_hour() -> Timestamp {
        static NOW: AtomicU64 = AtomicU64::new(1_800_000_000);
        Timestamp::from_secs(NOW.fetch_add(HOUR.as_secs(), Ordering::Relaxed))
    }
    let until = by_the_hour() + HOUR + Duration::from_millis(20);
    let script = Script::new().wait_until(until);
    let mut session =
        Session::new(script, transport(Config::new().no_proxy())).with_clock(by_the_hour);
    let started = Instant::now();
    finish(&mut session, |_| {}).unwrap();
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[test]
fn a_real_login_succeeds() {
    let server = bilibili();
    let config = Config::new().reroute(&server.url("")).unwrap();
    let mut session = Session::new(login(), transport(config)).with_clock(leaping);
    let mut events = Vec::new();
    let credential = finish(&mut session, |event| events.push(event)).unwrap();
    assert_eq!(credential.cookie("bili_jct").unwrap().expose(), "c5rf");
    assert!(
        matches!(
            events[..],
            [Event::Code(_), Event::Scanned(_), Event::Confirmed]
        ),
        "{events:?}"
    );
    assert_eq!(server.seen().len(), 4);
}

#[test]
fn a_snapshot_resumes_in_another_session() {
    let server = bilibili();
    let config = Config::new().reroute(&server.url("")).unwrap();
    let mut first = Session::new(login(), transport(config.clone())).with_clock(leaping);
    events_until_code(&mut first);
    let snapshot = first.into_flow().snapshot().unwrap().to_json();

    let snapshot = Snapshot::from_json(&snapshot).unwrap();
    let resumed = Login::<bilibili::Web>::resume(&snapshot).unwrap();
    let mut second = Session::new(resumed, transport(config)).with_clock(leaping);
    let credential = finish(&mut second, |_| {}).unwrap();
    assert_eq!(credential.cookie("DedeUserID").unwrap().expose(), "10086");
    assert_eq!(server.seen().len(), 4);
}

#[test]
fn reading_the_flow_does_not_change_it() {
    let session = Session::new(login(), transport(Config::new().no_proxy()));
    assert!(session.flow().snapshot().is_ok());
    let step = session.into_flow().poll(leaping()).unwrap();
    assert!(matches!(step, Step::Send(_)), "{step:?}");
}
