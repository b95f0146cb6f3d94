//! Over the blocking transport.

use std::error::Error as _;
use std::sync::mpsc::Sender;

use qrlogin::{BoxFlow, Credential};
use qrlogin_ureq::{Progress, Session, UreqTransport};

use super::{Message, pass_on};
use crate::exit::Failure;

pub(super) fn run(
    flow: BoxFlow,
    transport: UreqTransport,
    tell: &Sender<Message>,
) -> Result<Box<Credential>, Failure> {
    let mut session = Session::new(flow, transport);
    loop {
        match session.next() {
            Ok(Progress::Event(event)) => pass_on(event, tell)?,
            Ok(Progress::Done(credential)) => return Ok(Box::new(credential)),
            Err(error) => {
                let failure = error
                    .login_error()
                    .map_or_else(Failure::interrupted, Failure::login);
                return Err(failure.explained(error.source()));
            }
        }
    }
}
