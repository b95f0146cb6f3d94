//! The store of a gateway on several machines: a database of PostgreSQL, 12 or later.
//!
//! All is in the schema `qrlogin`. Replicas of one version can start together. The address is
//! `postgres://USER:PASSWORD@HOST/DATABASE`; with `sslmode=require` or `verify-full` the connection
//! is encrypted and the server's certificate and name are verified, with the authorities of
//! `sslrootcert=FILE` or of the system; without, or with `prefer`, it is not encrypted. A pooler
//! between must keep a client's session: changes come over `LISTEN`.
//!
//! In the clear are the names of flows and of keys, states, times, numbers, and hashes of secrets,
//! keys and requests. All else is [`Sealed`].
//!
//! # A restart of the database
//!
//! Calls fail with [`StoreError::Unreachable`] until it is back; connections are made anew by
//! themselves. A worker could not renew its lease in the meantime, so its lease lasts at least
//! until its own length has passed since the server's start: it can store first what it has kept.
//! A standby that is promoted has started long before, so a lease that lapsed during a failover has
//! lapsed; versions keep the logins consistent then too.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use qrlogin::Timestamp;
use tokio::sync::broadcast;
use tokio::task::AbortHandle;

use self::address::Address;
use self::calls::Calls;
use self::claims::Claims;
use super::*;

mod address;
mod calls;
mod claims;
mod listen;
mod logins;
mod others;
mod saves;
mod schema;

use self::calls::fault;

/// Connections of a replica, besides the one that listens.
const CONNECTIONS: usize = 8;

/// A store in a database that several replicas share.
pub struct Postgres {
    calls: Calls,
    claims: Claims,
    changes: Arc<broadcast::Sender<Change>>,
    place: String,
    listener: AbortHandle,
}

impl Postgres {
    /// Connects, and makes the tables if there are none.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] if there is no connection; [`StoreError::Refused`] if the
    /// address cannot be read, the user or password is wrong, or the tables have a newer version.
    /// None holds the address.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let address = Address::parse(url)?;
        let place = address.place();
        let fast = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = Manager::from_config(address.config.clone(), address.tls.clone(), fast);
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(calls::LIMIT))
            .create_timeout(Some(calls::LIMIT))
            .recycle_timeout(Some(calls::LIMIT))
            .build()
            .map_err(|error| StoreError::Refused(error.to_string()))?;
        let calls = Calls::new(pool);
        schema::prepare(calls.connection().await?).await?;
        let (changes, _) = broadcast::channel(CHANGES);
        let changes = Arc::new(changes);
        let listener = listen::start(address, &changes).await?;
        Ok(Self {
            calls,
            claims: Claims::default(),
            changes,
            place,
            listener,
        })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres")
            .field("place", &self.place)
            .finish()
    }
}

#[async_trait]
impl Store for Postgres {
    async fn now(&self) -> Result<Timestamp, StoreError> {
        others::now(&self.calls).await
    }

    async fn create(&self, login: NewLogin) -> Result<Created, StoreError> {
        logins::create(&self.calls, &login).await
    }

    async fn login(&self, owner: &str, id: &LoginId) -> Result<Option<Record>, StoreError> {
        logins::find(&self.calls, owner, id).await
    }

    async fn versions(&self, ids: &[LoginId]) -> Result<Vec<(LoginId, u64)>, StoreError> {
        logins::versions(&self.calls, ids).await
    }

    async fn events(&self, id: &LoginId, after: u64) -> Result<Vec<StoredEvent>, StoreError> {
        logins::events(&self.calls, id, after).await
    }

    async fn answer(&self, id: &LoginId, answer: Sealed) -> Result<bool, StoreError> {
        logins::answer(&self.calls, id, &answer).await
    }

    async fn cancel(&self, id: &LoginId, version: u64, event: Sealed) -> Result<bool, StoreError> {
        logins::cancel(&self.calls, id, version, &event).await
    }

    async fn redeem(
        &self,
        id: &LoginId,
        secret: &Hash,
        repeat: Duration,
    ) -> Result<Redeemed, StoreError> {
        logins::redeem(&self.calls, id, secret, repeat).await
    }

    async fn confirm(&self, id: &LoginId, secret: &Hash) -> Result<bool, StoreError> {
        logins::confirm(&self.calls, id, secret).await
    }

    fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    async fn register(&self, lease: Duration) -> Result<WorkerId, StoreError> {
        claims::register(&self.calls, lease).await
    }

    async fn renew(&self, worker: WorkerId, lease: Duration) -> Result<bool, StoreError> {
        claims::renew(&self.calls, worker, lease).await
    }

    async fn claim(&self, worker: WorkerId, limit: usize) -> Result<Vec<Claimed>, StoreError> {
        self.claims.claim(&self.calls, worker, limit).await
    }

    async fn owned(&self, worker: WorkerId) -> Result<Vec<LoginId>, StoreError> {
        claims::owned(&self.calls, worker).await
    }

    async fn answers(&self, worker: WorkerId) -> Result<Vec<(LoginId, Sealed)>, StoreError> {
        claims::answers(&self.calls, worker).await
    }

    async fn save(&self, _: WorkerId, writes: Vec<Write>) -> Result<Vec<Written>, StoreError> {
        saves::save(&self.calls, &writes).await
    }

    async fn release(&self, worker: WorkerId) -> Result<(), StoreError> {
        self.claims.release(&self.calls, worker).await
    }

    async fn sweep(&self, repeat: Duration) -> Result<u64, StoreError> {
        others::sweep(&self.calls, repeat).await
    }

    async fn deliveries(
        &self,
        limit: usize,
        retry_after: Duration,
    ) -> Result<Vec<Delivery>, StoreError> {
        others::deliveries(&self.calls, limit, retry_after).await
    }

    async fn delivered(&self, id: &LoginId) -> Result<(), StoreError> {
        others::delivered(&self.calls, id).await
    }

    async fn add_key(&self, name: &str, key: &Hash) -> Result<bool, StoreError> {
        others::add_key(&self.calls, name, key).await
    }

    async fn keys(&self) -> Result<Vec<Key>, StoreError> {
        others::keys(&self.calls).await
    }

    async fn revoke_key(&self, name: &str) -> Result<bool, StoreError> {
        others::revoke_key(&self.calls, name).await
    }

    async fn key_name(&self, key: &Hash) -> Result<Option<String>, StoreError> {
        others::key_name(&self.calls, key).await
    }
}
