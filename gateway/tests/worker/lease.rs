//! Who may run a login.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use qrlogin::Settings;
use qrlogin_gateway::store::{State, Store as _};
use qrlogin_test_support::secs;
use tokio::time::sleep;

use crate::rig::Rig;

#[tokio::test(start_paused = true)]
async fn a_stopped_worker_hands_its_logins_over_at_once() {
    let mut rig = Rig::new("person = scan@20s confirm@30s");
    let first = rig.worker(secs(3000));
    let id = rig.login("bilibili-web", &Settings::new()).await;
    rig.event(&id, "code").await;
    first.stop().await;
    let second = rig.worker(secs(30));
    assert_eq!(
        rig.end(&id).await.state,
        State::Done,
        "{:?}",
        rig.events(&id).await
    );
    assert_eq!(second.stats.ended().len(), 1);
    // The code is not shown again: the login goes on.
    let kinds = rig.kinds(&id).await;
    assert_eq!(kinds, ["code", "scanned", "confirmed", "done"]);
}

#[tokio::test(start_paused = true)]
async fn a_dead_workers_logins_go_on_after_its_lease() {
    let mut rig = Rig::new("person = scan@60s confirm@70s");
    let first = rig.worker(secs(30));
    let id = rig.login("115", &Settings::new()).await;
    rig.event(&id, "code").await;
    first.kill().await;
    let second = rig.worker(secs(30));
    sleep(secs(15)).await;
    assert_eq!(second.stats.owned(), 0);
    sleep(secs(20)).await;
    assert_eq!(second.stats.owned(), 1);
    assert_eq!(rig.end(&id).await.state, State::Done);
}

#[tokio::test(start_paused = true)]
async fn two_workers_never_run_one_login() {
    let mut rig = Rig::new("person = expire");
    let (first, second) = (rig.worker(secs(30)), rig.worker(secs(30)));
    let mut ids = Vec::new();
    for _ in 0..20 {
        ids.push(rig.login("bilibili-web", &Settings::new()).await);
    }
    sleep(secs(30)).await;
    assert_eq!(first.stats.owned() + second.stats.owned(), 20);
    for id in &ids {
        assert_eq!(rig.kinds(id).await, ["code"]);
    }
}

/// How often the logins of Bilibili went from one worker to another.
fn moves(rig: &Rig) -> usize {
    let mut workers = HashMap::new();
    let mut moves = 0;
    for call in rig.calls() {
        if let Some((_, key)) = call.uri.split_once("qrcode_key=") {
            let before = workers.insert(key.to_owned(), call.worker);
            moves += usize::from(before.is_some_and(|before| before != call.worker));
        }
    }
    moves
}

#[tokio::test(start_paused = true)]
async fn a_login_moves_once_when_its_worker_stops() {
    let mut rig = Rig::new("person = expire");
    let first = rig.worker(secs(30));
    let _second = rig.worker(secs(30));
    for _ in 0..20 {
        rig.login("bilibili-web", &Settings::new()).await;
    }
    sleep(secs(20)).await;
    assert_eq!(moves(&rig), 0);
    let owned = usize::try_from(first.stats.owned()).unwrap();
    first.stop().await;
    sleep(secs(20)).await;
    assert_eq!(moves(&rig), owned);
}

#[tokio::test(start_paused = true)]
async fn a_halted_worker_starts_no_call_when_it_goes_on() {
    // Which task of a worker comes first is random.
    for _ in 0..10 {
        let mut rig = Rig::new("person = expire");
        let first = rig.worker(secs(6));
        for _ in 0..5 {
            rig.login("bilibili-web", &Settings::new()).await;
        }
        sleep(secs(3)).await;
        first.halt(&rig.store).await;
        let second = rig.worker(secs(6));
        sleep(secs(10)).await;
        assert_eq!(second.stats.owned(), 5);
        let before = rig.calls_of(0).len();
        first.go_on();
        sleep(secs(30)).await;
        assert_eq!(rig.calls_of(0).len(), before);
        assert_eq!(second.stats.owned(), 5);
        // It has begun anew.
        assert!(first.stats.has_lease());
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_halted_worker_learnt_is_kept_out() {
    let mut rig = Rig::new("person = scan@2s confirm@30s");
    let first = rig.worker(secs(6));
    let id = rig.login("bilibili-web", &Settings::new()).await;
    rig.event(&id, "code").await;
    // Halted while it stores that the code was scanned.
    rig.store.slow(secs(1));
    sleep(secs(3)).await;
    first.halt(&rig.store).await;
    let _second = rig.worker(secs(6));
    sleep(secs(10)).await;
    first.go_on();
    assert_eq!(rig.end(&id).await.state, State::Done);
    let kinds = rig.kinds(&id).await;
    assert_eq!(kinds, ["code", "scanned", "confirmed", "done"]);
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_slept_starts_no_call() {
    let mut rig = Rig::new("person = expire");
    let slept = Arc::<AtomicU64>::default();
    let (clock, ms) = (Arc::clone(&rig.clock), Arc::clone(&slept));
    let clock = move || clock() + Duration::from_millis(ms.load(Ordering::SeqCst));
    // Its monotonic clock stands still meanwhile.
    let worker = rig.worker_with(|worker| worker.lease(secs(60)).with_clock(clock));
    let id = rig.login("bilibili-web", &Settings::new()).await;
    rig.event(&id, "code").await;
    // The database cannot be reached yet.
    rig.store.away(true);
    slept.store(70_000, Ordering::SeqCst);
    sleep(secs(1)).await;
    let before = worker.stats.calls();
    sleep(secs(20)).await;
    assert_eq!(worker.stats.calls(), before);
    rig.store.away(false);
    sleep(secs(60)).await;
    assert!(worker.stats.calls() > before);
}

#[tokio::test(start_paused = true)]
async fn a_login_claimed_by_another_worker_is_dropped() {
    let mut rig = Rig::new("person = expire");
    let worker = rig.worker(secs(30));
    let id = rig.login("bilibili-web", &Settings::new()).await;
    rig.event(&id, "code").await;
    // As after a lease that has lapsed while the worker did not run.
    let other = rig.store.register(secs(300)).await.unwrap();
    let all = rig.store.claim(other, 10).await.unwrap();
    assert!(all.is_empty());
    let first = rig
        .store
        .renew(qrlogin_gateway::store::WorkerId(1), secs(0))
        .await;
    assert!(first.unwrap());
    assert_eq!(rig.store.claim(other, 10).await.unwrap().len(), 1);
    sleep(secs(2)).await;
    let calls = worker.stats.calls();
    sleep(secs(60)).await;
    assert_eq!(worker.stats.calls(), calls);
    assert_eq!(worker.stats.owned(), 0);
}
