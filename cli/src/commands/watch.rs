//! Waiting for what runs on a thread of its own.

use std::sync::mpsc::{Receiver, Sender};
use std::time::Duration;

use qrlogin::{BoxFlow, Credential};

use crate::exit::CliError;
use crate::messages;
use crate::run::{Message, Transport};

/// How often the time is looked at.
const TICK: Duration = Duration::from_millis(500);

/// Runs a flow until it ends. `told` gets every message but the last, and `None` when time has
/// passed; its error ends the wait.
///
/// # Errors
/// The flow ended without credentials, or `told` wants it so.
pub(super) fn watch(
    flow: BoxFlow,
    transport: Transport,
    tell: Sender<Message>,
    inbox: &Receiver<Message>,
    mut told: impl FnMut(Option<Message>) -> Result<(), CliError>,
) -> Result<Box<Credential>, CliError> {
    let thread = transport.start(flow, tell).map_err(|error| {
        CliError::output(messages::no_thread(), messages::check_limits()).because(Some(&error))
    })?;
    wait(inbox, TICK, || thread.is_finished(), &mut told)
}

fn wait(
    inbox: &Receiver<Message>,
    tick: Duration,
    mut is_finished: impl FnMut() -> bool,
    told: &mut impl FnMut(Option<Message>) -> Result<(), CliError>,
) -> Result<Box<Credential>, CliError> {
    loop {
        // Asked first: what it has told before its end is in the inbox then.
        let finished = is_finished();
        match inbox.recv_timeout(tick) {
            Ok(Message::Ended(outcome)) => return outcome,
            Ok(message) => told(Some(message))?,
            Err(_) if finished => return Err(CliError::internal()),
            Err(_) => told(None)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    /// What comes of a thread that tells this and is finished thereafter, just when it is looked
    /// at.
    fn outcome(messages: Vec<Message>) -> (Result<Box<Credential>, CliError>, usize) {
        let (tell, inbox) = channel();
        let (mut messages, mut number) = (Some(messages), 0);
        let finishes = || {
            for message in messages.take().into_iter().flatten() {
                tell.send(message).unwrap();
            }
            true
        };
        let outcome = wait(&inbox, Duration::ZERO, finishes, &mut |message| {
            number += usize::from(message.is_some());
            Ok(())
        });
        (outcome, number)
    }

    #[test]
    fn the_end_is_found_behind_what_came_before_it() {
        let ended = || Message::Ended(Err(CliError::usage("the end", "")));
        let event = || Message::Event(Box::new(qrlogin::Event::Confirmed));
        for before in [
            vec![],
            vec![Message::Interrupted],
            vec![event(), Message::Interrupted],
        ] {
            let number = before.len();
            let (outcome, told) = outcome(before.into_iter().chain([ended()]).collect());
            assert_eq!(outcome.unwrap_err().message, "the end");
            assert_eq!(told, number);
        }
    }

    #[test]
    fn a_thread_that_ends_without_an_outcome_is_an_internal_error() {
        let (outcome, told) = outcome(vec![Message::Interrupted]);
        assert_eq!(outcome.unwrap_err().kind, "internal");
        assert_eq!(told, 1);
    }
}
