//! The exit codes.

use std::process::ExitCode;

use qrlogin::{Error, Failure};

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Success.
    Done = 0,
    /// The output could not be written, or a bug.
    Output = 1,
    /// A wrong option or setting; nothing was sent.
    Usage = 2,
    /// A file to be written exists already, and nothing was sent; or a profile belongs to another
    /// account, and the credentials are in a new one.
    Exists = 3,
    /// Not confirmed in time.
    Expired = 10,
    /// Declined on the phone.
    Denied = 11,
    /// Rejected by the service.
    Rejected = 12,
    /// Refused by a firewall or a rate limit.
    Blocked = 13,
    /// No response, or the service is having problems.
    Transport = 14,
    /// An unknown address, or a response that is malformed, incomplete or redirects to an untrusted
    /// host.
    Unexpected = 15,
    /// The proxy could not be used.
    Proxy = 16,
    /// A web page or a redirect instead of the service's response.
    Intercepted = 17,
    /// No new credentials: the account is bound already.
    AlreadyBound = 18,
    /// Input is wanted, and standard input has ended.
    NoInput = 19,
    /// A replayed login differs from its recording.
    Drift = 20,
    /// A recording ends before its login does.
    Unfinished = 21,
    /// The service did not say whether it accepts the credentials.
    Unchecked = 22,
    /// Ctrl-C or a request to terminate.
    Interrupted = 130,
}

impl Exit {
    /// The exit code for a login's error.
    pub(super) fn of(error: &Error) -> Self {
        match error {
            Error::Expired => Self::Expired,
            Error::Denied => Self::Denied,
            Error::Rejected { .. } => Self::Rejected,
            Error::Blocked { .. } => Self::Blocked,
            Error::Intercepted { .. } => Self::Intercepted,
            Error::AlreadyBound => Self::AlreadyBound,
            Error::Transport(Failure::Proxy) => Self::Proxy,
            Error::Unavailable { .. } | Error::Transport(_) => Self::Transport,
            Error::Setting { .. } => Self::Usage,
            _ => Self::Unexpected,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
