//! The bundled transport.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use qrlogin::http::uri::{Authority, Scheme};
use qrlogin::http::{HeaderMap, header};
use qrlogin::{Call, Error, Failure, Request, Response};
use qrlogin_transport::body::decoded;
use qrlogin_transport::known_failure;
use qrlogin_transport::proxy::Proxies;
use qrlogin_transport::reroute::{host_header, reroute};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};

use crate::connect::{Connector, Timed};
use crate::proxy::{Handshake, Via};
use crate::transport::announce_empty_body;
use crate::{Config, MAX_BODY, Transport, TransportError};

/// How long a connection is kept for the next call.
const IDLE: Duration = Duration::from_secs(15);

/// Makes calls with hyper-util's client and rustls, HTTP/1.1 only.
///
/// Clones share their connections.
#[derive(Clone)]
pub struct HyperTransport {
    client: Client<Timed<HttpsConnector<Connector>>, Full<Bytes>>,
    proxies: Arc<Proxies<Via>>,
    reroute: Option<Authority>,
}

impl HyperTransport {
    /// A transport with these settings. Reads the proxies from the environment unless told otherwise.
    ///
    /// # Errors
    /// [`Error::Setting`] if a variable of the environment holds no address of a proxy.
    pub fn new(config: Config) -> Result<Self, Error> {
        let config = config.resolve()?;
        let proxies = Arc::new(config.proxies.try_map(Via::new)?);
        let tls = Arc::new(tls(config.extra_ca)?);
        let connector = Connector::new(proxies.clone(), tls.clone());
        let connector = HttpsConnector::from((connector, tls));
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .set_host(false)
            .build(Timed::new(connector, config.connect_timeout));
        Ok(Self {
            client,
            proxies,
            reroute: config.reroute,
        })
    }

    /// The request as it goes out: `Host` first, to the rerouted origin, with the proxy's password where the
    /// request itself goes to the proxy.
    fn outgoing(&self, mut request: Request) -> Result<Request, HyperError> {
        announce_empty_body(&mut request);
        let (mut head, body) = request.into_parts();
        let mut headers = HeaderMap::with_capacity(head.headers.len() + 2);
        if !head.headers.contains_key(header::HOST)
            && let Some(host) = host_header(&head.uri)
        {
            headers.insert(header::HOST, host);
        }
        headers.extend(head.headers);
        if head.uri.scheme() == Some(&Scheme::HTTP)
            && let Some(via) = self.proxies.for_uri(&head.uri)
            && let Handshake::Http(Some(auth)) = &via.handshake
        {
            headers.insert(header::PROXY_AUTHORIZATION, auth.clone());
        }
        head.headers = headers;
        let mut request = Request::from_parts(head, body);
        if let Some(origin) = &self.reroute {
            reroute(&mut request, origin)
                .map_err(|error| HyperError::new(Failure::Other, error))?;
        }
        Ok(request)
    }
}

impl Transport for HyperTransport {
    type Error = HyperError;

    fn send(
        &mut self,
        call: Call,
    ) -> impl Future<Output = Result<Response, HyperError>> + Send + 'static {
        let authority = call.request.uri().authority().cloned();
        let sending = self.outgoing(call.request).map(|request| {
            let request = request.map(|body| Full::new(Bytes::from(body)));
            self.client.request(request)
        });
        async move {
            let exchange = async {
                let reply = sending?.await.map_err(HyperError::from_client)?;
                let (head, body) = reply.into_parts();
                let body = read(body).await?;
                decoded(Response::from_parts(head, body))
                    .map_err(|error| HyperError::new(Failure::Io, error))?
                    .ok_or(HyperError::TOO_LARGE)
            };
            exchange.await.map_err(|error| HyperError {
                host: authority.map(|authority| authority.host().to_owned()),
                ..error
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

/// Why a call of [`HyperTransport`] got no answer; what exactly went wrong is its source.
#[derive(Debug)]
pub struct HyperError {
    host: Option<String>,
    failure: Failure,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl HyperError {
    const TOO_LARGE: Self = Self {
        host: None,
        failure: Failure::BodyTooLarge,
        source: None,
    };

    fn new(failure: Failure, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            host: None,
            failure,
            source: Some(source.into()),
        }
    }

    fn from_client(error: hyper_util::client::legacy::Error) -> Self {
        // Of a connection attempt, all that is not understood is still one.
        let fallback = if error.is_connect() {
            Failure::Connect
        } else if has_hyper_error(&error) {
            Failure::Io
        } else {
            Failure::Other
        };
        let failure = known_failure(&error).filter(|known| *known != Failure::Other);
        Self::new(failure.unwrap_or(fallback), error)
    }
}

impl TransportError for HyperError {
    fn failure(&self) -> Failure {
        self.failure
    }

    fn as_error(&self) -> &(dyn StdError + 'static) {
        self
    }
}

impl fmt::Display for HyperError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Some(host) => write!(f, "the call to {host} failed"),
            None => f.write_str("the call failed"),
        }
    }
}

impl StdError for HyperError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

fn has_hyper_error(error: &(dyn StdError + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source())
        .any(|error| error.is::<hyper::Error>())
}

fn tls(extra_ca: Vec<CertificateDer<'static>>) -> Result<ClientConfig, Error> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    roots.add_parsable_certificates(extra_ca);
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| Error::setting("tls", "has no usable protocol version"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(tls)
}

/// The whole body, up to the cap.
async fn read(mut body: Incoming) -> Result<Vec<u8>, HyperError> {
    let announced = body.size_hint().exact().unwrap_or(0);
    let capacity = usize::try_from(announced).unwrap_or(usize::MAX);
    if capacity > MAX_BODY {
        return Err(HyperError::TOO_LARGE);
    }
    let mut bytes = Vec::with_capacity(capacity);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            HyperError::new(known_failure(&error).unwrap_or(Failure::Io), error)
        })?;
        if let Some(data) = frame.data_ref() {
            bytes.extend_from_slice(data);
        }
        if bytes.len() > MAX_BODY {
            return Err(HyperError::TOO_LARGE);
        }
    }
    Ok(bytes)
}
