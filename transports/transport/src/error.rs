//! The error of a session, and how the errors of transports are classified.

use std::error::Error as StdError;
use std::{fmt, io};

use qrlogin::{Advice, Error, Failure};

/// Why a session ended without credentials. `E` is the transport's own error.
#[non_exhaustive]
#[derive(Debug)]
pub enum DriveError<E> {
    /// The login ended.
    Login(Error),
    /// The login ended for lack of a response; this is the transport's last error. It is also the
    /// [`source`](StdError::source).
    Transport(E),
    /// The session was cancelled from another thread. Only `qrlogin-ureq` returns this, after its
    /// `Canceller::cancel`; dropping a session of `qrlogin-tokio` cancels it.
    Cancelled,
}

impl<E> DriveError<E> {
    /// The error of a session whose flow has returned `error`. `last` is the transport's error if
    /// the last call has failed.
    pub fn new(error: Error, last: Option<E>) -> Self {
        match (error, last) {
            (Error::Transport(_), Some(last)) => Self::Transport(last),
            (error, _) => Self::Login(error),
        }
    }
}

impl<E: TransportError> DriveError<E> {
    /// The error of the login; `None` if the session was cancelled.
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

/// An error of a transport, with the [`Failure`] that it is to a login.
///
/// Implemented for [`Failure`] itself, [`io::Error`] and `Box<dyn Error + Send + Sync>`, into which
/// `?` converts any other; with the feature `ureq` also for `ureq::Error` of the version that this
/// crate uses. Implement it for an error type of your own to get it back in
/// [`DriveError::Transport`].
pub trait TransportError: fmt::Debug + fmt::Display + Send + Sync + 'static {
    /// The failure that the session hands to the flow, which decides whether to retry the call.
    fn failure(&self) -> Failure;

    /// The error as the source of [`DriveError`]; usually `self`.
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
    /// The result of [`known_failure`], or else [`Failure::Other`].
    fn failure(&self) -> Failure {
        known_failure(&**self).unwrap_or(Failure::Other)
    }

    fn as_error(&self) -> &(dyn StdError + 'static) {
        &**self
    }
}

/// The failure of the first error, among this one and its sources, whose type is known:
/// [`Failure`], [`io::Error`], and with the features of the same names those of rustls and ureq.
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

/// The failure of an I/O error: that of the first known error inside it, or else that of its kind.
fn of_io(error: &io::Error) -> Failure {
    let inner = error.get_ref().and_then(|inner| known_failure(inner));
    inner.unwrap_or_else(|| error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn io_errors_are_classified_by_their_kind() {
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
        // The label is too long for a name, so no resolver is queried.
        let name = format!("{}.invalid", "a".repeat(64));
        let error = (name.as_str(), 1).to_socket_addrs().unwrap_err();
        assert_eq!(error.failure(), Failure::Connect, "{error:?}");
    }

    #[test]
    fn an_error_wrapped_several_times_is_still_classified() {
        let inner = io::Error::new(io::ErrorKind::InvalidData, Failure::Tls);
        assert_eq!(io::Error::other(inner).failure(), Failure::Tls);

        let boxed: Box<dyn StdError + Send + Sync> = Failure::Timeout.into();
        assert_eq!(boxed.failure(), Failure::Timeout);

        let unknown: Box<dyn StdError + Send + Sync> = "no idea".into();
        assert_eq!(unknown.failure(), Failure::Other);
    }

    #[cfg(feature = "rustls")]
    #[test]
    fn a_wrapped_error_of_rustls_is_a_tls_failure() {
        let tls = rustls::Error::HandshakeNotComplete;
        let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls));
        assert_eq!(wrapped.failure(), Failure::Tls);
    }

    #[cfg(feature = "ureq")]
    #[test]
    fn a_boxed_error_of_ureq_is_classified() {
        let boxed: Box<dyn StdError + Send + Sync> = ureq::Error::HostNotFound.into();
        assert_eq!(boxed.failure(), Failure::Connect);
    }

    #[test]
    fn both_kinds_of_error_have_the_cores_error_and_advice() {
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
