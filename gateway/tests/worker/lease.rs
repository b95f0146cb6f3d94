//! Who may run a login.

use qrlogin::Settings;
use qrlogin_gateway::store::{State, Store as _};
use qrlogin_test_support::secs;

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
    tokio::time::sleep(secs(15)).await;
    assert_eq!(second.stats.owned(), 0);
    tokio::time::sleep(secs(20)).await;
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
    tokio::time::sleep(secs(30)).await;
    assert_eq!(first.stats.owned() + second.stats.owned(), 20);
    for id in &ids {
        assert_eq!(rig.kinds(id).await, ["code"]);
    }
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
    tokio::time::sleep(secs(2)).await;
    let calls = worker.stats.calls();
    tokio::time::sleep(secs(60)).await;
    assert_eq!(worker.stats.calls(), calls);
    assert_eq!(worker.stats.owned(), 0);
}
