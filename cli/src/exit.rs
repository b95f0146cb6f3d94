//! How the program ends: exit codes, and failures with their last line of advice.

use std::error::Error as StdError;
use std::process::ExitCode;

use qrlogin::replay::{Drift, DriftKind, Lack};
use qrlogin::{Credential, Error, Failure as Broken};
use qrlogin_transport::{CallError, TlsProblem, TransportError as _};
use serde_json::{Value, json};

use crate::output::printable;

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is done.
    Done = 0,
    /// What was to be written could not be written where it should go.
    Output = 1,
    /// A wrong option or setting; nothing was sent.
    Usage = 2,
    /// A file that is to be written exists already; nothing was sent.
    Exists = 3,
    /// Nobody confirmed in time.
    Expired = 10,
    /// Declined on the phone.
    Denied = 11,
    /// Refused by the service.
    Rejected = 12,
    /// Refused by a firewall or a rate limit.
    Blocked = 13,
    /// No answer came, or the service is having problems.
    Transport = 14,
    /// An unknown address, or an answer that was malformed, incomplete or pointed to an untrusted host.
    Unexpected = 15,
    /// The proxy could not be used.
    Proxy = 16,
    /// A web page or a redirect came instead of the service's answer.
    Intercepted = 17,
    /// A replayed login left its recording.
    Drift = 20,
    /// A recording ended before its login did.
    Unfinished = 21,
    /// Ctrl-C or a request to terminate.
    Interrupted = 130,
}

