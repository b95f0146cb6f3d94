//! A flow whose codes are counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use qrlogin::{
    BoxFlow, Credential, Error, Event, Failure, Flow, InputWanted, QrCode, Response, Secret,
    Snapshot, Step, Timestamp,
};

/// Counts the codes that are shown for the first time: a resumed login returns the event of a code
/// only if it had not returned it before.
pub(super) struct Counted {
    pub(super) flow: BoxFlow,
    pub(super) codes: Arc<AtomicU32>,
}

impl Flow for Counted {
    type Credential = Credential;

    fn id(&self) -> &'static str {
        self.flow.id()
    }

    fn poll(&mut self, now: Timestamp) -> Result<Step<Self::Credential>, Error> {
        let step = self.flow.poll(now);
        if let Ok(Step::Event(Event::Code(_))) = &step {
            self.codes.fetch_add(1, Ordering::Relaxed);
        }
        step
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        self.flow.handle(now, outcome);
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        self.flow.snapshot()
    }

    fn code(&self) -> Option<QrCode> {
        self.flow.code()
    }

    fn input(&self) -> Option<InputWanted> {
        self.flow.input()
    }

    fn answer(&mut self, now: Timestamp, text: &Secret) -> bool {
        self.flow.answer(now, text)
    }

    fn compact(&mut self) {
        self.flow.compact();
    }
}
