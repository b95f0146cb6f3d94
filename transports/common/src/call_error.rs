//! Why a call of a bundled transport got no answer.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::time::Duration;
use std::{fmt, io};

use qrlogin::{Error, Failure};

use crate::reason::{self, TlsProblem};
use crate::{TransportError, known_failure};

/// Why a call of `UreqTransport` or `HyperTransport` got no answer.
///
/// Its `Display` is one line for a person, such as "could not connect to passport.bilibili.com:
/// connection refused" or "could not connect to the proxy 127.0.0.1:7890 (from HTTPS_PROXY):
/// connection refused". The parts of it are there for a program with words of its own. No
/// credentials and no address but the host are in any of them.
///
/// Its source is the error of the HTTP client or of the system, if there is one: print it, but do
/// not rely on its type.
#[derive(Debug)]
pub struct CallError {
    host: Option<String>,
    proxy: Option<ProxyOrigin>,
    failure: Failure,
    tls: Option<TlsProblem>,
    reason: Cow<'static, str>,
    /// Whether a proxy that failed could at least be reached.
    is_refusal: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// Which proxy a call went through: where it is, and where its address came from. Its `Display` is
/// "127.0.0.1:7890 (from HTTPS_PROXY)".
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyOrigin {
    /// Host and port, without user and password.
    pub address: String,
    /// The variable or option that named it; `None` if the program itself did, with
    /// `Config::proxy`.
    pub setting: Option<&'static str>,
}

impl CallError {
    /// A failure for this reason: a few plain words, without a stop.
    pub fn new(failure: Failure, reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            host: None,
            proxy: None,
            failure,
            tls: None,
            reason: reason.into(),
            is_refusal: false,
            source: None,
        }
    }

    /// A failure that another error brought about. What that error means counts more than
    /// `fallback`, unless it means nothing in particular.
    pub fn of(fallback: Failure, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = source.into();
        let known = known_failure(&*source).filter(|known| *known != Failure::Other);
        Self::exactly(known.unwrap_or(fallback), source)
    }

    /// A failure of this kind, that another error brought about.
    pub fn exactly(failure: Failure, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = source.into();
        let (tls, reason) = reason::of(&*source, failure);
        Self {
            tls,
            source: Some(source),
            ..Self::new(failure, reason)
        }
    }

    /// The time is over.
    pub fn timed_out(failure: Failure, after: Duration) -> Self {
        // As exact as a person wants it.
        let after = match after.as_secs() {
            0 => format!("{} ms", after.as_millis()),
            secs => format!("{secs} s"),
        };
        Self::new(failure, format!("timed out after {after}"))
    }

    /// The body is longer than [`MAX_BODY`](crate::MAX_BODY).
    pub fn too_large() -> Self {
        Self::new(Failure::BodyTooLarge, "it is over 1 MiB long")
    }

    /// A setting cannot be used that the call needs, such as a variable that names a proxy.
    pub fn of_setting(error: &Error) -> Self {
        match error {
            Error::Setting { name, problem, .. } => {
                Self::new(Failure::Proxy, format!("{name} {problem}"))
            }
            error => Self::new(Failure::Proxy, error.to_string()),
        }
    }

    /// The proxy was reached, but does not make the connection.
    pub fn refused_by_proxy(reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            is_refusal: true,
            ..Self::new(Failure::Proxy, reason)
        }
    }

    /// The same, on the way to the proxy instead of the service: there is no connection to the
    /// proxy.
    #[must_use]
    pub fn at_proxy(self) -> Self {
        Self {
            failure: Failure::Proxy,
            ..self
        }
    }

    /// The same with the host of the service, where none is known yet.
    #[must_use]
    pub fn calling(mut self, host: Option<&str>) -> Self {
        self.host = self.host.or(host.map(str::to_owned));
        self
    }

    /// The same with the proxy that the call went through, where none is known yet.
    #[must_use]
    pub fn through(mut self, proxy: Option<ProxyOrigin>) -> Self {
        self.proxy = self.proxy.or(proxy);
        self
    }

    /// The host of the service that was called.
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// The proxy that the call went through. It is what failed if the failure is
    /// [`Failure::Proxy`].
    pub fn proxy(&self) -> Option<&ProxyOrigin> {
        self.proxy.as_ref()
    }

    /// What went wrong, in a few plain words, such as "connection refused" or "timed out after 30
    /// s".
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// What is wrong with the certificate or with TLS, if the failure is [`Failure::Tls`] or that
    /// of a proxy that speaks TLS.
    pub fn tls(&self) -> Option<TlsProblem> {
        self.tls
    }

    /// The innermost error of this kind among the sources of another error.
    pub fn inside<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a Self> {
        let mut sources = std::iter::successors(Some(error), |&error| error.source());
        sources.find_map(|error| match error.downcast_ref::<io::Error>() {
            Some(error) => Self::inside(error.get_ref()?),
            None => error.downcast_ref(),
        })
    }

    /// The same without its source, which cannot be copied.
    #[must_use]
    pub fn copied(&self) -> Self {
        Self {
            host: self.host.clone(),
            proxy: self.proxy.clone(),
            failure: self.failure,
            tls: self.tls,
            reason: self.reason.clone(),
            is_refusal: self.is_refusal,
            source: None,
        }
    }
}

impl TransportError for CallError {
    fn failure(&self) -> Failure {
        self.failure
    }

    fn as_error(&self) -> &(dyn StdError + 'static) {
        self
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.host.as_deref().unwrap_or("the service");
        match (self.failure, &self.proxy) {
            (Failure::Proxy, Some(proxy)) if self.is_refusal => {
                write!(f, "the proxy {proxy} did not connect to {host}")?;
            }
            (Failure::Proxy, Some(proxy)) => write!(f, "could not connect to the proxy {proxy}")?,
            (Failure::Proxy, None) => f.write_str("the proxy cannot be used")?,
            (Failure::Connect, _) => write!(f, "could not connect to {host}")?,
            (Failure::Tls, _) => write!(f, "no secure connection to {host}")?,
            (Failure::Timeout, _) => write!(f, "no answer from {host}")?,
            (Failure::BodyTooLarge, _) => write!(f, "the answer of {host} is too long")?,
            (Failure::Io, _) => write!(f, "the connection to {host} broke")?,
            _ => write!(f, "the request to {host} could not be made")?,
        }
        if let (false, Some(proxy)) = (self.failure == Failure::Proxy, &self.proxy) {
            write!(f, " through the proxy {proxy}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl StdError for CallError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

impl fmt::Display for ProxyOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address)?;
        match self.setting {
            Some(setting) => write!(f, " (from {setting})"),
            None => Ok(()),
        }
    }
}
