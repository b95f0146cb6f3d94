//! The settings of the bundled transports.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use qrlogin::Error;
use qrlogin::http::Uri;
use qrlogin::http::uri::Authority;
use rustls::ClientConfig;

use crate::CONNECT_TIMEOUT;
use crate::admission::Admission;
use crate::proxy::{Proxies, Proxy, ProxySetting};
use crate::reroute::loopback;
use crate::roots::{self, Anchors};

/// The settings of the bundled transports: `UreqTransport` of `qrlogin-ureq` and `HyperTransport`
/// of `qrlogin-tokio`.
///
/// By default the proxies are those of the environment, the certificate authorities are those of
/// Mozilla, the system and the environment, and nothing is rerouted. `Debug` shows no credentials
/// of a proxy.
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
    authorities: Authorities,
    reroute: Option<Authority>,
    admission: Admission,
}

/// A [`Config`] with the values of the environment and the system, for transports.
#[non_exhaustive]
#[derive(Clone)]
pub struct Resolved {
    /// The time-out of a connection, TLS included; then it has failed ([`Failure::Connect`]).
    ///
    /// [`Failure::Connect`]: qrlogin::Failure::Connect
    pub connect_timeout: Duration,
    /// The proxies; none if everything is rerouted.
    pub proxies: Proxies,
    /// TLS with the authorities to trust; none if everything is rerouted.
    pub tls: Arc<ClientConfig>,
    /// The origin that receives every call instead of the service.
    pub reroute: Option<Authority>,
    /// The addresses that may be connected to; all if everything is rerouted.
    pub admission: Admission,
}

/// The trusted authorities besides Mozilla's.
#[derive(Clone, Default)]
enum Authorities {
    /// Those of the system and of the environment.
    #[default]
    System,
    /// These, and those of the system's store.
    Named(Anchors),
    /// No others.
    None,
}

impl Config {
    /// The default settings.
    pub fn new() -> Self {
        Self {
            connect_timeout: CONNECT_TIMEOUT,
            proxy: ProxySetting::default(),
            authorities: Authorities::default(),
            reroute: None,
            admission: Admission::default(),
        }
    }

