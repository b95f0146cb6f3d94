//! Waits for a flow that runs on a thread of its own.

use std::io;
use std::sync::mpsc::{Receiver, Sender};
use std::time::Duration;

use qrlogin::{BoxFlow, Credential};

use crate::exit::CliError;
use crate::messages;
use crate::run::{Message, Transport};

/// The interval without messages after which `on_message` gets `None`.
const TICK: Duration = Duration::from_millis(500);

/// Runs a flow until it ends. `on_message` gets every message but the last, and `None` after each
/// [`TICK`]; its error ends the wait.
///
/// # Errors
/// The flow ended without credentials, or `on_message` returned an error.
pub(super) fn watch(
    flow: BoxFlow,
    transport: Transport,
    sender: Sender<Message>,
    receiver: &Receiver<Message>,
    mut on_message: impl FnMut(Option<Message>) -> Result<(), CliError>,
) -> Result<Box<Credential>, CliError> {
    let thread = transport.start(flow, sender).map_err(no_thread)?;
    wait(receiver, TICK, || thread.is_finished(), &mut on_message)
}

/// The error of a thread that the system cannot create.
pub(crate) fn no_thread(error: io::Error) -> CliError {
    CliError::output(messages::no_thread(), messages::check_limits()).because(Some(&error))
}

fn wait(
    receiver: &Receiver<Message>,
    tick: Duration,
    mut is_finished: impl FnMut() -> bool,
    on_message: &mut impl FnMut(Option<Message>) -> Result<(), CliError>,
) -> Result<Box<Credential>, CliError> {
    loop {
        // Checked first, so that all messages of a finished thread are in the channel.
        let finished = is_finished();
        match receiver.recv_timeout(tick) {
            Ok(Message::Ended(outcome)) => return outcome,
            Ok(message) => on_message(Some(message))?,
            Err(_) if finished => return Err(CliError::internal()),
            Err(_) => on_message(None)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    /// The outcome for a thread that sends these messages and ends just before it is checked, and
    /// the number of messages before the end.
    fn outcome(messages: Vec<Message>) -> (Result<Box<Credential>, CliError>, usize) {
        let (sender, receiver) = channel();
        let (mut messages, mut number) = (Some(messages), 0);
        let finishes = || {
            for message in messages.take().into_iter().flatten() {
                sender.send(message).unwrap();
            }
            true
        };
        let outcome = wait(&receiver, Duration::ZERO, finishes, &mut |message| {
            number += usize::from(message.is_some());
            Ok(())
        });
        (outcome, number)
    }

    #[test]
    fn the_outcome_is_found_after_earlier_messages() {
        let ended = || Message::Ended(Err(CliError::usage("the end", "")));
        let event = || Message::Event(Box::new(qrlogin::Event::Confirmed));
        for before in [
            vec![],
            vec![Message::Interrupted],
            vec![event(), Message::Interrupted],
        ] {
            let number = before.len();
            let (outcome, received) = outcome(before.into_iter().chain([ended()]).collect());
            assert_eq!(outcome.unwrap_err().message, "the end");
            assert_eq!(received, number);
        }
    }

    #[test]
    fn a_thread_without_an_outcome_is_an_internal_error() {
        let (outcome, received) = outcome(vec![Message::Interrupted]);
        assert_eq!(outcome.unwrap_err().kind, "internal");
        assert_eq!(received, 1);
    }
}
