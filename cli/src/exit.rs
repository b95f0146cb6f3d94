//! How the program ends: exit codes, and failures with their last line of advice.

#[cfg(test)]
mod tests;

use std::error::Error as StdError;
use std::process::ExitCode;

use qrlogin::flows::FlowInfo;
use qrlogin::{Advice, Credential, Error, Failure as Broken};
use qrlogin_recordings::replay::{Drift, DriftKind};
use qrlogin_transport::CallError;
use serde_json::{Value, json};

use crate::messages;
use crate::output::printable;

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is done.
    Done = 0,
    /// The output could not be written where it should go, or a bug.
    Output = 1,
    /// A wrong option or setting; nothing was sent.
    Usage = 2,
    /// A file that is to be written exists already; nothing was sent.
    Exists = 3,
    /// Not confirmed in time.
    Expired = 10,
    /// Declined on the phone.
    Denied = 11,
    /// Refused by the service.
    Rejected = 12,
    /// Refused by a firewall or a rate limit.
    Blocked = 13,
    /// No answer came, or the service is having problems.
    Transport = 14,
    /// An unknown address, or an answer that was malformed, incomplete or pointed to an untrusted
    /// host.
    Unexpected = 15,
    /// The proxy could not be used.
    Proxy = 16,
    /// A web page or a redirect came instead of the service's answer.
    Intercepted = 17,
    /// Nothing new to hand over: the account is bound already.
    AlreadyBound = 18,
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
            Error::AlreadyBound => Self::AlreadyBound,
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
    /// The same, if it is one of the library's.
    pub(crate) advised: Option<Advice>,
    /// The login's own error.
    pub(crate) detail: Option<Box<Error>>,
    /// Where a replay left its recording.
    pub(crate) drift: Option<Box<Drift>>,
    /// What must not be lost although it could not be saved.
    pub(crate) credential: Option<Box<Credential>>,
    /// Whether standard output was closed on purpose: nothing is said.
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
            advised: None,
            detail: None,
            drift: None,
            credential: None,
            quiet: false,
        }
    }

    /// A login ended with this error.
    pub(crate) fn login(error: Error) -> Self {
        let (exit, kind, advice) = (Exit::of(&error), error.kind(), error.advice());
        let (message, hint) = (messages::ended(&error), messages::hint(advice, None));
        Self {
            advised: Some(advice),
            detail: Some(Box::new(error)),
            ..Self::new(exit, kind, message, hint)
        }
    }

    /// The same with the options of the flow in the advice. What to do about a call without an
    /// answer depends on the network alone.
    pub(crate) fn of_flow(self, flow: &FlowInfo) -> Self {
        match self.detail.as_deref() {
            None | Some(Error::Transport(_)) => self,
            Some(error) => Self {
                advice: messages::hint(error.advice(), Some(flow)),
                ..self
            },
        }
    }

    /// The same with another advice.
    pub(crate) fn advise(self, advice: Advice, hint: String) -> Self {
        Self {
            advice: hint,
            advised: Some(advice),
            ..self
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
                messages::see_settings(),
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
                    true => messages::correct_option(&name),
                    false => messages::correct_variable(&name),
                };
                Self::usage(format!("{name}: {problem}"), advice)
            }
            error => Self::login(error),
        }
    }

    /// The person or the system wants the program to end.
    pub(crate) fn interrupted() -> Self {
        let (message, hint) = (messages::cancelled(), messages::for_another_code());
        Self::new(Exit::Interrupted, "interrupted", message, hint)
    }

    /// A bug.
    pub(crate) fn internal() -> Self {
        let (message, hint) = (messages::internal(), messages::report_internal());
        Self::new(Exit::Output, "internal", message, hint)
    }

    /// Something could not be written.
    pub(crate) fn output(message: impl Into<String>, advice: impl ToString) -> Self {
        Self::new(Exit::Output, "output", message.into(), advice)
    }

    /// There was no place at all for the credentials: that is not to be passed over in silence.
    pub(crate) fn lost(self) -> Self {
        Self {
            message: messages::logged_in_but_lost(),
            advice: messages::log_in_with_out(),
            credential: None,
            quiet: false,
            ..self
        }
    }

    /// A replayed login left its recording, or the recording ended first.
    pub(crate) fn drift(drift: Drift) -> Self {
        let text = drift.to_string();
        let mut lines = text.lines().map(|line| printable(line.trim()));
        let mut message = lines.next().unwrap_or_default();
        let lack = drift.lacks.map(|lack| lack.advice().to_owned());
        let (exit, kind, advice) = match drift.kind {
            DriftKind::Unfinished => (
                Exit::Unfinished,
                "unfinished",
                messages::record_to_the_end(),
            ),
            DriftKind::NotExact => {
                message = messages::not_exact();
                (Exit::Usage, "usage", messages::leave_out_exact())
            }
            DriftKind::Unreadable => {
                let advice = lack.unwrap_or_else(messages::record_anew);
                (Exit::Drift, "drift", advice)
            }
            _ => {
                let advice = lack.unwrap_or_else(messages::report_drift);
                (Exit::Drift, "drift", advice)
            }
        };
        Self {
            causes: lines.collect(),
            drift: Some(Box::new(drift)),
            ..Self::new(exit, kind, message, advice)
        }
    }

    /// The advice for scripts: stable, and the same in any language.
    pub(crate) fn advice_key(&self) -> &'static str {
        match self.advised {
            Some(advice) => advice.key(),
            None => own_advice(self.kind),
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
            "advice_key": self.advice_key(),
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

    /// The same with what is known of the call that failed, in one line, and with advice that names
    /// the option.
    pub(crate) fn of_call(mut self, call: &CallError) -> Self {
        self.message = printable(&call.to_string());
        if let Some(advice) = messages::call_hint(call) {
            self.advice = advice;
        }
        self.because(call.source())
    }

    /// The lines for a person: what failed and why, the place in a recording, and what to do.
    pub(crate) fn shown(&self) -> (String, &[String], Option<&str>) {
        let hint = (self.advised != Some(Advice::SeeMessage)).then_some(&*self.advice);
        let places = self.drift.as_ref().map_or(&[][..], |_| &self.causes);
        let mut message = self.message.clone();
        // An error of a login has its reason in it already.
        if self.drift.is_none() && self.detail.is_none() {
            for cause in &self.causes {
                message.push_str(": ");
                message.push_str(without_number(cause));
            }
        }
        (message, places, hint)
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

/// The key of the advice for a failure of the command itself.
fn own_advice(kind: &str) -> &'static str {
    match kind {
        "usage" => "fix_usage",
        "exists" => "choose_other_file",
        "output" => "check_output",
        "interrupted" => Advice::StartAgain.key(),
        "drift" => Advice::ReportChange.key(),
        "unfinished" => "record_again",
        _ => "report_bug",
    }
}

/// What the system says, without its number.
fn without_number(cause: &str) -> &str {
    cause
        .split_once(" (os error ")
        .map_or(cause, |(text, _)| text)
}

/// An error of another library may quote an address, with a password or a ticket in it.
fn without_addresses(text: &str) -> String {
    let words = text.split(' ').map(|word| match word.contains("://") {
        true => "[address]",
        false => word,
    });
    printable(&words.collect::<Vec<_>>().join(" "))
}
