//! Why a login ended without credentials, and what to do next.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::{fmt, io};

use serde::{Deserialize, Serialize};

use crate::text::is_unprintable;

/// Why a login ended without credentials.
///
/// The texts are for people: lower case, without secrets, and never with bytes of a body. What a
/// service said itself is in [`Error::Rejected`], without
/// [unprintable](crate::text::is_unprintable) characters and cut to 300 characters.
/// [`Error::advice`] says what to do next.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum Error {
    /// Nobody confirmed while the code was valid or in the time of
    /// [`Login::give_up_after`](crate::Login::give_up_after), or the service declared the code dead.
    #[error("the QR code expired before the login was confirmed")]
    Expired,

    /// The person declined on the phone.
    #[error("the login was declined on the phone")]
    Denied,

    /// The service refused, with its own code and words.
    #[error("the service refused the login (code {code}): {message}")]
    Rejected {
        /// The service's own code, such as `1203`, `-3` or `invalid_request`.
        code: String,
        /// The service's own words, cleaned; "no reason given" if it gave none.
        message: String,
        /// What a person can do about it.
        advice: Advice,
    },

    /// A firewall or a rate limit refused the request; the login was not judged at all.
    #[error("the service blocked the request (HTTP status {status})")]
    Blocked {
        /// The HTTP status, such as 403, 405, 412 or 429.
        status: u16,
    },

    /// The service has problems of its own.
    #[error("the service is having problems (HTTP status {status})")]
    Unavailable {
        /// The HTTP status: 408 or 5xx.
        status: u16,
    },

    /// The server does not know the address: it has moved, or the base URL is wrong.
    #[error("the address was not found (HTTP status {status})")]
    NotFound {
        /// The HTTP status: 404 or 410.
        status: u16,
    },

    /// A web page or a redirect came instead of the service's answer: from a firewall, or from a network that
    /// wants a sign-in first (a captive portal).
    #[error("a web page or a redirect came instead of the service's answer (HTTP status {status})")]
    Intercepted {
        /// The HTTP status: 2xx for a web page, 3xx for a redirect.
        status: u16,
    },

    /// The service has nothing new to hand over: the account is bound already.
    #[error("nothing new to hand over: the account is bound already")]
    AlreadyBound,

    /// The service confirmed the login, but its answer lacks required parts.
    #[error("the service confirmed, but its answer lacks {}", missing.join(", "))]
    Incomplete {
        /// The names of what is missing, as the service spells them.
        missing: Vec<String>,
    },

    /// An answer was not what the protocol says.
    #[error("unexpected answer: {what}")]
    Malformed {
        /// What was expected where, without any of the answer's text.
        what: Cow<'static, str>,
    },

    /// The service sent us to a place that is not on the list of its hosts; nothing was sent there.
    #[error("the service pointed to an untrusted address ({host})")]
    Untrusted {
        /// The host, or what was wrong with the address.
        host: String,
    },

    /// No answer came, more often than the retry budget allows.
    #[error("no answer from the service: {0}")]
    Transport(Failure),

    /// A setting cannot be used; nothing was sent.
    #[error("setting `{name}`: {problem}")]
    Setting {
        /// The setting's name.
        name: Cow<'static, str>,
        /// What is wrong with it and what is allowed.
        problem: Cow<'static, str>,
    },

    /// A snapshot cannot be resumed.
    #[error("the snapshot cannot be resumed: {0}")]
    Snapshot(SnapshotError),

    /// The login has already ended; its outcome is told once.
    #[error("this login has already ended")]
    Finished,
}

impl Error {
    /// What to do next.
    pub fn advice(&self) -> Advice {
        match self {
            Self::Expired => Advice::NewCode,
            Self::Denied => Advice::StartAgain,
            Self::Rejected { advice, .. } => *advice,
            Self::Blocked { .. } => Advice::WaitForUnblock,
            Self::AlreadyBound => Advice::KeepCredentials,
            Self::Unavailable { .. } => Advice::TryLater,
            Self::NotFound { .. } => Advice::CheckAddress,
            Self::Intercepted { .. } => Advice::CheckPortal,
            Self::Incomplete { .. } | Self::Malformed { .. } | Self::Untrusted { .. } => {
                Advice::ReportChange
            }
            Self::Transport(Failure::Tls) => Advice::CheckCertificates,
            Self::Transport(Failure::Proxy) => Advice::CheckProxy,
            Self::Transport(_) => Advice::CheckNetwork,
            Self::Setting { .. } => Advice::FixSetting,
            Self::Snapshot(_) | Self::Finished => Advice::StartAgain,
        }
    }

    /// The variant's name in snake case, such as `expired`; of [`Error::Transport`], `proxy`, `tls` or
    /// `transport`. Stable, for logs and scripts.
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

