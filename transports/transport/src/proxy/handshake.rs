//! What is said to a proxy before the connection to the service is there; without any I/O.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};

use super::{Proxy, ProxyKind};

mod http;
mod socks;

/// The conversation with a proxy, up to a tunnel to the service: `CONNECT` of HTTP (RFC 9110),
/// SOCKS 5 (RFC 1928, RFC 1929), SOCKS 4 or 4a.
///
/// ```
/// # use qrlogin_transport::Config;
/// # use qrlogin_transport::proxy::{Handshake, Turn};
/// # use qrlogin::http::Uri;
/// let config = Config::new().proxy("http://127.0.0.1:8080").unwrap().resolve().unwrap();
/// let uri = Uri::from_static("https://service.example/");
/// let proxy = config.proxies.for_uri(&uri).unwrap().unwrap();
/// let mut handshake = Handshake::new(proxy, "service.example", 443, None);
/// assert!(matches!(handshake.turn(), Ok(Turn::Send(_))));
/// assert!(matches!(handshake.turn(), Ok(Turn::Receive(_))));
/// handshake.received(b"HTTP/1.1 200 OK\r\n\r\n");
/// assert!(matches!(handshake.turn(), Ok(Turn::Done)));
/// ```
pub struct Handshake<'a> {
    proxy: &'a Proxy,
    target: Target<'a>,
    stage: Stage,
    received: Vec<u8>,
    /// How much of it is known to hold no end.
    searched: usize,
    /// How much has come at all.
    total: usize,
}

/// What a [`Handshake`] needs next.
#[derive(Debug, PartialEq, Eq)]
pub enum Turn {
    /// Send these bytes, which may hold a password.
    Send(Vec<u8>),
    /// Receive at most so many bytes.
    Receive(usize),
    /// The connection leads to the service now.
    Done,
}

/// The service.
#[derive(Clone, Copy)]
struct Target<'a> {
    /// An IPv6 address without brackets.
    host: &'a str,
    port: u16,
    /// Its address, if it was resolved here.
    resolved: Option<Ipv4Addr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Begin,
    /// Of HTTP and of SOCKS 4: the one request is sent.
    Asked,
    /// Of SOCKS 5.
    Offered,
    SignedIn,
    Requested,
    Done,
}

/// Why there is no tunnel, in words that follow on "the proxy cannot be used: ".
type Refusal = Cow<'static, str>;

impl<'a> Handshake<'a> {
    /// A conversation with this proxy about a connection to `host` (an IPv6 address in brackets or
    /// not). `resolved` is the host's address, which [`ProxyKind::Socks4`] needs to be told.
    pub fn new(proxy: &'a Proxy, host: &'a str, port: u16, resolved: Option<Ipv4Addr>) -> Self {
        Self {
            proxy,
            target: Target {
                host: host.trim_matches(['[', ']']),
                port,
                resolved,
            },
            stage: Stage::Begin,
            received: Vec::new(),
            searched: 0,
            total: 0,
        }
    }

    /// What comes next.
    ///
    /// # Errors
    /// The proxy refused, or does not speak what it should; why, in plain words. No text of the
    /// proxy is in them.
    pub fn turn(&mut self) -> Result<Turn, Refusal> {
        match self.proxy.kind {
            ProxyKind::Http | ProxyKind::Https => self.connect(),
            ProxyKind::Socks5 => self.socks5(),
            ProxyKind::Socks4 | ProxyKind::Socks4a => self.socks4(),
        }
    }

    /// Takes what was received.
    pub fn received(&mut self, bytes: &[u8]) {
        self.received.extend_from_slice(bytes);
        self.total = self.total.saturating_add(bytes.len());
    }

    /// The end of the connection, in the words of [`Handshake::turn`].
    pub fn closed(&self) -> Refusal {
        "it closed the connection".into()
    }

    /// Goes on to this stage, with these bytes to be sent.
    fn send(&mut self, bytes: Vec<u8>, then: Stage) -> Turn {
        self.stage = then;
        self.received.clear();
        Turn::Send(bytes)
    }

    fn done(&mut self) -> Turn {
        self.stage = Stage::Done;
        Turn::Done
    }

    /// The same words for a proxy that wants to know who one is, where a request is forwarded and
    /// there is no tunnel.
    pub fn sign_in_of(proxy: &Proxy) -> Refusal {
        match proxy.credentials {
            None => "it wants a user and a password: write USER:PASSWORD@ before its host".into(),
            Some(_) => "it does not accept the user and the password of its address".into(),
        }
    }

    fn sign_in(&self) -> Refusal {
        Self::sign_in_of(self.proxy)
    }
}

impl Target<'_> {
    fn address(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }
}
