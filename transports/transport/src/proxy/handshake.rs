//! The handshake with a proxy, without I/O.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};

use super::{Proxy, ProxyKind};

mod http;
mod socks;

/// The handshake with a proxy that establishes a tunnel to the service: `CONNECT` of HTTP
/// (RFC 9110), SOCKS 5 (RFC 1928, RFC 1929), SOCKS 4 or 4a.
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
    /// The length of its beginning that holds no end of a head.
    searched: usize,
    /// The number of bytes received in all.
    total: usize,
}

/// What a [`Handshake`] needs next.
#[derive(Debug, PartialEq, Eq)]
pub enum Turn {
    /// Send these bytes, which may hold a password.
    Send(Vec<u8>),
    /// Receive at most this many bytes.
    Receive(usize),
    /// The tunnel is established.
    Done,
}

/// The service to connect to.
#[derive(Clone, Copy)]
struct Target<'a> {
    /// An IPv6 address without brackets.
    host: &'a str,
    port: u16,
    /// Its address, if the transport has resolved it.
    resolved: Option<Ipv4Addr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Begin,
    /// HTTP and SOCKS 4: the only request is sent.
    ConnectSent,
    /// The next three are stages of SOCKS 5.
    Offered,
    Authenticating,
    Requested,
    Done,
}

/// Why there is no tunnel: the end of a message such as "the proxy … did not connect to …: ".
type Refusal = Cow<'static, str>;

impl<'a> Handshake<'a> {
    /// A handshake for a connection to `host`, an IPv6 address with or without brackets. `resolved`
    /// is the host's address, which [`ProxyKind::Socks4`] requires.
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

    /// The next step.
    ///
    /// # Errors
    /// The reason, if the proxy refuses or violates the protocol. It contains no text of the proxy.
    pub fn turn(&mut self) -> Result<Turn, Refusal> {
        match self.proxy.kind {
            ProxyKind::Http | ProxyKind::Https => self.connect(),
            ProxyKind::Socks5 => self.socks5(),
            ProxyKind::Socks4 | ProxyKind::Socks4a => self.socks4(),
        }
    }

    /// Adds bytes received from the proxy.
    pub fn received(&mut self, bytes: &[u8]) {
        self.received.extend_from_slice(bytes);
        self.total = self.total.saturating_add(bytes.len());
    }

    /// The reason for a connection that the proxy has closed.
    pub fn closed(&self) -> Refusal {
        "it closed the connection".into()
    }

    /// Enters this stage and returns the bytes to send.
    fn send(&mut self, bytes: Vec<u8>, then: Stage) -> Turn {
        self.stage = then;
        self.received.clear();
        Turn::Send(bytes)
    }

    fn done(&mut self) -> Turn {
        self.stage = Stage::Done;
        Turn::Done
    }

    /// The reason for a proxy that requires authentication; also for requests that it forwards
    /// without a tunnel.
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