impl Exit {
    /// The exit code of a login's error.
    fn of(error: &Error) -> Self {
        match error {
            Error::Expired => Self::Expired,
            Error::Denied => Self::Denied,
            Error::Rejected { .. } => Self::Rejected,
            Error::Blocked { .. } => Self::Blocked,
            Error::Intercepted { .. } => Self::Intercepted,
            Error::Transport(Broken::Proxy) => Self::Proxy,
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

/// Why a command ended without having done its work.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    /// Stable, for scripts.
    pub(crate) kind: &'static str,
    pub(crate) message: String,
    /// What led to it, from the outside in.
    pub(crate) causes: Vec<String>,
    /// What to do now.
    pub(crate) advice: String,
    /// The login's own error.
    pub(crate) detail: Option<Box<Error>>,
    /// Where a replay left its recording.
    pub(crate) drift: Option<Box<Drift>>,
    /// What must not be lost although it could not be saved.
    pub(crate) credential: Option<Box<Credential>>,
    /// Whether there is nobody to tell.
    pub(crate) quiet: bool,
}

impl Failure {
    fn new(exit: Exit, kind: &'static str, message: String, advice: impl ToString) -> Self {
        Self {
            exit,
            kind,
            message,
            causes: Vec::new(),
            advice: advice.to_string(),
            detail: None,
            drift: None,
            credential: None,
            quiet: false,
        }
    }

    /// A login ended with this error.
    pub(crate) fn login(error: Error) -> Self {
        let (exit, kind) = (Exit::of(&error), error.kind());
        Self {
            detail: Some(Box::new(error.clone())),
            ..Self::new(exit, kind, error.to_string(), error.advice())
        }
    }

    /// The options do not work out.
    pub(crate) fn usage(message: impl Into<String>, advice: impl ToString) -> Self {
        Self::new(Exit::Usage, "usage", message.into(), advice)
    }

    /// A file that is to be written exists already.
    pub(crate) fn exists(message: String, advice: impl ToString) -> Self {
        Self::new(Exit::Exists, "exists", message, advice)
    }

    /// A setting cannot be used; `option` tells how it is spelt on the command line.
    pub(crate) fn setting(error: Error, option: impl Fn(&str) -> String) -> Self {
        match error {
            Error::Setting { name, problem } => Self::usage(
                format!("{}: {problem}", option(&name)),
                "see `qrlogin login --help`, and `qrlogin flows` for the settings of each flow",
            ),
            error => Self::login(error),
        }
    }

    /// A setting of the network cannot be used; `option` tells how it is spelt.
    pub(crate) fn network(error: Error, option: impl Fn(&str) -> String) -> Self {
        match error {
            Error::Setting { name, problem } => {
                let name = option(&name);
                let advice = match name.starts_with("--") {
                    true => format!("correct {name}"),
                    false => format!("correct or unset the variable {name}"),
                };
                Self::usage(format!("{name}: {problem}"), advice)
            }
            error => Self::login(error),
        }
    }

    /// The person or the system wants the program to end.
    pub(crate) fn interrupted() -> Self {
        let advice = "start again when you are ready; the code on show is of no more use";
        Self::new(
            Exit::Interrupted,
            "interrupted",
            "interrupted before there were credentials".to_owned(),
            advice,
        )
    }

    /// Something could not be written.
    pub(crate) fn output(message: impl Into<String>, advice: impl ToString) -> Self {
        Self::new(Exit::Output, "output", message.into(), advice)
    }

    /// There was no place at all for the credentials: that is not to be passed over in silence.
    pub(crate) fn lost(self) -> Self {
        Self {
            message: "logged in, but the credentials are lost: neither a file nor standard output \
                      can be written"
                .into(),
            advice: "log in again where there is a place for them: see --out FILE".into(),
            credential: None,
            quiet: false,
            ..self
        }
    }

    /// A replayed login left its recording, or the recording ended first.
    pub(crate) fn drift(drift: Drift) -> Self {
        let text = drift.to_string();
        let mut lines = text.lines().map(|line| printable(line.trim()));
        let message = lines.next().unwrap_or_default();
        let lack = drift.lacks.map(Lack::advice);
        let (exit, kind, advice) = match drift.kind {
            DriftKind::Unfinished => (
                Exit::Unfinished,
                "unfinished",
                "for its end, record a login that is not interrupted",
            ),
            DriftKind::NotExact => (
                Exit::Usage,
                "usage",
                "leave out --exact: there are requests and answers in it, but not every step",
            ),
            DriftKind::Unreadable => (
                Exit::Drift,
                "drift",
                lack.unwrap_or("record the login again, or have another program write the file"),
            ),
            _ => (
                Exit::Drift,
                "drift",
                lack.unwrap_or("if the service has changed, report it with the recording"),
            ),
        };
        Self {
            causes: lines.collect(),
            drift: Some(Box::new(drift)),
            ..Self::new(exit, kind, message, advice)
        }
    }

    /// The last JSON line.
    pub(crate) fn line(&self) -> Value {
        let mut line = json!({
            "event": "error",
            "kind": self.kind,
            "message": self.message,
            "causes": self.causes,
            "advice": self.advice,
            "exit_code": self.exit as u8,
            "detail": self.detail,
        });
        if let (Some(drift), Some(line)) = (&self.drift, line.as_object_mut()) {
            line.insert("drift".to_owned(), json!(drift));
        }
        if let (Some(credential), Some(line)) = (&self.credential, line.as_object_mut()) {
            line.insert("credential".to_owned(), json!(credential));
        }
        line
    }

    /// The same with what is known of the call that failed, in one line, and with advice that names the option.
    pub(crate) fn of_call(mut self, call: &CallError) -> Self {
        self.causes.push(printable(&call.to_string()));
        if let Some(advice) = advice(call) {
            self.advice = advice;
        }
        self
    }

    /// The same with the chain of sources of an error.
    pub(crate) fn because(mut self, mut cause: Option<&(dyn StdError + 'static)>) -> Self {
        while let Some(error) = cause {
            let text = without_addresses(&error.to_string());
            if self.causes.last() != Some(&text) {
                self.causes.push(text);
            }
            cause = error.source();
        }
        self
    }
}

/// What to do about a call that failed, where more is known than the login's own error says.
fn advice(call: &CallError) -> Option<String> {
    let advice = match (call.failure(), call.tls()) {
        (_, Some(TlsProblem::UnknownAuthority)) => {
            "if this network inspects connections, name the certificate authority that does so with --ca-file FILE or \
             SSL_CERT_FILE; one that is named already is not the one that signed this certificate"
        }
        (_, Some(TlsProblem::Expired | TlsProblem::NotYetValid)) => {
            "check the clock of this machine; if it is right, the other side has to renew its certificate"
        }
        (_, Some(TlsProblem::WeakSignature)) => {
            "have the certificate authority replaced by one with SHA-256 and RSA keys of 2048 bits or more"
        }
        (_, Some(TlsProblem::OtherHost | TlsProblem::NotTls)) => {
            "another server answers in its place: check the network, --proxy and --base-url"
        }
        (Broken::Proxy, _) => {
            let setting = call.proxy().and_then(|proxy| proxy.setting);
            let advice = match setting {
                Some("--proxy") => "check the proxy and the address that --proxy gives".to_owned(),
                Some(variable) => {
                    format!(
                        "check the proxy, correct or unset {variable}, or name another with --proxy URL"
                    )
                }
                None => "check the address of the proxy, or name one with --proxy URL".to_owned(),
            };
            return Some(advice);
        }
        (Broken::Connect | Broken::Timeout, _) => {
            "check the network, then try again; where a proxy is needed, name it with --proxy URL or HTTPS_PROXY"
        }
        _ => return None,
    };
    Some(advice.to_owned())
}

/// An error of another library may quote an address, with a password or a ticket in it.
fn without_addresses(text: &str) -> String {
    let words = text.split(' ').map(|word| match word.contains("://") {
        true => "[address]",
        false => word,
    });
    printable(&words.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use qrlogin::Advice;

    #[test]
    fn every_error_of_a_login_has_its_exit_code() {
        let code = |error: Error| Failure::login(error).exit as u8;
        assert_eq!(code(Error::Expired), 10);
        assert_eq!(code(Error::Denied), 11);
        assert_eq!(code(Error::rejected(1, "no", Advice::SeeMessage)), 12);
        assert_eq!(code(Error::Blocked { status: 412 }), 13);
        assert_eq!(code(Error::Unavailable { status: 502 }), 14);
        assert_eq!(code(Error::Transport(Broken::Tls)), 14);
        assert_eq!(code(Error::NotFound { status: 404 }), 15);
        assert_eq!(code(Error::Transport(Broken::Proxy)), 16);
        assert_eq!(code(Error::Intercepted { status: 200 }), 17);
        assert_eq!(code(Error::malformed("x")), 15);
        let missing = vec!["sid".to_owned()];
        assert_eq!(code(Error::Incomplete { missing }), 15);
        let host = "evil.example".to_owned();
        assert_eq!(code(Error::Untrusted { host }), 15);
        assert_eq!(code(Error::setting("app", "no")), 2);
    }

    #[test]
    fn addresses_in_causes_are_left_out() {
        let cause = std::io::Error::other("cannot reach http://me:secret@proxy/ now\u{1b}[2J");
        let failure = Failure::login(Error::Expired).because(Some(&cause));
        assert_eq!(failure.causes, ["cannot reach [address] now\u{fffd}[2J"]);
    }
}
