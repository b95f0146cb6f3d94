//! Connections of the bundled transport: direct, or through a proxy.

use std::error::Error as StdError;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use qrlogin::http::Uri;
use qrlogin::http::uri::{Authority, PathAndQuery, Scheme};
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tower_service::Service;

type BoxError = Box<dyn StdError + Send + Sync>;
type Connecting = Pin<Box<dyn Future<Output = Result<Stream, BoxError>> + Send>>;

/// Makes plain connections; TLS to the service comes on top of it.
#[derive(Clone)]
pub(crate) struct Connector {
    tcp: HttpConnector,
    /// To a proxy that itself speaks TLS, or does not.
    to_proxy: HttpsConnector<HttpConnector>,
    proxies: Option<Arc<Matcher>>,
}

impl Connector {
    pub(crate) fn new(proxies: Option<Arc<Matcher>>, tls: Arc<ClientConfig>) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        Self {
            to_proxy: HttpsConnector::from((tcp.clone(), tls)),
            tcp,
            proxies,
        }
    }

    fn through(&mut self, via: &Intercept, target: Uri) -> Result<Connecting, BoxError> {
        if is_socks(via) {
            let mut socks = SocksV5::new(with_port(via.uri(), 1080)?, self.tcp.clone());
            if let Some((user, password)) = via.raw_auth() {
                socks = socks.with_auth(user.to_owned(), password.to_owned());
            }
            let connecting = socks.call(target);
            Ok(Box::pin(async move {
                Ok(Stream::plain(MaybeHttpsStream::Http(connecting.await?)))
            }))
        } else if target.scheme() == Some(&Scheme::HTTPS) {
            let mut tunnel = Tunnel::new(via.uri().clone(), self.to_proxy.clone());
            if let Some(auth) = via.basic_auth() {
                tunnel = tunnel.with_auth(auth.clone());
            }
            let connecting = tunnel.call(target);
            Ok(Box::pin(
                async move { Ok(Stream::plain(connecting.await?)) },
            ))
        } else {
            let connecting = self.to_proxy.call(via.uri().clone());
            Ok(Box::pin(async move {
                Ok(Stream {
                    inner: connecting.await?,
                    is_proxied: true,
                })
            }))
        }
    }
}

/// Whether the proxy is one for TCP connections of any kind.
pub(crate) fn is_socks(via: &Intercept) -> bool {
    matches!(via.uri().scheme_str(), Some("socks5" | "socks5h"))
}

/// The same address with a port, since the connector knows no default for SOCKS.
fn with_port(uri: &Uri, default: u16) -> Result<Uri, BoxError> {
    if uri.port().is_some() {
        return Ok(uri.clone());
    }
    let host = uri.host().unwrap_or_default();
    let mut parts = uri.clone().into_parts();
    parts.authority = Some(Authority::try_from(format!("{host}:{default}"))?);
    parts.path_and_query = Some(PathAndQuery::from_static("/"));
    Ok(Uri::from_parts(parts)?)
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = BoxError;
    type Future = Connecting;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.tcp.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, target: Uri) -> Connecting {
        let proxies = self.proxies.as_ref();
        if let Some(via) = proxies.and_then(|proxies| proxies.intercept(&target)) {
            return self
                .through(&via, target)
                .unwrap_or_else(|error| Box::pin(async move { Err(error) }));
        }
        let connecting = self.tcp.call(target);
        Box::pin(async move { Ok(Stream::plain(MaybeHttpsStream::Http(connecting.await?))) })
    }
}

/// A connection to the service, or to a proxy that forwards plain requests.
pub(crate) struct Stream {
    inner: MaybeHttpsStream<TokioIo<TcpStream>>,
    is_proxied: bool,
}

impl Stream {
    fn plain(inner: MaybeHttpsStream<TokioIo<TcpStream>>) -> Self {
        Self {
            inner,
            is_proxied: false,
        }
    }
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        self.inner.connected().proxy(self.is_proxied)
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

impl Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(cx, bufs)
    }
}
