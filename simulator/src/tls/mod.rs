//! HTTPS in the services' own names: a temporary certificate authority, and the hosts it serves.

mod authority;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use rustls::ServerConfig;
use url::Host;

use crate::registry::DIRECTORY;
use authority::{Authority, RENEW_AFTER};

/// Hosts of gateways by default, for programs with a configurable gateway. Either serves the paths
/// of any gateway.
pub const GATEWAY_HOSTS: [&str; 2] = ["115-gateway.example", "phi-api.example"];

/// What a [`Server`](crate::Server) needs to be a proxy for HTTPS: a certificate authority of its
/// own, and the hosts of gateways.
///
/// The authority is created anew each time. Its key stays in memory; its certificate is
/// [`ca_pem`](Self::ca_pem), for the client to trust. Trusting it means trusting this process, so
/// only the client under test should.
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

/// The certificate of a host, and when it was created.
struct Certified {
    since: SystemTime,
    config: Arc<ServerConfig>,
}

impl Tls {
    /// A new certificate authority. It serves the services' own hosts and [`GATEWAY_HOSTS`].
    ///
    /// # Errors
    /// If the system's random generator fails.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            authority: Authority::new(SystemTime::now())?,
            gateways: GATEWAY_HOSTS.map(str::to_owned).into(),
            configs: Mutex::default(),
        })
    }

    /// The same with a gateway at this host (a name or an address, without port), at any port.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] if that is not a host.
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

    /// Whether this host and port are served: the services' hosts at the ports of HTTP and HTTPS, a
    /// gateway's host at any.
    pub(crate) fn serves(&self, host: &str, port: u16) -> bool {
        self.gateways.contains(host) || matches!(port, 80 | 443) && DIRECTORY.has_host(host)
    }

    /// The TLS configuration with this host's certificate.
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

/// The gateways only: the rest holds a key.
impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls")
            .field("gateways", &self.gateways)
            .finish_non_exhaustive()
    }
}
