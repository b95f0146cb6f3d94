//! Sessions with the clock and the sleep function of a test.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use qrlogin::{Failure, Response, Timestamp};

use crate::driver::{DriveError, Session};
use crate::support::script::Script;

const START: Timestamp = Timestamp::from_secs(1_800_000_000);
const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn a_wait_of_an_hour_is_slept_in_seconds() {
    let now = Arc::new(AtomicU64::new(START.as_millis()));
    let slept = Arc::new(Mutex::new(Vec::new()));
    let (clock, sleeper, log) = (now.clone(), now, slept.clone());
    let transport = |_| Ok::<Response, Failure>(Response::default());
    Session::new(Script::new().wait_until(START + HOUR), transport)
        .with_clock(move || Timestamp::from_millis(clock.load(Relaxed)))
        .with_sleep(move |pause| {
            sleeper.fetch_add(pause.as_millis() as u64, Relaxed);
            log.lock().unwrap().push(pause);
        })
        .run(|_| {})
        .unwrap();
    let slept = slept.lock().unwrap();
    assert_eq!(slept.iter().sum::<Duration>(), HOUR);
    assert!(slept.iter().all(|pause| *pause <= Duration::from_secs(1)));
}

#[test]
fn a_session_is_cancelled_between_two_sleeps() {
    let transport = |_| Ok::<Response, Failure>(Response::default());
    let script = Script::new().wait_until(START + HOUR);
    let session = Session::new(script, transport).with_clock(|| START);
    let canceller = session.canceller();
    let ended = session
        .with_sleep(move |_| canceller.cancel())
        .run(|_| {})
        .unwrap_err();
    assert!(matches!(ended, DriveError::Cancelled), "{ended:?}");
    assert!(ended.is_cancelled());
}
