//! The address of a client, and what it has under way.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request};
use ipnet::IpNet;

/// An address, of IPv6 the network of 64 bits: one client has as many addresses of it as it wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Client(IpAddr);

impl Default for Client {
    fn default() -> Self {
        Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }
}

impl std::fmt::Display for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Client {
    pub(crate) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) if !address.is_loopback() => {
                let [a, b, c, d, ..] = address.segments();
                Self(IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0)))
            }
            address => Self(address),
        }
    }
}

/// The servers in front of a gateway, whose `X-Forwarded-For` is believed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proxies(pub(super) Vec<IpNet>);

impl Proxies {
    /// Who has sent a request: the peer, or what the trusted proxies say. Unknown where the server
    /// around the router does not add [`ConnectInfo`].
    pub(super) fn client<B>(&self, request: &Request<B>) -> Client {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let Some(ConnectInfo(peer)) = peer else {
            return Client::default();
        };
        Client::of(self.sender(peer.ip().to_canonical(), request.headers()))
    }

    pub(crate) fn has(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|net| net.contains(&address))
    }

    /// The last address in `X-Forwarded-For` that is not a proxy's own. What is left of it was
    /// sent by the client and can be anything.
    fn sender(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut sender = peer;
        let values: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
        let texts = values.iter().rev().filter_map(|value| value.to_str().ok());
        for text in texts.flat_map(|text| text.rsplit(',')) {
            if !self.has(sender) {
                break;
            }
            match text.trim().parse::<IpAddr>() {
                Ok(address) => sender = address.to_canonical(),
                Err(_) => break,
            }
        }
        sender
    }
}

/// How many things each client has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts(Arc<Mutex<HashMap<Client, usize>>>);

/// One of the things of a client, until it is dropped.
#[derive(Debug)]
pub(crate) struct Counted {
    counts: Counts,
    client: Client,
}

impl Counts {
    /// One more of this client; `None` if it has as many already.
    pub(crate) fn add(&self, client: Client, most: usize) -> Option<Counted> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(client).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Counted {
            counts: self.clone(),
            client,
        })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut counts = self.counts.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.client);
            }
        }
    }
}
