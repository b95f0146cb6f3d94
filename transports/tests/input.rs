//! Steps with input of the user, and which types are `Send`.

use qrlogin::{BoxFlow, Error, Failure, Flow, InputWanted, Login, QrCode, Response};
use qrlogin::{Secret, Snapshot, Step, Timestamp, bilibili, ilink};

use super::server::{Reply, Server};
use super::sessions::leaping;
use crate::driver::{CallError, Config, DriveError, Session, transport};
use crate::driver::{events_until_input, finish};

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

const STARTED: &str =
    r#"{"ret":0,"qrcode":"c0de","qrcode_img_content":"https://liteapp.weixin.qq.com/q/1"}"#;
const ASKED: &str = r#"{"ret":0,"status":"need_verifycode"}"#;
const SCANNED: &str = r#"{"ret":0,"status":"scaned"}"#;
const DONE: &str =
    r#"{"ret":0,"status":"confirmed","bot_token":"a@im.bot:b","ilink_bot_id":"a@im.bot"}"#;

fn bot() -> Login<ilink::Bot> {
    Login::new(ilink::Bot::new(), crate::driver::seed().unwrap())
}

/// The queries of the requests that a server has received.
fn queries(server: &Server) -> Vec<String> {
    let query = |line: &str| line.split(['?', ' ']).nth(2).unwrap().to_owned();
    let seen = server.seen();
    seen.iter().map(|seen| query(&seen.line)).collect()
}

#[test]
fn a_number_is_typed_twice_and_sent_until_it_is_accepted() {
    let replies = [STARTED, ASKED, ASKED, SCANNED, DONE].map(Reply::ok);
    let server = Server::in_order(replies);
    let config = Config::new().reroute(&server.url("")).unwrap();
    let mut session = Session::new(bot(), transport(config)).with_clock(leaping);
    for number in ["12", "34"] {
        events_until_input(&mut session);
        assert!(session.answer(&number.into()));
    }
    let credential = finish(&mut session, |_| {}).unwrap();
    assert_eq!(credential.bot_token.expose(), "a@im.bot:b");
    let polls = ["", "&verify_code=12", "&verify_code=34", ""];
    let polls = polls.map(|number| format!("qrcode=c0de{number}"));
    assert_eq!(queries(&server)[1..], polls);
}

#[test]
fn a_login_is_resumed_between_question_and_answer() {
    let server = Server::in_order([STARTED, ASKED, DONE].map(Reply::ok));
    let config = || Config::new().reroute(&server.url("")).unwrap();
    let mut session = Session::new(bot(), transport(config())).with_clock(leaping);
    events_until_input(&mut session);
    let json = session.flow().snapshot().unwrap().to_json();
    drop(session);

    let snapshot = Snapshot::from_json(&json).unwrap();
    let login = Login::<ilink::Bot>::resume(&snapshot).unwrap();
    let mut session = Session::new(login, transport(config())).with_clock(leaping);
    assert!(session.flow().input().is_some());
    assert!(session.answer(&"12".into()));
    let mut kinds = Vec::new();
    finish(&mut session, |event| kinds.push(event.kind())).unwrap();
    assert_eq!(kinds, ["confirmed"]);
    assert_eq!(queries(&server)[2], "qrcode=c0de&verify_code=12");
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
