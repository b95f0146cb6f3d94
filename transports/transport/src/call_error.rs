//! The error of the bundled transports.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::time::Duration;
use std::{fmt, io};

use qrlogin::{Error, Failure};

use crate::reason::{self, TlsProblem};
use crate::{TransportError, known_failure};

/// Why a call of `UreqTransport` or `HyperTransport` has no response.
///
/// Its `Display` is one line for the user, such as "could not connect to passport.bilibili.com:
/// connection refused" or "could not connect to the proxy 127.0.0.1:7890 (from HTTPS_PROXY):
/// connection refused". A program with messages of its own uses the accessors. None of them returns
/// credentials, or more of an address than the host.
///
/// Its source is the error of the HTTP client or of the system, if there is one. Its type may
/// change in any release.
#[derive(Debug)]
pub struct CallError {
    host: Option<String>,
    proxy: Option<ProxyOrigin>,
    failure: Failure,
    tls: Option<TlsProblem>,
    reason: Cow<'static, str>,
    /// Whether the proxy was reached and refused.
    is_refusal: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The proxy of a call: its address, and which setting it is from. Its `Display` is
/// "127.0.0.1:7890 (from HTTPS_PROXY)".
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyOrigin {
    /// Host and port, without user and password.
    pub address: String,
    /// The variable or option with its address; `None` if the program has set it with
    /// `Config::proxy`.
    pub setting: Option<&'static str>,
}

impl CallError {
    /// A failure for this reason: a few words without a full stop.
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

    /// A failure caused by another error: of the kind of that error if it is known, else of the
    /// kind `fallback`.
    pub fn of(fallback: Failure, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = source.into();
        let known = known_failure(&*source).filter(|known| *known != Failure::Other);
        Self::exactly(known.unwrap_or(fallback), source)
    }

    /// A failure of exactly this kind, caused by another error.
    pub fn exactly(failure: Failure, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = source.into();
        let (tls, reason) = reason::of(&*source, failure);
        Self {
            tls,
            source: Some(source),
            ..Self::new(failure, reason)
        }
    }

    /// A failure by time-out, `after` this time.
    pub fn timed_out(failure: Failure, after: Duration) -> Self {
        // Whole seconds are exact enough for a message.
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

    /// The call needs a setting that cannot be used, such as a variable with a proxy's address.
    pub fn of_setting(error: &Error) -> Self {
        match error {
            Error::Setting { name, problem, .. } => {
                Self::new(Failure::Proxy, format!("{name} {problem}"))
            }
            error => Self::new(Failure::Proxy, error.to_string()),
        }
    }

    /// The proxy was reached, but has not made the connection.
    pub fn refused_by_proxy(reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            is_refusal: true,
            ..Self::new(Failure::Proxy, reason)
        }
    }

    /// The same failure of the connection to the proxy, instead of that to the service.
    #[must_use]
    pub fn at_proxy(self) -> Self {
        Self {
            failure: Failure::Proxy,
            ..self
        }
    }

    /// The same with the host of the service, unless it has one already.
    #[must_use]
    pub fn calling(mut self, host: Option<&str>) -> Self {
        self.host = self.host.or(host.map(str::to_owned));
        self
    }

    /// The same with the proxy of the call, unless it has one already.
    #[must_use]
    pub fn through(mut self, proxy: Option<ProxyOrigin>) -> Self {
        self.proxy = self.proxy.or(proxy);
        self
    }

    /// The host of the service that was called.
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// The proxy of the call. The proxy is what failed if the failure is [`Failure::Proxy`].
    pub fn proxy(&self) -> Option<&ProxyOrigin> {
        self.proxy.as_ref()
    }

    /// The reason in a few words, such as "connection refused" or "timed out after 30 s".
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// What is wrong with the certificate or with TLS, if the failure is [`Failure::Tls`] or that
    /// of a proxy that speaks TLS.
    pub fn tls(&self) -> Option<TlsProblem> {
        self.tls
    }

    /// The innermost `CallError` among an error and its sources.
    pub fn inside<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a Self> {
        let mut sources = std::iter::successors(Some(error), |&error| error.source());
        sources.find_map(|error| match error.downcast_ref::<io::Error>() {
            Some(error) => Self::inside(error.get_ref()?),
            None => error.downcast_ref(),
        })
    }

    /// A copy without the source, which cannot be cloned.
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