    /// Sets the time-out of a connection, which includes the proxy and TLS, and the resolution of
    /// the name. By default [`CONNECT_TIMEOUT`]; at most a day.
    ///
    /// A service holds a poll for 30 s and longer. Without a shorter time-out for the connection,
    /// an unreachable host would look like a long poll. A call whose own time-out
    /// ([`Call::timeout`](qrlogin::Call::timeout)) is shorter ends with that.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout.min(Duration::from_secs(24 * 60 * 60));
        self
    }

    /// Sends every call through this proxy.
    ///
    /// The schemes are `http://`, `https://`, `socks5://`, `socks4a://` and `socks4://`; user and
    /// password are percent-encoded. The default port is 1080, as in curl, and 443 for `https://`.
    /// The proxy resolves names, except with `socks4://`, which takes IPv4 addresses only. A call
    /// to `http://` through an HTTP proxy uses a tunnel (`CONNECT`) with `qrlogin-ureq`, and is
    /// forwarded by the proxy with `qrlogin-tokio`. The only authentication at an HTTP proxy is
    /// Basic.
    ///
    /// Without this setting the variables that curl reads apply: `https_proxy`, `http_proxy`,
    /// `all_proxy`, `no_proxy` and their upper-case forms; `HTTP_PROXY` is ignored in a CGI
    /// program. Unlike in curl, the proxy resolves names with `socks5://`, and `socks://`, which
    /// desktop environments set, is SOCKS 5. An invalid variable is an error of the calls that need
    /// it.
    ///
    /// # Errors
    /// [`Error::Setting`] if this is not the address of a proxy.
    pub fn proxy(mut self, url: &str) -> Result<Self, Error> {
        self.proxy = ProxySetting::Proxy(Proxy::parse("proxy", url)?);
        Ok(self)
    }

    /// The same for a proxy from an option or variable of the program: errors contain its name,
    /// such as `--proxy`.
    ///
    /// # Errors
    /// As for [`Config::proxy`], with this name.
    pub fn proxy_of(mut self, option: &'static str, url: &str) -> Result<Self, Error> {
        self.proxy = ProxySetting::Proxy(Proxy::of(option, url)?);
        Ok(self)
    }

    /// Uses no proxy; the variables of the environment are ignored.
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.proxy = ProxySetting::None;
        self
    }

    /// Trusts these certificate authorities besides Mozilla's and those of the system's store, such
    /// as the authority of an inspecting proxy: one or more in PEM, or one in DER. Each call adds
    /// to the list. A damaged certificate among usable ones is skipped.
    ///
    /// Without this setting the authorities of the environment are trusted besides: the files or
    /// directories in `SSL_CERT_FILE` and `SSL_CERT_DIR` (which replace the system's store),
    /// `CURL_CA_BUNDLE`, `REQUESTS_CA_BUNDLE` and `NODE_EXTRA_CA_CERTS`. They are read when a
    /// transport is created, and not at all if calls are rerouted.
    ///
    /// # Errors
    /// [`Error::Setting`] if no certificate is usable.
    pub fn extra_ca(mut self, certificates: &[u8]) -> Result<Self, Error> {
        let mut all = match self.authorities {
            Authorities::Named(all) => all,
            Authorities::System | Authorities::None => Anchors::new(),
        };
        all.extend(roots::read("extra-ca", certificates)?);
        self.authorities = Authorities::Named(all);
        Ok(self)
    }

    /// Trusts Mozilla's certificate authorities only; those of the system and the environment are
    /// ignored.
    #[must_use]
    pub fn only_mozilla_ca(mut self) -> Self {
        self.authorities = Authorities::None;
        self
    }

    /// Sends every call to this origin instead, over plain HTTP, with the original `Host`: for a
    /// simulator. Only the loopback is allowed, as `http://127.0.0.1:PORT` or
    /// `http://[::1]:PORT`. Proxies are not used then.
    ///
    /// # Errors
    /// [`Error::Setting`] for any other origin.
    pub fn reroute(mut self, origin: &str) -> Result<Self, Error> {
        self.reroute = Some(loopback(origin)?);
        Ok(self)
    }

    /// Connects only to addresses for which this function returns `true`; it is called with the
    /// host of the call, without brackets, and each of its addresses. What it admits is what is
    /// connected to, so that a name cannot have another address by then. For a server whose users
    /// can name hosts: by default every address is admitted.
    ///
    /// The proxy's own address is not checked, and a proxy resolves names itself: of a call through
    /// a proxy only a host that is an address is checked. Calls to [`Config::reroute`] are not
    /// checked.
    #[must_use]
    pub fn connect_only(
        mut self,
        rule: impl Fn(&str, SocketAddr) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.admission = Admission::new(rule);
        self
    }

    /// Checks the proxy for this address before a transport is created: whether the variable that
    /// applies, if any, holds the address of a proxy.
    ///
    /// # Errors
    /// [`Error::Setting`] with the name of the variable.
    pub fn check_proxy(&self, address: &Uri) -> Result<(), Error> {
        if self.reroute.is_none() {
            Proxies::new(self.proxy.clone()).for_uri(address)?;
        }
        Ok(())
    }

    /// The settings as a transport needs them. Unless they are set, reads the proxies from the
    /// environment and the certificate authorities from the environment and the system.
    ///
    /// # Errors
    /// [`Error::Setting`] if a variable names a file of authorities that cannot be used.
    pub fn resolve(self) -> Result<Resolved, Error> {
        let proxies = match self.reroute {
            Some(_) => Proxies::none(),
            None => Proxies::new(self.proxy),
        };
        let authorities = match (self.authorities, &self.reroute) {
            (_, Some(_)) | (Authorities::None, None) => Anchors::new(),
            (Authorities::System, None) => roots::of_environment()?,
            (Authorities::Named(mut named), None) => {
                named.extend_from_slice(roots::of_system());
                named
            }
        };
        let admission = match self.reroute {
            Some(_) => Admission::default(),
            None => self.admission,
        };
        Ok(Resolved {
            admission,
            connect_timeout: self.connect_timeout,
            proxies,
            tls: roots::tls(authorities)?,
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
            .field("reroute", &self.reroute)
            .field("admission", &self.admission)
            .finish()
    }
}

impl fmt::Debug for Resolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolved")
            .field("connect_timeout", &self.connect_timeout)
            .field("proxies", &self.proxies)
            .field("reroute", &self.reroute)
            .field("admission", &self.admission)
            .finish_non_exhaustive()
    }
}
