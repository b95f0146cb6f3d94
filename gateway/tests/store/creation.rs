//! Logins that are stored, and requests that are repeated.

use qrlogin_gateway::store::{Created, Idempotency, LoginId, NewLogin, State};

use crate::world::*;

on_each_store!(
    new_login_has_the_facts_given,
    missing_login_is_none,
    login_of_another_owner_is_none,
    same_key_and_request_store_nothing,
    same_key_with_another_request_conflicts,
    same_key_of_another_owner_is_another_login,
    concurrent_requests_with_one_key_store_one_login,
    call_repeated_without_a_key_stores_nothing,
    id_of_another_login_is_refused,
);

fn with_key(number: u8, key: u8, request: u8) -> NewLogin {
    NewLogin {
        idempotency: Some(Idempotency {
            key: [key; 32],
            request: [request; 32],
        }),
        ..login(number)
    }
}

async fn new_login_has_the_facts_given(world: World) {
    let made = world.create(1).await;
    let read = world.record(&id(1)).await;
    assert_eq!(made, read);
    assert_eq!(read.id, id(1));
    assert_eq!(
        (read.owner.as_str(), read.flow.as_str()),
        ("", "bilibili-web")
    );
    assert_eq!(
        (read.state, read.version, read.last_event),
        (State::Running, 1, 0)
    );
    assert_eq!((read.created_at, read.expires_at), (START, START + KEEP));
    assert_eq!(read.secret, secret());
    assert_eq!((read.has_result, read.redeemed_at), (false, None));
}

async fn missing_login_is_none(world: World) {
    assert_eq!(world.store.login("", &id(1)).await, Ok(None));
    assert!(world.store.events(&id(1), 0).await.unwrap().is_empty());
}

async fn login_of_another_owner_is_none(world: World) {
    let login = NewLogin {
        owner: "a".to_owned(),
        ..login(1)
    };
    world.store.create(login).await.unwrap();
    assert!(world.store.login("a", &id(1)).await.unwrap().is_some());
    for other in ["", "b", "A"] {
        assert_eq!(world.store.login(other, &id(1)).await, Ok(None));
    }
}

async fn same_key_and_request_store_nothing(world: World) {
    let first = new(world.store.create(with_key(1, 1, 1)).await.unwrap());
    match world.store.create(with_key(2, 1, 1)).await.unwrap() {
        Created::Repeated(record) => assert_eq!(record, first),
        other => panic!("{other:?}"),
    }
    assert_eq!(world.store.login("", &id(2)).await, Ok(None));
}

async fn same_key_with_another_request_conflicts(world: World) {
    world.store.create(with_key(1, 1, 1)).await.unwrap();
    let other = world.store.create(with_key(2, 1, 2)).await.unwrap();
    assert!(matches!(other, Created::Conflict), "{other:?}");
    assert_eq!(world.store.login("", &id(2)).await, Ok(None));
}

async fn same_key_of_another_owner_is_another_login(world: World) {
    new(world.store.create(with_key(1, 1, 1)).await.unwrap());
    let login = NewLogin {
        owner: "b".to_owned(),
        ..with_key(2, 1, 1)
    };
    new(world.store.create(login).await.unwrap());
}

async fn concurrent_requests_with_one_key_store_one_login(world: World) {
    let create = |number| {
        let store = world.store.clone();
        tokio::spawn(async move { store.create(with_key(number, 1, 1)).await.unwrap() })
    };
    let tasks: Vec<_> = (1..=16).map(create).collect();
    let mut made: Vec<LoginId> = Vec::new();
    let mut named: Vec<LoginId> = Vec::new();
    for task in tasks {
        match task.await.unwrap() {
            Created::New(record) => made.push(record.id),
            Created::Repeated(record) => named.push(record.id),
            Created::Conflict => panic!("a conflict"),
        }
    }
    assert_eq!((made.len(), named.len()), (1, 15));
    assert!(named.iter().all(|id| *id == made[0]));
}

async fn call_repeated_without_a_key_stores_nothing(world: World) {
    let first = world.create(1).await;
    match world.store.create(login(1)).await.unwrap() {
        Created::Repeated(record) => assert_eq!(record, first),
        other => panic!("{other:?}"),
    }
}

async fn id_of_another_login_is_refused(world: World) {
    world.create(1).await;
    let other = NewLogin {
        secret: [0; 32],
        ..login(1)
    };
    world.store.create(other).await.unwrap_err();
    assert_eq!(world.record(&id(1)).await.secret, secret());
}
