//! Logins that their owner cancels.

use qrlogin_gateway::seal::Purpose;
use qrlogin_gateway::store::{LoginId, State, Written};

use crate::world::*;

on_each_store!(
    cancel_ends_the_login_with_its_event,
    cancel_fences_off_the_worker,
    cancel_of_another_version_does_nothing,
    second_cancel_does_nothing,
    ended_login_is_not_cancelled,
    one_of_cancel_and_end_wins,
);

async fn cancel(world: &World, id: &LoginId, version: u64) -> bool {
    let number = world.record(id).await.last_event + 1;
    let event = sealed(Purpose::Event(number), id, "cancelled");
    world.store.cancel(id, version, event).await.unwrap()
}

async fn cancel_ends_the_login_with_its_event(world: World) {
    let (worker, login) = world.claimed(1).await;
    world.save(worker, goes_on(&login.id, 2, 1, "code")).await;
    assert!(cancel(&world, &login.id, 3).await);
    let record = world.record(&login.id).await;
    assert_eq!((record.state, record.version), (State::Cancelled, 4));
    assert_eq!(
        world.events(&login.id, 1).await,
        [(2, "cancelled".to_owned())]
    );
}

async fn cancel_fences_off_the_worker(world: World) {
    let (worker, login) = world.claimed(1).await;
    assert!(cancel(&world, &login.id, 2).await);
    assert_eq!(world.save(worker, done(&login.id, 2)).await, Written::Lost);
    assert_eq!(world.state(&login.id).await, State::Cancelled);
    world.pass(LEASE).await;
    let other = world.worker().await;
    assert!(world.claim(other).await.is_empty());
}

async fn cancel_of_another_version_does_nothing(world: World) {
    let (_, login) = world.claimed(1).await;
    assert!(!cancel(&world, &login.id, 1).await);
    assert_eq!(world.state(&login.id).await, State::Running);
    assert!(world.events(&login.id, 0).await.is_empty());
}

async fn second_cancel_does_nothing(world: World) {
    let (_, login) = world.claimed(1).await;
    assert!(cancel(&world, &login.id, 2).await);
    assert!(!cancel(&world, &login.id, 2).await);
    assert!(!cancel(&world, &login.id, 3).await);
    assert_eq!(world.events(&login.id, 0).await.len(), 1);
}

async fn ended_login_is_not_cancelled(world: World) {
    let id = world.done(1).await;
    assert!(!cancel(&world, &id, 3).await);
    assert_eq!(world.state(&id).await, State::Done);
}

async fn one_of_cancel_and_end_wins(world: World) {
    for number in 1..=8 {
        let (worker, login) = world.claimed(number).await;
        let (store, id) = (world.store.clone(), login.id.clone());
        let event = sealed(Purpose::Event(1), &id, "cancelled");
        let cancelling = tokio::spawn(async move { store.cancel(&id, 2, event).await.unwrap() });
        let written = world.save(worker, done(&login.id, 2)).await;
        let is_cancelled = cancelling.await.unwrap();
        assert_ne!(is_cancelled, written == Written::Stored(3));
        let wanted = [State::Done, State::Cancelled][usize::from(is_cancelled)];
        assert_eq!(world.state(&login.id).await, wanted);
        assert_eq!(world.events(&login.id, 0).await.len(), 1);
    }
}
