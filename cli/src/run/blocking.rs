//! Runs a login over the blocking transport.

use std::sync::mpsc::Sender;

use qrlogin::{BoxFlow, Credential};
use qrlogin_ureq::{Progress, Session, UreqTransport};

use super::{Message, failure, forward};
use crate::exit::CliError;

pub(super) fn run(
    flow: BoxFlow,
    transport: UreqTransport,
    sender: &Sender<Message>,
) -> Result<Box<Credential>, CliError> {
    let mut session = Session::new(flow, transport);
    loop {
        match session.next() {
            Ok(Progress::Event(event)) => forward(event, sender)?,
            Ok(Progress::Done(credential)) => return Ok(Box::new(credential)),
            Err(error) => return Err(failure(&error)),
        }
    }
}
