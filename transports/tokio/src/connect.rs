//! Connections of the bundled transport: direct, or through a proxy.

use std::error::Error as StdError;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use qrlogin::Failure;
use qrlogin::http::Uri;
use qrlogin::http::uri::Scheme;
use qrlogin_transport::proxy::Proxies;
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tower_service::Service;

use crate::proxy::{Handshake, Via};

type BoxError = Box<dyn StdError + Send + Sync>;
type Connecting = Pin<Box<dyn Future<Output = Result<Stream, BoxError>> + Send>>;

/// Makes plain connections; TLS to the service comes on top of it.
#[derive(Clone)]
pub(crate) struct Connector {
    tcp: HttpConnector,
    /// To a proxy that itself speaks TLS, or does not.
    to_proxy: HttpsConnector<HttpConnector>,
    proxies: Arc<Proxies<Via>>,
}

impl Connector {
    pub(crate) fn new(proxies: Arc<Proxies<Via>>, tls: Arc<ClientConfig>) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        Self {
            to_proxy: HttpsConnector::from((tcp.clone(), tls)),
            tcp,
            proxies,
        }
    }

    fn through(&mut self, via: &Via, target: Uri) -> Connecting {
        match &via.handshake {
            Handshake::Socks(auth) => {
                let mut socks = SocksV5::new(via.uri.clone(), self.tcp.clone());
                if let Some((user, password)) = auth.clone() {
                    socks = socks.with_auth(user, password);
                }
                let connecting = socks.call(target);
                Box::pin(
                    async move { Ok(Stream::plain(MaybeHttpsStream::Http(connecting.await?))) },
                )
            }
            Handshake::Http(auth) if target.scheme() == Some(&Scheme::HTTPS) => {
                let mut tunnel = Tunnel::new(via.uri.clone(), self.to_proxy.clone());
                if let Some(auth) = auth.clone() {
                    tunnel = tunnel.with_auth(auth);
                }
                let connecting = tunnel.call(target);
                Box::pin(async move { Ok(Stream::plain(connecting.await?)) })
            }
            Handshake::Http(_) => {
                let connecting = self.to_proxy.call(via.uri.clone());
                Box::pin(async move {
                    Ok(Stream {
                        inner: connecting.await?,
                        is_proxied: true,
                    })
                })
            }
        }
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = BoxError;
    type Future = Connecting;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.tcp.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, target: Uri) -> Connecting {
        let proxies = self.proxies.clone();
        if let Some(via) = proxies.for_uri(&target) {
            return self.through(via, target);
        }
        let connecting = self.tcp.call(target);
        Box::pin(async move { Ok(Stream::plain(MaybeHttpsStream::Http(connecting.await?))) })
    }
}

/// Gives a connection up that takes too long, all that belongs to it included.
#[derive(Clone)]
pub(crate) struct Timed<C> {
    connector: C,
    timeout: Duration,
}

impl<C> Timed<C> {
    pub(crate) fn new(connector: C, timeout: Duration) -> Self {
        Self { connector, timeout }
    }
}

impl<C> Service<Uri> for Timed<C>
where
    C: Service<Uri, Error = BoxError>,
    C::Response: 'static,
    C::Future: Send + 'static,
{
    type Response = C::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<C::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.connector.poll_ready(cx)
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let connecting = timeout(self.timeout, self.connector.call(target));
        Box::pin(async move {
            match connecting.await {
                Ok(connected) => connected,
                Err(_) => Err(Failure::Connect.into()),
            }
        })
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
