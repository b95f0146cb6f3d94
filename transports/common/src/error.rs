//! Why driving a login ended, and how a transport's own errors are understood.

use std::error::Error as StdError;
use std::{fmt, io};

use qrlogin::{Advice, Error, Failure};

/// Why a session ended without credentials. `E` is the transport's own error.
#[non_exhaustive]
#[derive(Debug)]
pub enum DriveError<E> {
    /// The login ended.
    Login(Error),
    /// The login ended because no answer came; this is the transport's last error. It is also the
    /// [`source`](StdError::source).
    Transport(E),
    /// The session was cancelled from another thread. Only `qrlogin-ureq` returns this, after its
    /// `Canceller::cancel`; a session of `qrlogin-tokio` is cancelled by being dropped.
    Cancelled,
}

impl<E> DriveError<E> {
    /// Why a login ended whose flow came to this error, and whose last call failed with `last`, if
    /// it failed.
    pub fn new(error: Error, last: Option<E>) -> Self {
        match (error, last) {
            (Error::Transport(_), Some(last)) => Self::Transport(last),
            (error, _) => Self::Login(error),
        }
    }
}

impl<E: TransportError> DriveError<E> {
    /// The error of the login; `None` if it did not end by itself but was cancelled.
    pub fn login_error(&self) -> Option<Error> {
        match self {
            Self::Login(error) => Some(error.clone()),
            Self::Transport(error) => Some(Error::Transport(error.failure())),
            Self::Cancelled => None,
        }
    }

    /// What to do next; `None` if the login was cancelled.
    pub fn advice(&self) -> Option<Advice> {
        self.login_error().map(|error| error.advice())
    }
}

impl<E: TransportError> fmt::Display for DriveError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Login(error) => error.fmt(f),
            Self::Transport(error) => Error::Transport(error.failure()).fmt(f),
            Self::Cancelled => f.write_str("the login was cancelled"),
        }
    }
}

impl<E: TransportError> StdError for DriveError<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport(error) => Some(error.as_error()),
            _ => None,
        }
    }
}

/// An error of a transport, and what it means to a login.
///
/// It is there for [`Failure`] itself, [`io::Error`] and `Box<dyn Error + Send + Sync>`, which `?`
/// makes of any other; with the feature `ureq` also for `ureq::Error`, of the version that this
/// crate uses. Implement it for an error type of your own if you want it
/// back in [`DriveError::Transport`].
pub trait TransportError: fmt::Debug + fmt::Display + Send + Sync + 'static {
    /// What is told to the login, which decides whether to repeat the call.
    fn failure(&self) -> Failure;

    /// The error as what it is for a chain of sources; usually `self`.
    fn as_error(&self) -> &(dyn StdError + 'static);
}

impl TransportError for Failure {
    fn failure(&self) -> Failure {
        *self
    }

    fn as_error(&self) -> &(dyn StdError + 'static) {
        self
    }
}

impl TransportError for io::Error {
    fn failure(&self) -> Failure {
        of_io(self)
    }

    fn as_error(&self) -> &(dyn StdError + 'static) {
        self
    }
}

#[cfg(feature = "ureq")]
impl TransportError for ureq::Error {
    fn failure(&self) -> Failure {
        match self {
            // A read time-out may mean a slow reply; a connect time-out means no connection.
            Self::Timeout(ureq::Timeout::Resolve | ureq::Timeout::Connect) => Failure::Connect,
            Self::Timeout(_) => Failure::Timeout,
            Self::Io(error) => of_io(error),
            Self::HostNotFound | Self::ConnectionFailed => Failure::Connect,
            Self::ConnectProxyFailed(_) => Failure::Proxy,
            Self::Tls(_) | Self::Rustls(_) | Self::TlsRequired => Failure::Tls,
            Self::Protocol(_) | Self::LargeResponseHeader(..) => Failure::Io,
            Self::BodyExceedsLimit(_) => Failure::BodyTooLarge,
            _ => Failure::Other,
        }
    }

    fn as_error(&self) -> &(dyn StdError + 'static) {
        self
    }
}

impl TransportError for Box<dyn StdError + Send + Sync> {
    /// That of [`known_failure`], or else [`Failure::Other`].
    fn failure(&self) -> Failure {
        known_failure(&**self).unwrap_or(Failure::Other)
    }

    fn as_error(&self) -> &(dyn StdError + 'static) {
        &**self
    }
}

