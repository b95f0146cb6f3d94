//! Webhooks: the end of a login is reported to its client's server.
//!
//! As in the Standard Webhooks: the body is signed with HMAC-SHA256, together with an id, the same
//! in each attempt, and the time of the attempt. The body says id, flow and state, no more: the
//! credential is fetched with the login's secret.
//!
//! An attempt that fails is repeated 30 s, 1, 2, 4, 8 and 16 minutes after the first.

mod signature;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use qrlogin::http::Request;
use qrlogin::{Call, Secret, Timestamp};
use qrlogin_tokio::Transport;
use serde_json::json;

use crate::seal::{Purpose, SealingKeys};
use crate::store::{Delivery, Store, StoreError};

pub use self::signature::{NotASecret, WebhookSecret};

/// How often due webhooks are read.
const EVERY: Duration = Duration::from_secs(1);
/// The pause after which a webhook is due again; most of these times pass without an attempt.
const RETRY_AFTER: Duration = Duration::from_secs(30);
/// At this count it is given up.
const MOST: u32 = 64;
/// How many are sent at a time.
const AT_ONCE: usize = 16;
/// How long a receiver has to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends the webhooks of a store, as one of any number of senders.
///
/// Where a webhook may go is decided twice: by [`Logins::allow`](crate::Logins::allow) when a login
/// names it, and by the transport for the address that it connects to, see
/// [`AllowedHosts`](crate::access::AllowedHosts).
#[must_use = "webhooks are sent once this is run"]
pub struct Webhooks<T> {
    store: Arc<dyn Store>,
    keys: SealingKeys,
    transport: T,
    secret: WebhookSecret,
}

impl<T: Transport> Webhooks<T> {
    /// Sends with this transport, signed with this secret.
    pub fn new(
        store: Arc<dyn Store>,
        keys: SealingKeys,
        transport: T,
        secret: WebhookSecret,
    ) -> Self {
        Self {
            store,
            keys,
            transport,
            secret,
        }
    }

    /// Sends until `stop` is ready. While the store is away it waits.
    pub async fn run(mut self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        loop {
            // What failed is due again later.
            let sent = self.send_due().await;
            let is_more = sent.is_ok_and(|count| count == AT_ONCE);
            let pause = if is_more { Duration::ZERO } else { EVERY };
            tokio::select! {
                () = &mut stop => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Sends what is due now, up to 16 webhooks at the same time; how many were due.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn send_due(&mut self) -> Result<usize, StoreError> {
        let due = self.store.deliveries(AT_ONCE, RETRY_AFTER).await?;
        let count = due.len();
        let now = self.store.now().await?;
        let mut sending = Vec::with_capacity(count);
        for delivery in due {
            if delivery.attempts >= MOST {
                self.store.delivered(&delivery.id).await?;
            } else if delivery.attempts == 0 || delivery.attempts.is_power_of_two() {
                match self.call(&delivery, now) {
                    Some(call) => sending.push((delivery.id, self.transport.send(call))),
                    // Sealed with a key that is gone, or an address that is none.
                    None => self.store.delivered(&delivery.id).await?,
                }
            }
        }
        let sent = sending.into_iter().map(|(id, sent)| async move {
            let answer = tokio::time::timeout(PATIENCE, sent).await;
            let is_taken = matches!(answer, Ok(Ok(reply)) if reply.status().is_success());
            is_taken.then_some(id)
        });
        for id in futures_util::future::join_all(sent)
            .await
            .into_iter()
            .flatten()
        {
            self.store.delivered(&id).await?;
        }
        Ok(count)
    }

    fn call(&self, delivery: &Delivery, now: Timestamp) -> Option<Call> {
        let id = delivery.id.as_str();
        let url: Secret = self
            .keys
            .open(Purpose::Webhook, &delivery.id, &delivery.webhook)
            .ok()?;
        let body = json!({"id": id, "flow": delivery.flow, "state": delivery.state.name()});
        let body = body.to_string();
        let time = now.as_secs();
        let request = Request::post(url.expose())
            .header("content-type", "application/json")
            .header("user-agent", "qrlogin-gateway")
            .header("webhook-id", id)
            .header("webhook-timestamp", time)
            .header("webhook-signature", self.secret.sign(id, time, &body)?)
            .body(body.into_bytes())
            .ok()?;
        Some(Call::new("webhook", request, PATIENCE))
    }
}

impl<T> fmt::Debug for Webhooks<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhooks")
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}
