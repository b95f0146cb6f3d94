//! The bundled transport.

use std::fmt;

use qrlogin::http::Method;
use qrlogin::http::uri::Authority;
use qrlogin::{Call, Error, Failure, Response};
use qrlogin_transport::body::{decoded, read_capped};
use qrlogin_transport::reroute::reroute;
use ureq::{Agent, Body};

use crate::buffers::HeadLength;
use crate::connect::{Connecting, NoResolver};
use crate::head::MAX_HEAD;
use crate::{CallError, Config, MAX_BODY, Transport, error};

/// Makes calls with ureq and rustls.
///
/// A clone has the same settings and its own connections: cancelling a session closes only the
/// connections of its own transport.
pub struct UreqTransport {
    agent: Agent,
    /// The agent's connector, to create another agent with the same settings.
    connector: Connecting,
    reroute: Option<Authority>,
}

impl UreqTransport {
    /// A transport with these settings. Unless they are set, reads the proxies from the environment
    /// and the certificate authorities from the environment and the system.
    ///
    /// # Errors
    /// [`Error::Setting`] if a variable of the environment names a file without usable certificate
    /// authorities.
    pub fn new(config: Config) -> Result<Self, Error> {
        let config = config.resolve()?;
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent("")
            .accept("")
            .accept_encoding("")
            // The connector applies the proxies.
            .proxy(None)
            .max_response_header_size(MAX_HEAD)
            .build();
        let connector = Connecting {
            proxies: config.proxies,
            tls: config.tls,
            timeout: config.connect_timeout,
            head_length: HeadLength::default(),
            admission: config.admission,
        };
        Ok(Self {
            agent: Agent::with_parts(agent, connector.clone(), NoResolver),
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
        self.connector.head_length.set(&request);
        // ureq sends `Content-Length: 0` for an empty body, which a GET must not have.
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
        let authority = call.request.uri().authority().cloned();
        self.exchange(call).map_err(|error| {
            let host = authority.as_ref().map(|authority| authority.host());
            error.calling(host)
        })
    }

    fn interrupter(&self) -> Option<Box<dyn Fn() + Send + Sync>> {
        let agent = self.agent.clone();
        Some(Box::new(move || agent.clone().shutdown()))
    }
}

impl Clone for UreqTransport {
    fn clone(&self) -> Self {
        let connector = Connecting {
            head_length: HeadLength::default(),
            ..self.connector.clone()
        };
        Self {
            // A clone of the agent would be shut down together with this one.
            agent: Agent::with_parts(self.agent.config().clone(), connector.clone(), NoResolver),
            connector,
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
