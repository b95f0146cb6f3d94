//! Which host names a gateway answers to.

use std::net::IpAddr;

use axum::http::Request;

use super::origins::authority;

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
    pub(crate) fn admit<B>(&self, request: &Request<B>) -> bool {
        authority(request).is_some_and(|authority| self.has(authority.host()))
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
