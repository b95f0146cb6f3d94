//! Waiting for what runs on a thread of its own.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use qrlogin::{BoxFlow, Credential};

use crate::exit::Failure;
use crate::run::{Message, Transport};

/// How often the time is looked at.
const TICK: Duration = Duration::from_millis(500);

/// Runs a flow until it ends. `told` gets every message but the last, and `None` when time has passed; its
/// error ends the wait.
///
/// # Errors
/// The flow ended without credentials, or `told` wants it so.
pub(super) fn watch(
    flow: BoxFlow,
    transport: Transport,
    tell: Sender<Message>,
    inbox: &Receiver<Message>,
    mut told: impl FnMut(Option<Message>) -> Result<(), Failure>,
) -> Result<Box<Credential>, Failure> {
    let thread = transport.start(flow, tell).map_err(|error| {
        let advice = "check the limits of this environment";
        Failure::output("no thread can be started", advice).because(Some(&error))
    })?;
    loop {
        match inbox.recv_timeout(TICK) {
            Ok(Message::Ended(outcome)) => return outcome,
            Ok(message) => told(Some(message))?,
            Err(RecvTimeoutError::Timeout) if !thread.is_finished() => told(None)?,
            // The last message may have come just now.
            Err(_) => match inbox.try_recv() {
                Ok(Message::Ended(outcome)) => return outcome,
                _ => return Err(defect()),
            },
        }
    }
}

fn defect() -> Failure {
    let advice = "report it, with the text above and without the link in the code";
    Failure::output("it ended by a defect of this program", advice)
}
