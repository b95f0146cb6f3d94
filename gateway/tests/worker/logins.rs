//! Logins from their creation to their result.

use std::sync::Arc;

use qrlogin::Settings;
use qrlogin_gateway::seal::{Purpose, SealingKeys};
use qrlogin_gateway::store::{LoginId, State};
use qrlogin_test_support::{FLOWS, secs};

use crate::rig::Rig;

#[tokio::test(start_paused = true)]
async fn every_flow_ends_with_its_complete_result() {
    let mut rig = Rig::new("");
    let worker = rig.worker(secs(30));
    for flow in FLOWS {
        let variant = flow.default_variant();
        let id = rig.login(flow.id, &variant.settings()).await;
        let record = rig.end(&id).await;
        assert_eq!(
            record.state,
            State::Done,
            "{}: {:?}",
            flow.id,
            rig.events(&id).await
        );
        assert!(variant.is_complete(&rig.result(&id).await), "{}", flow.id);
        let kinds = rig.kinds(&id).await;
        assert_eq!(
            (kinds[0].as_str(), kinds.last().unwrap().as_str()),
            ("code", "done")
        );
    }
    let ended = worker.stats.ended();
    assert_eq!(ended.len(), FLOWS.len());
    assert!(ended.iter().all(|it| it.outcome == "done" && it.count == 1));
    worker.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_declined_login_ends_with_its_error() {
    let mut rig = Rig::new("person = scan@1s deny@2s");
    let worker = rig.worker(secs(30));
    let id = rig.login("115", &Settings::new()).await;
    assert_eq!(rig.end(&id).await.state, State::Failed);
    tokio::time::sleep(secs(1)).await;
    assert_eq!(worker.stats.ended()[0].outcome, "denied");
    assert_eq!(rig.error(&id).await, "denied");
}

#[tokio::test(start_paused = true)]
async fn logins_that_were_there_before_are_claimed() {
    let mut rig = Rig::new("");
    let id = rig.login("bilibili-web", &Settings::new()).await;
    let _worker = rig.worker(secs(30));
    assert_eq!(rig.end(&id).await.state, State::Done);
}

#[tokio::test(start_paused = true)]
async fn a_login_sealed_with_another_key_ends_with_an_error() {
    let rig = Rig::new("");
    let _worker = rig.worker(secs(30));
    let id = LoginId::new([9; 16]);
    let others = SealingKeys::new([8; 32]);
    let sealed = others.seal(Purpose::Snapshot, &id, &"anything").unwrap();
    rig.create(id.clone(), "bilibili-web", sealed).await;
    assert_eq!(rig.end(&id).await.state, State::Failed);
    assert_eq!(rig.error(&id).await, "snapshot");
}

#[tokio::test(start_paused = true)]
async fn a_full_worker_leaves_logins_in_the_store() {
    let mut rig = Rig::new("person = expire");
    let worker = rig.worker_with(|worker| worker.lease(secs(30)).max_logins(2));
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(rig.login("bilibili-web", &Settings::new()).await);
    }
    tokio::time::sleep(secs(10)).await;
    assert_eq!(worker.stats.owned(), 2);
    assert_eq!(rig.kinds(&ids[2]).await, [""; 0]);
    let _second = rig.worker(secs(30));
    rig.event(&ids[2], "code").await;
}

#[tokio::test(start_paused = true)]
async fn a_login_runs_by_the_clock_of_the_store() {
    let mut rig = Rig::new("");
    let clock = Arc::clone(&rig.clock);
    let worker = rig.worker_with(|worker| worker.with_clock(move || clock() + secs(3600)));
    let id = rig.login("bilibili-web", &Settings::new()).await;
    rig.event(&id, "code").await;
    let expires = rig.events(&id).await[0]["expires_at"].clone();
    let expires: qrlogin::Timestamp = serde_json::from_value(expires).unwrap();
    assert!(expires < (rig.clock)() + secs(300));
    assert!(worker.stats.has_lease());
}
