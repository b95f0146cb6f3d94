//! The address of a proxy.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use qrlogin::http::HeaderValue;
use qrlogin::http::uri::Authority;
use qrlogin::{Error, Secret};

use crate::ProxyOrigin;

/// The port of a proxy whose address has none, but for `https://`: that of curl.
const DEFAULT_PORT: u16 = 1080;

/// A proxy: where it is, what it speaks, and who one is to it. Its `Debug` shows no credentials.
#[non_exhaustive]
#[derive(Clone)]
pub struct Proxy {
    /// What it speaks.
    pub kind: ProxyKind,
    /// Its host, an IPv6 address in brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// User and password, decoded; the password is empty if the address has none.
    pub credentials: Option<(Secret, Secret)>,
    /// The variable or option that named it; `None` if the program itself did.
    pub setting: Option<&'static str>,
}

/// What a proxy speaks.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyKind {
    /// HTTP.
    Http,
    /// HTTP over TLS.
    Https,
    /// SOCKS 5, with names resolved by the proxy.
    Socks5,
    /// SOCKS 4, which knows IPv4 addresses only: names are resolved here.
    Socks4,
    /// SOCKS 4a, with names resolved by the proxy.
    Socks4a,
}

impl Proxy {
    /// The proxy at this address, that the setting or variable `name` holds.
    ///
    /// # Errors
    /// [`Error::Setting`] if that is no address of a proxy. It does not repeat the address, which
    /// may hold a password.
    pub(crate) fn parse(name: &'static str, url: &str) -> Result<Self, Error> {
        read(url).ok_or_else(|| unusable(name))
    }

    /// The same, as named by this variable or option.
    pub(crate) fn of(name: &'static str, url: &str) -> Result<Self, Error> {
        Ok(Self {
            setting: Some(name),
            ..Self::parse(name, url)?
        })
    }

    /// Where it is and where its address came from, for messages.
    pub fn origin(&self) -> ProxyOrigin {
        ProxyOrigin {
            address: format!("{}:{}", self.host, self.port),
            setting: self.setting,
        }
    }

    /// The value of `Proxy-Authorization` (RFC 7617), if it has credentials.
    pub fn authorization(&self) -> Option<HeaderValue> {
        let (user, password) = self.credentials.as_ref()?;
        let pair = format!("{}:{}", user.expose(), password.expose());
        // Base64 is fit for a header.
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
        // Desktops write `socks://` for a proxy of any version. curl takes it for SOCKS 4; but all
        // proxies of today speak SOCKS 5, not all SOCKS 4, and only with SOCKS 5 the name
        // is left to the proxy.
        "socks5" | "socks5h" | "socks" => (ProxyKind::Socks5, DEFAULT_PORT),
        "socks4" => (ProxyKind::Socks4, DEFAULT_PORT),
        "socks4a" => (ProxyKind::Socks4a, DEFAULT_PORT),
        _ => return None,
    };
    let rest = rest.split(['/', '?', '#']).next()?;
    // A user may be `DOMAIN\user`, which no URI allows: it is cut off before the rest is parsed.
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

/// The port. `Authority` itself takes one that is none for an absent one.
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
