//! What a worker has learnt: versions, fencing, events.

use qrlogin_gateway::seal::Purpose;
use qrlogin_gateway::store::{State, Then, Write, Written};

use crate::world::*;

on_each_store!(
    write_raises_the_version,
    write_replaces_the_snapshot,
    events_are_numbered_without_gaps,
    events_after_a_number_are_the_later_ones,
    events_have_the_time_of_the_write,
    write_of_another_version_is_lost,
    worker_that_lost_a_login_overwrites_nothing,
    lapsed_worker_writes_until_another_claims,
    repeated_write_is_stored_once,
    repeated_end_is_stored_once,
    repeated_write_is_lost_after_another_claim,
    results_have_the_order_of_the_writes,
    success_ends_the_login_with_its_result,
    failure_ends_the_login_without_a_result,
    ended_login_takes_no_write,
    unknown_login_is_lost,
    no_writes_have_no_results,
);

async fn write_raises_the_version(world: World) {
    let (worker, login) = world.claimed(1).await;
    let written = world.save(worker, goes_on(&login.id, 2, 1, "code")).await;
    assert_eq!(written, Written::Stored(3));
    let record = world.record(&login.id).await;
    assert_eq!((record.version, record.last_event), (3, 1));
    assert_eq!(record.state, State::Running);
}

async fn write_replaces_the_snapshot(world: World) {
    let (worker, login) = world.claimed(1).await;
    world.save(worker, goes_on(&login.id, 2, 1, "code")).await;
    world.store.release(worker).await.unwrap();
    let successor = world.worker().await;
    let claimed = world.claim(successor).await;
    assert_eq!(claimed[0].last_event, 1);
    let snapshot = opened(Purpose::Snapshot, &login.id, &claimed[0].snapshot);
    assert_eq!(snapshot, "code");
}

async fn events_are_numbered_without_gaps(world: World) {
    let (worker, login) = world.claimed(1).await;
    let mut write = goes_on(&login.id, 2, 1, "a");
    write.events.push(sealed(Purpose::Event(2), &login.id, "b"));
    world.save(worker, write).await;
    let empty = Write {
        events: Vec::new(),
        ..goes_on(&login.id, 3, 3, "stage")
    };
    world.save(worker, empty).await;
    world.save(worker, goes_on(&login.id, 4, 3, "c")).await;
    let events = world.events(&login.id, 0).await;
    let wanted = [(1, "a"), (2, "b"), (3, "c")].map(|(number, text)| (number, text.to_owned()));
    assert_eq!(events, wanted);
}

async fn events_after_a_number_are_the_later_ones(world: World) {
    let (worker, login) = world.claimed(1).await;
    world.save(worker, goes_on(&login.id, 2, 1, "a")).await;
    world.save(worker, goes_on(&login.id, 3, 2, "b")).await;
    assert_eq!(world.events(&login.id, 1).await, [(2, "b".to_owned())]);
    assert!(world.events(&login.id, 2).await.is_empty());
    assert!(world.events(&login.id, u64::MAX).await.is_empty());
}

async fn events_have_the_time_of_the_write(world: World) {
    let (worker, login) = world.claimed(1).await;
    world.pass(LEASE / 2).await;
    world.save(worker, goes_on(&login.id, 2, 1, "a")).await;
    let events = world.store.events(&login.id, 0).await.unwrap();
    assert_eq!(events[0].at, START + LEASE / 2);
}

async fn write_of_another_version_is_lost(world: World) {
    let (worker, login) = world.claimed(1).await;
    for version in [0, 1, 3, u64::MAX] {
        let written = world
            .save(worker, goes_on(&login.id, version, 1, "a"))
            .await;
        assert_eq!(written, Written::Lost);
    }
    assert!(world.events(&login.id, 0).await.is_empty());
    assert_eq!(world.record(&login.id).await.version, 2);
}

async fn worker_that_lost_a_login_overwrites_nothing(world: World) {
    let (worker, login) = world.claimed(1).await;
    world.pass(LEASE).await;
    let successor = world.worker().await;
    let claimed = world.claim(successor).await;
    let late = world.save(worker, done(&login.id, login.version)).await;
    assert_eq!(late, Written::Lost);
    assert_eq!(world.state(&login.id).await, State::Running);
    let written = world
        .save(successor, goes_on(&login.id, claimed[0].version, 1, "a"))
        .await;
    assert_eq!(written, Written::Stored(4));
}

