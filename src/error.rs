//! Why a login ended without credentials, and what to do next.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::{fmt, io};

use serde::{Deserialize, Serialize};

use crate::Advice;
use crate::text::is_unprintable;

/// Why a login ended without credentials.
///
/// The texts are for users: lower case, without secrets, and never with bytes of a body. A
/// service's own message is in [`Error::Rejected`], without
/// [unprintable](crate::text::is_unprintable) characters and cut to 300 characters.
/// [`Error::advice`] says what to do next.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum Error {
    /// The user did not confirm while the code was valid or within
    /// [`Login::give_up_after`](crate::Login::give_up_after), or the service declared the code
    /// expired.
    #[error("the QR code expired before the login was confirmed")]
    Expired,

    /// The user declined on the phone.
    #[error("the login was declined on the phone")]
    Denied,

    /// The service refused, with a code and a message of its own.
    #[error("the service rejected the login ({code}): {message}")]
    #[non_exhaustive]
    Rejected {
        /// The service's own code, such as `1203`, `-3` or `invalid_request`.
        code: String,
        /// The service's message, cleaned; "no reason given" if it gave none.
        message: String,
        /// What a user can do about it.
        advice: Advice,
    },

    /// A firewall or a rate limit refused the request; the service did not process the login.
    #[error("the service blocked the request (HTTP {status})")]
    #[non_exhaustive]
    Blocked {
        /// The HTTP status, such as 403, 405, 412 or 429.
        status: u16,
    },

    /// The service is overloaded or down.
    #[error("the service is having problems (HTTP {status})")]
    #[non_exhaustive]
    Unavailable {
        /// The HTTP status: 408 or 5xx.
        status: u16,
    },

    /// The server does not know the address: it has moved, or the base URL is wrong.
    #[error("the address was not found (HTTP {status})")]
    #[non_exhaustive]
    NotFound {
        /// The HTTP status: 404 or 410.
        status: u16,
    },

    /// A web page or a redirect came instead of the service's response: from a firewall, or from a
    /// network that wants a sign-in first (a captive portal).
    #[error("the answer is a web page or a redirect, not the service's own (HTTP {status})")]
    #[non_exhaustive]
    Intercepted {
        /// The HTTP status: 2xx for a web page, 3xx for a redirect.
        status: u16,
    },

    /// The service issues no new credentials: the account is bound already.
    #[error("nothing new to hand over: the account is bound already")]
    AlreadyBound,

    /// The service confirmed the login, but its response lacks required parts.
    #[error("the login was confirmed, but the response is missing {}", missing.join(", "))]
    #[non_exhaustive]
    Incomplete {
        /// The names of what is missing, as the service spells them.
        missing: Vec<String>,
    },

    /// A response does not follow the protocol.
    #[error("unexpected response from the service ({what})")]
    #[non_exhaustive]
    Malformed {
        /// What was expected and where, without any text of the response.
        what: Cow<'static, str>,
    },

    /// The service redirected to a host that is not one of its own; nothing was sent there.
    #[error("refused a redirect to an untrusted host ({host})")]
    #[non_exhaustive]
    Untrusted {
        /// The host, or what was wrong with the address.
        host: String,
    },

    /// No response came, more often than the retry budget allows.
    #[error("no answer from the service: {0}")]
    Transport(Failure),

    /// A setting cannot be used; nothing was sent.
    #[error("setting `{name}`: {problem}")]
    #[non_exhaustive]
    Setting {
        /// The setting's name.
        name: Cow<'static, str>,
        /// What is wrong with it and what is allowed.
        problem: Cow<'static, str>,
    },

    /// A snapshot cannot be resumed.
    #[error("the snapshot cannot be resumed: {0}")]
    Snapshot(SnapshotError),

    /// The login has already ended; its outcome is returned once.
    #[error("this login has already ended")]
    Finished,
}

