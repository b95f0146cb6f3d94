//! A flow that tells when a login has reached a stage that has to be stored.

use qrlogin::{
    BoxFlow, Credential, Error, Failure, Flow, InputWanted, QrCode, Response, Secret, Snapshot,
    Step, Timestamp,
};
use tokio::sync::mpsc::UnboundedSender;

use crate::store::LoginId;

/// A login that has reached another stage without an event.
pub(super) type Reached = (LoginId, Snapshot);

/// The flow of a login, which sends a snapshot when the next call is another one than the last:
/// then a reply was received that the service may give once, such as a ticket. After an event no
/// snapshot is sent, since the worker takes one with each event.
pub(super) struct Watched {
    flow: BoxFlow,
    id: LoginId,
    /// The call that was returned last, since the last event.
    call: Option<&'static str>,
    reached: UnboundedSender<Reached>,
}

impl Watched {
    pub(super) fn new(flow: BoxFlow, id: LoginId, reached: UnboundedSender<Reached>) -> Self {
        Self {
            flow,
            id,
            call: None,
            reached,
        }
    }

    pub(super) fn login(&self) -> &LoginId {
        &self.id
    }
}

impl Flow for Watched {
    type Credential = Credential;

    fn id(&self) -> &'static str {
        self.flow.id()
    }

    fn poll(&mut self, now: Timestamp) -> Result<Step<Credential>, Error> {
        let step = self.flow.poll(now)?;
        match &step {
            Step::Send(call) => {
                let is_another = self.call.is_some_and(|last| last != call.name);
                self.call = Some(call.name);
                if is_another && let Ok(snapshot) = self.flow.snapshot() {
                    // The worker has ended if it does not receive.
                    let _ = self.reached.send((self.id.clone(), snapshot));
                }
            }
            Step::Event(_) => self.call = None,
            _ => {}
        }
        Ok(step)
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
