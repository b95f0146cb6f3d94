//! What is swept.

use std::time::Duration;

use qrlogin_gateway::store::{Created, Idempotency, NewLogin, Redeemed, Written};

use crate::world::*;

const MS: Duration = Duration::from_millis(1);

on_each_store!(
    expired_login_is_swept_with_its_events,
    login_is_kept_until_it_expires,
    write_of_a_swept_login_is_lost,
    redeemed_result_is_swept,
    unredeemed_result_is_kept,
    swept_login_frees_its_idempotency_key,
    lapsed_worker_is_swept,
);

async fn expired_login_is_swept_with_its_events(world: World) {
    let id = world.done(1).await;
    world.create(2).await;
    world.pass(KEEP).await;
    assert_eq!(world.store.sweep(REPEAT).await, Ok(2));
    assert_eq!(world.store.login("", &id).await, Ok(None));
    assert!(world.events(&id, 0).await.is_empty());
    // An event of the earlier login would belong to this one.
    world.create(1).await;
    assert!(world.events(&id, 0).await.is_empty());
}

async fn login_is_kept_until_it_expires(world: World) {
    world.create(1).await;
    world.pass(KEEP - MS).await;
    assert_eq!(world.store.sweep(REPEAT).await, Ok(0));
    assert!(world.store.login("", &id(1)).await.unwrap().is_some());
}

async fn write_of_a_swept_login_is_lost(world: World) {
    let (worker, login) = world.claimed(1).await;
    world.pass(KEEP).await;
    world.store.sweep(REPEAT).await.unwrap();
    assert_eq!(world.save(worker, done(&login.id, 2)).await, Written::Lost);
}

async fn redeemed_result_is_swept(world: World) {
    let id = world.done(1).await;
    world.store.redeem(&id, &secret(), REPEAT).await.unwrap();
    world.pass(REPEAT - MS).await;
    world.store.sweep(REPEAT).await.unwrap();
    assert!(world.record(&id).await.has_result);
    world.pass(MS).await;
    assert_eq!(world.store.sweep(REPEAT).await, Ok(0));
    assert!(!world.record(&id).await.has_result);
    // With a longer time as well: the result is no longer there.
    let late = world
        .store
        .redeem(&id, &secret(), REPEAT * 2)
        .await
        .unwrap();
    assert!(matches!(late, Redeemed::Gone), "{late:?}");
}

async fn unredeemed_result_is_kept(world: World) {
    let id = world.done(1).await;
    world.pass(REPEAT * 2).await;
    world.store.sweep(REPEAT).await.unwrap();
    assert!(world.record(&id).await.has_result);
}

async fn swept_login_frees_its_idempotency_key(world: World) {
    let with_key = |number| NewLogin {
        idempotency: Some(Idempotency {
            key: [1; 32],
            request: [1; 32],
        }),
        ..login(number)
    };
    world.store.create(with_key(1)).await.unwrap();
    world.pass(KEEP).await;
    world.store.sweep(REPEAT).await.unwrap();
    let created = world.store.create(with_key(2)).await.unwrap();
    assert!(matches!(created, Created::New(_)), "{created:?}");
}

async fn lapsed_worker_is_swept(world: World) {
    let (_, login) = world.claimed(1).await;
    world.pass(LEASE).await;
    world.store.sweep(REPEAT).await.unwrap();
    // Its login can still be claimed.
    let other = world.worker().await;
    assert_eq!(world.claim(other).await[0].id, login.id);
}
