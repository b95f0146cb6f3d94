//! Changes that are reported.

use qrlogin_gateway::seal::Purpose;
use qrlogin_gateway::store::{Change, LoginId, NewLogin};
use tokio::sync::broadcast::Receiver;

use crate::world::*;

const COUNT: u16 = 400;

on_each_store!(
    each_write_is_reported_with_its_version,
    answer_is_reported_with_the_same_version,
    redemption_and_confirmation_are_reported,
    release_is_reported,
    sweep_of_a_running_login_is_reported,
    call_without_effect_is_not_reported,
    every_receiver_gets_every_change,
    batch_of_many_writes_is_reported_whole,
    versions_are_those_of_the_logins_that_are_there,
);

async fn next(receiver: &mut Receiver<Change>) -> (LoginId, u64) {
    let change = receiver.recv().await.unwrap();
    (change.id, change.version)
}

async fn each_write_is_reported_with_its_version(world: World) {
    let mut changes = world.store.changes();
    let (worker, login) = world.claimed(1).await;
    world.save(worker, goes_on(&login.id, 2, 1, "code")).await;
    let event = sealed(Purpose::Event(2), &login.id, "cancelled");
    world.store.cancel(&login.id, 3, event).await.unwrap();
    for version in 1..=4 {
        assert_eq!(next(&mut changes).await, (id(1), version));
    }
}

async fn answer_is_reported_with_the_same_version(world: World) {
    let (_, login) = world.claimed(1).await;
    let mut changes = drained(&world, 9).await;
    let answer = sealed(Purpose::Answer, &login.id, "1234");
    world.store.answer(&login.id, answer).await.unwrap();
    assert_eq!(next(&mut changes).await, (id(1), 2));
}

async fn redemption_and_confirmation_are_reported(world: World) {
    world.done(1).await;
    let mut changes = drained(&world, 9).await;
    world.store.redeem(&id(1), &secret(), REPEAT).await.unwrap();
    assert_eq!(next(&mut changes).await, (id(1), 4));
    world.store.confirm(&id(1), &secret()).await.unwrap();
    assert_eq!(next(&mut changes).await, (id(1), 5));
}

async fn release_is_reported(world: World) {
    let (worker, _) = world.claimed(1).await;
    let mut changes = drained(&world, 9).await;
    world.store.release(worker).await.unwrap();
    assert_eq!(next(&mut changes).await, (id(1), 2));
}

async fn sweep_of_a_running_login_is_reported(world: World) {
    world.create(1).await;
    let mut changes = drained(&world, 9).await;
    world.pass(KEEP).await;
    world.store.sweep(REPEAT).await.unwrap();
    let mut swept = [next(&mut changes).await, next(&mut changes).await];
    swept.sort();
    assert_eq!(swept, [(id(1), 2), (id(9), 2)]);
}

async fn call_without_effect_is_not_reported(world: World) {
    let (worker, login) = world.claimed(1).await;
    let mut changes = drained(&world, 9).await;
    world
        .save(worker, goes_on(&login.id, 7, 1, "another version"))
        .await;
    world.store.confirm(&login.id, &secret()).await.unwrap();
    world.create(2).await;
    assert_eq!(next(&mut changes).await, (id(2), 1));
}

async fn every_receiver_gets_every_change(world: World) {
    let mut receivers = [world.store.changes(), world.store.changes()];
    world.create(1).await;
    for receiver in &mut receivers {
        assert_eq!(next(receiver).await, (id(1), 1));
    }
}

async fn batch_of_many_writes_is_reported_whole(world: World) {
    // More than fit in one notification of PostgreSQL.
    for number in 0..COUNT {
        let [high, low] = number.to_be_bytes();
        let mut random = [high; 16];
        random[15] = low;
        let login = NewLogin {
            id: LoginId::new(random),
            ..login(0)
        };
        world.store.create(login).await.unwrap();
    }
    let worker = world.worker().await;
    let claimed = world.claim(worker).await;
    let mut changes = drained(&world, 250).await;
    let writes = claimed
        .iter()
        .map(|login| goes_on(&login.id, login.version, 1, "code"));
    world.store.save(worker, writes.collect()).await.unwrap();
    let mut ids = Vec::new();
    for _ in 0..COUNT {
        let (id, version) = next(&mut changes).await;
        assert_eq!(version, 3);
        ids.push(id);
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), usize::from(COUNT));
}

async fn versions_are_those_of_the_logins_that_are_there(world: World) {
    world.create(1).await;
    world.claimed(2).await;
    world.create(3).await;
    let mut versions = world.store.versions(&[id(9), id(3), id(2)]).await.unwrap();
    versions.sort();
    assert_eq!(versions, [(id(2), 2), (id(3), 1)]);
}

/// A receiver that has no earlier change waiting: those before this new login's are read.
async fn drained(world: &World, number: u8) -> Receiver<Change> {
    let mut changes = world.store.changes();
    world.create(number).await;
    while next(&mut changes).await != (id(number), 1) {}
    changes
}
