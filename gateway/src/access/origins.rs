//! Which sites' pages may send requests.

use std::time::Duration;

use axum::http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderName, HeaderValue, LOCATION, ORIGIN,
    RETRY_AFTER,
};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Request, Uri};
use tower_http::cors::{AllowOrigin, CorsLayer};

/// How long a browser may keep the answer to a preflight.
const MAX_AGE: Duration = Duration::from_secs(600);

/// The text is not an origin such as `https://app.example`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be an origin such as https://app.example or http://localhost:3000, without a path")]
pub struct NotAnOrigin;

/// The origins that are allowed besides the gateway's own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins(Vec<HeaderValue>);

impl Origins {
    pub(crate) fn allow(&mut self, origin: &str) -> Result<(), NotAnOrigin> {
        let url = url::Url::parse(origin).map_err(|_| NotAnOrigin)?;
        let is_http = matches!(url.scheme(), "http" | "https");
        // As a browser writes it: lower case, ASCII, without the default port.
        let written = url.origin().ascii_serialization();
        if !is_http
            || written.contains('*')
            || origin.trim_end_matches('/').to_ascii_lowercase() != written
        {
            return Err(NotAnOrigin);
        }
        let value = HeaderValue::try_from(written).map_err(|_| NotAnOrigin)?;
        self.0.push(value);
        Ok(())
    }

    /// Whether a request may come from where it does. Programs that are no browsers send neither
    /// `Origin` nor `Sec-Fetch-Site`.
    pub(crate) fn admit<B>(&self, request: &Request<B>) -> bool {
        let headers = request.headers();
        let mut origins = headers.get_all(ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (Some(origin), None) => self.0.contains(origin) || is_own(origin, request),
            (Some(_), Some(_)) => false,
            (None, _) => is_own_fetch(headers) || opens_page(request),
        }
    }

    /// The headers for pages of the allowed origins, and the answers to their preflights.
    /// Credentials of a browser, such as cookies, are not allowed: keys are sent by scripts.
    /// Nothing if no origin is allowed.
    pub(crate) fn cors(&self) -> Option<CorsLayer> {
        if self.0.is_empty() {
            return None;
        }
        let name = HeaderName::from_static;
        let layer = CorsLayer::new()
            .allow_origin(AllowOrigin::list(self.0.clone()))
            .allow_methods([Method::GET, Method::POST, Method::DELETE])
            .allow_headers([
                ACCEPT,
                AUTHORIZATION,
                CONTENT_TYPE,
                name("idempotency-key"),
                name("last-event-id"),
                name("redemption-secret"),
            ])
            .expose_headers([
                LOCATION,
                RETRY_AFTER,
                name("ratelimit"),
                name("ratelimit-policy"),
            ])
            .max_age(MAX_AGE);
        Some(layer)
    }
}

/// Whether the page is the gateway's own: its origin has the name and port of the request's `Host`,
/// which is one that the gateway answers to.
fn is_own<B>(origin: &HeaderValue, request: &Request<B>) -> bool {
    let origin = Uri::try_from(origin.as_bytes()).ok();
    let own = origin.as_ref().and_then(Uri::authority);
    own.is_some() && own == authority(request).as_ref()
}

/// The host and port that a request is for; nothing if it has two headers `Host`.
pub(super) fn authority<B>(request: &Request<B>) -> Option<Authority> {
    let mut headers = request.headers().get_all(HOST).iter();
    let header = headers.next();
    // Programs in front of the gateway may have read the other one.
    if headers.next().is_some() {
        return None;
    }
    match request.uri().authority() {
        Some(authority) => Some(authority.clone()),
        None => header.and_then(|host| Authority::try_from(host.as_bytes()).ok()),
    }
}

/// Whether a browser says that its own page, or its user, has caused the request. Another program
/// on this machine has another port and is the same site: that is not enough.
fn is_own_fetch(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    matches!(site, None | Some(b"same-origin" | b"none"))
}

/// Whether a link of another site opens the gateway's page, which sends nothing by itself.
fn opens_page<B>(request: &Request<B>) -> bool {
    let mode = request.headers().get("sec-fetch-mode");
    let is_link = mode.is_some_and(|mode| mode == "navigate");
    is_link && request.method() == Method::GET && request.uri().path() == "/"
}
