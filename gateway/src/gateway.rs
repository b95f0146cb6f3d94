//! The server.

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use tokio::net::TcpListener;

use crate::access::Access;
use crate::documented::pan115::{self, Pan115Style};
use crate::documented::phi_api::{self, PhiApiStyle};
use crate::page;
use crate::server;
use crate::upstream::Upstream;
use crate::v1::{self, Logins};
use crate::worker::Stats;

/// The most bytes of a request's body. The largest documented body is a token: below 1 KiB.
const MAX_BODY: usize = 64 * 1024;

/// A gateway, to be served by [`Gateway::serve`] or inside a server of your own by
/// [`Gateway::into_router`].
#[derive(Debug)]
#[must_use = "a gateway does nothing until it is served"]
pub struct Gateway {
    upstream: Upstream,
    access: Access,
    phi_api: PhiApiStyle,
    pan115: Pan115Style,
    logins: Option<Logins>,
    worker: Option<Arc<Stats>>,
}

impl Gateway {
    /// A gateway that reaches the services this way.
    pub fn new(upstream: Upstream) -> Self {
        Self {
            upstream,
            access: Access::new(),
            phi_api: PhiApiStyle::default(),
            pan115: Pan115Style::default(),
            logins: None,
            worker: None,
        }
    }

    /// Who may use it, by default the rules of a gateway on the loopback.
    pub fn access(mut self, access: Access) -> Self {
        self.access = access;
        self
    }

    /// Answers phiApi's calls in this style, by default in [`PhiApiStyle::Documented`].
    pub fn phi_api(mut self, style: PhiApiStyle) -> Self {
        self.phi_api = style;
        self
    }

    /// Answers the calls of 115driver's API in this style, by default in
    /// [`Pan115Style::Documented`].
    pub fn pan115(mut self, style: Pan115Style) -> Self {
        self.pan115 = style;
        self
    }

    /// Serves the API under `/v1` as well, on these logins, and at `/` a page for browsers.
    pub fn logins(mut self, logins: Logins) -> Self {
        self.logins = Some(logins);
        self
    }

    /// Reports what this worker of the same process does: at `/metrics`, and at `/readyz` whether
    /// its lease is valid.
    pub fn worker(mut self, stats: Arc<Stats>) -> Self {
        self.worker = Some(stats);
        self
    }

    /// The routes, for a server of your own.
    pub fn into_router(self) -> Router {
        let guards = self.access.with_logins(self.logins.as_ref(), self.worker);
        let documented = phi_api::routes(self.upstream.clone(), self.phi_api)
            .merge(pan115::routes(self.upstream, self.pan115));
        let page = match self.logins {
            Some(_) => page::routes(),
            None => Router::new(),
        };
        let logins = self.logins.map(v1::router).unwrap_or_default();
        let routes = Router::new()
            .merge(guards.documented(documented))
            .merge(guards.keyed(logins.merge(guards.metrics())))
            .merge(guards.health())
            .merge(page)
            .layer(DefaultBodyLimit::max(MAX_BODY));
        guards.around(routes)
    }

    /// Serves until `stop` is ready; then the requests under way are finished.
    ///
    /// # Errors
    /// Those of the listener.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let logins = self.logins.clone();
        let (limits, proxies) = self.access.of_connections();
        let router = self.into_router();
        let stop = async move {
            stop.await;
            // Requests that wait for events would go on until their logins end.
            if let Some(logins) = logins {
                logins.close();
            }
        };
        server::serve(listener, router, limits, proxies, stop).await
    }
}
