//! The settings of the bundled transport.

use std::fmt;
use std::net::IpAddr;

use qrlogin::Error;
use qrlogin::http::Uri;
use qrlogin::http::uri::Authority;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::proxy;

/// The settings of [`UreqTransport`](crate::UreqTransport).
///
/// By default proxies come from the environment, the certificate authorities are Mozilla's, and nothing is
/// rerouted. Its `Debug` shows no proxy credentials.
///
/// ```
/// use qrlogin_ureq::{Config, UreqTransport};
///
/// # fn main() -> Result<(), qrlogin::Error> {
/// let config = Config::new().proxy("http://user:secret@127.0.0.1:8080")?;
/// let transport = UreqTransport::new(config)?;
/// # let _ = transport;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Config {
    pub(crate) proxy: ProxySetting,
    pub(crate) extra_ca: Vec<CertificateDer<'static>>,
    pub(crate) reroute: Option<Authority>,
}

#[derive(Clone, Default)]
pub(crate) enum ProxySetting {
    #[default]
    Environment,
    None,
    Url(String),
}

impl Config {
    /// The default settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends everything through this proxy: `http://`, `https://` or `socks5://`, with user and password
    /// if need be (percent-encoded). Names are resolved by the proxy. A call to `http://` goes through a
    /// tunnel (`CONNECT`) as well.
    ///
    /// Without this setting the environment decides, as for curl: `https_proxy`, `http_proxy`, `all_proxy`,
    /// `no_proxy` and their upper-case forms.
    ///
    /// # Errors
    /// [`Error::Setting`] if that is no address of a proxy.
    pub fn proxy(mut self, url: &str) -> Result<Self, Error> {
        proxy::check("proxy", url)?;
        self.proxy = ProxySetting::Url(url.to_owned());
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
        self.reroute = Some(loopback(origin).ok_or_else(|| {
            Error::setting(
                "reroute",
                "is not a loopback origin: write `http://127.0.0.1:PORT`",
            )
        })?);
        Ok(self)
    }
}

fn loopback(origin: &str) -> Option<Authority> {
    let uri: Uri = origin.parse().ok()?;
    let host = uri.host()?.trim_matches(['[', ']']);
    let address: IpAddr = host.parse().ok()?;
    let bare = uri.path() == "/" && uri.query().is_none();
    let authority = uri.authority()?;
    let allowed = uri.scheme_str() == Some("http")
        && bare
        && address.is_loopback()
        && !authority.as_str().contains('@');
    allowed.then(|| authority.clone())
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("proxy", &self.proxy)
            .field("extra_ca", &self.extra_ca.len())
            .field("reroute", &self.reroute)
            .finish()
    }
}

impl fmt::Debug for ProxySetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment => f.write_str("Environment"),
            Self::None => f.write_str("None"),
            Self::Url(url) => {
                // The authority ends with the host, after the last `@`.
                let host = url.rsplit('@').next().unwrap_or_default();
                let host = host.rsplit("//").next().unwrap_or_default();
                write!(f, "Url({host})")
            }
        }
    }
}
