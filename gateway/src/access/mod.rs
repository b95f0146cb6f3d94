//! Who may use a gateway, from where, and how much.
//!
//! ```text
//! request ─▶ Host, Origin, no key in the URL ─▶ CORS ─▶ limits of the address ─▶ routes
//!                                                                                  │
//!             /v1: key, limits of the key ◀──────────────────────────────────────────┤
//!             documented: off, open, or Basic authentication ◀───────────────────────┘
//! ```

mod audit;
mod client;
mod destinations;
mod guard;
mod headers;
mod health;
mod hosts;
mod keys;
mod limits;
mod metrics;
mod origins;
mod rates;

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use ipnet::IpNet;

use self::audit::Lines;
use self::hosts::Hosts;
use self::keys::KeyRing;
use self::metrics::Metrics;
use self::origins::Origins;
use self::rates::Rates;
use crate::store::Store;
use crate::v1::Logins;
use crate::worker::Stats;

pub(crate) use self::client::{Client, Counts, Proxies};
pub use self::destinations::{AllowedHosts, NotAHost};
pub use self::keys::{ApiKey, is_key_name};
pub use self::limits::{Limits, Rate};
pub use self::origins::NotAnOrigin;

/// Who may use the documented APIs, whose clients know no keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Documented {
    /// Every client that reaches the gateway.
    #[default]
    Open,
    /// HTTP Basic authentication: the user is the name of a key, the password is the key.
    Basic,
    /// The APIs are not there.
    Off,
}

/// Who may use a gateway.
///
/// By default that is a gateway on the loopback: it answers to `localhost` and to loopback
/// addresses, refuses requests of other sites' pages, and takes requests under `/v1` without a key
/// as long as its store never had one.
#[derive(Clone, Default)]
#[must_use = "rules hold once a gateway has them"]
pub struct Access {
    hosts: Hosts,
    origins: Origins,
    documented: Documented,
    needs_key: bool,
    limits: Limits,
    proxies: Proxies,
    audit: Lines,
    log: Lines,
}

impl Access {
    /// The rules of a gateway on the loopback.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers to this host name as well, as in a request's `Host`, without a port.
    pub fn allow_host(mut self, name: &str) -> Self {
        self.hosts.allow(name);
        self
    }

    /// Answers pages of this origin as well, such as `https://app.example`, with CORS headers.
    ///
    /// # Errors
    /// It is not an origin: `http` or `https`, a host, a port if it is not the usual one.
    pub fn allow_origin(mut self, origin: &str) -> Result<Self, NotAnOrigin> {
        self.origins.allow(origin)?;
        Ok(self)
    }

    /// Requires a key under `/v1` also while the store has none: for a gateway that others reach.
    pub fn require_key(mut self) -> Self {
        self.needs_key = true;
        self
    }

    /// Who may use the documented APIs, by default [`Documented::Open`].
    pub fn documented(mut self, documented: Documented) -> Self {
        self.documented = documented;
        self
    }

    /// These limits, by default those of [`Limits::new`].
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Believes what this server in front says in `X-Forwarded-For`: an address such as
    /// `127.0.0.1`, or a network such as `10.0.0.0/8`.
    ///
    /// # Errors
    /// It is neither.
    pub fn trust_proxy(mut self, network: &str) -> Result<Self, NotANetwork> {
        let address = network.parse::<IpAddr>().map(IpNet::from);
        let network = address
            .or_else(|_| network.parse())
            .map_err(|_| NotANetwork)?;
        self.proxies.0.push(network);
        Ok(self)
    }

    /// Writes a line of JSON for each login that is created, redeemed, confirmed or cancelled, and
    /// for each key that is refused: time, client, name of the key, login, flow, outcome.
    pub fn audit(mut self, write: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.audit = Lines::to(write);
        self
    }

    /// Writes a line of JSON for each request: time, client, method, route, status, milliseconds.
    /// No queries and no ids.
    pub fn log(mut self, write: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.log = Lines::to(write);
        self
    }

    /// What the server of the connections has to know.
    pub(crate) fn of_connections(&self) -> (Limits, Proxies) {
        (self.limits.clone(), self.proxies.clone())
    }

    /// The rules with the keys of the store of these logins.
    pub(crate) fn with_logins(self, logins: Option<&Logins>, worker: Option<Arc<Stats>>) -> Guards {
        let store = logins.map(|it| Arc::clone(it.store()));
        let counts = logins.map(|it| Arc::clone(it.counts()));
        Guards(Arc::new(Parts {
            audit: self.audit,
            log: self.log,
            metrics: Metrics::new(worker.clone(), counts),
            store: store.clone(),
            worker,
            keys: KeyRing::new(store, self.needs_key),
            addresses: Rates::new("address", self.limits.address_rate),
            named: Rates::new("key", self.limits.key_rate),
            under_way: Counts::default(),
            limits: self.limits,
            proxies: self.proxies,
            hosts: self.hosts,
            origins: self.origins,
            documented: self.documented,
        }))
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access")
            .field("hosts", &self.hosts)
            .field("origins", &self.origins)
            .field("documented", &self.documented)
            .field("needs_key", &self.needs_key)
            .finish_non_exhaustive()
    }
}

/// The text is no address or network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be an address such as 127.0.0.1, or a network such as 10.0.0.0/8")]
pub struct NotANetwork;

/// The rules at work.
#[derive(Clone)]
pub(crate) struct Guards(Arc<Parts>);

struct Parts {
    keys: KeyRing,
    hosts: Hosts,
    origins: Origins,
    documented: Documented,
    limits: Limits,
    proxies: Proxies,
    addresses: Rates<Client>,
    named: Rates<String>,
    under_way: Counts,
    audit: Lines,
    log: Lines,
    metrics: Metrics,
    store: Option<Arc<dyn Store>>,
    worker: Option<Arc<Stats>>,
}

impl Guards {
    /// Requires a key for these routes.
    pub(crate) fn keyed(&self, routes: Router) -> Router {
        routes.layer(from_fn_with_state(self.clone(), guard::bearer))
    }

    /// The documented routes, for those who may use them.
    pub(crate) fn documented(&self, routes: Router) -> Router {
        match self.0.documented {
            Documented::Open => routes,
            Documented::Basic => routes.layer(from_fn_with_state(self.clone(), guard::basic)),
            Documented::Off => Router::new(),
        }
    }

    /// The route of the numbers for Prometheus.
    pub(crate) fn metrics(&self) -> Router {
        let routes = Router::new().route("/metrics", get(metrics::show));
        routes.with_state(self.clone())
    }

    /// The routes that say whether the process runs, and whether it can serve.
    pub(crate) fn health(&self) -> Router {
        Router::new()
            .route("/healthz", get(health::process))
            .route("/readyz", get(health::ready))
            .with_state(self.clone())
    }

    /// What holds for all routes.
    pub(crate) fn around(&self, routes: Router) -> Router {
        let routes = routes.layer(from_fn_with_state(self.clone(), guard::limited));
        // The layer answers every OPTIONS, also one that is no preflight.
        let routes = match self.0.origins.cors() {
            Some(cors) => routes.layer(cors),
            None => routes,
        };
        routes.layer(from_fn_with_state(self.clone(), guard::outer))
    }
}

/// A header value.
const fn fixed(text: &'static str) -> HeaderValue {
    HeaderValue::from_static(text)
}
