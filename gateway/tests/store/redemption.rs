//! The result, handed to the holder of the secret.

use std::time::Duration;

use qrlogin_gateway::seal::{Purpose, hash};
use qrlogin_gateway::store::{LoginId, Redeemed, State};

use crate::world::*;

const MS: Duration = Duration::from_millis(1);

on_each_store!(
    secret_redeems_the_result,
    same_secret_redeems_again_until_the_time_is_over,
    first_redemption_is_the_one_that_counts,
    concurrent_redemptions_get_the_same_result,
    wrong_secret_gets_nothing,
    wrong_secret_does_not_learn_the_state,
    login_under_way_is_pending,
    failed_login_is_pending_for_ever,
    unknown_login_is_unknown,
    confirmed_result_is_gone,
    wrong_secret_confirms_nothing,
    confirmation_needs_a_redemption,
    expired_result_is_gone,
    redemption_raises_the_version_once,
);

async fn redeem(world: &World, id: &LoginId, secret: &[u8]) -> Redeemed {
    world.store.redeem(id, &hash(secret), REPEAT).await.unwrap()
}

/// Whether the secret got the result.
async fn gets_it(world: &World, id: &LoginId) -> bool {
    match redeem(world, id, SECRET).await {
        Redeemed::Result(result) => opened(Purpose::Result, id, &result) == "the credential",
        _ => false,
    }
}

async fn secret_redeems_the_result(world: World) {
    let id = world.done(1).await;
    assert!(gets_it(&world, &id).await);
    let record = world.record(&id).await;
    assert_eq!((record.has_result, record.redeemed_at), (true, Some(START)));
}

async fn same_secret_redeems_again_until_the_time_is_over(world: World) {
    let id = world.done(1).await;
    assert!(gets_it(&world, &id).await);
    world.pass(REPEAT - MS).await;
    assert!(gets_it(&world, &id).await);
    world.pass(MS).await;
    let late = redeem(&world, &id, SECRET).await;
    assert!(matches!(late, Redeemed::Gone), "{late:?}");
}

async fn first_redemption_is_the_one_that_counts(world: World) {
    let id = world.done(1).await;
    gets_it(&world, &id).await;
    world.pass(REPEAT / 2).await;
    gets_it(&world, &id).await;
    assert_eq!(world.record(&id).await.redeemed_at, Some(START));
}

async fn concurrent_redemptions_get_the_same_result(world: World) {
    let id = world.done(1).await;
    let redeem = || {
        let (store, id) = (world.store.clone(), id.clone());
        tokio::spawn(async move { store.redeem(&id, &secret(), REPEAT).await.unwrap() })
    };
    let tasks: Vec<_> = (0..8).map(|_| redeem()).collect();
    for task in tasks {
        let redeemed = task.await.unwrap();
        assert!(matches!(redeemed, Redeemed::Result(_)), "{redeemed:?}");
    }
}

async fn wrong_secret_gets_nothing(world: World) {
    let id = world.done(1).await;
    for _ in 0..2 {
        let wrong = redeem(&world, &id, b"another secret").await;
        assert!(matches!(wrong, Redeemed::WrongSecret), "{wrong:?}");
        assert_eq!(world.record(&id).await.redeemed_at, None);
    }
    assert!(gets_it(&world, &id).await);
    let wrong = redeem(&world, &id, b"another secret").await;
    assert!(matches!(wrong, Redeemed::WrongSecret), "{wrong:?}");
}

async fn wrong_secret_does_not_learn_the_state(world: World) {
    world.create(1).await;
    let wrong = redeem(&world, &id(1), b"another secret").await;
    assert!(matches!(wrong, Redeemed::WrongSecret), "{wrong:?}");
}

async fn login_under_way_is_pending(world: World) {
    world.create(1).await;
    let pending = redeem(&world, &id(1), SECRET).await;
    assert!(
        matches!(pending, Redeemed::Pending(State::Running)),
        "{pending:?}"
    );
}

async fn failed_login_is_pending_for_ever(world: World) {
    let (worker, login) = world.claimed(1).await;
    world.save(worker, failed(&login.id, login.version)).await;
    let pending = redeem(&world, &login.id, SECRET).await;
    assert!(
        matches!(pending, Redeemed::Pending(State::Failed)),
        "{pending:?}"
    );
}

async fn unknown_login_is_unknown(world: World) {
    let unknown = redeem(&world, &id(1), SECRET).await;
    assert!(matches!(unknown, Redeemed::Unknown), "{unknown:?}");
    assert_eq!(world.store.confirm(&id(1), &secret()).await, Ok(false));
}

async fn confirmed_result_is_gone(world: World) {
    let id = world.done(1).await;
    gets_it(&world, &id).await;
    assert_eq!(world.store.confirm(&id, &secret()).await, Ok(true));
    let late = redeem(&world, &id, SECRET).await;
    assert!(matches!(late, Redeemed::Gone), "{late:?}");
    assert_eq!(world.store.confirm(&id, &secret()).await, Ok(false));
    let record = world.record(&id).await;
    assert_eq!((record.state, record.has_result), (State::Done, false));
}

async fn wrong_secret_confirms_nothing(world: World) {
    let id = world.done(1).await;
    gets_it(&world, &id).await;
    let wrong = hash(b"another secret");
    assert_eq!(world.store.confirm(&id, &wrong).await, Ok(false));
    assert!(gets_it(&world, &id).await);
}

async fn confirmation_needs_a_redemption(world: World) {
    let id = world.done(1).await;
    assert_eq!(world.store.confirm(&id, &secret()).await, Ok(false));
    assert!(gets_it(&world, &id).await);
}

async fn expired_result_is_gone(world: World) {
    let id = world.done(1).await;
    world.pass(KEEP).await;
    let late = redeem(&world, &id, SECRET).await;
    assert!(matches!(late, Redeemed::Gone), "{late:?}");
}

async fn redemption_raises_the_version_once(world: World) {
    let id = world.done(1).await;
    let before = world.record(&id).await.version;
    for _ in 0..2 {
        gets_it(&world, &id).await;
        assert_eq!(world.record(&id).await.version, before + 1);
    }
    world.store.confirm(&id, &secret()).await.unwrap();
    assert_eq!(world.record(&id).await.version, before + 2);
}
