//! `--record`: the login passes through a recorder, whose file is written when it ends.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qrlogin::{
    BoxFlow, Credential, Error, Failure, Flow, PublicNames, QrCode, Recorder, Response, Snapshot,
    Step, Timestamp,
};

use crate::output::printable;
use crate::save::Target;
use crate::show::Reporter;

/// The recorder belongs to the thread of the login and to the main loop, which may end first.
#[derive(Clone)]
struct Shared(Arc<Mutex<Recorder<BoxFlow>>>);

/// What has been recorded, and where it goes.
pub(crate) struct Tape {
    shared: Shared,
    target: Target,
}

/// The login to run, and its recording.
pub(crate) fn start(recorder: Recorder<BoxFlow>, target: Target) -> (BoxFlow, Tape) {
    let shared = Shared(Arc::new(Mutex::new(recorder)));
    let tape = Tape {
        shared: shared.clone(),
        target,
    };
    (Box::new(shared), tape)
}

impl Tape {
    /// Writes the file. That it cannot be written is no reason to lose a login.
    pub(crate) fn write(&self, reporter: &mut Reporter<'_>) {
        let text = self.shared.lock().to_har().to_json();
        let path = printable(&self.target.path().display().to_string());
        match self.target.write(text.as_bytes()) {
            Ok(()) => reporter.say(&format!("Recorded, without the secrets: {path}")),
            Err(error) => {
                let kind = error.kind();
                reporter.warn(&format!(
                    "the recording {path} could not be written: {kind}"
                ));
            }
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Recorder<BoxFlow>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flow for Shared {
    type Credential = Credential;

    fn poll(&mut self, now: Timestamp) -> Result<Step<Credential>, Error> {
        self.lock().poll(now)
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        self.lock().handle(now, outcome);
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        self.lock().snapshot()
    }

    fn code(&self) -> Option<QrCode> {
        self.lock().code()
    }

    fn public_names(&self) -> PublicNames {
        self.lock().public_names()
    }
}
