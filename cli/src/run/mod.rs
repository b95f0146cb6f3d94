//! Running a login on a thread of its own, so that the main loop can always react.

mod asynchronous;
mod blocking;

use std::io;
use std::sync::mpsc::Sender;
use std::thread::{Builder, JoinHandle};

use qrlogin::{BoxFlow, Credential, Error, Event};
use qrlogin_tokio::HyperTransport;
use qrlogin_transport::{CallError, Config, DriveError};
use qrlogin_ureq::UreqTransport;

use crate::args;
use crate::exit::CliError;

/// What the main loop is told.
#[derive(Debug)]
pub(crate) enum Message {
    /// The login has something to show.
    Event(Box<Event>),
    /// The login has ended.
    Ended(Result<Box<Credential>, CliError>),
    /// The program is to end.
    Interrupted,
}

/// A transport, ready to use.
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

    /// Runs a login; the last message is [`Message::Ended`]. It ends early when nobody listens any
    /// more.
    ///
    /// # Errors
    /// The system has no thread to give.
    pub(crate) fn start(self, flow: BoxFlow, tell: Sender<Message>) -> io::Result<JoinHandle<()>> {
        Builder::new().name("login".to_owned()).spawn(move || {
            let outcome = match self {
                Self::Blocking(transport) => blocking::run(flow, transport, &tell),
                Self::Async(transport) => asynchronous::run(flow, transport, &tell),
            };
            // If nobody listens, nobody wants to know.
            let _ = tell.send(Message::Ended(outcome));
        })
    }
}

/// Passes an event on. When nobody listens any more, the login is as good as interrupted.
fn pass_on(event: Event, tell: &Sender<Message>) -> Result<(), CliError> {
    tell.send(Message::Event(Box::new(event)))
        .map_err(|_| CliError::interrupted())
}

/// Why a login ended.
fn failure(error: &DriveError<CallError>) -> CliError {
    let failure = error
        .login_error()
        .map_or_else(CliError::interrupted, CliError::login);
    match error {
        DriveError::Transport(call) => failure.of_call(call),
        _ => failure,
    }
}
