//! The settings of the bundled transports.

use std::fmt;
use std::time::Duration;

use qrlogin::Error;
use qrlogin::http::uri::Authority;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::CONNECT_TIMEOUT;
use crate::proxy::{Proxies, Proxy};
use crate::reroute::loopback;

/// The settings of the bundled transports: one value serves `UreqTransport` of `qrlogin-ureq` as well as
/// `HyperTransport` of `qrlogin-tokio`.
///
/// By default proxies come from the environment, the certificate authorities are Mozilla's, and nothing is
/// rerouted. Its `Debug` shows no proxy credentials.
///
/// ```
/// # use qrlogin_transport::Config;
/// # fn main() -> Result<(), qrlogin::Error> {
/// let config = Config::new().proxy("http://user:secret@127.0.0.1:8080")?;
/// assert!(!format!("{config:?}").contains("secret"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Config {
    connect_timeout: Duration,
    proxy: ProxySetting,
    extra_ca: Vec<CertificateDer<'static>>,
    reroute: Option<Authority>,
}

/// What a [`Config`] comes to in this process; for transports.
#[non_exhaustive]
#[derive(Clone, Debug)]
pub struct Resolved {
    /// How long a connection may take, TLS included; then it has failed ([`Failure::Connect`]).
    ///
    /// [`Failure::Connect`]: qrlogin::Failure::Connect
    pub connect_timeout: Duration,
    /// The proxies; none if everything is rerouted.
    pub proxies: Proxies,
    /// The authorities to trust besides Mozilla's; all of them are usable.
    pub extra_ca: Vec<CertificateDer<'static>>,
    /// The origin that every call goes to instead.
    pub reroute: Option<Authority>,
}

#[derive(Clone, Debug, Default)]
pub(crate) enum ProxySetting {
    #[default]
    Environment,
    None,
    Proxy(Proxy),
}

impl Config {
    /// The default settings.
    pub fn new() -> Self {
        Self {
            connect_timeout: CONNECT_TIMEOUT,
            proxy: ProxySetting::default(),
            extra_ca: Vec::new(),
            reroute: None,
        }
    }

    /// Gives a connection this long, with the resolution of the name (which `qrlogin-ureq` counts on its own), the
    /// proxy and TLS. By default [`CONNECT_TIMEOUT`]; at most a day.
    ///
    /// A service holds a poll for half a minute and longer. Without a limit of its own for the connection, a host
    /// that does not answer at all would pass for one that has no news. A call whose own time-out is shorter ends
    /// with that.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout.min(Duration::from_secs(24 * 60 * 60));
        self
    }

    /// Sends everything through this proxy: `http://`, `https://` or `socks5://`, with user and password
    /// if need be (percent-encoded). Names are resolved by the proxy. A call to `http://` goes through a
    /// tunnel (`CONNECT`) of an HTTP proxy with `qrlogin-ureq`, and is forwarded by it with `qrlogin-tokio`.
    ///
    /// Without this setting the environment decides, as for curl: `https_proxy`, `http_proxy`, `all_proxy`,
    /// `no_proxy` and their upper-case forms, `HTTP_PROXY` among them unless this is a CGI program. One that
    /// cannot be used is an error of the transport, also where it would not be needed.
    ///
    /// # Errors
    /// [`Error::Setting`] if that is no address of a proxy.
    pub fn proxy(mut self, url: &str) -> Result<Self, Error> {
        self.proxy = ProxySetting::Proxy(Proxy::parse("proxy", url)?);
        Ok(self)
    }

    /// Uses no proxy, whatever the environment says.
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.proxy = ProxySetting::None;
        self
    }

    /// Trusts these certificate authorities (PEM, one or more) besides Mozilla's, such as that of an
    /// inspecting proxy. Can be given several times.
    ///
    /// # Errors
    /// [`Error::Setting`] if there is no usable certificate.
    pub fn extra_ca(mut self, pem: &[u8]) -> Result<Self, Error> {
        let unusable = |problem: &'static str| Error::setting("extra-ca", problem);
        let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(pem)
            .collect::<Result<_, _>>()
            .map_err(|_| unusable("is damaged: give the certificate authority as a PEM file"))?;
        if certificates.is_empty() {
            return Err(unusable(
                "holds no certificate: give a PEM file with `BEGIN CERTIFICATE`",
            ));
        }
        let mut store = RootCertStore::empty();
        for certificate in &certificates {
            store.add(certificate.clone()).map_err(|_| {
                unusable("holds a certificate that cannot be used: give an X.509 authority")
            })?;
        }
        self.extra_ca.extend(certificates);
        Ok(self)
    }

    /// Sends every call to this origin instead, over plain HTTP, with the original `Host`: for a simulator.
    /// Only the loopback is allowed, as `http://127.0.0.1:PORT` or `http://[::1]:PORT`. Proxies are then
    /// not used.
    ///
    /// # Errors
    /// [`Error::Setting`] for any other origin.
    pub fn reroute(mut self, origin: &str) -> Result<Self, Error> {
        self.reroute = Some(loopback(origin)?);
        Ok(self)
    }

    /// The settings as a transport needs them. Reads the proxies from the environment unless told otherwise.
    ///
    /// # Errors
    /// [`Error::Setting`] if a variable of the environment holds no address of a proxy.
    pub fn resolve(self) -> Result<Resolved, Error> {
        Ok(Resolved {
            connect_timeout: self.connect_timeout,
            proxies: match self.reroute {
                Some(_) => Proxies::none(),
                None => Proxies::new(self.proxy)?,
            },
            extra_ca: self.extra_ca,
            reroute: self.reroute,
        })
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("connect_timeout", &self.connect_timeout)
            .field("proxy", &self.proxy)
            .field("extra_ca", &self.extra_ca.len())
            .field("reroute", &self.reroute)
            .finish()
    }
}
