//! The user's input, on its way to the worker.

use qrlogin_gateway::seal::Purpose;
use qrlogin_gateway::store::{LoginId, WorkerId};

use crate::world::*;

on_each_store!(
    answer_reaches_the_owner_of_the_login,
    answer_is_handed_out_until_a_write_follows,
    later_answer_replaces_an_earlier_one,
    answer_that_no_call_returned_outlives_a_write,
    answer_goes_to_the_next_owner,
    successor_writes_off_the_answer_it_was_handed,
    answer_leaves_the_version,
    ended_login_takes_no_answer,
    end_removes_the_answer,
);

async fn answer(world: &World, id: &LoginId, text: &str) -> bool {
    let sealed = sealed(Purpose::Answer, id, text);
    world.store.answer(id, sealed).await.unwrap()
}

/// The texts of the answers that wait for this worker.
async fn waiting(world: &World, worker: WorkerId) -> Vec<String> {
    let answers = world.store.answers(worker).await.unwrap();
    let opened = answers
        .iter()
        .map(|(id, answer)| opened(Purpose::Answer, id, answer));
    opened.collect()
}

async fn answer_reaches_the_owner_of_the_login(world: World) {
    let (worker, login) = world.claimed(1).await;
    let other = world.worker().await;
    assert!(waiting(&world, worker).await.is_empty());
    assert!(answer(&world, &login.id, "1234").await);
    assert!(waiting(&world, other).await.is_empty());
    assert_eq!(waiting(&world, worker).await, ["1234"]);
}

async fn answer_is_handed_out_until_a_write_follows(world: World) {
    let (worker, login) = world.claimed(1).await;
    answer(&world, &login.id, "1234").await;
    for _ in 0..2 {
        assert_eq!(waiting(&world, worker).await, ["1234"]);
    }
    world
        .save(worker, goes_on(&login.id, 2, 1, "confirmed"))
        .await;
    assert!(waiting(&world, worker).await.is_empty());
}

async fn later_answer_replaces_an_earlier_one(world: World) {
    let (worker, login) = world.claimed(1).await;
    answer(&world, &login.id, "1").await;
    answer(&world, &login.id, "2").await;
    assert_eq!(waiting(&world, worker).await, ["2"]);
}

async fn answer_that_no_call_returned_outlives_a_write(world: World) {
    let (worker, login) = world.claimed(1).await;
    answer(&world, &login.id, "1").await;
    waiting(&world, worker).await;
    answer(&world, &login.id, "2").await;
    world
        .save(worker, goes_on(&login.id, 2, 1, "input wanted"))
        .await;
    assert_eq!(waiting(&world, worker).await, ["2"]);
}

async fn answer_goes_to_the_next_owner(world: World) {
    world.create(1).await;
    answer(&world, &id(1), "1").await;
    let worker = world.worker().await;
    let claimed = world.claim(worker).await;
    let handed = claimed[0].answer.as_ref().unwrap();
    assert_eq!(opened(Purpose::Answer, &id(1), handed), "1");
}

async fn successor_writes_off_the_answer_it_was_handed(world: World) {
    world.create(1).await;
    answer(&world, &id(1), "1").await;
    let worker = world.worker().await;
    world.claim(worker).await;
    world.save(worker, goes_on(&id(1), 2, 1, "confirmed")).await;
    assert!(waiting(&world, worker).await.is_empty());
}

async fn answer_leaves_the_version(world: World) {
    let (worker, login) = world.claimed(1).await;
    answer(&world, &login.id, "1").await;
    waiting(&world, worker).await;
    assert_eq!(world.record(&login.id).await.version, login.version);
}

async fn ended_login_takes_no_answer(world: World) {
    let id = world.done(1).await;
    assert!(!answer(&world, &id, "1").await);
    assert!(!answer(&world, &crate::world::id(9), "1").await);
}

async fn end_removes_the_answer(world: World) {
    let (worker, login) = world.claimed(1).await;
    answer(&world, &login.id, "1").await;
    world.save(worker, failed(&login.id, 2)).await;
    assert!(waiting(&world, worker).await.is_empty());
}
