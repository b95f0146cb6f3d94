//! `--record`: the login passes through a recorder, whose file is written when it ends.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;
use std::time::Duration;

use qrlogin::{
    BoxFlow, Credential, Error, Failure, Flow, InputWanted, QrCode, Response, Secret, Snapshot,
    Step, Timestamp,
};
use qrlogin_recordings::Recorder;

use crate::messages;
use crate::output::printable;
use crate::run::Message;
use crate::save::Target;
use crate::show::Reporter;

/// How often the person is listened to while the secrets are taken out.
const TICK: Duration = Duration::from_millis(50);
/// How many times until the person is told what takes so long.
const SOON: u32 = 20;

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
    /// Writes the file, unless there is an interruption before. Whatever happens to it is told, and
    /// is no reason to lose a login.
    pub(crate) fn write(self, inbox: &Receiver<Message>, reporter: &mut Reporter<'_>) {
        let path = printable(&self.target.path().display().to_string());
        let takes_long = || {
            reporter.say(&messages::redacting());
        };
        match self.redacted(inbox, takes_long) {
            Ok(text) => match self.target.write(text.as_bytes()) {
                Ok(()) => reporter.say(&messages::recorded(path)),
                Err(error) => {
                    let kind = error.kind();
                    reporter.warn(&messages::recording_failed(path, kind));
                }
            },
            Err(why) => reporter.warn(&messages::recording_skipped(path, why)),
        }
    }

    /// The text of the file. Taking the secrets out of a long login takes seconds, so a thread does
    /// it.
    ///
    /// # Errors
    /// Why there is none.
    fn redacted(
        &self,
        inbox: &Receiver<Message>,
        mut takes_long: impl FnMut(),
    ) -> Result<String, String> {
        let recorder = self.shared.clone();
        let (tell, text) = channel();
        let thread = Builder::new().name("recording".to_owned()).spawn(move || {
            // If nobody listens, it is not wanted any more.
            let _ = tell.send(recorder.lock().to_har().to_json());
        });
        thread.map_err(|_| messages::no_thread())?;
        let mut ticks = 0_u32;
        loop {
            while let Ok(message) = inbox.try_recv() {
                if matches!(message, Message::Interrupted) {
                    return Err(messages::interrupted());
                }
            }
            match text.recv_timeout(TICK) {
                Ok(text) => return Ok(text),
                Err(RecvTimeoutError::Timeout) => {
                    ticks = ticks.saturating_add(1);
                    if ticks == SOON {
                        takes_long();
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Err(messages::internal()),
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

    fn id(&self) -> &'static str {
        self.lock().id()
    }

    fn input(&self) -> Option<InputWanted> {
        self.lock().input()
    }

    fn answer(&mut self, now: Timestamp, text: &Secret) -> bool {
        self.lock().answer(now, text)
    }
}

#[cfg(test)]
mod tests {
    use qrlogin::flows::{self, Options};
    use qrlogin::{Event, Seed, Settings};

    use super::*;

    /// What becomes of a recording while these messages come.
    fn redacted(messages: impl IntoIterator<Item = Message>) -> Result<String, String> {
        let info = flows::find("bilibili-web").unwrap();
        let (seed, options) = (Seed::new([7; 16]), Options::new());
        let recorder = Recorder::start(info, &Settings::new(), seed, &options).unwrap();
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("login.har");
        let target = Target::check(&crate::save::RECORD, &path, false).unwrap();
        let (_flow, tape) = start(recorder, target);
        let (tell, inbox) = channel();
        for message in messages {
            tell.send(message).unwrap();
        }
        tape.redacted(&inbox, || {})
    }

    #[test]
    fn an_interruption_gives_the_recording_up_and_is_told() {
        assert_eq!(
            redacted([Message::Interrupted]),
            Err(messages::interrupted())
        );
    }

    #[test]
    fn what_the_login_still_tells_does_not_matter() {
        let event = Message::Event(Box::new(Event::Confirmed));
        let ended = Message::Ended(Err(crate::exit::Failure::interrupted()));
        assert!(redacted([event, ended]).unwrap().contains("_qrlogin"));
    }

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
        assert!(matches!(shared.poll(now), Ok(Step::Event(_))));
        let payload = shared.code().unwrap().payload;
        assert_eq!(payload.expose(), "https://account.bilibili.com/h5?k=k1");
    }
}
