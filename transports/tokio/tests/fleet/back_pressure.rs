//! A program that is slow to take items.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use qrlogin::{Call, Failure, Response};
use qrlogin_test_support::{ms, secs};
use qrlogin_tokio::{Fleet, Progress};
use tokio::time::{sleep, timeout};

use crate::ticking::{Ticking, taking};
use qrlogin_test_support::paused::clock;

#[tokio::test(start_paused = true)]
async fn no_call_starts_while_no_item_is_taken() {
    let (seen, transport) = taking(|_| ms(100));
    let mut fleet = Fleet::new(transport).with_clock(clock()).max_calls(10);
    for name in 0..100 {
        fleet.add(Ticking::new(name, "a.example", secs(1), 3).emitting());
    }
    let (mut events, mut done) = (0, 0);
    while let Some((_, progress)) = fleet.next().await {
        match progress.unwrap() {
            Progress::Event(_) => events += 1,
            Progress::Done(_) => done += 1,
        }
        let started = seen.lock().unwrap().calls.len();
        sleep(secs(10)).await;
        assert_eq!(seen.lock().unwrap().calls.len(), started);
        assert!(fleet.in_flight() <= 10);
    }
    assert_eq!((events, done), (300, 100));
    assert_eq!(seen.lock().unwrap().calls.len(), 300);
}

#[tokio::test(start_paused = true)]
async fn a_response_received_while_not_polled_is_not_lost() {
    let (seen, transport) = taking(|_| secs(59));
    let mut fleet = Fleet::new(transport).with_clock(clock());
    for name in 0..10 {
        fleet.add(Ticking::new(name, "a.example", secs(1), 1).giving_up());
    }
    assert!(timeout(ms(1), fleet.next()).await.is_err());
    // The caller is busy for longer than the time-out of the calls.
    sleep(secs(600)).await;
    let mut done = 0;
    while let Some((_, progress)) = fleet.next().await {
        assert!(matches!(progress, Ok(Progress::Done(_))), "{progress:?}");
        done += 1;
    }
    assert_eq!((done, seen.lock().unwrap().calls.len()), (10, 10));
}

#[tokio::test(start_paused = true)]
async fn a_response_half_read_at_its_time_out_is_read() {
    let transport = |_: Call| async {
        sleep(secs(59)).await;
        // The rest of the body, for which the fleet has to be polled again.
        sleep(ms(500)).await;
        Ok::<_, Failure>(Response::default())
    };
    let mut fleet = Fleet::new(transport).with_clock(clock());
    fleet.add(Ticking::new(0, "a.example", secs(1), 1).giving_up());
    assert!(timeout(ms(1), fleet.next()).await.is_err());
    sleep(secs(600)).await;
    let (_, progress) = fleet.next().await.unwrap();
    assert!(matches!(progress, Ok(Progress::Done(0))), "{progress:?}");
}

#[tokio::test(start_paused = true)]
async fn an_event_comes_once_and_with_its_login() {
    let (_, transport) = taking(|_| ms(100));
    let mut fleet = Fleet::new(transport).with_clock(clock()).max_calls(20);
    let mut events = std::collections::HashMap::new();
    for name in 0..100 {
        let polls = 1 + name as u32 % 4;
        events.insert(
            fleet.add(Ticking::new(name, "a.example", secs(1), polls).emitting()),
            0,
        );
    }
    while let Some((id, progress)) = fleet.next().await {
        match progress.unwrap() {
            Progress::Event(_) => *events.get_mut(&id).unwrap() += 1,
            Progress::Done(name) => assert_eq!(events.remove(&id), Some(1 + name % 4)),
        }
    }
    assert!(events.is_empty());
}

#[tokio::test(start_paused = true)]
async fn other_tasks_run_while_many_logins_are_polled() {
    let steps = Arc::new(AtomicU32::new(0));
    let count = steps.clone();
    let most = Arc::new(Mutex::new(0));
    let most_between = most.clone();
    let transport = move |_: Call| {
        count.fetch_add(1, Ordering::Relaxed);
        async { Ok::<_, Failure>(Response::default()) }
    };
    let mut fleet = Fleet::new(transport)
        .with_clock(clock())
        .max_calls(usize::MAX);
    for name in 0..20_000 {
        fleet.add(Ticking::new(name, "a.example", secs(0), 1));
    }
    let other = async move {
        let mut last = 0;
        loop {
            tokio::task::yield_now().await;
            let now = steps.load(Ordering::Relaxed);
            let mut most = most_between.lock().unwrap();
            *most = (*most).max(now - last);
            last = now;
        }
    };
    tokio::select! {
        biased;
        () = other => {}
        () = async { while fleet.next().await.is_some() {} } => {}
    }
    assert!((1..=256).contains(&*most.lock().unwrap()), "{most:?}");
}