impl Error {
    /// What to do next.
    pub fn advice(&self) -> Advice {
        match self {
            Self::Expired => Advice::NEW_CODE,
            Self::Denied => Advice::START_AGAIN,
            Self::Rejected { advice, .. } => advice.clone(),
            Self::Blocked { .. } => Advice::WAIT_FOR_UNBLOCK,
            Self::AlreadyBound => Advice::KEEP_CREDENTIALS,
            Self::Unavailable { .. } => Advice::TRY_LATER,
            Self::NotFound { .. } => Advice::CHECK_ADDRESS,
            Self::Intercepted { .. } => Advice::CHECK_PORTAL,
            Self::Incomplete { .. } | Self::Malformed { .. } | Self::Untrusted { .. } => {
                Advice::REPORT_CHANGE
            }
            Self::Transport(Failure::Tls) => Advice::CHECK_CERTIFICATES,
            Self::Transport(Failure::Proxy) => Advice::CHECK_PROXY,
            Self::Transport(_) => Advice::CHECK_NETWORK,
            Self::Setting { .. } => Advice::FIX_SETTING,
            Self::Snapshot(_) | Self::Finished => Advice::START_AGAIN,
        }
    }

    /// The variant's name in snake case, such as `expired`; of [`Error::Transport`], `proxy`, `tls`
    /// or `transport`. Stable, for logs and scripts.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Denied => "denied",
            Self::Rejected { .. } => "rejected",
            Self::Blocked { .. } => "blocked",
            Self::AlreadyBound => "already_bound",
            Self::Unavailable { .. } => "unavailable",
            Self::NotFound { .. } => "not_found",
            Self::Intercepted { .. } => "intercepted",
            Self::Incomplete { .. } => "incomplete",
            Self::Malformed { .. } => "malformed",
            Self::Untrusted { .. } => "untrusted",
            Self::Transport(Failure::Proxy) => "proxy",
            Self::Transport(Failure::Tls) => "tls",
            Self::Transport(_) => "transport",
            Self::Setting { .. } => "setting",
            Self::Snapshot(_) => "snapshot",
            Self::Finished => "finished",
        }
    }

    /// The error of an HTTP status in place of the service's own response.
    ///
    /// ```
    /// use qrlogin::Error;
    ///
    /// assert_eq!(Error::of_status(412), Error::blocked(412));
    /// assert_eq!(Error::of_status(502), Error::unavailable(502));
    /// assert_eq!(Error::of_status(404), Error::not_found(404));
    /// assert_eq!(Error::of_status(302), Error::intercepted(302));
    /// ```
    pub fn of_status(status: u16) -> Self {
        match status {
            404 | 410 => Self::not_found(status),
            408 | 500.. => Self::unavailable(status),
            ..400 => Self::intercepted(status),
            _ => Self::blocked(status),
        }
    }

    /// A refusal by a firewall or a rate limit, with this HTTP status.
    pub fn blocked(status: u16) -> Self {
        Self::Blocked { status }
    }

    /// A server error, with this HTTP status.
    pub fn unavailable(status: u16) -> Self {
        Self::Unavailable { status }
    }

    /// An address that the server does not know, with this HTTP status.
    pub fn not_found(status: u16) -> Self {
        Self::NotFound { status }
    }

    /// A web page or a redirect in place of the service's response, with this HTTP status.
    pub fn intercepted(status: u16) -> Self {
        Self::Intercepted { status }
    }

    /// A confirmed login whose response lacks these required parts, as the service spells them.
    ///
    /// ```
    /// use qrlogin::Error;
    ///
    /// let error = Error::incomplete(["token"]);
    /// assert_eq!(error.to_string(), "the login was confirmed, but the response is missing token");
    /// ```
    pub fn incomplete<N: Into<String>>(missing: impl IntoIterator<Item = N>) -> Self {
        Self::Incomplete {
            missing: missing.into_iter().map(N::into).collect(),
        }
    }

    /// A response that does not follow the protocol; `what` names what was expected and quotes
    /// nothing.
    pub fn malformed(what: impl Into<Cow<'static, str>>) -> Self {
        Self::Malformed { what: what.into() }
    }

    /// A setting that cannot be used.
    pub fn setting(
        name: impl Into<Cow<'static, str>>,
        problem: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::Setting {
            name: name.into(),
            problem: problem.into(),
        }
    }

    /// An address that is not followed; `host` is cleaned and cut to 100 characters.
    pub fn untrusted(host: &str) -> Self {
        Self::Untrusted {
            host: clean(host, 100),
        }
    }

    /// A refusal with the service's message, which is cleaned and cut here.
    pub fn rejected(code: impl fmt::Display, message: &str, advice: Advice) -> Self {
        let message = match clean(message, 300) {
            empty if empty.is_empty() => "no reason given".to_owned(),
            message => message,
        };
        Self::Rejected {
            code: clean(&code.to_string(), 40),
            message,
            advice,
        }
    }
}

