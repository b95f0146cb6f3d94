//! Runs a login over the asynchronous transport.

use std::sync::mpsc::Sender;

use qrlogin::{BoxFlow, Credential};
use qrlogin_tokio::{HyperTransport, Progress, Session};
use tokio::runtime::Builder;

use super::task::no_runtime;
use super::{Message, failure, forward};
use crate::exit::CliError;

pub(super) fn run(
    flow: BoxFlow,
    transport: HyperTransport,
    sender: &Sender<Message>,
) -> Result<Box<Credential>, CliError> {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(no_runtime)?;
    let outcome = runtime.block_on(async {
        let mut session = Session::new(flow, transport);
        loop {
            match session.next().await {
                Ok(Progress::Event(event)) => forward(event, sender)?,
                Ok(Progress::Done(credential)) => return Ok(Box::new(credential)),
                Err(error) => return Err(failure(&error)),
            }
        }
    });
    // A name resolution may still be running; the program does not wait for it.
    runtime.shutdown_background();
    outcome
}
