//! How the program ends: exit codes, and errors with their hint.

mod code;
#[cfg(test)]
mod tests;

use std::error::Error as StdError;

use qrlogin::flows::FlowInfo;
use qrlogin::{Advice, Credential, Error};
use qrlogin_recordings::replay::{Drift, DriftKind};
use qrlogin_transport::CallError;
use serde_json::{Value, json};

use crate::args::PROXY_IN_FILE;
use crate::messages::{self, Text};
use crate::text::{printable, without_number};
pub(crate) use code::Exit;

/// Why a command has failed.
#[derive(Debug)]
pub(crate) struct CliError {
    pub(crate) exit: Exit,
    /// Stable, for scripts.
    pub(crate) kind: &'static str,
    pub(crate) message: Text,
    /// The causes, from the outermost to the innermost.
    pub(crate) causes: Vec<Text>,
    /// The hint: what to do next.
    pub(crate) advice: Text,
    /// The login's own error.
    pub(crate) detail: Option<Box<Error>>,
    /// The credentials that could not be saved.
    pub(crate) credential: Option<Box<Credential>>,
    /// More fields of the last JSON line.
    pub(crate) fields: Option<Box<Value>>,
    /// Whether the causes are places in a recording.
    pub(crate) has_places: bool,
    /// Whether no server responded at the base URL.
    pub(crate) no_server: bool,
    /// Whether standard output was closed on purpose: no message is printed.
    pub(crate) quiet: bool,
}

impl CliError {
    fn new(exit: Exit, kind: &'static str, message: Text, advice: impl Into<Text>) -> Self {
        Self {
            exit,
            kind,
            message,
            causes: Vec::new(),
            advice: advice.into(),
            detail: None,
            credential: None,
            fields: None,
            has_places: false,
            no_server: false,
            quiet: false,
        }
    }

    /// An error of a login.
    pub(crate) fn login(error: Error) -> Self {
        let (exit, kind, advice) = (Exit::of(&error), error.kind(), error.advice());
        let (message, hint) = (messages::ended(&error), messages::hint(&advice, None));
        Self {
            detail: Some(Box::new(error)),
            ..Self::new(exit, kind, message, hint)
        }
    }

    /// The same with the options of the flow in the hint, unless there was no response: then only
    /// the network matters.
    pub(crate) fn of_flow(self, flow: &FlowInfo) -> Self {
        match self.detail.as_deref() {
            None | Some(Error::Transport(_)) => self,
            Some(error) => Self {
                advice: messages::hint(&error.advice(), Some(flow)),
                ..self
            },
        }
    }

    /// The same where no server responded at the base URL.
    pub(crate) fn of_no_server(self, advice: Text) -> Self {
        Self {
            advice,
            no_server: true,
            ..self
        }
    }

    /// The library's advice, if a login ended.
    fn advised(&self) -> Option<Advice> {
        match (&self.detail, self.no_server) {
            (_, true) => Some(Advice::CHECK_SERVER),
            (detail, false) => detail.as_ref().map(|error| error.advice()),
        }
    }

    /// Options that are wrong or contradict each other.
    pub(crate) fn usage(message: impl Into<Text>, advice: impl Into<Text>) -> Self {
        Self::new(Exit::Usage, "usage", message.into(), advice)
    }

    /// A file to be written exists already.
    pub(crate) fn exists(message: impl Into<Text>, advice: impl Into<Text>) -> Self {
        Self::new(Exit::Exists, "exists", message.into(), advice)
    }

    /// The login is of another account than the profile; the credentials are in a new one.
    pub(crate) fn other_account(
        message: impl Into<Text>,
        advice: impl Into<Text>,
        fields: Value,
    ) -> Self {
        Self {
            fields: Some(Box::new(fields)),
            ..Self::new(Exit::Exists, "other_account", message.into(), advice)
        }
    }

    /// An invalid setting; `option` returns its option.
    pub(crate) fn setting(error: Error, option: impl Fn(&str) -> String) -> Self {
        match error {
            Error::Setting { name, problem, .. } => Self::usage(
                messages::option_refused(option(&name), messages::of_core(&problem)),
                messages::see_settings(),
            ),
            error => Self::login(error),
        }
    }

    /// An invalid setting of the network; `option` returns its option.
    pub(crate) fn network(error: Error, option: impl Fn(&str) -> String) -> Self {
        match error {
            Error::Setting { name, problem, .. } => {
                let name = option(&name);
                let advice = match &*name {
                    PROXY_IN_FILE => messages::correct_option(messages::of_core(&name)),
                    name if name.starts_with("--") => messages::correct_option(name),
                    name => messages::correct_variable(name),
                };
                let name = messages::of_core(&name);
                let problem = messages::of_core(&problem);
                Self::usage(messages::option_refused(name, problem), advice)
            }
            error => Self::login(error),
        }
    }

