//! The address of a proxy.

use std::fmt;

use percent_encoding::percent_decode_str;
use qrlogin::http::Uri;
use qrlogin::http::uri::Authority;
use qrlogin::{Error, Secret};

/// A proxy: where it is, what it speaks, and who one is to it. Its `Debug` shows no credentials.
#[non_exhaustive]
#[derive(Clone)]
pub struct Proxy {
    /// What it speaks.
    pub kind: ProxyKind,
    /// Its host, an IPv6 address in brackets.
    pub host: String,
    /// Its port, that of its kind if the address has none.
    pub port: u16,
    /// User and password, decoded; the password is empty if the address has none.
    pub credentials: Option<(Secret, Secret)>,
}

/// What a proxy speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyKind {
    /// HTTP.
    Http,
    /// HTTP over TLS.
    Https,
    /// SOCKS 5, with names resolved by the proxy.
    Socks5,
}

impl Proxy {
    /// The proxy at this address, that the setting or variable `name` holds.
    ///
    /// # Errors
    /// [`Error::Setting`] if that is no address of a proxy. It does not repeat the address, which may hold
    /// a password.
    pub(crate) fn parse(name: &'static str, url: &str) -> Result<Self, Error> {
        read(url).ok_or_else(|| unusable(name))
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind, host, port, ..
        } = self;
        write!(f, "{kind:?}({host}:{port})")
    }
}

pub(super) fn unusable(name: &'static str) -> Error {
    Error::setting(
        name,
        "is not the address of a proxy: write `http://HOST:PORT` or `socks5://HOST:PORT`",
    )
}

fn read(url: &str) -> Option<Proxy> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let (kind, default_port) = match scheme.to_ascii_lowercase().as_str() {
        "http" => (ProxyKind::Http, 80),
        "https" => (ProxyKind::Https, 443),
        "socks5" | "socks5h" => (ProxyKind::Socks5, 1080),
        _ => return None,
    };
    let uri: Uri = format!("http://{rest}").parse().ok()?;
    let authority = uri.authority().filter(|it| !it.host().is_empty())?;
    Some(Proxy {
        kind,
        host: authority.host().to_owned(),
        port: port(authority, default_port)?,
        credentials: match authority.as_str().rsplit_once('@') {
            Some((user_info, _)) => Some(credentials(user_info)?),
            None => None,
        },
    })
}

/// The port. `Authority` itself takes one that is none for an absent one.
fn port(authority: &Authority, default: u16) -> Option<u16> {
    let host_and_port = authority.as_str().rsplit('@').next()?;
    match host_and_port.strip_prefix(authority.host())? {
        "" => Some(default),
        port => port.strip_prefix(':')?.parse().ok(),
    }
}

fn credentials(user_info: &str) -> Option<(Secret, Secret)> {
    let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
    let decoded = |text| Some(Secret::from(&*percent_decode_str(text).decode_utf8().ok()?));
    Some((decoded(user)?, decoded(password)?))
}
