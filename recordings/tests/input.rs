//! Steps in which the user types something: recorded without the text, and replayed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod support;

use std::time::Duration;

use qrlogin::flows::{FlowInfo, Options};
use qrlogin::{
    BoxFlow, Call, Context, Error, Flow, InputWanted, Listed, Login, Next, Policy, Provider,
    QrCode, Request, Response, Secret, Settings, Step,
};
use qrlogin_recordings::har::HarError;
use qrlogin_recordings::replay::DriftKind;
use qrlogin_recordings::{Har, PublicNames, Recorder, Replay};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use support::{START, reply, secs, seed};

/// A lock that wants the number shown on the phone, and sends it wherever a request can hold it.
#[derive(Serialize, Deserialize)]
struct Lock;

#[derive(Clone, Serialize, Deserialize)]
enum Stage {
    Start,
    Wait,
    Typed(Secret),
}

#[derive(Deserialize)]
struct Answer {
    state: String,
    token: Option<Secret>,
}

impl Provider for Lock {
    const ID: &'static str = "lock";
    type Stage = Stage;
    type Credential = Secret;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, _: &Context<'_>) -> Result<Call, Error> {
        let (name, path, body) = match stage {
            Stage::Start => ("start", "start".to_owned(), String::new()),
            Stage::Wait => ("poll", "poll".to_owned(), String::new()),
            Stage::Typed(text) => {
                let text = text.expose();
                let path = format!("typed/{text}?number={text}&status={text}");
                (
                    "typed",
                    path,
                    format!(r#"{{"number":{text},"code":"{text}"}}"#),
                )
            }
        };
        let mut request = Request::new(body.into_bytes());
        *request.uri_mut() = format!("https://lock.example/{path}").parse().unwrap();
        Ok(Call::new(name, request, secs(30)))
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, Secret>, Error> {
        let answer: Answer =
            serde_json::from_slice(reply.body()).map_err(|_| Error::malformed("lock"))?;
        Ok(match (answer.state.as_str(), answer.token) {
            ("show", _) => {
                let code = QrCode::new("lock:1".into(), Self::SCAN_WITH, cx.now() + secs(60));
                Next::Show(code, Stage::Wait)
            }
            ("type", _) => Next::Input(InputWanted::new("the number"), Stage::Wait),
            ("retype", _) => Next::Input(InputWanted::new("the number").again(), Stage::Wait),
            ("open", Some(token)) => Next::Done(token),
            _ => Next::Pending(stage.clone(), None),
        })
    }

    fn policy(&self, _: &Stage) -> Policy {
        Policy::new(Duration::from_secs(1)).poll_returns_credentials()
    }

    fn answered(&self, _: &Stage, input: &Secret) -> Stage {
        Stage::Typed(input.clone())
    }
}

impl Listed for Lock {
    const SCAN_WITH: &'static str = "the lock app";
    const YIELDS: &'static str = "a token";
    const COOKIES: bool = false;

