//! Steps with input of the user, and which types are `Send`.

use qrlogin::{BoxFlow, Error, Failure, Flow, InputWanted, Login, QrCode, Response};
use qrlogin::{Secret, Snapshot, Step, Timestamp, bilibili};

use crate::driver::{CallError, Config, DriveError, Session, finish, transport};

/// A flow that waits for input and returns it as the credential.
#[derive(Default)]
struct WordFlow {
    typed: Option<String>,
}

impl Flow for WordFlow {
    type Credential = String;

    fn id(&self) -> &'static str {
        "word"
    }

    fn poll(&mut self, now: Timestamp) -> Result<Step<String>, Error> {
        Ok(match self.typed.take() {
            Some(typed) => Step::Done(typed),
            None => Step::Wait(now),
        })
    }

    fn handle(&mut self, _: Timestamp, _: Result<Response, Failure>) {}

    fn snapshot(&self) -> Result<Snapshot, Error> {
        Err(Error::Finished)
    }

    fn code(&self) -> Option<QrCode> {
        None
    }

    fn input(&self) -> Option<InputWanted> {
        self.typed.is_none().then(|| InputWanted::new("a word"))
    }

    fn answer(&mut self, _: Timestamp, text: &Secret) -> bool {
        self.typed = Some(text.expose().to_owned());
        true
    }
}

#[test]
fn input_reaches_the_flow() {
    let mut session = Session::new(WordFlow::default(), transport(Config::new().no_proxy()));
    assert!(session.flow().input().is_some());
    assert!(session.answer(&"word".into()));
    assert_eq!(finish(&mut session, |_| {}).unwrap(), "word");
}

#[test]
fn sessions_and_errors_are_send() {
    fn assert_send<T: Send>(_: &T) {}
    fn assert_both<T: Send + Sync + 'static>() {}
    let login = Login::new(bilibili::Web::new(), crate::driver::seed().unwrap());
    let flow: BoxFlow = login.boxed();
    assert_send(&Session::new(flow, transport(Config::new().no_proxy())));
    assert_both::<CallError>();
    assert_both::<DriveError<CallError>>();
}
