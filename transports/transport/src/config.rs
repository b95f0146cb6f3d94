//! The settings of the bundled transports.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use qrlogin::Error;
use qrlogin::http::Uri;
use qrlogin::http::uri::Authority;
use rustls::ClientConfig;

use crate::CONNECT_TIMEOUT;
use crate::proxy::{Proxies, Proxy, ProxySetting};
use crate::reroute::loopback;
use crate::roots::{self, Anchors};

/// The settings of the bundled transports: one value serves `UreqTransport` of `qrlogin-ureq` as
/// well as `HyperTransport` of `qrlogin-tokio`.
///
/// By default proxies come from the environment, the certificate authorities are those of Mozilla,
/// of the system and of the environment, and nothing is rerouted. Its `Debug` shows no proxy
/// credentials.
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
}

/// What a [`Config`] comes to in this process; for transports.
#[non_exhaustive]
#[derive(Clone)]
pub struct Resolved {
    /// How long a connection may take, TLS included; then it has failed ([`Failure::Connect`]).
    ///
    /// [`Failure::Connect`]: qrlogin::Failure::Connect
    pub connect_timeout: Duration,
    /// The proxies; none if everything is rerouted.
    pub proxies: Proxies,
    /// TLS with the authorities to trust; none if everything is rerouted.
    pub tls: Arc<ClientConfig>,
    /// The origin that every call goes to instead.
    pub reroute: Option<Authority>,
}

/// The authorities to trust besides Mozilla's.
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
        }
    }

    /// Gives a connection this long, with the resolution of the name (which `qrlogin-ureq` counts
    /// on its own), the proxy and TLS. By default [`CONNECT_TIMEOUT`]; at most a day.
    ///
    /// A service holds a poll for half a minute and longer. Without a limit of its own for the
    /// connection, a host that does not answer at all would pass for one that has no news. A
    /// call whose own time-out is shorter ends with that.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout.min(Duration::from_secs(24 * 60 * 60));
        self
    }

    /// Sends everything through this proxy: `http://`, `https://`, `socks5://`, `socks4a://` or `socks4://`, with user
    /// and password if need be (percent-encoded). Without a port it is 1080, as for curl, and 443 for `https://`.
    /// Names are resolved by the proxy, but for `socks4://`, which knows only IPv4 addresses. A call to `http://` goes
    /// through a tunnel (`CONNECT`) of an HTTP proxy with `qrlogin-ureq`, and is forwarded by it
    /// with `qrlogin-tokio`. The only way of signing in at an HTTP proxy is Basic.
    ///
    /// Without this setting the environment decides, as for curl: `https_proxy`, `http_proxy`,
    /// `all_proxy`, `no_proxy` and their upper-case forms, `HTTP_PROXY` among them unless this
    /// is a CGI program. Other than for curl, `socks5://` leaves names to the proxy, and
    /// `socks://`, which desktops set, is SOCKS 5. A variable that cannot be used is an error
    /// of the calls that need it.
    ///
    /// # Errors
    /// [`Error::Setting`] if that is no address of a proxy.
    pub fn proxy(mut self, url: &str) -> Result<Self, Error> {
        self.proxy = ProxySetting::Proxy(Proxy::parse("proxy", url)?);
        Ok(self)
    }

    /// The same for a program whose user named the proxy: errors call it by the name of that option
    /// or variable, such as `--proxy`.
    ///
    /// # Errors
    /// As for [`Config::proxy`], with this name.
    pub fn proxy_of(mut self, option: &'static str, url: &str) -> Result<Self, Error> {
        self.proxy = ProxySetting::Proxy(Proxy::of(option, url)?);
        Ok(self)
    }

    /// Uses no proxy, whatever the environment says.
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.proxy = ProxySetting::None;
        self
    }

    /// Trusts these certificate authorities besides Mozilla's and those of the system's store, such
    /// as that of an inspecting proxy: PEM, one or more, or one in DER. Can be given several
    /// times. A damaged certificate among usable ones is skipped.
    ///
    /// Without this setting those of the environment are trusted besides: the files, or
    /// directories, that `SSL_CERT_FILE`, `SSL_CERT_DIR` (which two stand for the system's
    /// store), `CURL_CA_BUNDLE`, `REQUESTS_CA_BUNDLE` and `NODE_EXTRA_CA_CERTS` name. They are
    /// read when a transport is made, and not at all if everything is rerouted.
    ///
    /// # Errors
    /// [`Error::Setting`] if there is no usable certificate.
    pub fn extra_ca(mut self, certificates: &[u8]) -> Result<Self, Error> {
        let mut all = match self.authorities {
            Authorities::Named(all) => all,
            Authorities::System | Authorities::None => Anchors::new(),
        };
        all.extend(roots::read("extra-ca", certificates)?);
        self.authorities = Authorities::Named(all);
        Ok(self)
    }

    /// Trusts Mozilla's certificate authorities and no others, whatever the system and the
    /// environment say.
    #[must_use]
    pub fn only_mozilla_ca(mut self) -> Self {
        self.authorities = Authorities::None;
        self
    }

    /// Sends every call to this origin instead, over plain HTTP, with the original `Host`: for a
    /// simulator. Only the loopback is allowed, as `http://127.0.0.1:PORT` or `http://[::1]:PORT`. Proxies are then
    /// not used.
    ///
    /// # Errors
    /// [`Error::Setting`] for any other origin.
    pub fn reroute(mut self, origin: &str) -> Result<Self, Error> {
        self.reroute = Some(loopback(origin)?);
        Ok(self)
    }

    /// Whether a call to this address can be made as far as proxies go, before there is a
    /// transport: whether the variable that names its proxy, if one does, holds the address of
    /// one.
    ///
    /// # Errors
    /// [`Error::Setting`] with the name of the variable.
    pub fn check_proxy(&self, address: &Uri) -> Result<(), Error> {
        if self.reroute.is_none() {
            Proxies::new(self.proxy.clone()).for_uri(address)?;
        }
        Ok(())
    }

    /// The settings as a transport needs them. Reads the proxies and the certificate authorities
    /// from the environment and from the system unless told otherwise.
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
        Ok(Resolved {
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
            .finish()
    }
}

impl fmt::Debug for Resolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolved")
            .field("connect_timeout", &self.connect_timeout)
            .field("proxies", &self.proxies)
            .field("reroute", &self.reroute)
            .finish_non_exhaustive()
    }
}
