//! The address of a proxy.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use qrlogin::http::HeaderValue;
use qrlogin::http::uri::Authority;
use qrlogin::{Error, Secret};

use crate::ProxyOrigin;

/// The default port of a proxy, as in curl; `https://` has another.
const DEFAULT_PORT: u16 = 1080;

/// A proxy: its address, protocol and credentials. Its `Debug` shows no credentials.
#[non_exhaustive]
#[derive(Clone)]
pub struct Proxy {
    /// The protocol.
    pub kind: ProxyKind,
    /// The host; an IPv6 address is in brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// User and password, decoded; without a password it is empty.
    pub credentials: Option<(Secret, Secret)>,
    /// The variable or option with its address; `None` if the program has set it.
    pub setting: Option<&'static str>,
}

/// The protocol of a proxy.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyKind {
    /// HTTP.
    Http,
    /// HTTP over TLS.
    Https,
    /// SOCKS 5; the proxy resolves names.
    Socks5,
    /// SOCKS 4, which takes IPv4 addresses only: the transport resolves names.
    Socks4,
    /// SOCKS 4a; the proxy resolves names.
    Socks4a,
}

impl Proxy {
    /// The proxy at this address, the value of the setting or variable `name`.
    ///
    /// # Errors
    /// [`Error::Setting`] if it is not the address of a proxy. The error does not contain the
    /// address, which may hold a password.
    pub(crate) fn parse(name: &'static str, url: &str) -> Result<Self, Error> {
        read(url).ok_or_else(|| unusable(name))
    }

    /// The same for the value of a variable or option, which [`Proxy::setting`] then names.
    pub(crate) fn of(name: &'static str, url: &str) -> Result<Self, Error> {
        Ok(Self {
            setting: Some(name),
            ..Self::parse(name, url)?
        })
    }

    /// The address and the setting it is from, for messages.
    pub fn origin(&self) -> ProxyOrigin {
        ProxyOrigin {
            address: format!("{}:{}", self.host, self.port),
            setting: self.setting,
        }
    }

    /// The value of `Proxy-Authorization` (RFC 7617), if the proxy has credentials.
    pub fn authorization(&self) -> Option<HeaderValue> {
        let (user, password) = self.credentials.as_ref()?;
        let pair = format!("{}:{}", user.expose(), password.expose());
        // Base64 is always a valid header value.
        let value = format!("Basic {}", BASE64_STANDARD.encode(pair));
        let mut value = HeaderValue::try_from(value).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({})", self.kind, self.origin())
    }
}

pub(super) fn unusable(name: &'static str) -> Error {
    Error::setting(
        name,
        "is not the address of a proxy: write `http://HOST:PORT`, `https://HOST:PORT`, `socks5://HOST:PORT` or \
         `socks4a://HOST:PORT`, with `USER:PASSWORD@` before the host if need be",
    )
}

fn read(url: &str) -> Option<Proxy> {
    let (scheme, rest) = url.trim().split_once("://").unwrap_or(("http", url.trim()));
    let (kind, default_port) = match scheme.to_ascii_lowercase().as_str() {
        "http" => (ProxyKind::Http, DEFAULT_PORT),
        "https" => (ProxyKind::Https, 443),
        // Desktop environments set `socks://` for any version. curl reads it as SOCKS 4; but all
        // current proxies support SOCKS 5, not all support SOCKS 4, and only SOCKS 5 resolves
        // names at the proxy.
        "socks5" | "socks5h" | "socks" => (ProxyKind::Socks5, DEFAULT_PORT),
        "socks4" => (ProxyKind::Socks4, DEFAULT_PORT),
        "socks4a" => (ProxyKind::Socks4a, DEFAULT_PORT),
        _ => return None,
    };
    let rest = rest.split(['/', '?', '#']).next()?;
    // A user may be `DOMAIN\user`, which is not allowed in a URI: it is split off before parsing.
    let (user_info, host) = match rest.rsplit_once('@') {
        Some((user_info, host)) => (Some(user_info), host),
        None => (None, rest),
    };
    let authority: Authority = host.parse().ok()?;
    if authority.host().is_empty() {
        return None;
    }
    Some(Proxy {
        kind,
        host: authority.host().to_owned(),
        port: port(&authority, default_port)?,
        credentials: match user_info {
            Some(user_info) => Some(credentials(user_info)?),
            None => None,
        },
        setting: None,
    })
}

/// The port. `Authority::port` returns `None` for an invalid port as for an absent one.
fn port(authority: &Authority, default: u16) -> Option<u16> {
    match authority.as_str().strip_prefix(authority.host())? {
        "" => Some(default),
        port => port.strip_prefix(':')?.parse().ok(),
    }
}

fn credentials(user_info: &str) -> Option<(Secret, Secret)> {
    let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
    let decoded = |text| Some(Secret::from(&*percent_decode_str(text).decode_utf8().ok()?));
    Some((decoded(user)?, decoded(password)?))
}
