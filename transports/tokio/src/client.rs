//! The bundled transport.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use qrlogin::http::uri::{Authority, Scheme};
use qrlogin::http::{HeaderMap, StatusCode, Uri, header};
use qrlogin::{Call, Error, Failure, Request, Response};
use qrlogin_transport::body::decoded;
use qrlogin_transport::proxy::{Handshake, Proxies, Proxy, ProxyKind};
use qrlogin_transport::reroute::{host_header, reroute};
use tokio::time::Instant;

use crate::connect::Timed;
use crate::exchange::Exchange;
use crate::transport::announce_empty_body;
use crate::{CallError, Config, MAX_BODY, Transport};

/// How long an idle connection is kept for the next call.
const IDLE: Duration = Duration::from_secs(15);
/// The most header lines of a response; hyper's default is 100.
const MAX_HEADERS: usize = 1024;

/// Makes calls with hyper-util's client and rustls, HTTP/1.1 only.
///
/// Clones share their connections.
#[derive(Clone)]
pub struct HyperTransport {
    client: Client<Timed, Full<Bytes>>,
    proxies: Arc<Proxies>,
    reroute: Option<Authority>,
}

impl HyperTransport {
    /// A transport with these settings. Unless they are set, reads the proxies from the environment
    /// and the certificate authorities from the environment and the system.
    ///
    /// # Errors
    /// [`Error::Setting`] if a variable of the environment names a file without usable certificate
    /// authorities.
    pub fn new(config: Config) -> Result<Self, Error> {
        let config = config.resolve()?;
        let proxies = Arc::new(config.proxies);
        let connector = Timed::new(
            proxies.clone(),
            config.tls,
            config.connect_timeout,
            config.admission,
        );
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .set_host(false)
            .http1_max_headers(MAX_HEADERS)
            // One invalid header must not fail a confirmed login.
            .http1_ignore_invalid_headers_in_responses(true)
            .build(connector);
        Ok(Self {
            client,
            proxies,
            reroute: config.reroute,
        })
    }

    /// The request to send: `Host` first, to the rerouted origin, with `Proxy-Authorization` if a
    /// proxy forwards the request.
    fn outgoing(
        &self,
        mut request: Request,
        forwarder: Option<&Proxy>,
    ) -> Result<Request, CallError> {
        announce_empty_body(&mut request);
        let (mut head, body) = request.into_parts();
        let mut headers = HeaderMap::with_capacity(head.headers.len() + 2);
        if !head.headers.contains_key(header::HOST)
            && let Some(host) = host_header(&head.uri)
        {
            headers.insert(header::HOST, host);
        }
        headers.extend(head.headers);
        if let Some(auth) = forwarder.and_then(Proxy::authorization) {
            headers.insert(header::PROXY_AUTHORIZATION, auth);
        }
        head.headers = headers;
        let mut request = Request::from_parts(head, body);
        if let Some(origin) = &self.reroute {
            reroute(&mut request, origin)
                .map_err(|error| CallError::exactly(Failure::Other, error))?;
        }
        Ok(request)
    }
}

impl Transport for HyperTransport {
    type Error = CallError;

    fn send(
        &mut self,
        call: Call,
    ) -> impl Future<Output = Result<Response, CallError>> + Send + 'static {
        let uri = call.request.uri();
        let authority = uri.authority().cloned();
        let proxy = self.proxies.for_uri(uri).ok().flatten();
        let forwarder = proxy.filter(|proxy| forwards(proxy, uri)).cloned();
        let proxy = proxy.map(Proxy::origin);
        let (started, timeout) = (Instant::now(), call.timeout);
        let sending = self.outgoing(call.request, forwarder.as_ref());
        let sending = sending.map(|request| {
            let request = request.map(|body| Full::new(Bytes::from(body)));
            self.client.request(request)
        });
        let exchange = async move {
            let reply = sending?.await.map_err(of_client)?;
            if let Some(forwarder) = forwarder
                && reply.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED
            {
                return Err(unauthenticated(&forwarder));
            }
            let (head, body) = reply.into_parts();
            let body = read(body).await?;
            decoded(Response::from_parts(head, body))
                .map_err(|error| CallError::exactly(Failure::Io, error))?
                .ok_or_else(CallError::too_large)
        };
        async move {
            // The session applies the time-out as well, but without a reason for the message.
            let outcome = Exchange::since(started, exchange, timeout).await;
            let outcome =
                outcome.unwrap_or_else(|| Err(CallError::timed_out(Failure::Timeout, timeout)));
            outcome.map_err(|error| {
                let host = authority.as_ref().map(|authority| authority.host());
                error.calling(host).through(proxy)
            })
        }
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport")
            .field("reroute", &self.reroute)
            .finish_non_exhaustive()
    }
}

/// Whether this proxy forwards a request to this address instead of opening a tunnel.
fn forwards(proxy: &Proxy, uri: &Uri) -> bool {
    let is_http = matches!(proxy.kind, ProxyKind::Http | ProxyKind::Https);
    is_http && uri.scheme() == Some(&Scheme::HTTP)
}

fn of_client(error: ClientError) -> CallError {
    if let Some(known) = CallError::inside(&error) {
        return known.copied();
    }
    // Any other error of a connection attempt is a connect failure.
    let fallback = if error.is_connect() {
        Failure::Connect
    } else if has_hyper_error(&error) {
        Failure::Io
    } else {
        Failure::Other
    };
    CallError::of(fallback, error)
}

/// The proxy that is to forward a request requires authentication.
fn unauthenticated(proxy: &Proxy) -> CallError {
    CallError::refused_by_proxy(Handshake::sign_in_of(proxy))
}

fn has_hyper_error(error: &(dyn StdError + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source())
        .any(|error| error.is::<hyper::Error>())
}

/// Reads the whole body, up to the limit.
async fn read(mut body: Incoming) -> Result<Vec<u8>, CallError> {
    let announced = body.size_hint().exact().unwrap_or(0);
    let capacity = usize::try_from(announced).unwrap_or(usize::MAX);
    if capacity > MAX_BODY {
        return Err(CallError::too_large());
    }
    let mut bytes = Vec::with_capacity(capacity);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| CallError::of(Failure::Io, error))?;
        if let Some(data) = frame.data_ref() {
            bytes.extend_from_slice(data);
        }
        if bytes.len() > MAX_BODY {
            return Err(CallError::too_large());
        }
    }
    Ok(bytes)
}