    /// The user or the system has ended the program.
    pub(crate) fn interrupted() -> Self {
        let (message, hint) = (messages::cancelled(), messages::for_another_code());
        Self::new(Exit::Interrupted, "interrupted", message, hint)
    }

    /// The login needs input, and standard input has ended.
    pub(crate) fn no_input() -> Self {
        let (message, hint) = (messages::no_input(), messages::give_input());
        Self::new(Exit::NoInput, "no_input", message, hint)
    }

    /// The same as the outcome of a check: it is unknown whether the service accepts the
    /// credentials.
    pub(crate) fn unchecked(self) -> Self {
        Self {
            exit: Exit::Unchecked,
            kind: "unchecked",
            message: messages::unchecked(&self.message),
            ..self
        }
    }

    /// A bug.
    pub(crate) fn internal() -> Self {
        let (message, hint) = (messages::internal(), messages::report_internal());
        Self::new(Exit::Output, "internal", message, hint)
    }

    /// Output that could not be written.
    pub(crate) fn output(message: impl Into<Text>, advice: impl Into<Text>) -> Self {
        Self::new(Exit::Output, "output", message.into(), advice)
    }

    /// The keyring of the system cannot be used.
    pub(crate) fn keyring(message: Text, advice: Text) -> Self {
        Self::new(Exit::Output, "keyring", message, advice)
    }

    /// The credentials could not be written anywhere: this is always reported.
    pub(crate) fn lost(self) -> Self {
        Self {
            message: messages::logged_in_but_lost(),
            advice: messages::log_in_with_out(),
            credential: None,
            quiet: false,
            ..self
        }
    }

    /// A replayed login differs from its recording, or the recording ends first.
    pub(crate) fn drift(drift: Drift) -> Self {
        let text = drift.to_string();
        let mut lines = text
            .lines()
            .map(|line| messages::of_core(line.trim()).map(printable));
        let mut message = lines.next().unwrap_or_default();
        let lack = drift.lacks.map(|lack| messages::of_core(lack.advice()));
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
            fields: Some(Box::new(json!({ "drift": drift }))),
            has_places: true,
            ..Self::new(exit, kind, message, advice)
        }
    }

    /// The advice for scripts: a stable key, the same in any language.
    pub(crate) fn advice_key(&self) -> String {
        match self.advised() {
            Some(advice) => advice.key().to_owned(),
            None => own_advice(self.kind).to_owned(),
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
        if let (Some(credential), Some(line)) = (&self.credential, line.as_object_mut()) {
            line.insert("credential".to_owned(), json!(credential));
        }
        if let (Some(Value::Object(fields)), Some(line)) =
            (self.fields.as_deref(), line.as_object_mut())
        {
            line.extend(fields.clone());
        }
        line
    }

    /// The same with the transport's error, in one line, and a hint that names the option.
    pub(crate) fn of_call(mut self, call: &CallError) -> Self {
        self.message = messages::of_core(&call.to_string()).map(printable);
        if let Some(advice) = messages::call_hint(call) {
            self.advice = advice;
        }
        self.because(call.source())
    }

    /// The lines for the user: what failed and why, the places in a recording, and the hint.
    pub(crate) fn shown(&self) -> (Text, &[Text], Option<&Text>) {
        let hint = (self.advised() != Some(Advice::SEE_MESSAGE)).then_some(&self.advice);
        let places = if self.has_places {
            &self.causes
        } else {
            &[][..]
        };
        let mut message = self.message.clone();
        // The message of a login's error has its reason already.
        if !self.has_places && self.detail.is_none() {
            for cause in &self.causes {
                message = messages::because_of(
                    message,
                    cause.map(|cause| without_number(cause).to_owned()),
                );
            }
        }
        (message, places, hint)
    }

    /// The same with an error and its sources as causes.
    pub(crate) fn because(mut self, mut cause: Option<&(dyn StdError + 'static)>) -> Self {
        while let Some(error) = cause {
            let text = messages::of_error(error);
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
        "other_account" => "use_other_profile",
        "output" => "check_output",
        "keyring" => "check_keyring",
        "interrupted" => "start_again",
        "no_input" => "give_input",
        "drift" => "report_change",
        "unfinished" => "record_again",
        _ => "report_bug",
    }
}
