//! Many logins.

use std::time::Duration;

use qrlogin::{Call, Failure, Response, Timestamp};
use qrlogin_test_support::{START, flow, secs};
use qrlogin_tokio::{Fleet, Progress};
use tokio::time::Instant;

use crate::ticking::{Ticking, taking};
use qrlogin_test_support::paused::{PausedWorld as World, clock};

#[tokio::test(start_paused = true)]
async fn ten_thousand_logins_keep_their_interval() {
    let (seen, transport) = taking(|_| Duration::from_millis(100));
    let mut fleet = Fleet::new(transport)
        .with_clock(clock())
        .max_calls(usize::MAX);
    for name in 0..10_000 {
        fleet.add(Ticking::new(name, "a.example", secs(30), 4));
    }
    let began = Instant::now();
    let mut names = Vec::new();
    while let Some((_, progress)) = fleet.next().await {
        if let Progress::Done(name) = progress.unwrap() {
            names.push(name);
        }
    }
    names.sort_unstable();
    assert!(names.into_iter().eq(0..10_000));
    assert_eq!(seen.lock().unwrap().calls.len(), 40_000);
    // 4 calls with 3 pauses between them.
    let late = began.elapsed() - Duration::from_millis(3 * 30_000 + 4 * 100);
    assert!(late < secs(1), "{late:?}");
}

#[tokio::test(start_paused = true)]
async fn a_thousand_logins_against_the_simulator_end_with_credentials() {
    let scenario = "taptap.interval = 30\nperson = scan@40s confirm@50s";
    let (world, now) = (World::new(scenario), clock());
    let mut fleet = Fleet::new(world.transport(now.clone())).with_clock(now);
    for _ in 0..1_000 {
        fleet.add(flow("taptap"));
    }
    let mut done = 0;
    while let Some((_, progress)) = fleet.next().await {
        if let Progress::Done(_) = progress.unwrap() {
            done += 1;
        }
    }
    assert_eq!(done, 1_000);
}

#[tokio::test(start_paused = true)]
async fn snapshots_of_ten_thousand_logins_are_all_there() {
    let transport = |_: Call| async { Ok::<Response, Failure>(Response::default()) };
    let mut fleet = Fleet::new(transport).with_clock(|| -> Timestamp { START });
    let ids: Vec<_> = (0..10_000)
        .map(|_| fleet.add(flow("bilibili-web")))
        .collect();
    let saved: Vec<_> = fleet.snapshots().collect();
    assert!(saved.iter().all(|(_, snapshot)| snapshot.is_ok()));
    assert!(saved.iter().map(|(id, _)| *id).eq(ids));
}
