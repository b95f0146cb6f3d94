//! Leases and claims.

use std::collections::HashSet;
use std::time::Duration;

use qrlogin_gateway::seal::Purpose;
use qrlogin_gateway::store::WorkerId;

use crate::world::*;

const MS: Duration = Duration::from_millis(1);

on_each_store!(
    claim_takes_the_oldest_first,
    claim_hands_out_the_snapshot,
    claim_raises_the_version,
    owned_login_is_not_claimed_again,
    login_of_a_lapsed_worker_is_claimed,
    login_of_a_renewed_worker_is_kept,
    lapsed_lease_is_not_renewed,
    lapsed_worker_claims_nothing,
    unknown_worker_claims_nothing,
    released_logins_are_claimed_at_once,
    released_worker_has_no_lease,
    ended_login_is_not_claimed,
    expired_login_is_not_claimed,
    concurrent_claims_share_no_login,
    running_logins_of_a_worker_are_listed,
);

async fn claim_takes_the_oldest_first(world: World) {
    for number in [3, 1, 2] {
        world.create(number).await;
    }
    let worker = world.worker().await;
    let first = world.store.claim(worker, 2).await.unwrap();
    let ids: Vec<_> = first.iter().map(|login| login.id.clone()).collect();
    assert_eq!(ids, [id(3), id(1)]);
    assert_eq!(world.claim(worker).await[0].id, id(2));
}

async fn claim_hands_out_the_snapshot(world: World) {
    let (_, claimed) = world.claimed(1).await;
    let snapshot = opened(Purpose::Snapshot, &id(1), &claimed.snapshot);
    assert_eq!(snapshot, "the first snapshot");
    assert_eq!((&*claimed.flow, claimed.last_event), ("bilibili-web", 0));
    assert!(claimed.answer.is_none());
}

async fn claim_raises_the_version(world: World) {
    let (_, claimed) = world.claimed(1).await;
    assert_eq!(claimed.version, 2);
    assert_eq!(world.record(&id(1)).await.version, 2);
}

async fn owned_login_is_not_claimed_again(world: World) {
    let (worker, _) = world.claimed(1).await;
    assert!(world.claim(worker).await.is_empty());
    let other = world.worker().await;
    assert!(world.claim(other).await.is_empty());
}

async fn login_of_a_lapsed_worker_is_claimed(world: World) {
    let (_, first) = world.claimed(1).await;
    world.pass(LEASE - MS).await;
    let other = world.worker().await;
    assert!(world.claim(other).await.is_empty());
    world.pass(MS).await;
    let claimed = world.claim(other).await;
    assert_eq!(claimed.len(), 1);
    assert_eq!(claimed[0].version, first.version + 1);
}

async fn login_of_a_renewed_worker_is_kept(world: World) {
    let (worker, _) = world.claimed(1).await;
    world.pass(LEASE - MS).await;
    assert_eq!(world.store.renew(worker, LEASE).await, Ok(true));
    world.pass(LEASE - MS).await;
    let other = world.worker().await;
    assert!(world.claim(other).await.is_empty());
    world.pass(MS).await;
    assert_eq!(world.claim(other).await.len(), 1);
}

async fn lapsed_lease_is_not_renewed(world: World) {
    let worker = world.worker().await;
    world.pass(LEASE).await;
    assert_eq!(world.store.renew(worker, LEASE).await, Ok(false));
    assert_eq!(world.store.renew(worker, LEASE).await, Ok(false));
}

async fn lapsed_worker_claims_nothing(world: World) {
    world.create(1).await;
    let worker = world.worker().await;
    world.pass(LEASE).await;
    assert!(world.claim(worker).await.is_empty());
}

async fn unknown_worker_claims_nothing(world: World) {
    world.create(1).await;
    assert!(world.claim(WorkerId(987)).await.is_empty());
}

async fn released_logins_are_claimed_at_once(world: World) {
    let (worker, _) = world.claimed(1).await;
    world.store.release(worker).await.unwrap();
    let other = world.worker().await;
    assert_eq!(world.claim(other).await.len(), 1);
}

async fn released_worker_has_no_lease(world: World) {
    let worker = world.worker().await;
    world.store.release(worker).await.unwrap();
    assert_eq!(world.store.renew(worker, LEASE).await, Ok(false));
    world.create(1).await;
    assert!(world.claim(worker).await.is_empty());
}

async fn ended_login_is_not_claimed(world: World) {
    world.done(1).await;
    let (worker, second) = world.claimed(2).await;
    world.save(worker, failed(&second.id, second.version)).await;
    world.pass(LEASE).await;
    let other = world.worker().await;
    assert!(world.claim(other).await.is_empty());
}

async fn expired_login_is_not_claimed(world: World) {
    world.create(1).await;
    world.pass(KEEP).await;
    let worker = world.worker().await;
    assert!(world.claim(worker).await.is_empty());
}

async fn concurrent_claims_share_no_login(world: World) {
    for number in 1..=40 {
        world.create(number).await;
    }
    let mut tasks = Vec::new();
    for _ in 0..4 {
        let (store, worker) = (world.store.clone(), world.worker().await);
        tasks.push(tokio::spawn(async move {
            let mut ids = Vec::new();
            loop {
                let claimed = store.claim(worker, 3).await.unwrap();
                if claimed.is_empty() {
                    return ids;
                }
                ids.extend(claimed.into_iter().map(|login| login.id));
            }
        }));
    }
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.unwrap());
    }
    let distinct: HashSet<_> = all.iter().collect();
    assert_eq!((all.len(), distinct.len()), (40, 40));
}

async fn running_logins_of_a_worker_are_listed(world: World) {
    let (worker, first) = world.claimed(1).await;
    world.create(2).await;
    world.claim(worker).await;
    world.claimed(3).await;
    let mut owned = world.store.owned(worker).await.unwrap();
    owned.sort();
    assert_eq!(owned, [id(1), id(2)]);
    world.save(worker, failed(&first.id, first.version)).await;
    assert_eq!(world.store.owned(worker).await, Ok(vec![id(2)]));
}
