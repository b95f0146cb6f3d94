//! Connections of the bundled transport: direct, or through a proxy.

use std::error::Error as StdError;
use std::io;
use std::net::Ipv4Addr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::rt::TokioIo;
use qrlogin::Failure;
use qrlogin::http::Uri;
use qrlogin::http::uri::Scheme;
use qrlogin_transport::CallError;
use qrlogin_transport::admission::Admission;
use qrlogin_transport::proxy::{Handshake, Proxies, Proxy, ProxyKind, Turn};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use tower_service::Service;

use crate::dial::{connect, resolve};
use crate::stream::{HttpStream, Stream, Tcp};

type BoxError = Box<dyn StdError + Send + Sync>;
type Connecting<S> = Pin<Box<dyn Future<Output = Result<S, BoxError>> + Send>>;

/// Makes connections without TLS to the service, which [`Timed`] adds.
#[derive(Clone)]
pub(crate) struct Connector {
    proxies: Arc<Proxies>,
    tls: Arc<ClientConfig>,
    timeout: Duration,
    admission: Admission,
}

/// How much later the time-out of a whole connection is than that of its steps.
const LATER: Duration = Duration::from_millis(10);

/// The deadline of a connection.
#[derive(Clone, Copy)]
struct Deadline {
    at: Instant,
    given: Duration,
}

impl Deadline {
    fn passed(self) -> CallError {
        CallError::timed_out(Failure::Connect, self.given)
    }
}

impl Connector {
    fn new(
        proxies: Arc<Proxies>,
        tls: Arc<ClientConfig>,
        timeout: Duration,
        admission: Admission,
    ) -> Self {
        Self {
            proxies,
            tls,
            timeout,
            admission,
        }
    }

    async fn open(self, target: Uri) -> Result<Stream, CallError> {
        let deadline = deadline(self.timeout);
        let is_tls = target.scheme() == Some(&Scheme::HTTPS);
        let host = target.host().filter(|host| !host.is_empty());
        let host = host.ok_or_else(|| CallError::new(Failure::Other, "there is no host in it"))?;
        let port = target.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let proxy = self.proxies.for_uri(&target);
        let proxy = proxy.map_err(|error| CallError::of_setting(&error))?;
        let Some(proxy) = proxy else {
            let dialled = dial(host, port, &self.admission, deadline).await?;
            return Ok(Stream::direct(dialled));
        };
        self.admission.check_at_proxy(host, port)?;
        let opened = self.through(proxy, host, port, is_tls, deadline).await;
        opened.map_err(|error| error.through(Some(proxy.origin())))
    }

    async fn through(
        &self,
        proxy: &Proxy,
        host: &str,
        port: u16,
        is_tls: bool,
        deadline: Deadline,
    ) -> Result<Stream, CallError> {
        let resolved = match proxy.kind {
            ProxyKind::Socks4 => resolve_v4(host, port, deadline).await?,
            _ => None,
        };
        let tcp = dial(&proxy.host, proxy.port, &Admission::default(), deadline).await;
        let tcp = tcp.map_err(CallError::at_proxy)?;
        let stream = match proxy.kind {
            ProxyKind::Https => {
                let secured = secure(tcp, &proxy.host, self.tls.clone(), deadline).await;
                secured.map_err(CallError::at_proxy)?
            }
            _ => MaybeHttpsStream::Http(TokioIo::new(tcp)),
        };
        let is_http = matches!(proxy.kind, ProxyKind::Http | ProxyKind::Https);
        if is_http && !is_tls {
            return Ok(Stream::forwarded(stream));
        }
        let handshake = Handshake::new(proxy, host, port, resolved);
        // Converts hyper's stream to one of tokio, for its methods to read and write.
        let mut stream = TokioIo::new(stream);
        match timeout_at(deadline.at, tunnel(&mut stream, handshake)).await {
            Ok(done) => done?,
            Err(_) => {
                let secs = deadline.given.as_secs_f32();
                let late = format!("it did not answer within {secs} s");
                return Err(CallError::refused_by_proxy(late));
            }
        }
        Ok(Stream::tunnelled(stream.into_inner()))
    }
}

fn deadline(given: Duration) -> Deadline {
    // A time-out too long for the clock is replaced by a year.
    let at = Instant::now().checked_add(given);
    let far = || Instant::now() + Duration::from_secs(365 * 24 * 60 * 60);
    Deadline {
        at: at.unwrap_or_else(far),
        given,
    }
}

async fn dial(
    host: &str,
    port: u16,
    admission: &Admission,
    deadline: Deadline,
) -> Result<Tcp, CallError> {
    let host = host.trim_matches(['[', ']']);
    let failed = |error: io::Error| CallError::exactly(Failure::Connect, error);
    let dialling = async {
        let addresses = resolve(host, port).await.map_err(failed)?;
        let admitted = admission.check(host, addresses)?;
        let stream = connect(admitted).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        Ok(Tcp::new(stream))
    };
    let dialled = timeout_at(deadline.at, dialling).await;
    dialled.unwrap_or_else(|_| Err(deadline.passed()))
}

