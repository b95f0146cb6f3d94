//! A login that is answered by hand.

use std::time::Duration;

use qrlogin::{Call, Error, Event, Failure, Flow, Login, Provider, Response, Step, Timestamp};

use crate::{START, reply, seed};

/// A login whose clock goes on from wait to wait.
pub struct Rig<F: Flow> {
    /// The login.
    pub flow: F,
    /// The caller's clock.
    pub now: Timestamp,
    /// Every event so far.
    pub events: Vec<Event>,
}

/// The next step of a login other than a wait or an event.
#[allow(clippy::large_enum_variant, reason = "short-lived, in tests")]
pub enum Came<C> {
    /// A call that needs an outcome.
    Call(Call),
    /// The credentials.
    Done(C),
    /// The error that the login ended with.
    Failed(Error),
}

impl<P: Provider> Rig<Login<P>> {
    /// A login that has received these responses.
    pub fn answered<const N: usize>(provider: P, responses: [Response; N]) -> Self {
        let mut rig = Self::new(Login::new(provider, seed()));
        for response in responses {
            rig.answer(Ok(response));
        }
        rig
    }
}

impl<F: Flow> Rig<F> {
    /// A login that has not begun.
    pub fn new(flow: F) -> Self {
        Self {
            flow,
            now: START,
            events: Vec::new(),
        }
    }

    /// Goes on through waits and events.
    #[allow(
        clippy::should_implement_trait,
        reason = "the end comes with an outcome"
    )]
    pub fn next(&mut self) -> Came<F::Credential> {
        for _ in 0..1000 {
            match self.flow.poll(self.now) {
                Ok(Step::Send(call)) => return Came::Call(call),
                Ok(Step::Wait(until)) => {
                    assert!(until > self.now, "a wait for the past");
                    self.now = until;
                }
                Ok(Step::Event(event)) => self.events.push(event),
                Ok(Step::Done(credential)) => return Came::Done(credential),
                Ok(_) => panic!("an unknown step"),
                Err(error) => return Came::Failed(error),
            }
        }
        panic!("a thousand steps without a call");
    }

    /// The next call.
    pub fn call(&mut self) -> Call {
        match self.next() {
            Came::Call(call) => call,
            Came::Done(_) => panic!("done instead of a call"),
            Came::Failed(error) => panic!("failed instead of a call: {error}"),
        }
    }

    /// The next call, answered at once.
    pub fn answer(&mut self, outcome: Result<Response, Failure>) -> Call {
        let call = self.call();
        self.flow.handle(self.now, outcome);
        call
    }

    /// The next call, answered with status 200 and this body.
    pub fn ok(&mut self, body: impl Into<Vec<u8>>) -> Call {
        self.answer(Ok(reply(200, body)))
    }

    /// The next call, which fails after this time.
    pub fn lose(&mut self, failure: Failure, after: Duration) -> Call {
        let call = self.call();
        self.now = self.now + after;
        self.flow.handle(self.now, Err(failure));
        call
    }

    /// How the login ends, which it must do without a further call.
    pub fn end(&mut self) -> Result<F::Credential, Error> {
        match self.next() {
            Came::Call(call) => panic!("a call instead of the end: {call:?}"),
            Came::Done(credential) => Ok(credential),
            Came::Failed(error) => Err(error),
        }
    }

    /// How the login ends if each call gets this response; `None` if it does not end in 20 calls.
    pub fn end_with(&mut self, response: &Response) -> Option<Result<F::Credential, Error>> {
        (0..20).find_map(|_| match self.next() {
            Came::Call(_) => {
                self.flow.handle(self.now, Ok(response.clone()));
                None
            }
            Came::Done(credential) => Some(Ok(credential)),
            Came::Failed(error) => Some(Err(error)),
        })
    }

    /// How the login ends with an error.
    pub fn error(&mut self) -> Error {
        self.end().err().expect("an error, not credentials")
    }

    /// Answers every call in this way to the end.
    pub fn run(
        &mut self,
        mut answer: impl FnMut(&Call) -> Result<Response, Failure>,
    ) -> Result<F::Credential, Error> {
        loop {
            match self.next() {
                Came::Call(call) => {
                    let outcome = answer(&call);
                    self.flow.handle(self.now, outcome);
                }
                Came::Done(credential) => return Ok(credential),
                Came::Failed(error) => return Err(error),
            }
        }
    }

    /// How many events are of this kind, named as in JSON.
    pub fn count(&self, kind: &str) -> usize {
        self.kinds().iter().filter(|it| **it == kind).count()
    }

    /// The kinds of all events in order.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.events.iter().map(Event::kind).collect()
    }
}
