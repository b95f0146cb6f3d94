//! Proxies as hyper wants to have them.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use qrlogin::http::{self, HeaderValue, Uri};
use qrlogin_transport::proxy::{Proxy, ProxyKind};

/// A proxy: where to connect to, and what to say there.
pub(crate) struct Via {
    /// With a port, since hyper's connector knows no default for SOCKS, and without credentials.
    pub(crate) uri: Uri,
    pub(crate) handshake: Handshake,
}

/// What a proxy wants to hear.
pub(crate) enum Handshake {
    /// HTTP, with this `Proxy-Authorization`.
    Http(Option<HeaderValue>),
    /// SOCKS, with this user and password.
    Socks(Option<(String, String)>),
}

impl Via {
    pub(crate) fn new(proxy: Proxy) -> Result<Self, http::Error> {
        let scheme = match proxy.kind {
            ProxyKind::Http => "http",
            ProxyKind::Https => "https",
            ProxyKind::Socks5 => "socks5",
        };
        let uri = Uri::builder()
            .scheme(scheme)
            .authority(format!("{}:{}", proxy.host, proxy.port))
            .path_and_query("/")
            .build()?;
        let credentials = proxy
            .credentials
            .map(|(user, password)| (user.into(), password.into()));
        Ok(Self {
            uri,
            handshake: match proxy.kind {
                ProxyKind::Socks5 => Handshake::Socks(credentials),
                ProxyKind::Http | ProxyKind::Https => {
                    Handshake::Http(credentials.map(basic).transpose()?)
                }
            },
        })
    }
}

/// RFC 7617.
fn basic((user, password): (String, String)) -> Result<HeaderValue, http::Error> {
    let pair = BASE64_STANDARD.encode(format!("{user}:{password}"));
    let mut value = HeaderValue::try_from(format!("Basic {pair}"))?;
    value.set_sensitive(true);
    Ok(value)
}
