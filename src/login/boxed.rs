//! Logins of all services as one type.

use crate::{
    BoxFlow, Credential, Error, Failure, Flow, Login, Provider, QrCode, Response, Snapshot, Step,
    Timestamp,
};

impl<P: Provider> Login<P> {
    /// The same login yielding the common [`Credential`], as one type for all services.
    pub fn boxed(self) -> BoxFlow
    where
        Self: Send + 'static,
        P::Credential: Into<Credential>,
    {
        Box::new(Common(self))
    }
}

/// A login whose credentials are turned into the common enum.
struct Common<P: Provider>(Login<P>);

impl<P: Provider> Flow for Common<P>
where
    P::Credential: Into<Credential>,
{
    type Credential = Credential;

    fn poll(&mut self, now: Timestamp) -> Result<Step<Credential>, Error> {
        self.0.poll(now).map(|step| match step {
            Step::Send(call) => Step::Send(call),
            Step::Wait(until) => Step::Wait(until),
            Step::Event(event) => Step::Event(event),
            Step::Done(credential) => Step::Done(credential.into()),
        })
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        self.0.handle(now, outcome);
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        self.0.snapshot()
    }

    fn code(&self) -> Option<&QrCode> {
        self.0.code()
    }
}
