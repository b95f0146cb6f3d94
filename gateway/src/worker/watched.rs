//! A flow that tells when a login has reached a stage that has to be stored.

use qrlogin::{
    BoxFlow, Credential, Error, Event, Failure, Flow, InputWanted, QrCode, Response, Secret,
    Snapshot, Step, Timestamp,
};
use tokio::sync::mpsc::UnboundedSender;

use crate::event::LoginEvent;
use crate::store::LoginId;

/// A login that has reached another stage without an event.
pub(super) type Reached = (LoginId, Snapshot);

/// The flow of a login, which sends a snapshot when a reply was received that the service may give
/// once, such as a ticket: then the next call is another one than the last. After the confirmation
/// it may have the same name, such as that of the next redirect. After an event no snapshot is
/// sent, since the worker takes one with each event that is stored.
pub(super) struct Watched {
    flow: BoxFlow,
    id: LoginId,
    /// The call that was returned last; `None` if the state then is stored.
    call: Option<&'static str>,
    /// Whether that call was answered.
    is_answered: bool,
    /// Whether the user has yet to confirm: a reply can be received again.
    is_waiting: bool,
    reached: UnboundedSender<Reached>,
}

impl Watched {
    pub(super) fn new(flow: BoxFlow, id: LoginId, reached: UnboundedSender<Reached>) -> Self {
        Self {
            is_waiting: flow.code().is_some(),
            flow,
            id,
            call: None,
            is_answered: false,
            reached,
        }
    }

    /// Notes the call; whether the state before it has to be stored.
    fn is_news(&mut self, call: &'static str) -> bool {
        let last = self.call.replace(call);
        let has_reply = std::mem::take(&mut self.is_answered) && !self.is_waiting;
        last.is_some_and(|last| last != call || has_reply)
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
                if self.is_news(call.name)
                    && let Ok(snapshot) = self.flow.snapshot()
                {
                    // The worker has ended if it does not receive.
                    let _ = self.reached.send((self.id.clone(), snapshot));
                }
            }
            Step::Event(event) if LoginEvent::is_stored(event) => {
                self.is_waiting = !matches!(event, Event::Confirmed);
                self.call = None;
            }
            _ => {}
        }
        Ok(step)
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        self.is_answered = outcome.is_ok();
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
