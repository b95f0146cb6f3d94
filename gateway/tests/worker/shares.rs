//! How workers share the logins of a store.

use std::time::Duration;

use qrlogin::Settings;
use qrlogin_test_support::secs;
use tokio::time::{Instant, sleep};

use crate::process::Process;
use crate::rig::Rig;

/// Adds logins that wait, with this pause after each.
async fn add(rig: &mut Rig, logins: u64, pause: Duration) {
    for _ in 0..logins {
        rig.login("bilibili-web", &Settings::new()).await;
        if !pause.is_zero() {
            sleep(pause).await;
        }
    }
}

fn owned(workers: &[Process]) -> Vec<u64> {
    workers.iter().map(|worker| worker.stats.owned()).collect()
}

fn are_about(shares: &[u64], expected: u64) -> bool {
    // Which worker hears of a login first depends on the store's own thread.
    shares
        .iter()
        .all(|share| (expected / 4..=expected * 2).contains(share))
}

#[tokio::test(start_paused = true)]
async fn idle_workers_share_logins_that_come_at_once() {
    let mut rig = Rig::new("person = expire");
    add(&mut rig, 200, Duration::ZERO).await;
    let workers = [(); 3].map(|()| rig.worker(secs(30)));
    sleep(secs(2)).await;
    let shares = owned(&workers);
    assert_eq!(shares.iter().sum::<u64>(), 200);
    assert!(are_about(&shares, 67), "{shares:?}");
}

#[tokio::test(start_paused = true)]
async fn idle_workers_share_logins_that_come_one_by_one() {
    let mut rig = Rig::new("person = expire");
    let workers = [(); 3].map(|()| rig.worker(secs(30)));
    sleep(secs(2)).await;
    add(&mut rig, 200, Duration::from_millis(5)).await;
    sleep(secs(2)).await;
    let shares = owned(&workers);
    assert_eq!(shares.iter().sum::<u64>(), 200);
    assert!(are_about(&shares, 67), "{shares:?}");
}

#[tokio::test(start_paused = true)]
async fn a_worker_alone_claims_thousands_within_seconds() {
    let mut rig = Rig::new("person = expire");
    add(&mut rig, 2_000, Duration::ZERO).await;
    let worker = rig.worker(secs(30));
    let begun = Instant::now();
    while worker.stats.owned() < 2_000 {
        sleep(Duration::from_millis(50)).await;
    }
    assert!(begun.elapsed() < secs(2), "{:?}", begun.elapsed());
}
