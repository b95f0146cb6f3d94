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

#[cfg(test)]
mod tests {
    use qrlogin::flows::{self, Options};
    use qrlogin::{Seed, Settings};

    use super::*;

    #[test]
    fn a_login_that_is_recorded_still_tells_its_code_and_what_is_public() {
        let info = flows::find("bilibili-web").unwrap();
        let seed = Seed::new([7; 16]);
        let recorder = Recorder::start(info, &Settings::new(), seed, &Options::default());
        let mut shared = Shared(Arc::new(Mutex::new(recorder.unwrap())));
        let body =
            r#"{"code":0,"data":{"url":"https://account.bilibili.com/h5?k=k1","qrcode_key":"k1"}}"#;
        let now = Timestamp::from_secs(1_700_000_000);
        assert!(matches!(shared.poll(now), Ok(Step::Send(_))));
        shared.handle(now, Ok(Response::new(body.into())));
        let payload = shared.code().unwrap().payload;
        assert_eq!(payload.expose(), "https://account.bilibili.com/h5?k=k1");
        assert_ne!(shared.public_names(), PublicNames::NOTHING);
    }
}