    /// What an HTTP status means by itself, where the service's own answer was expected and did not come.
    ///
    /// ```
    /// use qrlogin::Error;
    ///
    /// assert_eq!(Error::of_status(412), Error::Blocked { status: 412 });
    /// assert_eq!(Error::of_status(502), Error::Unavailable { status: 502 });
    /// assert_eq!(Error::of_status(404), Error::NotFound { status: 404 });
    /// assert_eq!(Error::of_status(302), Error::Intercepted { status: 302 });
    /// ```
    pub fn of_status(status: u16) -> Self {
        match status {
            404 | 410 => Self::NotFound { status },
            408 | 500.. => Self::Unavailable { status },
            ..400 => Self::Intercepted { status },
            _ => Self::Blocked { status },
        }
    }

    /// An answer that was not what the protocol says; `what` names the expectation, not the answer.
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

    /// An address that is not followed; `host` is what is told of it, cleaned and cut to 100 characters.
    pub fn untrusted(host: &str) -> Self {
        Self::Untrusted {
            host: clean(host, 100),
        }
    }

    /// A refusal in the service's own words, which are cleaned and cut here.
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

/// A text from outside, fit to be printed.
fn clean(text: &str, limit: usize) -> String {
    let printable = |c| if is_unprintable(c) { ' ' } else { c };
    let text: String = text.chars().map(printable).take(limit).collect();
    text.trim().to_owned()
}

/// Why a request got no answer. Small and serialisable, so that it can be recorded and replayed.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The call's time-out passed.
    #[error("the time-out passed")]
    Timeout,
    /// No connection: name resolution, refused.
    #[error("no connection could be made")]
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
    #[error("the answer was too long")]
    BodyTooLarge,
    /// Anything else.
    #[error("the request could not be made")]
    Other,
}

impl From<&io::Error> for Failure {
    /// What an I/O error means, by a [`Failure`] or another I/O error among its sources, or by its kind. Only what
    /// prevents a connection is [`Failure::Connect`]: a refused connection, an unreachable network, a name that does
    /// not resolve.
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
                    // It says less than the error around it.
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

/// Whether a name could not be resolved, for which there is no kind: by the words of the standard library, and on
/// Windows by the system's numbers.
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

/// What to do about an error; its `Display` is one sentence for a person.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// The code is dead.
    #[error("start again and scan the new code in time")]
    NewCode,
    /// The login is over.
    #[error("start a new login")]
    StartAgain,
    /// Earlier credentials stay valid.
    #[error("use the credentials of the earlier login")]
    KeepCredentials,
    /// The service is overloaded or down.
    #[error("the service has trouble of its own: try again in a few minutes")]
    TryLater,
    /// A firewall or a rate limit has flagged this address.
    #[error("wait an hour or use another network: repeated attempts prolong the block")]
    WaitForUnblock,
    /// The service answers differently from what is known.
    #[error(
        "the service may have changed: check for a newer version of this program, or report it"
    )]
    ReportChange,
    /// TLS failed.
    #[error(
        "check the clock and the certificates; behind an inspecting proxy, name its CA certificate"
    )]
    CheckCertificates,
    /// The server does not know the address.
    #[error("check the address of the server, or for a newer version of this program")]
    CheckAddress,
    /// The network or a firewall answers in the service's place.
    #[error(
        "open a web page in a browser: this network may want a sign-in first; otherwise a firewall blocks the service: wait an hour or use another network"
    )]
    CheckPortal,
    /// The proxy failed.
    #[error("check the proxy and its settings")]
    CheckProxy,
    /// The network failed.
    #[error("check the network and the proxy settings, then try again")]
    CheckNetwork,
    /// A setting is wrong.
    #[error("correct the setting")]
    FixSetting,
    /// The request's signature was refused.
    #[error("the signature was refused: check the key pair")]
    CheckKeyPair,
    /// The phone's app is too old.
    #[error("update the app on the phone, then scan again")]
    UpdateApp,
    /// The account or its environment is not allowed to log in this way.
    #[error(
        "the service does not allow this account to log in here: use its own app, or see its message"
    )]
    AccountRestricted,
    /// The chosen app is retired.
    #[error("choose another app: this one is retired by the service")]
    ChooseOtherApp,
    /// The region does not fit the account.
    #[error(
        "check the region: TapTap.cn and the App Store of China are `china`, Google Play and TapTap.io are `international`"
    )]
    CheckRegion,
    /// The address of a gateway is wrong or its version is not supported.
    #[error("check the base URL and the version of that server")]
    CheckServer,
    /// The service wants the person to prove who they are first.
    #[error("verify yourself in the service's own app or site, then start a new login")]
    VerifyAccount,
    /// Nothing better is known.
    #[error("see the service's message")]
    SeeMessage,
}
