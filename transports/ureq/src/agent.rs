//! The bundled transport.

use std::fmt;
use std::sync::Arc;

use qrlogin::http::Method;
use qrlogin::http::uri::Authority;
use qrlogin::{Call, Error, Response};
use qrlogin_transport::body::{decoded, read_capped};
use qrlogin_transport::proxy::Proxies;
use qrlogin_transport::reroute::reroute;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body, Proxy};

use crate::proxy::to_ureq;
use crate::{Config, MAX_BODY, Transport, UreqError};

/// The size of each buffer of a connection; ureq's own 128 KiB are for large bodies.
const BUFFER: usize = 16 * 1024;

/// Makes calls with ureq and rustls.
///
/// A clone has the same settings and connections of its own: cancelling a session ends the connections of its
/// transport, and those of no other.
pub struct UreqTransport {
    agent: Agent,
    proxies: Arc<Proxies<Proxy>>,
    reroute: Option<Authority>,
}

impl UreqTransport {
    /// A transport with these settings. Reads the proxies from the environment unless told otherwise.
    ///
    /// # Errors
    /// [`Error::Setting`] if a variable of the environment holds no address of a proxy.
    pub fn new(config: Config) -> Result<Self, Error> {
        let config = config.resolve()?;
        let proxies = config.proxies.try_map(to_ureq)?;
        let mut tls = TlsConfig::builder();
        if !config.extra_ca.is_empty() {
            // ureq takes either its own list or a whole one.
            let mozilla = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
            let all = mozilla.chain(&config.extra_ca);
            tls = tls.root_certs(RootCerts::from(
                all.map(|der| Certificate::from_der(der).to_owned()),
            ));
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent("")
            .accept("")
            .accept_encoding("")
            .proxy(None)
            .timeout_resolve(Some(config.connect_timeout))
            .timeout_connect(Some(config.connect_timeout))
            .tls_config(tls.build())
            .input_buffer_size(BUFFER)
            .output_buffer_size(BUFFER)
            .build()
            .new_agent();
        Ok(Self {
            agent,
            proxies: Arc::new(proxies),
            reroute: config.reroute,
        })
    }

    fn exchange(&self, call: Call) -> Result<Response, ureq::Error> {
        let too_large = || ureq::Error::BodyExceedsLimit(MAX_BODY as u64);
        let (head, mut body) = self.run(call)?.into_parts();
        let announced = body.content_length().unwrap_or(0);
        if announced > MAX_BODY as u64 {
            return Err(too_large());
        }
        let body = read_capped(body.as_reader(), announced as usize)?.ok_or_else(too_large)?;
        decoded(Response::from_parts(head, body))?.ok_or_else(too_large)
    }

    fn run(&self, call: Call) -> Result<ureq::http::Response<Body>, ureq::Error> {
        let mut request = call.request;
        let proxy = self.proxies.for_uri(request.uri()).cloned();
        if let Some(origin) = &self.reroute {
            reroute(&mut request, origin)?;
        }
        // ureq would send `Content-Length: 0` for any body that is there at all.
        let may_lack_body = !matches!(
            *request.method(),
            Method::POST | Method::PUT | Method::PATCH
        );
        if request.body().is_empty() && may_lack_body {
            let request = self.agent.configure_request(request.map(|_| ()));
            let request = request.timeout_global(Some(call.timeout)).proxy(proxy);
            self.agent.run(request.build())
        } else {
            let request = self.agent.configure_request(request);
            let request = request.timeout_global(Some(call.timeout)).proxy(proxy);
            self.agent.run(request.build())
        }
    }
}

impl Transport for UreqTransport {
    type Error = UreqError;

    fn send(&mut self, call: Call) -> Result<Response, UreqError> {
        let host = call.request.uri().host().map(str::to_owned);
        self.exchange(call)
            .map_err(|error| UreqError::new(host, error))
    }

    fn interrupter(&self) -> Option<Box<dyn Fn() + Send + Sync>> {
        let agent = self.agent.clone();
        Some(Box::new(move || agent.clone().shutdown()))
    }
}

impl Clone for UreqTransport {
    fn clone(&self) -> Self {
        Self {
            // A clone of the agent would be shut down with it.
            agent: self.agent.config().new_agent(),
            proxies: self.proxies.clone(),
            reroute: self.reroute.clone(),
        }
    }
}

impl fmt::Debug for UreqTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UreqTransport")
            .field("reroute", &self.reroute)
            .finish_non_exhaustive()
    }
}
