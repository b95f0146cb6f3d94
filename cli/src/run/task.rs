//! Runs tasks, which show no code and want no input.

use std::io;
use std::sync::mpsc::{Receiver, channel};
use std::thread::Builder;
use std::time::Duration;

use qrlogin::BoxFlow;
use tokio::runtime;

use super::{Transport, failure};
use crate::exit::CliError;
use crate::messages;

/// How long an interrupt may wait until it is handled.
const TICK: Duration = Duration::from_millis(50);

impl Transport {
    /// Runs a task to its end, on this thread.
    ///
    /// # Errors
    /// The task ended without an outcome.
    pub(crate) fn run<C>(self, task: BoxFlow<C>) -> Result<C, CliError> {
        match self {
            Self::Blocking(transport) => {
                let mut session = qrlogin_ureq::Session::new(task, transport);
                loop {
                    match session.next() {
                        Ok(qrlogin_ureq::Progress::Done(outcome)) => return Ok(outcome),
                        Ok(_) => {}
                        Err(error) => return Err(failure(&error)),
                    }
                }
            }
            Self::Async(transport) => {
                let runtime = runtime::Builder::new_current_thread().enable_all().build();
                let runtime = runtime.map_err(no_runtime)?;
                let outcome = runtime.block_on(async {
                    let mut session = qrlogin_tokio::Session::new(task, transport);
                    loop {
                        match session.next().await {
                            Ok(qrlogin_tokio::Progress::Done(outcome)) => return Ok(outcome),
                            Ok(_) => {}
                            Err(error) => return Err(failure(&error)),
                        }
                    }
                });
                // A name resolution may still be running; the program does not wait for it.
                runtime.shutdown_background();
                outcome
            }
        }
    }

    /// Runs a task on a thread of its own. `on_interrupt` gets every interrupt; its error ends the
    /// wait.
    ///
    /// # Errors
    /// The task ended without an outcome, or `on_interrupt` returned an error.
    pub(crate) fn run_interruptible<C: Send + 'static>(
        self,
        task: BoxFlow<C>,
        interrupts: &Receiver<()>,
        mut on_interrupt: impl FnMut() -> Result<(), CliError>,
    ) -> Result<C, CliError> {
        let (sender, receiver) = channel();
        let thread = Builder::new().name("task".to_owned()).spawn(move || {
            // Fails if the wait has ended.
            let _ = sender.send(self.run(task));
        });
        thread.map_err(crate::commands::no_thread)?;
        loop {
            match receiver.recv_timeout(TICK) {
                Ok(outcome) => return outcome,
                Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {}
                Err(_) => return Err(CliError::internal()),
            }
            while interrupts.try_recv().is_ok() {
                on_interrupt()?;
            }
        }
    }
}

pub(super) fn no_runtime(error: io::Error) -> CliError {
    CliError::output(messages::no_runtime(), messages::use_blocking()).because(Some(&error))
}