/// A text from outside without unprintable characters.
pub(crate) fn clean(text: &str, limit: usize) -> String {
    let printable = |c| if is_unprintable(c) { ' ' } else { c };
    let text: String = text.chars().map(printable).take(limit).collect();
    text.trim().to_owned()
}

/// Why a request got no response. Small and serialisable, so that it can be recorded and replayed.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The call's time-out passed.
    #[error("timed out")]
    Timeout,
    /// No connection: name resolution, refused.
    #[error("the connection failed")]
    Connect,
    /// The proxy could not be reached, or refused to connect to the service.
    #[error("the proxy could not be used")]
    Proxy,
    /// The TLS handshake failed, such as for an unknown certificate authority.
    #[error("the TLS handshake failed")]
    Tls,
    /// The connection broke, or what came was not HTTP.
    #[error("the connection broke")]
    Io,
    /// The body was longer than the driver's cap.
    #[error("the response was too long")]
    BodyTooLarge,
    /// Anything else.
    #[error("the request could not be made")]
    Other,
}

impl From<&io::Error> for Failure {
    /// What an I/O error means, by a [`Failure`] or another I/O error among its sources, or by its
    /// kind. Only what prevents a connection is [`Failure::Connect`]: a refused connection, an
    /// unreachable network, a name that does not resolve.
    ///
    /// ```
    /// use std::io;
    /// use qrlogin::Failure;
    ///
    /// let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
    /// assert_eq!(Failure::from(&refused), Failure::Connect);
    /// ```
    fn from(error: &io::Error) -> Self {
        use io::ErrorKind as Kind;

        let mut inner = error
            .get_ref()
            .map(|inner| inner as &(dyn StdError + 'static));
        while let Some(source) = inner {
            if let Some(failure) = source.downcast_ref() {
                return *failure;
            }
            if let Some(error) = source.downcast_ref::<io::Error>() {
                match error.into() {
                    // The outer error says more.
                    Self::Other => break,
                    failure => return failure,
                }
            }
            inner = source.source();
        }
        match error.kind() {
            Kind::TimedOut | Kind::WouldBlock => Self::Timeout,
            Kind::ConnectionRefused
            | Kind::HostUnreachable
            | Kind::NetworkUnreachable
            | Kind::NetworkDown
            | Kind::AddrInUse
            | Kind::AddrNotAvailable
            | Kind::PermissionDenied
            | Kind::NotFound => Self::Connect,
            Kind::Other => Self::Other,
            _ if is_of_resolver(error) => Self::Connect,
            _ => Self::Io,
        }
    }
}

/// Whether a name could not be resolved. There is no kind for it: it is recognised by the message
/// of the standard library, and on Windows by the system's error numbers.
fn is_of_resolver(error: &io::Error) -> bool {
    match error.raw_os_error() {
        Some(number) => cfg!(windows) && (11001..=11004).contains(&number),
        None => error.to_string().starts_with("failed to lookup address"),
    }
}

impl From<io::Error> for Failure {
    /// The same, for the `?` operator.
    fn from(error: io::Error) -> Self {
        Self::from(&error)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Transport(failure)
    }
}

/// Why a snapshot cannot be resumed.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum SnapshotError {
    /// It was written in a format of another version.
    #[error("it has another format version")]
    Version,
    /// It belongs to another flow, or to one this build does not know.
    #[error("it belongs to another flow")]
    Flow,
    /// It is damaged.
    #[error("it is damaged")]
    Damaged,
}
