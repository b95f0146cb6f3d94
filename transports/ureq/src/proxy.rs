//! Proxies as ureq wants to have them.

use qrlogin_transport::proxy::{Proxy, ProxyKind};
use ureq::ProxyProtocol;

pub(crate) fn to_ureq(proxy: Proxy) -> Result<ureq::Proxy, ureq::Error> {
    let protocol = match proxy.kind {
        ProxyKind::Http => ProxyProtocol::Http,
        ProxyKind::Https => ProxyProtocol::Https,
        // With `Socks5` ureq resolves names itself.
        ProxyKind::Socks5 => ProxyProtocol::Socks5h,
    };
    let mut builder = ureq::Proxy::builder(protocol)
        .host(&proxy.host)
        .port(proxy.port);
    if let Some((user, password)) = &proxy.credentials {
        builder = builder.username(user.expose()).password(password.expose());
    }
    builder.build()
}
