//! An adapter for reqwest.

use std::error::Error as StdError;
use std::fmt;

use qrlogin::{Call, Failure, Response};
use qrlogin_transport::body::decoded;
use qrlogin_transport::{CONNECT_TIMEOUT, known_failure};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};

use crate::transport::announce_empty_body;
use crate::{MAX_BODY, Transport, TransportError};

/// Makes calls with reqwest.
///
/// The client must not follow redirects, keep cookies or set headers;
/// [`ReqwestTransport::client_builder`] is a builder for one. reqwest adds `Accept: */*` to a
/// request without `Accept`, which no option prevents. The features of your own dependency on
/// reqwest decide which TLS library is used.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: Client,
}

impl ReqwestTransport {
    /// A transport with this client, which must not follow redirects.
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// A builder without redirects, decompression, `Referer` and reqwest's own retries, with a
    /// time-out for connections. Proxies and certificates can be added.
    pub fn client_builder() -> ClientBuilder {
        Client::builder()
            .redirect(Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_TIMEOUT)
            .no_gzip()
            .no_deflate()
            .no_brotli()
            .no_zstd()
    }
}

impl Transport for ReqwestTransport {
    type Error = ReqwestError;

    fn send(
        &mut self,
        call: Call,
    ) -> impl Future<Output = Result<Response, ReqwestError>> + Send + 'static {
        let client = self.client.clone();
        let mut request = call.request;
        announce_empty_body(&mut request);
        async move {
            let request = reqwest::Request::try_from(request).map_err(ReqwestError::new)?;
            let mut reply = client.execute(request).await.map_err(ReqwestError::new)?;
            let mut response = Response::new(Vec::new());
            *response.status_mut() = reply.status();
            *response.headers_mut() = std::mem::take(reply.headers_mut());
            while let Some(chunk) = reply.chunk().await.map_err(ReqwestError::new)? {
                response.body_mut().extend_from_slice(&chunk);
                if response.body().len() > MAX_BODY {
                    return Err(ReqwestError::TOO_LARGE);
                }
            }
            decoded(response)
                .map_err(|error| ReqwestError {
                    failure: Failure::Io,
                    source: Some(error.into()),
                })?
                .ok_or(ReqwestError::TOO_LARGE)
        }
    }
}

/// Why a call of [`ReqwestTransport`] has no response. reqwest's own error is its source, without
/// the address, which may hold secrets.
#[derive(Debug)]
pub struct ReqwestError {
    failure: Failure,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl ReqwestError {
    const TOO_LARGE: Self = Self {
        failure: Failure::BodyTooLarge,
        source: None,
    };

    fn new(error: reqwest::Error) -> Self {
        let error = error.without_url();
        // A connection time-out is both, and a connect failure to a login.
        if error.is_connect() && error.is_timeout() {
            return Self {
                failure: Failure::Connect,
                source: Some(error.into()),
            };
        }
        let fallback = if error.is_timeout() {
            Failure::Timeout
        } else if error.is_connect() {
            Failure::Connect
        } else if error.is_builder() {
            Failure::Other
        } else {
            Failure::Io
        };
        let failure = known_failure(&error).filter(|known| *known != Failure::Other);
        Self {
            failure: failure.unwrap_or(fallback),
            source: Some(error.into()),
        }
    }
}

impl From<reqwest::Error> for ReqwestError {
    /// For a transport of your own with reqwest: keeps the kind of failure and drops the address.
    fn from(error: reqwest::Error) -> Self {
        Self::new(error)
    }
}

impl TransportError for ReqwestError {
    fn failure(&self) -> Failure {
        self.failure
    }

    fn as_error(&self) -> &(dyn StdError + 'static) {
        self
    }
}

impl fmt::Display for ReqwestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the call failed")
    }
}

impl StdError for ReqwestError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}
