//! Which servers a gateway connects to on behalf of its clients.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

/// What an entry ends with whose host may have an address that is not public.
const PRIVATE: &str = "+private";

/// The text is no entry of a list of hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be HOST or HOST:PORT, with +private after it if its address is not public")]
pub struct NotAHost;

/// The hosts that the operator lets clients name: in a setting of a login, or for a webhook.
///
/// What a client names has to be in the list ([`AllowedHosts::names`]), and what any call connects
/// to has to be a public address or that of an entry ([`AllowedHosts::connects`]): a name can have
/// another address each time that it is resolved. For the second, hand the list to the transport:
///
/// ```
/// use qrlogin_gateway::access::AllowedHosts;
/// use qrlogin_tokio::{Config, HyperTransport};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let hosts = AllowedHosts::new().allow("phi.example")?;
/// let config = Config::new().connect_only(move |host, address| hosts.connects(host, address));
/// let transport = HyperTransport::new(config)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "the list allows nothing by itself"]
pub struct AllowedHosts(Vec<Entry>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    host: Host,
    /// By default those of http and https.
    port: Option<u16>,
    is_private: bool,
}

impl AllowedHosts {
    /// No hosts.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with this host: `HOST` for the ports 80 and 443, or `HOST:PORT`. After it,
    /// `+private` allows addresses that are not public; an entry that is an address needs no such
    /// word.
    ///
    /// # Errors
    /// The text is not of that form.
    pub fn allow(mut self, entry: &str) -> Result<Self, NotAHost> {
        let (text, is_private) = match entry.strip_suffix(PRIVATE) {
            Some(text) => (text, true),
            None => (entry, false),
        };
        let (host, port) = host_and_port(text).ok_or(NotAHost)?;
        let is_private = is_private || !matches!(host, Host::Domain(_));
        self.0.push(Entry {
            host,
            port,
            is_private,
        });
        Ok(self)
    }

    /// Whether a client may name this server: a URL of http or https, `HOST` or `HOST:PORT`.
    pub fn names(&self, value: &str) -> bool {
        let named = match value.contains("://") {
            true => Url::parse(value).ok().and_then(|url| {
                let is_http = matches!(url.scheme(), "http" | "https");
                let host = url.host().filter(|_| is_http)?.to_owned();
                Some((host, url.port_or_known_default()?))
            }),
            false => host_and_port(value).map(|(host, port)| (host, port.unwrap_or(443))),
        };
        named.is_some_and(|(host, port)| self.entry(&host, port).is_some())
    }

    /// Whether a call for this host may connect to this address: it is public, or the host is an
    /// entry whose address need not be.
    pub fn connects(&self, host: &str, address: SocketAddr) -> bool {
        if is_public(address.ip()) {
            return true;
        }
        let Ok(host) = parse_host(host) else {
            return false;
        };
        let entry = self.entry(&host, address.port());
        entry.is_some_and(|entry| entry.is_private)
    }

    fn entry(&self, host: &Host, port: u16) -> Option<&Entry> {
        let has_port = |entry: &Entry| match entry.port {
            Some(own) => own == port,
            None => matches!(port, 80 | 443),
        };
        let mut all = self.0.iter();
        all.find(|entry| entry.host == *host && has_port(entry))
    }
}

impl fmt::Display for AllowedHosts {
    /// The hosts, for a message.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hosts: Vec<_> = self.0.iter().map(|entry| entry.host.to_string()).collect();
        f.write_str(&hosts.join(", "))
    }
}

/// A host as the URL standard reads it, so that `127.1` is an address.
fn parse_host(text: &str) -> Result<Host, url::ParseError> {
    match text.parse::<Ipv6Addr>() {
        Ok(address) => Ok(Host::Ipv6(address)),
        Err(_) => Host::parse(text),
    }
}

fn host_and_port(text: &str) -> Option<(Host, Option<u16>)> {
    let (host, port) = match text.rsplit_once(':') {
        // A colon inside of an IPv6 address.
        Some((_, port)) if port.ends_with(']') => (text, None),
        Some((host, port)) => (host, Some(port.parse().ok().filter(|port| *port != 0)?)),
        None => (text, None),
    };
    Some((Host::parse(host).ok()?, port))
}

/// Whether this address is one of the public Internet: not of this machine, of its networks, of a
/// cloud's metadata, nor of a group.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        // This network; groups, reserved and broadcast.
        || a == 0
        || a >= 224
        // Networks of providers, protocol assignments, benchmarks.
        || (a == 100 && b & 0xc0 == 64)
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && b & 0xfe == 18);
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match (a, b) {
        // IPv4 inside: mapped, translated (NAT64), 6to4.
        (0, 0) => [c, d, e] == [0; 3] && f == 0xffff && v4(g, h),
        (0x64, 0xff9b) => [c, d, e, f] == [0; 4] && v4(g, h),
        (0x2002, high) => v4(high, c),
        // Teredo and other protocols; documentation.
        (0x2001, 0..=0x1ff | 0xdb8) | (0x3fff, 0..=0xfff) => false,
        // What is assigned for use between networks.
        _ => a & 0xe000 == 0x2000,
    }
}
