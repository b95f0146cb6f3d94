//! Over the blocking transport.

use std::sync::mpsc::Sender;

use qrlogin::{BoxFlow, Credential};
use qrlogin_ureq::{Progress, Session, UreqTransport};

use super::{Message, failure, pass_on};
use crate::exit::CliError;

pub(super) fn run(
    flow: BoxFlow,
    transport: UreqTransport,
    tell: &Sender<Message>,
) -> Result<Box<Credential>, CliError> {
    let mut session = Session::new(flow, transport);
    loop {
        match session.next() {
            Ok(Progress::Event(event)) => pass_on(event, tell)?,
            Ok(Progress::Done(credential)) => return Ok(Box::new(credential)),
            Err(error) => return Err(failure(&error)),
        }
    }
}
