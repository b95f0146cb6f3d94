//! What is written, and when.

use qrlogin::Settings;
use qrlogin_gateway::store::State;
use qrlogin_test_support::{FLOWS, secs};

use crate::rig::Rig;

#[tokio::test(start_paused = true)]
async fn a_poll_without_news_writes_nothing() {
    let mut rig = Rig::new("person = expire");
    let worker = rig.worker(secs(30));
    let id = rig.login("bilibili-web", &Settings::new()).await;
    rig.event(&id, "code").await;
    let (writes, calls) = (rig.store.writes(), worker.stats.calls());
    tokio::time::sleep(secs(60)).await;
    assert!(worker.stats.calls() > calls + 10);
    assert_eq!(rig.store.writes(), writes);
}

#[tokio::test(start_paused = true)]
async fn a_login_needs_few_writes() {
    let mut rig = Rig::new("person = scan@60s confirm@90s");
    let _worker = rig.worker(secs(30));
    for flow in FLOWS {
        let before = rig.store.writes();
        let id = rig.login(flow.id, &flow.default_variant().settings()).await;
        let record = rig.end(&id).await;
        assert_eq!(
            record.state,
            State::Done,
            "{}: {:?}",
            flow.id,
            rig.events(&id).await
        );
        // The code, the scan, the confirmation, stages, the end.
        let writes = rig.store.writes() - before;
        assert!((2..=9).contains(&writes), "{}: {writes}", flow.id);
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_was_carried_out_unseen_is_repeated_harmlessly() {
    let mut rig = Rig::new("");
    let _worker = rig.worker(secs(30));
    let id = rig.login("bilibili-web", &Settings::new()).await;
    rig.event(&id, "code").await;
    rig.store.lose_answers(true);
    tokio::time::sleep(secs(8)).await;
    rig.store.lose_answers(false);
    assert_eq!(rig.end(&id).await.state, State::Done);
    let kinds = rig.kinds(&id).await;
    assert_eq!(kinds, ["code", "scanned", "confirmed", "done"]);
}

#[tokio::test(start_paused = true)]
async fn other_logins_are_polled_while_a_write_is_under_way() {
    let mut rig = Rig::new("person = expire");
    let worker = rig.worker(secs(60));
    let id = rig.login("bilibili-web", &Settings::new()).await;
    rig.event(&id, "code").await;
    rig.store.slow(secs(20));
    let late = rig.login("bilibili-web", &Settings::new()).await;
    tokio::time::sleep(secs(3)).await;
    let before = worker.stats.calls();
    tokio::time::sleep(secs(15)).await;
    assert!(worker.stats.calls() >= before + 10);
    assert!(rig.kinds(&late).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn events_that_come_during_a_write_follow_it() {
    let mut rig = Rig::new("person = scan@4s confirm@8s");
    let _worker = rig.worker(secs(60));
    rig.store.slow(secs(20));
    let ids = [
        rig.login("bilibili-web", &Settings::new()).await,
        rig.login("bilibili-web", &Settings::new()).await,
    ];
    for id in &ids {
        assert_eq!(rig.end(id).await.state, State::Done);
        let kinds = rig.kinds(id).await;
        assert_eq!(kinds, ["code", "scanned", "confirmed", "done"]);
    }
}