/// What the first error means, of this one and its sources, whose type is known: [`Failure`],
/// [`io::Error`], and with the features of the same names those of rustls and of ureq.
pub fn known_failure(error: &(dyn StdError + 'static)) -> Option<Failure> {
    std::iter::successors(Some(error), |&error| error.source()).find_map(known)
}

fn known(error: &(dyn StdError + 'static)) -> Option<Failure> {
    #[cfg(feature = "ureq")]
    if let Some(error) = error.downcast_ref::<ureq::Error>() {
        return Some(error.failure());
    }
    #[cfg(feature = "config")]
    if let Some(error) = error.downcast_ref::<crate::CallError>() {
        return Some(error.failure());
    }
    #[cfg(feature = "rustls")]
    if error.is::<rustls::Error>() {
        return Some(Failure::Tls);
    }
    match error.downcast_ref::<io::Error>() {
        Some(error) => Some(of_io(error)),
        None => error.downcast_ref::<Failure>().copied(),
    }
}

/// What an I/O error means: that of the first error in it whose type is known, or else its own.
fn of_io(error: &io::Error) -> Failure {
    let inner = error.get_ref().and_then(|inner| known_failure(inner));
    inner.unwrap_or_else(|| error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn io_errors_are_understood_by_their_kind() {
        let of = |kind: io::ErrorKind| io::Error::from(kind).failure();
        assert_eq!(of(io::ErrorKind::ConnectionRefused), Failure::Connect);
        assert_eq!(of(io::ErrorKind::NetworkUnreachable), Failure::Connect);
        assert_eq!(of(io::ErrorKind::ConnectionReset), Failure::Io);
        assert_eq!(of(io::ErrorKind::UnexpectedEof), Failure::Io);
        assert_eq!(of(io::ErrorKind::TimedOut), Failure::Timeout);
        assert_eq!(of(io::ErrorKind::Other), Failure::Other);
    }

    #[test]
    fn only_what_prevents_a_connection_is_a_connect_failure() {
        let of = |kind: io::ErrorKind| io::Error::from(kind).failure();
        assert_eq!(of(io::ErrorKind::InvalidInput), Failure::Io);
        assert_eq!(of(io::ErrorKind::Unsupported), Failure::Io);
        assert_eq!(of(io::ErrorKind::OutOfMemory), Failure::Io);
        let too_many_files = io::Error::from_raw_os_error(24);
        assert_eq!(too_many_files.failure(), Failure::Io);
    }

    #[test]
    fn a_name_that_does_not_resolve_is_a_connect_failure() {
        use std::net::ToSocketAddrs;
        // The label is too long for any name, so that no resolver is asked.
        let name = format!("{}.invalid", "a".repeat(64));
        let error = (name.as_str(), 1).to_socket_addrs().unwrap_err();
        assert_eq!(error.failure(), Failure::Connect, "{error:?}");
    }

    #[test]
    fn an_error_wrapped_several_times_is_still_understood() {
        let inner = io::Error::new(io::ErrorKind::InvalidData, Failure::Tls);
        assert_eq!(io::Error::other(inner).failure(), Failure::Tls);

        let boxed: Box<dyn StdError + Send + Sync> = Failure::Timeout.into();
        assert_eq!(boxed.failure(), Failure::Timeout);

        let unknown: Box<dyn StdError + Send + Sync> = "no idea".into();
        assert_eq!(unknown.failure(), Failure::Other);
    }

    #[cfg(feature = "rustls")]
    #[test]
    fn so_is_an_error_of_rustls() {
        let tls = rustls::Error::HandshakeNotComplete;
        let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls));
        assert_eq!(wrapped.failure(), Failure::Tls);
    }

    #[cfg(feature = "ureq")]
    #[test]
    fn so_is_an_error_of_ureq() {
        let boxed: Box<dyn StdError + Send + Sync> = ureq::Error::HostNotFound.into();
        assert_eq!(boxed.failure(), Failure::Connect);
    }

    #[test]
    fn the_core_error_and_its_advice_are_there_in_both_cases() {
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        let transport = DriveError::Transport(refused);
        assert_eq!(
            transport.login_error(),
            Some(Error::Transport(Failure::Connect))
        );
        assert_eq!(transport.advice(), Some(Advice::CHECK_NETWORK));
        assert_eq!(
            transport.to_string(),
            "no answer from the service: the connection failed"
        );
        assert_eq!(
            transport.source().map(ToString::to_string).as_deref(),
            Some("connection refused")
        );

        let login: DriveError<io::Error> = DriveError::Login(Error::Expired);
        assert_eq!(login.advice(), Some(Advice::NEW_CODE));
        assert!(login.source().is_none());

        let cancelled: DriveError<io::Error> = DriveError::Cancelled;
        assert_eq!(cancelled.login_error(), None);
        assert_eq!(cancelled.to_string(), "the login was cancelled");
    }
}