/// An IPv4 address of this host, for a proxy that takes no others.
async fn resolve_v4(
    host: &str,
    port: u16,
    deadline: Deadline,
) -> Result<Option<Ipv4Addr>, CallError> {
    let resolved = timeout_at(deadline.at, resolve(host, port)).await;
    let resolved = resolved.map_err(|_| deadline.passed())?;
    let resolved = resolved.map_err(|error| CallError::exactly(Failure::Connect, error))?;
    Ok(resolved.iter().find_map(|address| match address.ip() {
        std::net::IpAddr::V4(address) => Some(address),
        std::net::IpAddr::V6(_) => None,
    }))
}

/// Adds TLS to the connection to a proxy.
async fn secure(
    tcp: Tcp,
    host: &str,
    tls: Arc<ClientConfig>,
    deadline: Deadline,
) -> Result<MaybeHttpsStream<TokioIo<Tcp>>, CallError> {
    let host = host.trim_matches(['[', ']']).to_owned();
    let name = ServerName::try_from(host);
    let name = name.map_err(|error| CallError::exactly(Failure::Tls, error))?;
    let connecting = TlsConnector::from(tls).connect(name, TokioIo::new(TokioIo::new(tcp)));
    match timeout_at(deadline.at, connecting).await {
        Ok(Ok(stream)) => Ok(MaybeHttpsStream::Https(TokioIo::new(stream))),
        Ok(Err(error)) => Err(CallError::of(Failure::Tls, error)),
        Err(_) => Err(deadline.passed()),
    }
}

/// Establishes a tunnel to the service through the proxy.
async fn tunnel(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    mut handshake: Handshake<'_>,
) -> Result<(), CallError> {
    let mut buffer = [0; 4096];
    loop {
        let turn = handshake.turn().map_err(CallError::refused_by_proxy)?;
        let done = match turn {
            Turn::Done => return Ok(()),
            Turn::Send(bytes) => match stream.write_all(&bytes).await {
                Ok(()) => stream.flush().await.map(|()| None),
                Err(error) => Err(error),
            },
            Turn::Receive(most) => {
                let most = most.min(buffer.len());
                let room = buffer.get_mut(..most).unwrap_or_default();
                stream.read(room).await.map(Some)
            }
        };
        match done {
            Ok(Some(read @ 1..)) => handshake.received(buffer.get(..read).unwrap_or_default()),
            Ok(None) => {}
            Ok(Some(_)) | Err(_) => return Err(CallError::refused_by_proxy(handshake.closed())),
        }
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = BoxError;
    type Future = Connecting<Stream>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let opening = self.clone().open(target);
        Box::pin(async move { opening.await.map_err(Into::into) })
    }
}

/// Makes connections, with TLS for `https`, within a time-out. The client clones it for each
/// request.
#[derive(Clone)]
pub(crate) struct Timed(Arc<Parts>);

struct Parts {
    connector: HttpsConnector<Connector>,
    proxies: Arc<Proxies>,
    timeout: Duration,
}

impl Timed {
    pub(crate) fn new(
        proxies: Arc<Proxies>,
        tls: Arc<ClientConfig>,
        timeout: Duration,
        admission: Admission,
    ) -> Self {
        let plain = Connector::new(proxies.clone(), tls.clone(), timeout, admission);
        Self(Arc::new(Parts {
            connector: HttpsConnector::from((plain, tls)),
            proxies,
            timeout,
        }))
    }
}

impl Service<Uri> for Timed {
    type Response = HttpStream;
    type Error = BoxError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        // The connectors inside are always ready.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        // The steps up to TLS end by the same time-out, and their errors say more: they come first.
        let deadline = Deadline {
            given: self.0.timeout,
            ..deadline(self.0.timeout.saturating_add(LATER))
        };
        let mut connector = self.0.connector.clone();
        let connecting = timeout_at(deadline.at, connector.call(target.clone()));
        let proxies = self.0.proxies.clone();
        Box::pin(async move {
            let error = match connecting.await {
                Ok(Ok(connected)) => return Ok(HttpStream(connected)),
                Ok(Err(error)) => match CallError::inside(&*error) {
                    Some(known) => known.copied(),
                    // The connector returns `CallError`s; any other error is one of TLS.
                    None => CallError::of(Failure::Tls, error),
                },
                Err(_) => deadline.passed(),
            };
            let proxy = proxies.for_uri(&target).ok().flatten();
            Err(error.through(proxy.map(Proxy::origin)).into())
        })
    }
}
