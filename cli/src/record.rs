//! `--record`: a recorder wraps the login; its file is written when the login ends.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;
use std::time::Duration;

use qrlogin::{
    BoxFlow, Credential, Error, Failure, Flow, InputWanted, QrCode, Response, Secret, Snapshot,
    Step, Timestamp,
};
use qrlogin_recordings::Recorder;

use crate::messages::{self, Text};
use crate::run::Message;
use crate::save::Target;
use crate::show::Reporter;
use crate::text::printable;

/// The interval at which interrupts are checked while the secrets are removed.
const TICK: Duration = Duration::from_millis(50);
/// The number of intervals after which a message is printed.
const SOON: u32 = 20;

/// The recorder, shared by the thread of the login and the main loop, which may end first.
#[derive(Clone)]
struct Shared(Arc<Mutex<Recorder<BoxFlow>>>);

/// Writes a recording to its file.
pub(crate) struct RecordingWriter {
    shared: Shared,
    target: Target,
}

/// The flow to run, and the writer of its recording.
pub(crate) fn start(recorder: Recorder<BoxFlow>, target: Target) -> (BoxFlow, RecordingWriter) {
    let shared = Shared(Arc::new(Mutex::new(recorder)));
    let recording = RecordingWriter {
        shared: shared.clone(),
        target,
    };
    (Box::new(shared), recording)
}

impl RecordingWriter {
    /// Writes the file, unless interrupted before. A failure is a warning and does not fail the
    /// login.
    pub(crate) fn write(self, receiver: &Receiver<Message>, reporter: &mut Reporter<'_>) {
        let path = printable(&self.target.path().display().to_string());
        let takes_long = || {
            reporter.say(&messages::redacting());
        };
        match self.redacted(receiver, takes_long) {
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

    /// The text of the file. Removing the secrets of a long login takes seconds, so a thread does
    /// it.
    ///
    /// # Errors
    /// The reason why there is no text.
    fn redacted(
        &self,
        receiver: &Receiver<Message>,
        mut takes_long: impl FnMut(),
    ) -> Result<String, Text> {
        let recorder = self.shared.clone();
        let (sender, text) = channel();
        let thread = Builder::new().name("recording".to_owned()).spawn(move || {
            // Fails if the main loop has given up.
            let _ = sender.send(recorder.lock().to_har().to_json());
        });
        thread.map_err(|_| messages::no_thread())?;
        let mut ticks = 0_u32;
        loop {
            while let Ok(message) = receiver.try_recv() {
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

    fn compact(&mut self) {
        self.lock().compact();
    }
}

#[cfg(test)]
mod tests {
    use qrlogin::flows::{self, Options};
    use qrlogin::{Event, Seed, Settings};

    use super::*;

    /// The result for a recording while these messages arrive.
    fn redacted(messages: impl IntoIterator<Item = Message>) -> Result<String, Text> {
        let info = flows::find("bilibili-web").unwrap();
        let (seed, options) = (Seed::new([7; 16]), Options::new());
        let recorder = Recorder::start(info, &Settings::new(), seed, &options).unwrap();
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("login.har");
        let target = Target::check(&crate::save::RECORD, &path, false).unwrap();
        let (_flow, recording) = start(recorder, target);
        let (sender, receiver) = channel();
        for message in messages {
            sender.send(message).unwrap();
        }
        recording.redacted(&receiver, || {})
    }

    #[test]
    fn an_interrupt_skips_the_recording_with_a_reason() {
        assert_eq!(
            redacted([Message::Interrupted]),
            Err(messages::interrupted())
        );
    }

    #[test]
    fn other_messages_do_not_stop_the_recording() {
        let event = Message::Event(Box::new(Event::Confirmed));
        let ended = Message::Ended(Err(crate::exit::CliError::interrupted()));
        assert!(redacted([event, ended]).unwrap().contains("_qrlogin"));
    }

    #[test]
    fn a_recorded_flow_still_returns_its_code() {
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
