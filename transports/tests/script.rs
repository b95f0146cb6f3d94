//! A flow that runs a script and keeps the outcomes of its calls.

use std::collections::VecDeque;
use std::time::Duration;

use qrlogin::http::{self, Method};
use qrlogin::{Call, Error, Event, Failure, Flow, InputWanted, QrCode, Response, Secret, Snapshot};
use qrlogin::{Step, Timestamp};

/// The outcome of a call.
pub type Outcome = Result<Response, Failure>;

/// A flow that returns its steps in order, and then the outcomes of its calls.
#[derive(Debug, Default)]
pub struct Script {
    steps: VecDeque<Item>,
    outcomes: Vec<Outcome>,
    gives_up: bool,
    has_ended: bool,
}

#[derive(Debug)]
enum Item {
    Call(Call),
    Event(Event),
    Wait(Timestamp),
}

impl Script {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn call(mut self, call: Call) -> Self {
        self.steps.push_back(Item::Call(call));
        self
    }

    pub fn event(mut self, event: Event) -> Self {
        self.steps.push_back(Item::Event(event));
        self
    }

    pub fn wait_until(mut self, until: Timestamp) -> Self {
        self.steps.push_back(Item::Wait(until));
        self
    }

    /// Ends with an error at the first failure.
    pub fn giving_up(mut self) -> Self {
        self.gives_up = true;
        self
    }
}

impl Flow for Script {
    type Credential = Vec<Outcome>;

    fn poll(&mut self, now: Timestamp) -> Result<Step<Vec<Outcome>>, Error> {
        if self.has_ended {
            return Err(Error::Finished);
        }
        if self.gives_up
            && let Some(Err(failure)) = self.outcomes.last()
        {
            self.has_ended = true;
            return Err(Error::Transport(*failure));
        }
        match self.steps.pop_front() {
            Some(Item::Event(event)) => Ok(Step::Event(event)),
            Some(Item::Wait(until)) if now >= until => self.poll(now),
            Some(Item::Wait(until)) => {
                self.steps.push_front(Item::Wait(until));
                Ok(Step::Wait(until))
            }
            Some(Item::Call(call)) => {
                self.steps.push_front(Item::Call(call.clone()));
                Ok(Step::Send(call))
            }
            None => {
                self.has_ended = true;
                Ok(Step::Done(std::mem::take(&mut self.outcomes)))
            }
        }
    }

    fn handle(&mut self, _: Timestamp, outcome: Outcome) {
        if let Some(Item::Call(_)) = self.steps.front() {
            self.steps.pop_front();
            self.outcomes.push(outcome);
        }
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        Err(Error::Finished)
    }

    fn code(&self) -> Option<QrCode> {
        None
    }

    fn id(&self) -> &'static str {
        "script"
    }

    fn input(&self) -> Option<InputWanted> {
        None
    }

    fn answer(&mut self, _: Timestamp, _: &Secret) -> bool {
        false
    }
}

/// A GET with a time-out of 5 s.
pub fn get(url: impl AsRef<str>) -> Call {
    request(Method::GET, url, &[], "")
}

/// Any call, with a time-out of 5 s.
pub fn request(method: Method, url: impl AsRef<str>, headers: &[(&str, &str)], body: &str) -> Call {
    let mut request = http::Request::builder().method(method).uri(url.as_ref());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.into()).unwrap();
    Call::new("test", request, Duration::from_secs(5))
}

/// The same call with this time-out.
pub fn within(mut call: Call, timeout: Duration) -> Call {
    call.timeout = timeout;
    call
}
