//! One API for the logins of all flows, under `/v1`. What is kept is in a [`Store`]; this module
//! reads and writes it, and waits for its changes. A worker makes the calls to the services.

pub(crate) mod counts;
mod hub;
mod openapi;
pub(crate) mod problem;
mod request;
mod routes;
mod view;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use qrlogin::Timestamp;
use tokio::sync::watch;

use self::counts::Counts;
use self::hub::Hub;
use self::problem::Problem;
use self::view::View;
use crate::event::LoginEvent;
use crate::seal::{Purpose, SealingKeys};
use crate::store::{LoginId, Record, Store};

pub(crate) use self::routes::router;

/// How long the holder of the secret can fetch the credential again after the first time.
pub(crate) const REPEAT: Duration = Duration::from_secs(120);

/// Who a request comes from: the name of its API key. A request extension, set by the gateway, or,
/// while the store has no keys, by a layer around
/// [`Gateway::into_router`](crate::Gateway::into_router); without it, the name is empty. A login
/// belongs to the owner that created it, and does not exist for others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owner(pub String);

type Allow = dyn Fn(&str) -> bool + Send + Sync;

/// What the API under `/v1` works on; see [`Gateway::logins`](crate::Gateway::logins).
#[derive(Clone)]
#[must_use = "logins are served by a gateway"]
pub struct Logins {
    store: Arc<dyn Store>,
    keys: SealingKeys,
    keep: Duration,
    max_renewals: u32,
    max_patience: Duration,
    allow: Arc<Allow>,
    sends_webhooks: bool,
    counts: Arc<Counts>,
    closing: Arc<watch::Sender<bool>>,
}

impl Logins {
    /// Logins kept in this store, sealed with these keys.
    pub fn new(store: Arc<dyn Store>, keys: SealingKeys) -> Self {
        Self {
            store,
            keys,
            keep: Duration::from_secs(60 * 60),
            max_renewals: 10,
            max_patience: Duration::from_secs(30 * 60),
            allow: Arc::new(|_| false),
            sends_webhooks: true,
            counts: Arc::default(),
            closing: Arc::new(watch::Sender::new(false)),
        }
    }

    /// How long a login is kept, in any state; by default an hour.
    pub fn keep(mut self, time: Duration) -> Self {
        self.keep = time;
        self
    }

    /// The most `renewals` that a request can have; by default 10.
    pub fn max_renewals(mut self, renewals: u32) -> Self {
        self.max_renewals = renewals;
        self
    }

    /// The most `patience` that a request can have; by default 30 minutes.
    pub fn max_patience(mut self, time: Duration) -> Self {
        self.max_patience = time;
        self
    }

    /// Allows settings that name a host and addresses of webhooks, which are otherwise refused:
    /// called with the value, a host name or a URL.
    pub fn allow(mut self, allow: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        self.allow = Arc::new(allow);
        self
    }

    /// Refuses every webhook, also to allowed hosts: where no [`Webhooks`](crate::Webhooks) run.
    pub fn without_webhooks(mut self) -> Self {
        self.sends_webhooks = false;
        self
    }

    /// Where the logins are kept, and the keys.
    pub(crate) fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// What is counted of them.
    pub(crate) fn counts(&self) -> &Arc<Counts> {
        &self.counts
    }

    /// Ends the requests that wait for events, as before the end of the server.
    pub(crate) fn close(&self) {
        self.closing.send_replace(true);
    }
}

impl fmt::Debug for Logins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logins")
            .field("store", &self.store)
            .field("keep", &self.keep)
            .finish_non_exhaustive()
    }
}

/// What every route has.
#[derive(Clone)]
struct Api(Arc<Parts>);

struct Parts {
    logins: Logins,
    hub: Hub,
}

impl std::ops::Deref for Api {
    type Target = Logins;

    fn deref(&self) -> &Logins {
        &self.0.logins
    }
}

/// An event that was opened.
struct Opened {
    number: u64,
    at: Timestamp,
    event: LoginEvent,
}

impl Api {
    fn new(logins: Logins) -> Self {
        let hub = Hub::new(Arc::clone(&logins.store));
        Self(Arc::new(Parts { logins, hub }))
    }

    fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// A login of this owner.
    async fn record(&self, owner: &Owner, id: &LoginId) -> Result<Record, Problem> {
        let record = self.store.login(&owner.0, id).await?;
        record.ok_or_else(Problem::no_login)
    }

    /// The events of a login after this number, up to the record's last one.
    async fn events(&self, record: &Record, after: u64) -> Result<Vec<Opened>, Problem> {
        if after >= record.last_event {
            return Ok(Vec::new());
        }
        let stored = self.store.events(&record.id, after).await?;
        // The record was read before: a later event would not fit its state.
        let stored = stored
            .into_iter()
            .filter(|event| event.number <= record.last_event);
        let open = |event: crate::store::StoredEvent| {
            let purpose = Purpose::Event(event.number);
            Ok(Opened {
                number: event.number,
                at: event.at,
                event: self.keys.open(purpose, &record.id, &event.event)?,
            })
        };
        stored.map(open).collect()
    }

    /// A login as it is shown.
    async fn view(&self, record: &Record) -> Result<View, Problem> {
        let events = self.events(record, 0).await?;
        Ok(View::fold(record, events.into_iter().map(|it| it.event)))
    }
}
