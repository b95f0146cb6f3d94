//! The reasons of [`CallError`](crate::CallError), from errors of the system and of TLS.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::io::{self, ErrorKind};

use qrlogin::Failure;
use rustls::{CertificateError, Error as TlsError};

/// What is wrong with TLS.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsProblem {
    /// The certificate is from an authority that is not trusted, such as an inspecting proxy's.
    UnknownAuthority,
    /// The certificate has expired, or the clock is wrong.
    Expired,
    /// The certificate is not valid yet, or the clock is wrong.
    NotYetValid,
    /// The certificate is for another host.
    OtherHost,
    /// A certificate has a signature that is no longer secure, such as with SHA-1 or a short RSA
    /// key.
    WeakSignature,
    /// The other side does not speak TLS.
    NotTls,
    /// Anything else.
    Other,
}

/// The problem with TLS, if the error is one of TLS, and the reason for messages.
pub(crate) fn of(
    error: &(dyn StdError + 'static),
    failure: Failure,
) -> (Option<TlsProblem>, Cow<'static, str>) {
    if let Some(error) = innermost::<TlsError>(error) {
        let problem = of_tls(error);
        return (Some(problem), words(problem).into());
    }
    let reason = match (innermost::<io::Error>(error), failure) {
        // The connection was closed during the handshake.
        (_, Failure::Tls) => return (Some(TlsProblem::Other), words(TlsProblem::Other).into()),
        (_, Failure::BodyTooLarge) => "it is over 1 MiB long".into(),
        (Some(error), _) => of_io(error),
        (None, Failure::Io) => "what came is not HTTP".into(),
        (None, Failure::Timeout) => "timed out".into(),
        (None, _) => "the HTTP client failed".into(),
    };
    (None, reason)
}

/// The innermost error of this type, of this one and its sources.
fn innermost<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    let inner = match error.downcast_ref::<io::Error>() {
        Some(io) => io.get_ref().map(|inner| inner as &(dyn StdError + 'static)),
        None => error.source(),
    };
    inner
        .and_then(innermost)
        .or_else(|| error.downcast_ref::<E>())
}

fn of_io(error: &io::Error) -> Cow<'static, str> {
    if Failure::from(error) == Failure::Connect && error.raw_os_error().is_none() {
        // An error of the resolver, which has no kind of its own.
        if error.to_string().starts_with("failed to lookup") {
            return "its name could not be resolved".into();
        }
    }
    match error.kind() {
        ErrorKind::UnexpectedEof => "it was closed before the answer was complete".into(),
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::NotConnected => "it was closed by the other side".into(),
        ErrorKind::InvalidData | ErrorKind::InvalidInput => "what came is not HTTP".into(),
        ErrorKind::NetworkUnreachable => "the network is unreachable".into(),
        ErrorKind::HostUnreachable => "the host is unreachable".into(),
        ErrorKind::PermissionDenied => "this machine's firewall does not permit it".into(),
        ErrorKind::TimedOut | ErrorKind::WouldBlock => "timed out".into(),
        // "connection refused" and the like.
        kind => kind.to_string().into(),
    }
}

fn of_tls(error: &TlsError) -> TlsProblem {
    use CertificateError as Bad;

    match error {
        TlsError::InvalidCertificate(bad) => match bad {
            Bad::UnknownIssuer => TlsProblem::UnknownAuthority,
            Bad::Expired | Bad::ExpiredContext { .. } => TlsProblem::Expired,
            Bad::NotValidYet | Bad::NotValidYetContext { .. } => TlsProblem::NotYetValid,
            Bad::NotValidForName | Bad::NotValidForNameContext { .. } => TlsProblem::OtherHost,
            // ring reports a signature with an RSA key under 2048 bits as bad.
            Bad::BadSignature
            | Bad::UnsupportedSignatureAlgorithmContext { .. }
            | Bad::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
                TlsProblem::WeakSignature
            }
            _ => TlsProblem::Other,
        },
        TlsError::InvalidMessage(_)
        | TlsError::InappropriateMessage { .. }
        | TlsError::InappropriateHandshakeMessage { .. } => TlsProblem::NotTls,
        _ => TlsProblem::Other,
    }
}

fn words(problem: TlsProblem) -> &'static str {
    match problem {
        TlsProblem::UnknownAuthority => {
            "its certificate is from an authority that is not trusted here"
        }
        TlsProblem::Expired => "its certificate has expired",
        TlsProblem::NotYetValid => "its certificate is not valid yet",
        TlsProblem::OtherHost => "its certificate is for another host",
        TlsProblem::WeakSignature => {
            "its certificate is signed in a way that is not safe any more (SHA-1, or an RSA key under 2048 bits)"
        }
        TlsProblem::NotTls => "it does not speak TLS",
        TlsProblem::Other => "the TLS handshake failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(error: impl StdError + 'static) -> String {
        of(&error, Failure::Other).1.into_owned()
    }

    #[test]
    fn certificate_errors_have_a_problem_and_a_reason() {
        let bad = |bad| TlsError::InvalidCertificate(bad);
        let wrapped = io::Error::other(io::Error::other(bad(CertificateError::UnknownIssuer)));
        assert_eq!(
            of(&wrapped, Failure::Tls).0,
            Some(TlsProblem::UnknownAuthority)
        );
        assert!(reason(wrapped).contains("not trusted"));
        let weak = bad(CertificateError::BadSignature);
        assert_eq!(of(&weak, Failure::Tls).0, Some(TlsProblem::WeakSignature));
    }

    #[test]
    fn no_error_number_of_the_system_is_in_the_reason() {
        let refused = io::Error::from_raw_os_error(111);
        assert!(refused.to_string().contains("os error"));
        assert!(!reason(io::Error::other(refused)).contains("os error"));
        let refused = io::Error::from(ErrorKind::ConnectionRefused);
        assert_eq!(reason(refused), "connection refused");
    }
}