    fn configure(_: &Settings) -> Result<Self, Error> {
        Ok(Self)
    }
}

const INFO: FlowInfo<Secret> = FlowInfo::of::<Lock>();
const PUBLIC: PublicNames = PublicNames::new(&["state"]);

const SHOW: &str = r#"{"state":"show"}"#;
const TYPE: &str = r#"{"state":"type"}"#;
const RETYPE: &str = r#"{"state":"retype","msg":"4177 is wrong"}"#;
const OPEN: &str = r#"{"state":"open","token":"t0ken-0123456789"}"#;

/// Runs a login over these replies, typing the next input 5 s after one is wanted. Without a next
/// input it lets the code expire.
fn run<F: Flow>(flow: &mut F, replies: &[&str], inputs: &[&str]) -> Result<F::Credential, Error> {
    let (mut now, mut replies, mut inputs) = (START, replies.iter(), inputs.iter());
    loop {
        match flow.poll(now)? {
            Step::Send(_) => flow.handle(now, Ok(reply(200, *replies.next().unwrap()))),
            Step::Wait(until) => match flow.input().and_then(|_| inputs.next()) {
                Some(&"") => now = until,
                Some(input) => {
                    now = now + secs(5);
                    assert!(flow.answer(now, &Secret::from(*input)));
                }
                None => now = until,
            },
            Step::Done(credential) => return Ok(credential),
            _ => {}
        }
    }
}

fn recorder(renewals: u32) -> Recorder<BoxFlow<Secret>> {
    let options = Options::new().renewals(renewals);
    let start = Recorder::start(&INFO, &Settings::new(), seed(), &options);
    start.unwrap().keeping(PUBLIC)
}

/// A login in which the first input was refused.
fn recorded(inputs: &[&str; 2]) -> Har {
    let mut recorder = recorder(0);
    run(&mut recorder, &[SHOW, TYPE, RETYPE, OPEN], inputs).unwrap();
    recorder.to_har()
}

/// The same of a flow that was created elsewhere: its requests are redacted value by value.
fn recorded_elsewhere(inputs: &[&str; 2]) -> Har {
    let mut recorder = Recorder::new(Login::new(Lock, seed()), PUBLIC);
    run(&mut recorder, &[SHOW, TYPE, RETYPE, OPEN], inputs).unwrap();
    recorder.to_har()
}

fn metadata(text: &str) -> Value {
    let file: Value = serde_json::from_str(text).unwrap();
    file["log"]["_qrlogin"].clone()
}

#[test]
fn a_recording_says_that_input_was_given_and_not_which() {
    for har in [
        recorded(&["4177", "9026"]),
        recorded_elsewhere(&["4177", "9026"]),
    ] {
        let text = har.to_json();
        assert!(!text.contains("4177") && !text.contains("9026"), "{text}");
        assert_eq!(metadata(&text)["inputs"].as_array().unwrap().len(), 2);
    }
    let text = recorded(&["4177", "9026"]).to_json();
    assert!(
        text.contains(r#""answer": 0"#) && text.contains(r#""answer": 1"#),
        "{text}"
    );
}

#[test]
fn an_input_of_two_digits_is_in_no_request() {
    for har in [recorded(&["58", "73"]), recorded_elsewhere(&["58", "73"])] {
        for entry in Har::read(&har.to_json()).unwrap().entries {
            let body = String::from_utf8(entry.request.body).unwrap();
            for text in [&entry.request.url, &body] {
                assert!(!text.contains("58") && !text.contains("73"), "{text}");
            }
        }
    }
}

#[test]
fn white_space_around_an_input_does_not_hide_it() {
    let text = recorded_elsewhere(&[" 4177\n", "9026"]).to_json();
    assert!(!text.contains("4177"), "{text}");
}

#[test]
fn a_login_with_input_replays_exactly_with_placeholders() {
    let recorded = recorded(&["4177", "9026"]);
    for text in [recorded.to_json(), recorded.to_json_with_all_secrets()] {
        let replay = Replay::from_har(&text).unwrap();
        assert!(replay.har().is_exact(), "{text}");
        let login = replay.login_of(&INFO).unwrap().unwrap();
        let replayed = replay.run_exact(login).unwrap();
        let kinds = ["code", "input_wanted", "input_wanted", "confirmed"];
        assert_eq!(replayed.kinds(), kinds);
        assert!(replayed.outcome.is_ok());
    }
}

#[test]
fn a_recording_with_input_that_is_written_again_still_replays() {
    let once = recorded(&["4177", "9026"]).to_json();
    let har = Har::read(&once).unwrap().of_flow(&INFO).keeping(PUBLIC);
    let replay = Replay::from_har(&har.to_json()).unwrap();
    let login = replay.login_of(&INFO).unwrap().unwrap();
    assert!(replay.run_exact(login).unwrap().outcome.is_ok());
}

#[test]
fn a_lenient_replay_hands_in_the_recorded_input() {
    for har in [
        recorded(&["4177", "9026"]),
        recorded_elsewhere(&["58", "73"]),
    ] {
        let replay = Replay::from_har(&har.to_json()).unwrap();
        let replayed = replay.run(Login::new(Lock, seed())).unwrap();
        assert!(replayed.outcome.is_ok());
        assert!(replayed.skipped.is_empty());
    }
}

#[test]
fn an_input_that_was_left_to_expire_is_left_again() {
    let mut recorder = recorder(1);
    let replies = [SHOW, TYPE, SHOW, TYPE, OPEN];
    run(&mut recorder, &replies, &["", "9026"]).unwrap();
    let replay = Replay::from_har(&recorder.to_har().to_json()).unwrap();
    let login = || replay.login_of(&INFO).unwrap().unwrap();
    let kinds = ["code", "input_wanted", "code", "input_wanted", "confirmed"];
    assert_eq!(replay.run_exact(login()).unwrap().kinds(), kinds);
    assert_eq!(replay.run(login()).unwrap().kinds(), kinds);
}

#[test]
fn input_that_the_login_refuses_is_not_recorded() {
    let mut recorder = recorder(0);
    assert!(!recorder.answer(START, &"4177".into()));
    run(&mut recorder, &[SHOW, OPEN], &[]).unwrap();
    let text = recorder.to_har().to_json_with_all_secrets();
    assert!(!text.contains("4177") && !text.contains("answer"), "{text}");
}

#[test]
fn an_exact_replay_names_input_that_is_not_wanted() {
    let text = recorded(&["4177", "9026"]).to_json();
    let mut file: Value = serde_json::from_str(&text).unwrap();
    let trace = file["log"]["_qrlogin"]["trace"].as_array_mut().unwrap();
    let at = trace[0]["at"].clone();
    trace.insert(0, serde_json::json!({ "at": at, "answer": 0 }));
    let replay = Replay::from_har(&file.to_string()).unwrap();
    let login = replay.login_of(&INFO).unwrap().unwrap();
    let drift = replay.run_exact(login).unwrap_err();
    assert_eq!((drift.kind, drift.entry), (DriftKind::Input, 0));
}

#[test]
fn a_trace_with_a_missing_input_is_damaged() {
    let text = recorded(&["4177", "9026"]).to_json();
    let damaged = text.replace(r#""answer": 1"#, r#""answer": 2"#);
    assert_ne!(damaged, text);
    assert_eq!(Har::read(&damaged).unwrap_err(), HarError::Own);
}
