//! A login that is answered by hand.

use qrlogin::http::{HeaderValue, StatusCode};
use qrlogin::{Call, Error, Failure, Flow, Login, Provider, Response, Step, Timestamp};

use crate::{START, seed};

/// A login whose clock goes on by itself from wait to wait.
pub struct Rig<F> {
    pub flow: F,
    pub now: Timestamp,
}

/// What a login came to next, other than waits and events.
pub enum Came<C> {
    Call(Call),
    Done(C),
    Failed(Error),
}

impl<P: Provider> Rig<Login<P>> {
    /// A login that has had these answers.
    pub fn answered<const N: usize>(provider: P, answers: [Response; N]) -> Self {
        let mut rig = Self {
            flow: Login::new(provider, seed()),
            now: START,
        };
        for answer in answers {
            assert!(
                matches!(rig.answer(Ok(answer)), Came::Call(_)),
                "no call to be answered"
            );
        }
        rig
    }
}

impl<F: Flow> Rig<F> {
    /// Goes on through waits and events.
    pub fn next(&mut self) -> Came<F::Credential> {
        for _ in 0..100 {
            match self.flow.poll(self.now) {
                Ok(Step::Send(call)) => return Came::Call(call),
                Ok(Step::Wait(until)) => {
                    assert!(until > self.now, "a wait for the past");
                    self.now = until;
                }
                Ok(Step::Event(_)) => {}
                Ok(Step::Done(credential)) => return Came::Done(credential),
                Ok(step) => panic!("an unknown step: {step:?}"),
                Err(error) => return Came::Failed(error),
            }
        }
        panic!("a hundred steps without a call");
    }

    /// The next call, which gets this answer, or the end.
    pub fn answer(&mut self, outcome: Result<Response, Failure>) -> Came<F::Credential> {
        let came = self.next();
        if matches!(came, Came::Call(_)) {
            self.flow.handle(self.now, outcome);
        }
        came
    }

    /// How the login ends if every call gets this answer; `None` if it does not end in 20 calls.
    pub fn end(&mut self, answer: &Response) -> Option<Result<F::Credential, Error>> {
        (0..20).find_map(|_| match self.answer(Ok(answer.clone())) {
            Came::Call(_) => None,
            Came::Done(credential) => Some(Ok(credential)),
            Came::Failed(error) => Some(Err(error)),
        })
    }
}

/// An answer with this status, without headers.
pub fn reply(status: u16, body: impl Into<Vec<u8>>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    response
}

/// The answer with one more header, if that can be one.
pub fn with(mut response: Response, name: &'static str, value: &[u8]) -> Response {
    if let Ok(value) = HeaderValue::from_bytes(value) {
        response.headers_mut().append(name, value);
    }
    response
}
