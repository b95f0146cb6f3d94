//! The server.

use std::io;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;

use crate::documented::pan115;
use crate::documented::phi_api::{self, PhiApiStyle};
use crate::guard::Hosts;
use crate::page;
use crate::upstream::Upstream;
use crate::v1::{self, Logins};

/// The most bytes of a request's body. The largest documented body is a token: below 1 KiB.
const MAX_BODY: usize = 64 * 1024;

/// A gateway, to be served by [`Gateway::serve`] or inside a server of your own by
/// [`Gateway::into_router`].
#[derive(Debug)]
#[must_use = "a gateway does nothing until it is served"]
pub struct Gateway {
    upstream: Upstream,
    hosts: Hosts,
    phi_api: PhiApiStyle,
    logins: Option<Logins>,
}

impl Gateway {
    /// A gateway that reaches the services this way.
    pub fn new(upstream: Upstream) -> Self {
        Self {
            upstream,
            hosts: Hosts::default(),
            phi_api: PhiApiStyle::default(),
            logins: None,
        }
    }

    /// Answers to this host name as well, as in a request's `Host`, without a port. By default
    /// only to `localhost` and the addresses of the loopback.
    pub fn allow_host(mut self, name: &str) -> Self {
        self.hosts.allow(name);
        self
    }

    /// Answers phiApi's calls in this style, by default in [`PhiApiStyle::Documented`].
    pub fn phi_api(mut self, style: PhiApiStyle) -> Self {
        self.phi_api = style;
        self
    }

    /// Serves the API under `/v1` as well, on these logins, and at `/` a page for browsers.
    pub fn logins(mut self, logins: Logins) -> Self {
        self.logins = Some(logins);
        self
    }

    /// The routes, for a server of your own.
    pub fn into_router(self) -> Router {
        Router::new()
            .merge(phi_api::routes(self.upstream.clone(), self.phi_api))
            .merge(pan115::routes(self.upstream))
            .merge(self.logins.map(with_page).unwrap_or_default())
            .layer(DefaultBodyLimit::max(MAX_BODY))
            .layer(middleware::from_fn_with_state(self.hosts, admit))
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
        let router = self.into_router();
        let stop = async move {
            stop.await;
            // Requests that wait for events would go on until their logins end.
            if let Some(logins) = logins {
                logins.close();
            }
        };
        axum::serve(listener, router)
            .with_graceful_shutdown(stop)
            .await
    }
}

fn with_page(logins: Logins) -> Router {
    v1::router(logins).merge(page::routes())
}

async fn admit(State(hosts): State<Hosts>, request: Request, next: Next) -> Response {
    if hosts.admit(&request) {
        return next.run(request).await;
    }
    let text = "this gateway does not answer to that host name\n";
    (StatusCode::MISDIRECTED_REQUEST, text).into_response()
}
