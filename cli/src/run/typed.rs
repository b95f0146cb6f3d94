//! A flow that takes what the user types from another thread.

use std::sync::mpsc::Receiver;
use std::time::Duration;

use qrlogin::{
    BoxFlow, Credential, Error, Event, Failure, Flow, InputWanted, QrCode, Response, Secret,
    Snapshot, Step, Timestamp,
};

/// How long an answer may lie until the flow gets it.
const SLICE: Duration = Duration::from_millis(200);

/// A flow whose input comes through a channel. While it waits for input, it is polled again after
/// [`SLICE`]s, so that any driver runs it.
pub(super) struct Typed {
    flow: BoxFlow,
    answers: Receiver<Secret>,
    /// Whether the user knows the question: an answer to an earlier one is dropped.
    asked: bool,
    /// When the flow last said that it waits for input, and until when.
    silence: Option<(Timestamp, Timestamp)>,
}

impl Typed {
    pub(super) fn new(flow: BoxFlow, answers: Receiver<Secret>) -> Self {
        Self {
            flow,
            answers,
            asked: false,
            silence: None,
        }
    }

    /// Hands in what was typed; whether the flow has taken it.
    fn take_answers(&mut self, now: Timestamp) -> bool {
        let typed: Vec<_> = self.answers.try_iter().collect();
        let taken = typed.iter().any(|text| self.flow.answer(now, text));
        self.asked &= !taken;
        taken
    }
}

impl Flow for Typed {
    type Credential = Credential;

    fn id(&self) -> &'static str {
        self.flow.id()
    }

    fn poll(&mut self, now: Timestamp) -> Result<Step<Credential>, Error> {
        if self.asked && self.flow.input().is_some() && !self.take_answers(now) {
            // The flow is not asked again before its time, so that a recording does not grow.
            if let Some((since, until)) = self.silence
                && (since..until).contains(&now)
            {
                return Ok(Step::Wait(until.min(now + SLICE)));
            }
        }
        let step = self.flow.poll(now)?;
        self.silence = None;
        match step {
            Step::Wait(until) if self.flow.input().is_some() => {
                self.silence = Some((now, until));
                Ok(Step::Wait(until.min(now + SLICE)))
            }
            Step::Event(Event::InputWanted(wanted)) => {
                // What was typed for an earlier question.
                self.answers.try_iter().for_each(drop);
                self.asked = true;
                Ok(Step::Event(Event::InputWanted(wanted)))
            }
            step => Ok(step),
        }
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use qrlogin_test_support::{Simulated, flow, scenario, secs};

    use super::*;

    /// A login of a bot that waits for the number, and the channel to it.
    fn asked() -> (Simulated, Sender<Secret>) {
        let (sender, answers) = channel();
        let flow = Box::new(Typed::new(flow("wechat-ilink"), answers));
        let lines = "wechat-ilink.number = 12\nperson = scan@1s confirm@90s";
        let mut login = Simulated::new(flow, scenario(lines));
        while login.flow.input().is_none() {
            match login.poll().unwrap() {
                Step::Send(call) => login.exchange(call),
                Step::Wait(until) => login.wait_until(until),
                _ => {}
            }
        }
        assert!(matches!(login.poll(), Ok(Step::Event(_))));
        (login, sender)
    }

    #[test]
    fn an_answer_is_taken_within_a_slice() {
        let (mut login, sender) = asked();
        for _ in 0..3 {
            let Ok(Step::Wait(until)) = login.poll() else {
                panic!("no silence");
            };
            assert!(until <= login.now() + SLICE);
            login.wait_until(until);
        }
        sender.send("12".into()).unwrap();
        assert!(matches!(login.poll(), Ok(Step::Send(_))));
        assert!(login.run().is_ok());
    }

    #[test]
    fn an_answer_to_no_question_is_dropped() {
        let (mut login, sender) = asked();
        sender.send("34".into()).unwrap();
        let Ok(Step::Send(call)) = login.poll() else {
            panic!("no call");
        };
        sender.send("12".into()).unwrap();
        login.exchange(call);
        assert!(matches!(
            login.poll(),
            Ok(Step::Event(Event::InputWanted(_)))
        ));
        assert!(matches!(login.poll(), Ok(Step::Wait(_))));
    }

    #[test]
    fn an_unanswered_question_ends_with_the_code() {
        let (mut login, _sender) = asked();
        assert_eq!(login.run().err(), Some(Error::Expired));
        assert!(login.elapsed() >= secs(300));
    }
}
