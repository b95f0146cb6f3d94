//! What the tests share: a login on virtual time, answered by hand.

#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::panic,
    reason = "each test binary uses a part of it"
)]

pub mod simulated;

use std::time::Duration;

use qrlogin::{Call, Error, Event, Failure, Flow, Response, Seed, Step, Timestamp};

/// 2023-11-14 22:13:20 UTC.
pub const START: Timestamp = Timestamp::from_secs(1_700_000_000);

pub fn seed() -> Seed {
    Seed::new(*b"an even 16 bytes")
}

pub fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

pub fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// An answer without headers.
pub fn reply(status: u16, body: impl Into<Vec<u8>>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = http_status(status);
    response
}

/// An answer with these headers.
pub fn reply_with(status: u16, headers: &[(&'static str, &str)], body: &str) -> Response {
    let mut response = reply(status, body);
    for (name, value) in headers {
        let value = value.parse().expect("a header value");
        response.headers_mut().append(*name, value);
    }
    response
}

fn http_status(status: u16) -> qrlogin::http::StatusCode {
    qrlogin::http::StatusCode::from_u16(status).expect("a status")
}

/// A login whose clock is turned by hand.
pub struct Rig<F: Flow> {
    pub flow: F,
    pub now: Timestamp,
    /// Every event so far.
    pub events: Vec<Event>,
}

/// What a login came to next, other than waits and events.
#[allow(clippy::large_enum_variant, reason = "short-lived, in tests")]
pub enum Came<C> {
    Call(Call),
    Done(C),
    Failed(Error),
}

impl<F: Flow> Rig<F> {
    pub fn new(flow: F) -> Self {
        Self {
            flow,
            now: START,
            events: Vec::new(),
        }
    }

    /// Goes on through waits and events.
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

    /// The next call, lost after this long.
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
        self.events
            .iter()
            .filter(|event| kind_of(event) == kind)
            .count()
    }

    /// The kinds of all events in order.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.events.iter().map(kind_of).collect()
    }
}

pub fn kind_of(event: &Event) -> &'static str {
    match event {
        Event::Code(_) => "code",
        Event::Scanned(_) => "scanned",
        Event::InputWanted(_) => "input_wanted",
        Event::Confirmed => "confirmed",
        Event::Retrying { .. } => "retrying",
        _ => "unknown",
    }
}

/// The parameters of a call, from its query and its form body.
pub fn parameters(call: &Call) -> Vec<(String, String)> {
    let query = call.request.uri().query().unwrap_or_default();
    let form = std::str::from_utf8(call.request.body()).unwrap_or_default();
    [query, form]
        .iter()
        .flat_map(|text| url::form_urlencoded::parse(text.as_bytes()).into_owned())
        .collect()
}

/// One parameter of a call.
pub fn parameter(call: &Call, name: &str) -> Option<String> {
    let all = parameters(call);
    all.into_iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value)
}

/// One header of a call.
pub fn header<'a>(call: &'a Call, name: &str) -> Option<&'a str> {
    call.request.headers().get(name)?.to_str().ok()
}
