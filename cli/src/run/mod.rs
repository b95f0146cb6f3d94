//! Runs a login on a thread of its own, so that the main loop can always react.

mod asynchronous;
mod blocking;
mod task;
mod typed;

use std::io;
use std::sync::mpsc::{Receiver, Sender};
use std::thread::{Builder, JoinHandle};

use qrlogin::{BoxFlow, Credential, Error, Event, Secret};
use qrlogin_tokio::HyperTransport;
use qrlogin_transport::{CallError, Config, DriveError};
use qrlogin_ureq::UreqTransport;

use crate::args;
use crate::exit::CliError;
use crate::messages::Text;

/// A message to the main loop.
#[derive(Debug)]
pub(crate) enum Message {
    /// An event of the login.
    Event(Box<Event>),
    /// The login has ended.
    Ended(Result<Box<Credential>, CliError>),
    /// The user has typed a line; `None` if there will be no more.
    Typed(Option<Secret>),
    /// A warning for the user.
    Warning(Text),
    /// The user or the system ends the program.
    Interrupted,
}

/// The flow, with its input from this channel.
pub(crate) fn with_input(flow: BoxFlow, answers: Receiver<Secret>) -> BoxFlow {
    Box::new(typed::Typed::new(flow, answers))
}

/// A transport of either kind.
pub(crate) enum Transport {
    Blocking(UreqTransport),
    Async(HyperTransport),
}

impl Transport {
    /// A transport of this kind.
    ///
    /// # Errors
    /// [`Error::Setting`] if certificate authorities of the environment cannot be used.
    pub(crate) fn new(kind: args::Transport, config: Config) -> Result<Self, Error> {
        Ok(match kind {
            args::Transport::Blocking => Self::Blocking(UreqTransport::new(config)?),
            args::Transport::Async => Self::Async(HyperTransport::new(config)?),
        })
    }

    /// Runs a login; the last message is [`Message::Ended`]. It ends early when the receiver is
    /// dropped.
    ///
    /// # Errors
    /// The system cannot create a thread.
    pub(crate) fn start(
        self,
        flow: BoxFlow,
        sender: Sender<Message>,
    ) -> io::Result<JoinHandle<()>> {
        Builder::new().name("login".to_owned()).spawn(move || {
            let outcome = match self {
                Self::Blocking(transport) => blocking::run(flow, transport, &sender),
                Self::Async(transport) => asynchronous::run(flow, transport, &sender),
            };
            // Fails if the main loop has ended.
            let _ = sender.send(Message::Ended(outcome));
        })
    }
}

/// Sends an event to the main loop. If that has ended, so does the login.
fn forward(event: Event, sender: &Sender<Message>) -> Result<(), CliError> {
    sender
        .send(Message::Event(Box::new(event)))
        .map_err(|_| CliError::interrupted())
}

/// The error of a session.
fn failure(error: &DriveError<CallError>) -> CliError {
    let failure = error
        .login_error()
        .map_or_else(CliError::interrupted, CliError::login);
    match error {
        DriveError::Transport(call) => failure.of_call(call),
        _ => failure,
    }
}
