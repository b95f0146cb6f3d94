//! The judge of events: each one is true and comes once.

use qrlogin::Event;
use qrlogin_simulator::{Code, Simulator};
use qrlogin_test_support::FlowUnderTest;

use super::memory::{Memory, Shown};
use super::user::{Fate, Phase};

pub struct Judge {
    pub flow: &'static FlowUnderTest,
    /// Whether the service's variant can lead to a success.
    pub good: bool,
    pub renewals: u32,
    /// How long a confirmed login can still be collected, in ms.
    pub collectable: u64,
    /// Whether a login that was cancelled on the phone cannot be confirmed any more.
    pub cancel_ends_code: bool,
    /// The codes whose credentials, sent only once, were in a response that the login never got.
    pub lost: Vec<usize>,
    /// The codes for which the call was made that ends a code: a poll finds them expired.
    pub exchanged: Vec<usize>,
}

impl Judge {
    /// The true history of a code.
    pub fn fate(&self, simulator: &Simulator, index: usize) -> Fate {
        let codes = simulator.codes();
        let code = &codes[index];
        let scripts = &simulator.scenario().person.scripts;
        let script = scripts.get(index).or(scripts.last()).unwrap();
        Fate::new(
            script,
            code.issued_at_ms,
            code.expires_at_ms,
            self.collectable,
        )
    }

    /// The login emits an event at the true time `now`.
    pub fn event(
        &mut self,
        memory: &mut Memory,
        simulator: &Simulator,
        now: u64,
        event: &Event,
    ) -> Result<(), String> {
        match event {
            Event::Code(code) => {
                // The flow of 115 replaces http by https.
                let bare = |payload: &str| payload.replacen("http://", "https://", 1);
                let payload = code.payload.expose();
                let codes = simulator.codes();
                // The link may be the same for all logins.
                let user_code = code.user_code.as_ref().map_or("", |own| own.expose());
                let is_it = |code: &Code| {
                    let mut payloads = code.replaced.iter().chain([&code.payload]);
                    let has_payload = payloads.any(|own| own == payload || bare(own) == payload)
                        || code.is_shown_as(payload);
                    has_payload && (code.user_code.is_empty() || code.user_code == user_code)
                };
                let Some(index) = codes.iter().position(is_it) else {
                    return Err("a code that was never issued".to_owned());
                };
                if let Some(shown) = &mut memory.shown {
                    return shown.rotate(index, code);
                }
                if code.rotated {
                    return Err("the first code of a login is no rotation".to_owned());
                }
                if self.exchanged.contains(&index) {
                    self.lost.push(index);
                }
                memory.codes += 1;
                if memory.codes > self.renewals + 1 {
                    return Err("more codes than renewals".to_owned());
                }
                let ahead = memory.handled.as_ref().map_or(0, |handled| handled.ahead);
                let end = code.expires_at.as_millis() + ahead;
                memory.shown = Some(Shown {
                    index,
                    payload: payload.to_owned(),
                    expires_at: code.expires_at,
                    deadline: memory.limit.map_or(end, |limit| end.min(limit)),
                    scanned: false,
                    confirmed: None,
                    slow_downs: 0,
                    late: None,
                    asked: false,
                });
                Ok(())
            }
            Event::Scanned(_) => {
                let Some(code) = &mut memory.shown else {
                    return Err("scanned without a code".to_owned());
                };
                if std::mem::replace(&mut code.scanned, true) {
                    return Err("scanned twice".to_owned());
                }
                let at = memory.handled.as_ref().map_or(0, |handled| handled.at);
                if self.flow.timing.after_scan > 0 {
                    let end = code.deadline.max(at + self.flow.timing.after_scan);
                    code.deadline = memory.limit.map_or(end, |limit| end.min(limit));
                }
                if !self.fate(simulator, code.index).scanned(now) {
                    return Err("scanned, but the code was not scanned".to_owned());
                }
                Ok(())
            }
            Event::Confirmed => {
                let Some(code) = &mut memory.shown else {
                    return Err("confirmed without a code".to_owned());
                };
                let at = memory.handled.as_ref().map(|handled| handled.at);
                if std::mem::replace(&mut code.confirmed, at).is_some() {
                    return Err("confirmed twice".to_owned());
                }
                code.late = None;
                let (decision, _) = self.fate(simulator, code.index).decision(now);
                if decision != Phase::Confirmed {
                    return Err(format!("confirmed, but the code is {decision:?}"));
                }
                Ok(())
            }
            Event::InputWanted(_) => {
                let Some(code) = &mut memory.shown else {
                    return Err("input is wanted without a code".to_owned());
                };
                code.asked = true;
                Ok(())
            }
            Event::Retrying { .. } if self.good && memory.failures().next().is_none() => {
                Err("a retry without a failure".to_owned())
            }
            _ => Ok(()),
        }
    }
}
