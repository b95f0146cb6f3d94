//! A flow whose credentials are converted.

use crate::{
    Error, Failure, Flow, InputWanted, QrCode, Response, Secret, Snapshot, Step, Timestamp,
};

/// A flow that yields other credentials than the flow inside: for programs that keep logins of
/// several kinds as one type, such as a [`BoxFlow`](crate::BoxFlow) of an enum of their own.
///
/// ```
/// use qrlogin::flows::{self, Options};
/// use qrlogin::{BoxFlow, Credential, Mapped, Seed, Settings};
///
/// enum Account {
///     BuiltIn(Credential),
///     Other(String),
/// }
///
/// let info = flows::find("bilibili-web").unwrap();
/// let login = info.login(&Settings::new(), Seed::new([7; 16]), &Options::default())?;
/// let login: BoxFlow<Account> = Box::new(Mapped::new(login, Account::BuiltIn));
/// # let _ = (login, Account::Other(String::new()));
/// # Ok::<(), qrlogin::Error>(())
/// ```
pub struct Mapped<F: Flow, C> {
    flow: F,
    map: fn(F::Credential) -> C,
}

impl<F: Flow, C> Mapped<F, C> {
    /// The same flow with `map` applied to its credentials.
    pub fn new(flow: F, map: fn(F::Credential) -> C) -> Self {
        Self { flow, map }
    }
}

impl<F: Flow, C> Flow for Mapped<F, C> {
    type Credential = C;

    fn id(&self) -> &'static str {
        self.flow.id()
    }

    fn poll(&mut self, now: Timestamp) -> Result<Step<C>, Error> {
        self.flow.poll(now).map(|step| match step {
            Step::Send(call) => Step::Send(call),
            Step::Wait(until) => Step::Wait(until),
            Step::Event(event) => Step::Event(event),
            Step::Done(credential) => Step::Done((self.map)(credential)),
        })
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

impl<F: Flow, C> std::fmt::Debug for Mapped<F, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mapped({})", self.flow.id())
    }
}
