//! [`DriveError`]s of different transports as one type.

use std::error::Error as StdError;

use qrlogin::Failure;

use crate::{DriveError, TransportError};

impl<E> DriveError<E> {
    /// Whether the session was cancelled before the login ended.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Cancelled)
    }

    /// Converts the transport's error, for example to an error type of the program.
    pub fn map_transport<T>(self, map: impl FnOnce(E) -> T) -> DriveError<T> {
        match self {
            Self::Login(error) => DriveError::Login(error),
            Self::Transport(error) => DriveError::Transport(map(error)),
            Self::Cancelled => DriveError::Cancelled,
        }
    }
}

impl<E: TransportError> DriveError<E> {
    /// Boxes the transport's error: one type for a program with several transports.
    ///
    /// [`TransportError::failure`] stays the same, and [`TransportError::as_error`] returns the
    /// transport's own error, which can be downcast.
    ///
    /// ```
    /// use std::io;
    ///
    /// use qrlogin::Advice;
    /// use qrlogin_transport::DriveError;
    ///
    /// let refused = DriveError::Transport(io::Error::from(io::ErrorKind::ConnectionRefused));
    /// let error = refused.boxed();
    /// assert_eq!(error.advice(), Some(Advice::CHECK_NETWORK));
    /// assert!(!error.is_cancelled());
    /// ```
    pub fn boxed(self) -> DriveError<Box<dyn TransportError>> {
        self.map_transport(|error| Box::new(error) as Box<dyn TransportError>)
    }
}

impl TransportError for Box<dyn TransportError> {
    fn failure(&self) -> Failure {
        (**self).failure()
    }

    fn as_error(&self) -> &(dyn StdError + 'static) {
        (**self).as_error()
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use qrlogin::Error;

    use super::*;

    /// An error whose kind only its own `failure` returns.
    #[derive(Debug)]
    struct Odd;

    impl std::fmt::Display for Odd {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("odd")
        }
    }

    impl StdError for Odd {}

    impl TransportError for Odd {
        fn failure(&self) -> Failure {
            Failure::Tls
        }

        fn as_error(&self) -> &(dyn StdError + 'static) {
            self
        }
    }

    #[test]
    fn boxing_keeps_the_kind_of_failure() {
        let boxed = DriveError::Transport(Odd).boxed();
        assert_eq!(boxed.login_error(), Some(Error::Transport(Failure::Tls)));
        assert_eq!(boxed.source().unwrap().to_string(), "odd");
    }

    #[test]
    fn a_boxed_error_can_be_downcast() {
        let DriveError::Transport(error) = DriveError::Transport(Odd).boxed() else {
            panic!("another variant");
        };
        assert!(error.as_error().is::<Odd>());
    }

    #[test]
    fn a_boxed_error_converts_with_the_question_mark() {
        fn ends() -> Result<(), Box<dyn StdError + Send + Sync>> {
            Err(DriveError::<Odd>::Cancelled.boxed())?
        }
        let error = ends().unwrap_err();
        let error: &DriveError<Box<dyn TransportError>> = error.downcast_ref().unwrap();
        assert!(error.is_cancelled());
    }

    #[test]
    fn only_a_cancelled_session_is_cancelled() {
        assert!(DriveError::<Odd>::Cancelled.is_cancelled());
        assert!(!DriveError::Transport(Odd).is_cancelled());
        assert!(!DriveError::<Odd>::Login(Error::Expired).is_cancelled());
    }

    #[test]
    fn only_the_error_of_a_transport_is_mapped() {
        let mapped = DriveError::Transport(Odd).map_transport(|_| io::Error::other("mine"));
        assert!(matches!(mapped, DriveError::Transport(error) if error.to_string() == "mine"));
        let login = DriveError::<Odd>::Login(Error::Denied).map_transport(|_| Failure::Io);
        assert_eq!(login.login_error(), Some(Error::Denied));
        assert!(
            DriveError::<Odd>::Cancelled
                .map_transport(|_| Failure::Io)
                .is_cancelled()
        );
    }
}
