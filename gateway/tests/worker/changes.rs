//! Changes by others: cancels, expiry, and reports that are missed.

use qrlogin::Settings;
use qrlogin_gateway::store::Store as _;
use qrlogin_test_support::secs;
use tokio::time::sleep;

use crate::rig::Rig;

#[tokio::test(start_paused = true)]
async fn a_cancelled_login_is_polled_no_more() {
    let mut rig = Rig::new("person = expire");
    let worker = rig.worker(secs(30));
    let id = rig.login("bilibili-web", &Settings::new()).await;
    rig.event(&id, "code").await;
    rig.cancel(&id).await;
    sleep(secs(2)).await;
    let before = worker.stats.calls();
    sleep(secs(60)).await;
    assert_eq!((worker.stats.calls(), worker.stats.owned()), (before, 0));
    assert_eq!(worker.stats.lost(), 1);
    assert!(worker.stats.ended().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_cancel_whose_report_was_missed_is_found() {
    let mut rig = Rig::new("person = expire");
    rig.store.fall_silent();
    let worker = rig.worker(secs(30));
    let kept = rig.login("bilibili-web", &Settings::new()).await;
    let cancelled = rig.login("bilibili-web", &Settings::new()).await;
    rig.event(&kept, "code").await;
    rig.event(&cancelled, "code").await;
    rig.cancel(&cancelled).await;
    rig.store.overrun();
    sleep(secs(2)).await;
    assert_eq!((worker.stats.owned(), worker.stats.lost()), (1, 1));
    let before = worker.stats.calls();
    sleep(secs(10)).await;
    assert!(worker.stats.calls() > before);
}

#[tokio::test(start_paused = true)]
async fn an_expired_login_is_swept() {
    let rig = Rig::new("");
    let _worker = rig.worker_with(|worker| worker.lease(secs(30)).flows(&[]));
    let id = qrlogin_gateway::store::LoginId::new([9; 16]);
    let sealed = rig
        .keys
        .seal(qrlogin_gateway::seal::Purpose::Snapshot, &id, &"")
        .unwrap();
    rig.create(id.clone(), "bilibili-web", sealed).await;
    sleep(secs(3500)).await;
    assert!(rig.store.login("", &id).await.unwrap().is_some());
    sleep(secs(170)).await;
    assert!(rig.store.login("", &id).await.unwrap().is_none());
}
