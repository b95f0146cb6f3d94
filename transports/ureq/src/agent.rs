//! The bundled transport.

use std::fmt;

use qrlogin::http::Method;
use qrlogin::http::uri::Authority;
use qrlogin::{Call, Error, Failure, Response};
use qrlogin_transport::body::{decoded, read_capped};
use qrlogin_transport::reroute::reroute;
use ureq::{Agent, Body};

use crate::connect::{Connecting, Later};
use crate::head::MAX_HEAD;
use crate::{CallError, Config, MAX_BODY, Transport, error};

/// The size of each buffer of a connection, which a head has to fit into: that of an answer, and
/// that of a request with the longest address there can be.
const BUFFER: usize = MAX_HEAD + 16 * 1024;

/// Makes calls with ureq and rustls.
///
/// A clone has the same settings and connections of its own: cancelling a session ends the
/// connections of its transport, and those of no other.
pub struct UreqTransport {
    agent: Agent,
    /// How the agent connects, to make another agent of the same settings.
    connector: Connecting,
    reroute: Option<Authority>,
}

impl UreqTransport {
    /// A transport with these settings. Reads proxies and certificate authorities from the
    /// environment and the system unless told otherwise.
    ///
    /// # Errors
    /// [`Error::Setting`] if a variable of the environment names certificate authorities that
    /// cannot be used.
    pub fn new(config: Config) -> Result<Self, Error> {
        let config = config.resolve()?;
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent("")
            .accept("")
            .accept_encoding("")
            // Proxies are the connector's.
            .proxy(None)
            .max_response_header_size(MAX_HEAD)
            .input_buffer_size(BUFFER)
            .output_buffer_size(BUFFER)
            .build();
        let connector = Connecting {
            proxies: config.proxies,
            tls: config.tls,
            timeout: config.connect_timeout,
        };
        Ok(Self {
            agent: Agent::with_parts(agent, connector.clone(), Later),
            connector,
            reroute: config.reroute,
        })
    }

    fn exchange(&self, call: Call) -> Result<Response, CallError> {
        let timeout = call.timeout;
        let explain = |error| error::of(error, timeout);
        let (head, mut body) = self.run(call).map_err(explain)?.into_parts();
        let announced = body.content_length().unwrap_or(0);
        if announced > MAX_BODY as u64 {
            return Err(CallError::too_large());
        }
        let body = read_capped(body.as_reader(), announced as usize);
        let body = body.map_err(|error| explain(error.into()))?;
        let body = body.ok_or_else(CallError::too_large)?;
        let decoded = decoded(Response::from_parts(head, body));
        let decoded = decoded.map_err(|error| CallError::exactly(Failure::Io, error))?;
        decoded.ok_or_else(CallError::too_large)
    }

    fn run(&self, call: Call) -> Result<ureq::http::Response<Body>, ureq::Error> {
        let mut request = call.request;
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
            let request = request.timeout_global(Some(call.timeout));
            self.agent.run(request.build())
        } else {
            let request = self.agent.configure_request(request);
            let request = request.timeout_global(Some(call.timeout));
            self.agent.run(request.build())
        }
    }
}

impl Transport for UreqTransport {
    type Error = CallError;

    fn send(&mut self, call: Call) -> Result<Response, CallError> {
        let host = call.request.uri().host().map(str::to_owned);
        self.exchange(call)
            .map_err(|error| error.calling(host.as_deref()))
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
            agent: Agent::with_parts(self.agent.config().clone(), self.connector.clone(), Later),
            connector: self.connector.clone(),
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
