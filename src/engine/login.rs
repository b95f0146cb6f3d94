//! The login as the program has it: a machine, or its compact form.

use std::fmt;
use std::mem;
use std::time::Duration;

use super::Machine;
use crate::provider::Provider;
use crate::{
    Error, Failure, Flow, InputWanted, QrCode, Response, Secret, Seed, Snapshot, Step, Timestamp,
};

/// One login with one service; see [`Flow`] for how to run it.
///
/// ```
/// use qrlogin::{Login, Seed, bilibili};
///
/// let seed = Seed::new([7; 16]); // from the operating system, in a real program
/// let login = Login::new(bilibili::Web::new(), seed).renewals(2);
/// # let _ = login;
/// ```
pub struct Login<P: Provider> {
    form: Form<P>,
}

enum Form<P: Provider> {
    /// In use.
    Machine(Box<Machine<P>>),
    /// As in a snapshot, until it is used again.
    Compact(Box<str>),
    /// Its compact form could not be read.
    Lost,
}

impl<P: Provider> Login<P> {
    /// A login that has not begun: the first [`Flow::poll`] begins it.
    pub fn new(provider: P, seed: Seed) -> Self {
        Machine::new(provider, seed).into()
    }

    /// How many times a new code is requested after one has expired. By default 0.
    #[must_use]
    pub fn renewals(mut self, renewals: u32) -> Self {
        if let Ok(machine) = self.machine() {
            machine.set_renewals(renewals);
        }
        self
    }

    /// Ends the login if the user has not confirmed this long after the first poll, regardless of
    /// the code's lifetime and of renewals. By default those alone decide.
    #[must_use]
    pub fn give_up_after(mut self, limit: Duration) -> Self {
        if let Ok(machine) = self.machine() {
            machine.set_limit(limit);
        }
        self
    }

    /// Goes on with a login from a [`Snapshot`], settings included.
    ///
    /// # Errors
    /// [`Error::Snapshot`] if it is damaged, of another version, or of another flow.
    pub fn resume(snapshot: &Snapshot) -> Result<Self, Error> {
        Machine::from_json(snapshot.login(P::ID)?).map(Self::from)
    }

    /// The machine, from the compact form if need be.
    ///
    /// # Errors
    /// [`Error::Snapshot`], once, if that cannot be read: what a provider serialises cannot be
    /// deserialised.
    fn machine(&mut self) -> Result<&mut Machine<P>, Error> {
        if let Form::Compact(_) = &self.form
            && let Form::Compact(json) = mem::replace(&mut self.form, Form::Lost)
        {
            self.form = Form::Machine(Box::new(Machine::from_json(&json)?));
        }
        match &mut self.form {
            Form::Machine(machine) => Ok(machine),
            Form::Compact(_) | Form::Lost => Err(Error::Finished),
        }
    }

    /// What `look` sees in the machine; a compact one is read and stays compact.
    fn look<T>(&self, look: impl FnOnce(&Machine<P>) -> Option<T>) -> Option<T> {
        match &self.form {
            Form::Machine(machine) => look(machine),
            Form::Compact(json) => look(&Machine::from_json(json).ok()?),
            Form::Lost => None,
        }
    }
}

impl<P: Provider> From<Machine<P>> for Login<P> {
    fn from(machine: Machine<P>) -> Self {
        let form = Form::Machine(Box::new(machine));
        Self { form }
    }
}

impl<P: Provider> Flow for Login<P> {
    type Credential = P::Credential;

    fn id(&self) -> &'static str {
        P::ID
    }

    fn poll(&mut self, now: Timestamp) -> Result<Step<P::Credential>, Error> {
        self.machine()?.poll(now)
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        // A compact login has no call outstanding.
        if let Form::Machine(machine) = &mut self.form {
            machine.handle(now, outcome);
        }
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        match &self.form {
            Form::Machine(machine) if machine.has_ended() => Err(Error::Finished),
            Form::Machine(machine) => Ok(Snapshot::new(P::ID, machine.to_json()?)),
            Form::Compact(json) => Ok(Snapshot::new(P::ID, json.to_string())),
            Form::Lost => Err(Error::Finished),
        }
    }

    fn code(&self) -> Option<QrCode> {
        self.look(Machine::code)
    }

    fn input(&self) -> Option<InputWanted> {
        self.look(Machine::input)
    }

    fn answer(&mut self, now: Timestamp, text: &Secret) -> bool {
        self.machine()
            .is_ok_and(|machine| machine.answer(now, text))
    }

    fn compact(&mut self) {
        if let Form::Machine(machine) = &self.form
            && machine.is_waiting()
            && let Ok(json) = machine.to_json()
        {
            // Of exact length: what a longer text would leave over could not be used again.
            self.form = Form::Compact(Box::from(json.as_str()));
        }
    }
}

impl<P: Provider> fmt::Debug for Login<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Login({}, ", P::ID)?;
        match &self.form {
            Form::Machine(machine) => machine.describe(f)?,
            Form::Compact(_) => f.write_str("compact")?,
            Form::Lost => f.write_str("finished")?,
        }
        f.write_str(")")
    }
}
