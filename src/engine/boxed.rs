//! Logins of all services as one type.

use crate::{
    BoxFlow, Credential, Error, Failure, Flow, InputWanted, Login, Provider, QrCode, Response,
    Secret, Snapshot, Step, Timestamp,
};

impl<P: Provider> Login<P> {
    /// The same login yielding the common [`Credential`], as one type for all services that come
    /// with this crate. [`Login::boxed_as`] is the same for any other enum.
    pub fn boxed(self) -> BoxFlow
    where
        Self: Send + 'static,
        P::Credential: Into<Credential>,
    {
        self.boxed_as()
    }

    /// The same login yielding `C`, as one type for all services whose credentials are turned into
    /// that: an enum of the program's own, say, or the credential itself.
    pub fn boxed_as<C: 'static>(self) -> BoxFlow<C>
    where
        Self: Send + 'static,
        P::Credential: Into<C>,
    {
        self.boxed_with(P::Credential::into)
    }

    pub(crate) fn boxed_with<C: 'static>(self, into: fn(P::Credential) -> C) -> BoxFlow<C>
    where
        Self: Send + 'static,
    {
        Box::new(Common { login: self, into })
    }
}

/// A login whose credentials are turned into something common.
struct Common<P: Provider, C> {
    login: Login<P>,
    into: fn(P::Credential) -> C,
}

impl<P: Provider, C> Flow for Common<P, C> {
    type Credential = C;

    fn poll(&mut self, now: Timestamp) -> Result<Step<C>, Error> {
        self.login.poll(now).map(|step| match step {
            Step::Send(call) => Step::Send(call),
            Step::Wait(until) => Step::Wait(until),
            Step::Event(event) => Step::Event(event),
            Step::Done(credential) => Step::Done((self.into)(credential)),
        })
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        self.login.handle(now, outcome);
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        self.login.snapshot()
    }

    fn code(&self) -> Option<QrCode> {
        self.login.code()
    }

    fn id(&self) -> &'static str {
        self.login.id()
    }

    fn input(&self) -> Option<InputWanted> {
        self.login.input()
    }

    fn answer(&mut self, now: Timestamp, text: &Secret) -> bool {
        self.login.answer(now, text)
    }
}
