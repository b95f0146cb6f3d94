//! A database that is away for a while.

use qrlogin::Settings;
use qrlogin_gateway::store::{State, StoreError};
use qrlogin_test_support::secs;
use tokio::time::sleep;

use crate::rig::Rig;

#[tokio::test(start_paused = true)]
async fn a_success_is_kept_while_the_database_is_away() {
    let mut rig = Rig::new("");
    let _worker = rig.worker(secs(30));
    let id = rig.login("bilibili-web", &Settings::new()).await;
    rig.event(&id, "code").await;
    rig.store.away(true);
    // The login succeeds after 4 s.
    sleep(secs(20)).await;
    rig.store.away(false);
    assert_eq!(rig.end(&id).await.state, State::Done);
    assert!(!rig.result(&id).await.cookies().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_time_from_an_end_to_its_commit_is_counted() {
    let mut rig = Rig::new("");
    let worker = rig.worker(secs(30));
    let id = rig.login("bilibili-web", &Settings::new()).await;
    rig.event(&id, "code").await;
    rig.store.away(true);
    // The login succeeds after 4 s.
    sleep(secs(20)).await;
    rig.store.away(false);
    rig.end(&id).await;
    sleep(secs(1)).await;
    let longest = worker.stats.longest_storing();
    assert!((secs(10)..secs(30)).contains(&longest), "{longest:?}");
    assert_eq!(worker.stats.storing(), longest);
}

#[tokio::test(start_paused = true)]
async fn a_success_outlives_the_lease_if_no_other_worker_claims() {
    let mut rig = Rig::new("");
    let _worker = rig.worker(secs(6));
    let id = rig.login("bilibili-web", &Settings::new()).await;
    rig.event(&id, "code").await;
    rig.store.away(true);
    sleep(secs(120)).await;
    rig.store.away(false);
    assert_eq!(rig.end(&id).await.state, State::Done);
}

#[tokio::test(start_paused = true)]
async fn no_poll_is_made_without_a_lease() {
    let mut rig = Rig::new("person = expire");
    let worker = rig.worker(secs(6));
    let id = rig.login("bilibili-web", &Settings::new()).await;
    rig.event(&id, "code").await;
    rig.store.away(true);
    sleep(secs(10)).await;
    let before = worker.stats.calls();
    sleep(secs(60)).await;
    assert_eq!(worker.stats.calls(), before);
    assert!(!worker.stats.has_lease());
    rig.store.away(false);
    sleep(secs(10)).await;
    assert!(worker.stats.calls() > before);
    assert!(worker.stats.has_lease());
}

#[tokio::test(start_paused = true)]
async fn a_worker_starts_when_the_database_is_there() {
    let mut rig = Rig::new("");
    rig.store.away(true);
    let _worker = rig.worker(secs(30));
    sleep(secs(60)).await;
    rig.store.away(false);
    let id = rig.login("115", &Settings::new()).await;
    assert_eq!(rig.end(&id).await.state, State::Done);
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_stops_without_its_database_says_so() {
    let mut rig = Rig::new("");
    let worker = rig.worker(secs(30));
    let id = rig.login("bilibili-web", &Settings::new()).await;
    rig.event(&id, "code").await;
    rig.store.away(true);
    sleep(secs(10)).await;
    let error = worker.try_stop().await.unwrap_err();
    assert!(matches!(error, StoreError::Unreachable(_)), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_worker_stops_while_it_waits_for_its_database() {
    let rig = Rig::new("");
    rig.store.away(true);
    let worker = rig.worker(secs(30));
    sleep(secs(60)).await;
    worker.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_success_is_stored_when_the_worker_stops() {
    let mut rig = Rig::new("");
    let worker = rig.worker(secs(30));
    let id = rig.login("bilibili-web", &Settings::new()).await;
    rig.event(&id, "code").await;
    rig.store.away(true);
    sleep(secs(20)).await;
    let stopping = tokio::spawn(worker.stop());
    sleep(secs(5)).await;
    rig.store.away(false);
    stopping.await.unwrap();
    assert_eq!(rig.record(&id).await.state, State::Done);
}

#[tokio::test(start_paused = true)]
async fn a_write_that_is_refused_is_tried_again() {
    let mut rig = Rig::new("");
    let worker = rig.worker(secs(30));
    let refused = rig.login("bilibili-web", &Settings::new()).await;
    rig.store.refuse(Some(refused.clone()));
    let other = rig.login("bilibili-web", &Settings::new()).await;
    // It holds no other login up.
    assert_eq!(rig.end(&other).await.state, State::Done);
    assert_eq!(rig.record(&refused).await.state, State::Running);
    assert!(worker.stats.refused() > 0);
    sleep(secs(30)).await;
    rig.store.refuse(None);
    assert_eq!(rig.end(&refused).await.state, State::Done);
    let kinds = rig.kinds(&refused).await;
    assert_eq!(kinds, ["code", "scanned", "confirmed", "done"]);
}
