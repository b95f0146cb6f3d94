//! Which requests are served at all.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::uri::Authority;

/// The host names that a gateway answers to, besides the addresses of this machine's loopback and
/// `localhost`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hosts(Vec<String>);

impl Hosts {
    pub(crate) fn allow(&mut self, name: &str) {
        self.0.push(name.to_ascii_lowercase());
    }

    /// Whether the request names a host that is allowed. A page of another site can reach the
    /// loopback by a name that resolves to it, and then the browser sends that name.
    pub(crate) fn admit(&self, request: &Request) -> bool {
        let header = request.headers().get(HOST);
        let authority = match request.uri().authority() {
            Some(authority) => Some(authority.clone()),
            None => header.and_then(|host| Authority::try_from(host.as_bytes()).ok()),
        };
        authority.is_some_and(|authority| self.has(authority.host()))
    }

    fn has(&self, host: &str) -> bool {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        match bare.parse::<IpAddr>() {
            Ok(address) if address.is_loopback() => true,
            _ => {
                let host = host.to_ascii_lowercase();
                host == "localhost" || self.0.contains(&host)
            }
        }
    }
}
