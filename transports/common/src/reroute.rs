//! Sending everything to a simulator.

use std::net::IpAddr;

use qrlogin::http::uri::{Authority, Parts, PathAndQuery, Scheme};
use qrlogin::http::{self, HeaderValue, Uri, header};
use qrlogin::{Error, Request};

/// The authority of this origin, which has to be one of the loopback over plain HTTP.
pub(crate) fn loopback(origin: &str) -> Result<Authority, Error> {
    let problem = "is not a loopback origin: write `http://127.0.0.1:PORT`";
    read(origin).ok_or_else(|| Error::setting("reroute", problem))
}

fn read(origin: &str) -> Option<Authority> {
    let uri: Uri = origin.parse().ok()?;
    let host = uri.host()?.trim_matches(['[', ']']);
    let address: IpAddr = host.parse().ok()?;
    let bare = uri.path() == "/" && uri.query().is_none();
    let authority = uri.authority()?;
    let allowed = uri.scheme_str() == Some("http")
        && bare
        && address.is_loopback()
        && !authority.as_str().contains('@');
    allowed.then(|| authority.clone())
}

/// Sends this request to another origin, over plain HTTP, with the original `Host`.
///
/// # Errors
/// The address cannot be put together.
pub fn reroute(request: &mut Request, origin: &Authority) -> Result<(), http::Error> {
    let uri = request.uri();
    let mut parts = Parts::default();
    parts.scheme = Some(Scheme::HTTP);
    parts.authority = Some(origin.clone());
    parts.path_and_query = Some(
        uri.path_and_query()
            .cloned()
            .unwrap_or(PathAndQuery::from_static("/")),
    );
    let host = host_header(uri);
    *request.uri_mut() = Uri::from_parts(parts)?;
    if let Some(host) = host {
        request.headers_mut().entry(header::HOST).or_insert(host);
    }
    Ok(())
}

/// What `Host` says for this address: the port only if it is not the scheme's own.
pub fn host_header(uri: &Uri) -> Option<HeaderValue> {
    let host = uri.host()?;
    let default = match uri.scheme_str() {
        Some("https") => 443,
        _ => 80,
    };
    match uri.port_u16().filter(|port| *port != default) {
        Some(port) => HeaderValue::try_from(format!("{host}:{port}")).ok(),
        None => HeaderValue::from_str(host).ok(),
    }
}