async fn lapsed_worker_writes_until_another_claims(world: World) {
    let (worker, login) = world.claimed(1).await;
    world.pass(LEASE * 2).await;
    world.store.sweep(REPEAT).await.unwrap();
    let late = world.save(worker, done(&login.id, login.version)).await;
    assert_eq!(late, Written::Stored(3));
    assert_eq!(world.state(&login.id).await, State::Done);
}

async fn repeated_write_is_stored_once(world: World) {
    let (worker, login) = world.claimed(1).await;
    let write = goes_on(&login.id, 2, 1, "a");
    for _ in 0..2 {
        assert_eq!(world.save(worker, write.clone()).await, Written::Stored(3));
    }
    assert_eq!(world.events(&login.id, 0).await.len(), 1);
    // Another write of the same version is another one.
    let other = goes_on(&login.id, 2, 1, "a");
    assert_eq!(world.save(worker, other).await, Written::Lost);
}

async fn repeated_end_is_stored_once(world: World) {
    let (worker, first) = world.claimed(1).await;
    let (other, second) = world.claimed(2).await;
    let ends = [(worker, done(&first.id, 2)), (other, failed(&second.id, 2))];
    for (worker, write) in ends {
        for _ in 0..2 {
            assert_eq!(world.save(worker, write.clone()).await, Written::Stored(3));
        }
        assert_eq!(world.events(&write.id, 0).await.len(), 1);
    }
}

async fn repeated_write_is_lost_after_another_claim(world: World) {
    let (worker, login) = world.claimed(1).await;
    let write = goes_on(&login.id, 2, 1, "a");
    world.save(worker, write.clone()).await;
    world.store.release(worker).await.unwrap();
    let successor = world.worker().await;
    world.claim(successor).await;
    assert_eq!(world.save(worker, write).await, Written::Lost);
}

async fn results_have_the_order_of_the_writes(world: World) {
    for number in 1..=3 {
        world.create(number).await;
    }
    let worker = world.worker().await;
    world.claim(worker).await;
    let writes = vec![
        goes_on(&id(3), 2, 1, "three"),
        goes_on(&id(1), 9, 1, "another version"),
        goes_on(&id(2), 2, 1, "two"),
        goes_on(&id(3), 3, 2, "three again"),
        goes_on(&id(4), 2, 1, "unknown"),
    ];
    let written = world.store.save(worker, writes).await.unwrap();
    let (stored, lost) = (Written::Stored, Written::Lost);
    assert_eq!(written, [stored(3), lost, stored(3), stored(4), lost]);
    assert_eq!(world.events(&id(2), 0).await, [(1, "two".to_owned())]);
    assert_eq!(
        world.events(&id(3), 1).await,
        [(2, "three again".to_owned())]
    );
}

async fn success_ends_the_login_with_its_result(world: World) {
    let (worker, login) = world.claimed(1).await;
    world.save(worker, done(&login.id, login.version)).await;
    let record = world.record(&login.id).await;
    assert_eq!((record.state, record.has_result), (State::Done, true));
    assert_eq!((record.version, record.last_event), (3, 1));
}

async fn failure_ends_the_login_without_a_result(world: World) {
    let (worker, login) = world.claimed(1).await;
    world.save(worker, failed(&login.id, login.version)).await;
    let record = world.record(&login.id).await;
    assert_eq!((record.state, record.has_result), (State::Failed, false));
    assert_eq!(world.events(&login.id, 0).await, [(1, "failed".to_owned())]);
}

async fn ended_login_takes_no_write(world: World) {
    let (worker, login) = world.claimed(1).await;
    world.save(worker, done(&login.id, 2)).await;
    let late = world.save(worker, goes_on(&login.id, 3, 2, "late")).await;
    assert_eq!(late, Written::Lost);
    assert_eq!(world.state(&login.id).await, State::Done);
}

async fn unknown_login_is_lost(world: World) {
    let worker = world.worker().await;
    let write = Write {
        then: Then::Failed,
        ..goes_on(&id(1), 1, 1, "unknown")
    };
    assert_eq!(world.save(worker, write).await, Written::Lost);
}

async fn no_writes_have_no_results(world: World) {
    let worker = world.worker().await;
    assert_eq!(world.store.save(worker, Vec::new()).await, Ok(Vec::new()));
}
