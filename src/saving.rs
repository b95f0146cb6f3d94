//! Saving a login after every reply.

use std::fmt;

use crate::{
    Error, Failure, Flow, InputWanted, QrCode, Response, Secret, Snapshot, Step, Timestamp,
};

/// A flow that gives a [`Snapshot`] away after every [`Flow::handle`], before the next poll: run it
/// with any driver, and the login survives a crash of the program.
///
/// ```
/// use qrlogin::{Error, Flow, Login, Saving, Seed, Snapshot, Step, Timestamp, bilibili};
/// use std::cell::RefCell;
///
/// # fn answer(_: qrlogin::Call) -> qrlogin::Response {
/// #     let url = "https://account.bilibili.com/h5?qrcode_key=k1";
/// #     let body = format!(r#"{{"code":0,"data":{{"url":"{url}","qrcode_key":"k1"}}}}"#);
/// #     qrlogin::Response::new(body.into())
/// # }
/// let file = RefCell::new(String::new()); // a file of mode 0600, in a real program
/// let login = Login::new(bilibili::Web::new(), Seed::new([7; 16]));
/// let mut login = Saving::new(login, |snapshot| {
///     *file.borrow_mut() = snapshot.to_json();
///     Ok(()) // or `Err(Error::setting("file", "cannot be written"))`, which ends the login
/// });
/// let now = Timestamp::from_secs(1_700_000_000);
/// if let Step::Send(call) = login.poll(now)? {
///     login.handle(now, Ok(answer(call))); // a driver does this
/// }
/// drop(login); // a crash
///
/// let snapshot = Snapshot::from_json(&file.borrow())?;
/// let mut login = Login::<bilibili::Web>::resume(&snapshot)?;
/// assert!(matches!(login.poll(now)?, Step::Event(_))); // the code
/// # Ok::<(), Error>(())
/// ```
///
/// # When saving fails
///
/// The program decides. With `Ok(())` the login goes on; a crash then loses what the last saved
/// snapshot does not hold. With an error the login ends: the next poll returns it, before anything
/// else is sent. Nothing is lost by that either: [`Saving::into_flow`] is the login with all that
/// it has got, to go on with it unsaved.
///
/// The function blocks the login while it runs. A program that has to await its storage runs the
/// loop itself and saves between `handle` and `poll`.
pub struct Saving<F, S> {
    flow: F,
    save: S,
    saved: Saved,
}

enum Saved {
    Well,
    /// Not returned yet.
    Failed(Error),
    Ended,
}

impl<F: Flow, S: FnMut(&Snapshot) -> Result<(), Error>> Saving<F, S> {
    /// This flow, saved with this function.
    pub fn new(flow: F, save: S) -> Self {
        Self {
            flow,
            save,
            saved: Saved::Well,
        }
    }
}

impl<F, S> Saving<F, S> {
    /// The flow, to go on with it unsaved.
    pub fn into_flow(self) -> F {
        self.flow
    }
}

impl<F: Flow, S: FnMut(&Snapshot) -> Result<(), Error>> Saving<F, S> {
    fn save(&mut self) {
        // A login that has ended has no snapshot.
        if let Ok(snapshot) = self.flow.snapshot()
            && let Err(error) = (self.save)(&snapshot)
        {
            self.saved = Saved::Failed(error);
        }
    }
}

impl<F: Flow, S: FnMut(&Snapshot) -> Result<(), Error>> Flow for Saving<F, S> {
    type Credential = F::Credential;

    fn poll(&mut self, now: Timestamp) -> Result<Step<Self::Credential>, Error> {
        match std::mem::replace(&mut self.saved, Saved::Ended) {
            Saved::Well => {
                self.saved = Saved::Well;
                self.flow.poll(now)
            }
            Saved::Failed(error) => Err(error),
            Saved::Ended => Err(Error::Finished),
        }
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        if !matches!(self.saved, Saved::Well) {
            return;
        }
        self.flow.handle(now, outcome);
        self.save();
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        match self.saved {
            Saved::Ended => Err(Error::Finished),
            _ => self.flow.snapshot(),
        }
    }

    fn code(&self) -> Option<QrCode> {
        match self.saved {
            Saved::Well => self.flow.code(),
            _ => None,
        }
    }

    fn id(&self) -> &'static str {
        self.flow.id()
    }

    fn input(&self) -> Option<InputWanted> {
        match self.saved {
            Saved::Well => self.flow.input(),
            _ => None,
        }
    }

    fn answer(&mut self, now: Timestamp, text: &Secret) -> bool {
        let taken = matches!(self.saved, Saved::Well) && self.flow.answer(now, text);
        if taken {
            self.save();
        }
        taken
    }

    fn compact(&mut self) {
        self.flow.compact();
    }
}

impl<F: fmt::Debug, S> fmt::Debug for Saving<F, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Saving").field(&self.flow).finish()
    }
}
