//! HTTPS in the services' own names: a throw-away certificate authority, and the hosts it speaks
//! for.

mod authority;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use rustls::ServerConfig;
use url::Host;

use crate::registry::DIRECTORY;
use authority::{Authority, RENEW_AFTER};

/// Hosts of gateways that are there without being named, for programs whose gateway can be set: any
/// gateway path is answered at either.
pub const GATEWAY_HOSTS: [&str; 2] = ["115-gateway.example", "phi-api.example"];

/// What a [`Server`](crate::Server) needs to be a proxy for HTTPS: a certificate authority of its
/// own, and the hosts of gateways.
///
/// The authority is made anew each time. Its key stays in memory; its certificate is
/// [`ca_pem`](Self::ca_pem), for the client to trust. Whoever trusts it trusts this process, so let
/// it be only the client under test.
///
/// ```no_run
/// use qrlogin_simulator::{Scenario, Server, Tls};
///
/// let tls = Tls::new()?.gateway("gateway.example")?;
/// std::fs::write("ca.pem", tls.ca_pem())?;
/// let server = Server::start_with_tls(Scenario::default(), ([127, 0, 0, 1], 0).into(), tls)?;
/// println!("HTTPS_PROXY={} SSL_CERT_FILE=ca.pem", server.origin());
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Tls {
    authority: Authority,
    gateways: BTreeSet<String>,
    configs: Mutex<BTreeMap<String, Certified>>,
}

/// What a host shows, and since when.
struct Certified {
    since: SystemTime,
    config: Arc<ServerConfig>,
}

impl Tls {
    /// A new certificate authority. Besides the services' own hosts it speaks for
    /// [`GATEWAY_HOSTS`].
    ///
    /// # Errors
    /// If the system has no randomness to give.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            authority: Authority::new(SystemTime::now())?,
            gateways: GATEWAY_HOSTS.map(str::to_owned).into(),
            configs: Mutex::default(),
        })
    }

    /// The same with a gateway at this host (a name or an address, without port): requests for it
    /// are answered at any port.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] if that is no host.
    pub fn gateway(mut self, host: &str) -> io::Result<Self> {
        let host = Host::parse(host)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        self.gateways.insert(host.to_string());
        Ok(self)
    }

    /// The certificate of the authority, as a PEM file.
    pub fn ca_pem(&self) -> &str {
        self.authority.pem()
    }

    /// Whether requests for this host and port are answered here: the services' hosts at the ports
    /// of HTTP and HTTPS, a gateway's host at any.
    pub(crate) fn serves(&self, host: &str, port: u16) -> bool {
        self.gateways.contains(host) || matches!(port, 80 | 443) && DIRECTORY.has_host(host)
    }

    /// What this host shows in a TLS handshake.
    pub(crate) fn config(&self, host: &str) -> io::Result<Arc<ServerConfig>> {
        let now = SystemTime::now();
        let mut configs = self.configs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = configs.get(host)
            && now
                .duration_since(known.since)
                .is_ok_and(|age| age < RENEW_AFTER)
        {
            return Ok(Arc::clone(&known.config));
        }
        let config = Arc::new(self.authority.certify(host, now)?);
        let certified = Certified {
            since: now,
            config: Arc::clone(&config),
        };
        configs.insert(host.to_owned(), certified);
        Ok(config)
    }
}

/// The gateways only: there is a key behind the rest.
impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls")
            .field("gateways", &self.gateways)
            .finish_non_exhaustive()
    }
}
