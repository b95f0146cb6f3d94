//! Sends requests to a simulator, for transports: [`loopback`] parses its origin, [`reroute`] and
//! [`by_path`] change a request's address to it.
//!
//! ```
//! use qrlogin::http::Request;
//! use qrlogin_transport::reroute::{by_path, loopback, reroute};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let origin = loopback("http://127.0.0.1:8115")?;
//! let request = || Request::get("https://api.bilibili.com/x/path?a=b").body(Vec::new());
//!
//! let mut with_host = request()?;
//! reroute(&mut with_host, &origin)?;
//! assert_eq!(with_host.uri(), "http://127.0.0.1:8115/x/path?a=b");
//! assert_eq!(with_host.headers()["host"], "api.bilibili.com");
//!
//! // For a client that sets `Host` itself.
//! let mut without = request()?;
//! by_path(&mut without, &origin)?;
//! assert_eq!(without.uri(), "http://127.0.0.1:8115/api.bilibili.com/x/path?a=b");
//! # Ok(())
//! # }
//! ```

use std::net::IpAddr;

use qrlogin::http::uri::{Authority, Parts, PathAndQuery, Scheme};
use qrlogin::http::{self, HeaderValue, Uri, header};
use qrlogin::{Error, Request};

/// The authority of this origin. Only the loopback over plain HTTP is accepted, because requests
/// hold secrets.
///
/// # Errors
/// [`Error::Setting`] for any other origin.
pub fn loopback(origin: &str) -> Result<Authority, Error> {
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

/// Changes the request's address to this origin, over plain HTTP, and keeps the original host in
/// `Host`, by which the simulator tells services apart. A client that sets `Host` from the address
/// itself needs [`by_path`].
///
/// # Errors
/// The new address is invalid.
pub fn reroute(request: &mut Request, origin: &Authority) -> Result<(), http::Error> {
    if !request.headers().contains_key(header::HOST)
        && let Some(host) = host_header(request.uri())
    {
        request.headers_mut().insert(header::HOST, host);
    }
    *request.uri_mut() = at(origin, path_of(request.uri()).clone())?;
    Ok(())
}

/// Changes the request's address to this origin, over plain HTTP, and makes the original host the
/// first part of the path, which the simulator supports as well. The original port is dropped, and
/// `Host` is removed for the client to set.
///
/// # Errors
/// The new address is invalid.
pub fn by_path(request: &mut Request, origin: &Authority) -> Result<(), http::Error> {
    let uri = request.uri();
    if let Some(host) = uri.host() {
        let path: PathAndQuery = format!("/{host}{}", path_of(uri)).parse()?;
        *request.uri_mut() = at(origin, path)?;
    }
    request.headers_mut().remove(header::HOST);
    Ok(())
}

fn at(origin: &Authority, path: PathAndQuery) -> Result<Uri, http::Error> {
    let mut parts = Parts::default();
    parts.scheme = Some(Scheme::HTTP);
    parts.authority = Some(origin.clone());
    parts.path_and_query = Some(path);
    Ok(Uri::from_parts(parts)?)
}

fn path_of(uri: &Uri) -> &PathAndQuery {
    static ROOT: PathAndQuery = PathAndQuery::from_static("/");
    uri.path_and_query().unwrap_or(&ROOT)
}

/// The value of `Host` for this address: the port only if it is not the scheme's default.
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
