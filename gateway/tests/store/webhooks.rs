//! Webhooks that are to be sent.

use std::time::Duration;

use qrlogin_gateway::seal::Purpose;
use qrlogin_gateway::store::{Delivery, NewLogin, State};

use crate::world::*;

const MS: Duration = Duration::from_millis(1);
const RETRY: Duration = Duration::from_secs(10);
const ADDRESS: &str = "https://hooks.test/private";

on_each_store!(
    webhook_is_due_once_the_login_has_ended,
    webhook_of_a_cancelled_login_is_due,
    webhook_is_hidden_until_the_retry,
    delivered_webhook_is_not_due_again,
    login_without_a_webhook_has_no_delivery,
    oldest_webhooks_come_first,
    concurrent_deliveries_share_no_webhook,
);

async fn create(world: &World, number: u8) {
    let webhook = sealed(Purpose::Webhook, &id(number), ADDRESS);
    let login = NewLogin {
        webhook: Some(webhook),
        ..login(number)
    };
    world.store.create(login).await.unwrap();
}

async fn end(world: &World, number: u8) {
    let worker = world.worker().await;
    create(world, number).await;
    let login = world.claim(worker).await.remove(0);
    world.save(worker, done(&login.id, login.version)).await;
}

async fn due(world: &World) -> Vec<Delivery> {
    world.store.deliveries(10, RETRY).await.unwrap()
}

async fn webhook_is_due_once_the_login_has_ended(world: World) {
    create(&world, 1).await;
    let worker = world.worker().await;
    let login = world.claim(worker).await.remove(0);
    assert!(due(&world).await.is_empty());
    world.save(worker, goes_on(&login.id, 2, 1, "code")).await;
    assert!(due(&world).await.is_empty());
    world.save(worker, done(&login.id, 3)).await;
    let deliveries = due(&world).await;
    assert_eq!(deliveries.len(), 1);
    let delivery = &deliveries[0];
    assert_eq!(
        (&delivery.id, delivery.state, delivery.attempts),
        (&id(1), State::Done, 0)
    );
    assert_eq!(opened(Purpose::Webhook, &id(1), &delivery.webhook), ADDRESS);
}

async fn webhook_of_a_cancelled_login_is_due(world: World) {
    create(&world, 1).await;
    let event = sealed(Purpose::Event(1), &id(1), "cancelled");
    assert_eq!(world.store.cancel(&id(1), 1, event).await, Ok(true));
    assert_eq!(due(&world).await[0].state, State::Cancelled);
}

async fn webhook_is_hidden_until_the_retry(world: World) {
    end(&world, 1).await;
    for attempts in 0..3 {
        assert_eq!(due(&world).await[0].attempts, attempts);
        assert!(due(&world).await.is_empty());
        world.pass(RETRY - MS).await;
        assert!(due(&world).await.is_empty());
        world.pass(MS).await;
    }
}

async fn delivered_webhook_is_not_due_again(world: World) {
    end(&world, 1).await;
    due(&world).await;
    world.store.delivered(&id(1)).await.unwrap();
    world.pass(RETRY).await;
    assert!(due(&world).await.is_empty());
}

async fn login_without_a_webhook_has_no_delivery(world: World) {
    world.done(1).await;
    assert!(due(&world).await.is_empty());
}

async fn oldest_webhooks_come_first(world: World) {
    for number in [2, 1, 3] {
        end(&world, number).await;
        world.pass(MS).await;
    }
    for number in [2, 1, 3] {
        let one = world.store.deliveries(1, RETRY).await.unwrap();
        assert_eq!(one[0].id, id(number));
    }
}

async fn concurrent_deliveries_share_no_webhook(world: World) {
    for number in 1..=8 {
        end(&world, number).await;
    }
    let take = || {
        let store = world.store.clone();
        tokio::spawn(async move { store.deliveries(8, RETRY).await.unwrap().len() })
    };
    let tasks: Vec<_> = (0..4).map(|_| take()).collect();
    let mut count = 0;
    for task in tasks {
        count += task.await.unwrap();
    }
    assert_eq!(count, 8);
}
