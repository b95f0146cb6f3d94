//! `--on EVENT=CMD`: commands that get the lines of an event.

use std::io::{self, ErrorKind, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};

use qrlogin::Secret;

use super::{CREDENTIAL, Line};
use crate::lines::EVENTS;
use crate::messages::{self, Text};
use crate::nearest::nearest;
use crate::output;
use crate::text::printable;

/// The variables of the commands.
const EVENT: &str = "QRLOGIN_EVENT";
const FLOW: &str = "QRLOGIN_FLOW";
const QR_FILE: &str = "QRLOGIN_QR_FILE";

/// A command for an event.
#[derive(Clone, Debug)]
pub(crate) struct Hook {
    pub(crate) event: &'static str,
    command: Secret,
}

impl Hook {
    /// Parses `EVENT=CMD`.
    ///
    /// # Errors
    /// The problem, without the command, which may hold a secret.
    pub(crate) fn parse(text: &str) -> Result<Self, Text> {
        let (name, command) = text.split_once('=').ok_or_else(messages::hook_form)?;
        let event = EVENTS.into_iter().find(|event| *event == name);
        let event = event.ok_or_else(|| {
            let problem = messages::no_event(printable(name), EVENTS.join(", "));
            match nearest(name, EVENTS) {
                Some(near) => messages::with_nearest(problem, near),
                None => problem,
            }
        })?;
        match command.trim().is_empty() {
            true => Err(messages::hook_form()),
            false => Ok(Self {
                event,
                command: command.into(),
            }),
        }
    }
}

pub(super) struct Hooks(Vec<Hook>);

impl Hooks {
    pub(super) fn new(hooks: &[Hook]) -> Self {
        Self(hooks.to_vec())
    }

    /// Runs the commands for a line, one after another; the failures.
    pub(super) fn run(&self, line: &Line) -> Vec<Text> {
        let hooks = self.0.iter().filter(|hook| hook.event == line.event);
        let failure = |hook: &Hook| match run(hook, line) {
            Ok(status) if status.success() => None,
            Ok(status) => Some(messages::hook_failed(
                hook.event,
                messages::of_core(&status.to_string()),
            )),
            Err(error) => Some(messages::hook_failed(
                hook.event,
                messages::of_error(&error),
            )),
        };
        hooks.filter_map(failure).collect()
    }
}

/// Runs a command with the line on its standard input. Only the line of the credentials has them.
fn run(hook: &Hook, line: &Line) -> io::Result<ExitStatus> {
    let value = match hook.event {
        CREDENTIAL => line.value.clone(),
        _ => line.without_credential(),
    };
    let mut child = start(hook, line)?;
    if let Some(mut input) = child.stdin.take() {
        match input.write_all(format!("{}\n", output::json_text(&value)).as_bytes()) {
            // The command does not want it.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
            written => written?,
        }
    }
    child.wait()
}

/// Starts a command. What it prints goes to standard error: standard output is for data.
fn start(hook: &Hook, line: &Line) -> io::Result<Child> {
    #[cfg(unix)]
    let (shell, option) = ("sh", "-c");
    #[cfg(not(unix))]
    let (shell, option) = ("cmd", "/C");
    let mut command = Command::new(shell);
    command
        .args([option, hook.command.expose()])
        .env(EVENT, &line.event)
        .env_remove(FLOW)
        .env_remove(QR_FILE)
        .stdin(Stdio::piped())
        .stdout(io::stderr());
    if let Some(flow) = line.value.get("flow").and_then(|flow| flow.as_str()) {
        command.env(FLOW, flow);
    }
    if let Some(path) = &line.qr_file {
        command.env(QR_FILE, path);
    }
    command.spawn()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_is_an_event_and_a_command() {
        let hook = Hook::parse("code=a=b c").unwrap();
        assert_eq!((hook.event, hook.command.expose()), ("code", "a=b c"));
        for text in ["", "code", "code=", "code= "] {
            assert_eq!(Hook::parse(text).unwrap_err(), messages::hook_form());
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_the_line_of_the_credentials_has_them() {
        use serde_json::json;
        let folder = tempfile::tempdir().unwrap();
        for (event, has) in [("error", false), ("credential", true)] {
            let path = folder.path().join(event);
            let hook = Hook::parse(&format!("{event}=cat >'{}'", path.display())).unwrap();
            let line = Line {
                event: event.to_owned(),
                value: json!({ "event": event, "credential": { "sid": "hunter2" } }),
                qr_file: None,
            };
            assert!(Hooks(vec![hook]).run(&line).is_empty());
            let text = std::fs::read_to_string(path).unwrap();
            assert_eq!(text.contains("hunter2"), has, "{text}");
        }
    }

    #[test]
    fn an_unknown_event_is_refused_with_the_nearest() {
        let problem = Hook::parse("credentials=secret-command").unwrap_err();
        assert!(problem.contains("did you mean `credential`?"), "{problem}");
        assert!(!problem.contains("secret"));
    }
}
