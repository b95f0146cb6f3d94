//! The keys of the API.

use std::time::Duration;

use qrlogin_gateway::seal::hash;
use qrlogin_gateway::store::Key;

use crate::world::*;

const HOUR: Duration = Duration::from_secs(3600);

on_each_store!(
    key_is_found_by_its_hash,
    second_key_of_a_name_is_refused,
    revoked_key_is_not_found,
    name_of_a_revoked_key_stays_taken,
    key_is_revoked_once,
    keys_are_listed_oldest_first,
);

async fn add(world: &World, name: &str, key: &str) -> bool {
    world
        .store
        .add_key(name, &hash(key.as_bytes()))
        .await
        .unwrap()
}

async fn name(world: &World, key: &str) -> Option<String> {
    world.store.key_name(&hash(key.as_bytes())).await.unwrap()
}

async fn key_is_found_by_its_hash(world: World) {
    assert!(add(&world, "a", "key of a").await);
    assert!(add(&world, "b", "key of b").await);
    assert_eq!(name(&world, "key of a").await.as_deref(), Some("a"));
    assert_eq!(name(&world, "key of c").await, None);
}

async fn second_key_of_a_name_is_refused(world: World) {
    assert!(add(&world, "a", "first").await);
    assert!(!add(&world, "a", "second").await);
    assert_eq!(name(&world, "first").await.as_deref(), Some("a"));
    assert_eq!(name(&world, "second").await, None);
}

async fn revoked_key_is_not_found(world: World) {
    add(&world, "a", "key").await;
    assert_eq!(world.store.revoke_key("a").await, Ok(true));
    assert_eq!(name(&world, "key").await, None);
}

async fn name_of_a_revoked_key_stays_taken(world: World) {
    add(&world, "a", "first").await;
    world.store.revoke_key("a").await.unwrap();
    assert!(!add(&world, "a", "second").await);
    assert_eq!(name(&world, "second").await, None);
}

async fn key_is_revoked_once(world: World) {
    add(&world, "a", "key").await;
    world.store.revoke_key("a").await.unwrap();
    world.pass(HOUR).await;
    assert_eq!(world.store.revoke_key("a").await, Ok(false));
    assert_eq!(world.store.revoke_key("b").await, Ok(false));
    assert_eq!(world.store.keys().await.unwrap()[0].revoked_at, Some(START));
}

async fn keys_are_listed_oldest_first(world: World) {
    add(&world, "b", "1").await;
    world.pass(HOUR).await;
    add(&world, "a", "2").await;
    world.store.revoke_key("a").await.unwrap();
    let key = |name: &str, created_at, revoked_at| Key {
        name: name.to_owned(),
        created_at,
        revoked_at,
    };
    let later = START + HOUR;
    let wanted = [key("b", START, None), key("a", later, Some(later))];
    assert_eq!(world.store.keys().await.unwrap(), wanted);
}
