//! Hands the JSON lines on: to commands (`--on`) and to a web server (`--webhook`).
//!
//! Each receiver has a thread of its own and gets the lines in their order, so that a slow one
//! delays neither the login nor the others. A failure is a warning.

mod hook;
mod webhook;

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::Builder;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::args::{NetworkArgs, RelayArgs};
use crate::commands::no_thread;
use crate::exit::CliError;
use crate::messages::{self, Text};
pub(crate) use hook::Hook;
use hook::Hooks;
use webhook::Webhook;

/// How long the receivers may take after the end of the login.
const PATIENCE: Duration = Duration::from_secs(30);
/// The fields with credentials.
const CREDENTIAL: &str = "credential";

/// The receivers of the lines.
pub(crate) struct Relay {
    receivers: Vec<Sender<Line>>,
    warnings: Receiver<Text>,
}

/// A line.
#[derive(Clone)]
struct Line {
    event: String,
    value: Value,
    /// The picture of the code.
    qr_file: Option<PathBuf>,
}

impl Relay {
    /// The receivers in these options; `None` if there are none.
    ///
    /// # Errors
    /// An option cannot be used, or the system cannot create a thread.
    pub(crate) fn start(args: &RelayArgs, network: &NetworkArgs) -> Result<Option<Self>, CliError> {
        let webhook = Webhook::new(args, network)?;
        if args.on.is_empty() && webhook.is_none() {
            return Ok(None);
        }
        let (warn, warnings) = channel();
        let mut receivers = Vec::new();
        if !args.on.is_empty() {
            let hooks = Hooks::new(&args.on);
            receivers.push(receiver(warn.clone(), move |line| hooks.run(line)).map_err(no_thread)?);
        }
        if let Some(mut webhook) = webhook {
            receivers.push(receiver(warn, move |line| webhook.send(line)).map_err(no_thread)?);
        }
        Ok(Some(Self {
            receivers,
            warnings,
        }))
    }

    /// Hands on a line.
    pub(crate) fn send(&self, value: &Value, qr_file: Option<PathBuf>) {
        let event = value.get("event").and_then(Value::as_str);
        let line = Line {
            event: event.unwrap_or_default().to_owned(),
            value: value.clone(),
            qr_file,
        };
        for receiver in &self.receivers {
            // Fails if the thread has ended by a bug.
            let _ = receiver.send(line.clone());
        }
    }

    /// The failures since the last call.
    pub(crate) fn warnings(&self) -> impl Iterator<Item = Text> {
        self.warnings.try_iter()
    }

    /// Waits until all lines are received; the failures meanwhile.
    pub(crate) fn finish(self) -> Vec<Text> {
        drop(self.receivers);
        let end = Instant::now() + PATIENCE;
        let mut failures = Vec::new();
        loop {
            match self
                .warnings
                .recv_timeout(end.saturating_duration_since(Instant::now()))
            {
                Ok(failure) => failures.push(failure),
                Err(RecvTimeoutError::Disconnected) => return failures,
                Err(RecvTimeoutError::Timeout) => {
                    failures.push(messages::receivers_left());
                    return failures;
                }
            }
        }
    }
}

/// A thread that gets the lines.
fn receiver(
    warn: Sender<Text>,
    mut take: impl FnMut(&Line) -> Vec<Text> + Send + 'static,
) -> io::Result<Sender<Line>> {
    let (sender, lines) = channel::<Line>();
    Builder::new().name("relay".to_owned()).spawn(move || {
        for line in lines {
            for failure in take(&line) {
                // Fails if the main loop has given up.
                let _ = warn.send(failure);
            }
        }
    })?;
    Ok(sender)
}

impl Line {
    /// The same without credentials.
    fn without_credential(&self) -> Value {
        let mut value = self.value.clone();
        if let Some(fields) = value.as_object_mut() {
            fields.remove(CREDENTIAL);
        }
        value
    }
}
