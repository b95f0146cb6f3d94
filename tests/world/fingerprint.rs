//! A hash of a login's behaviour without its messages, to prove that a change of the engine
//! changes no behaviour.
//!
//! Hashed: the bytes of every request, the time of every step, the kind of every event, the kind of
//! the end, and the credentials. Not hashed: messages, advice, the layout of snapshots.

use qrlogin::{Call, Credential, Error, Event};

use super::actions::wire;
use super::random::fnv;

/// A running hash of the steps of one login or of many.
#[derive(Default)]
pub struct Fingerprint(pub u64);

impl Fingerprint {
    pub fn wait(&mut self, now: u64, until: u64) {
        self.step(now, "wait", &until.to_le_bytes());
    }

    pub fn send(&mut self, now: u64, call: &Call) {
        self.step(now, call.name, &wire(call).to_le_bytes());
        let timeout = u64::try_from(call.timeout.as_millis()).unwrap();
        self.mix(&timeout.to_le_bytes());
    }

    pub fn event(&mut self, now: u64, event: &Event) {
        let detail = match event {
            Event::Code(code) => code.payload.expose().to_owned(),
            Event::Retrying { cause, attempt, .. } => format!("{} {attempt}", cause.kind()),
            _ => String::new(),
        };
        self.step(now, event.kind(), detail.as_bytes());
    }

    pub fn end(&mut self, now: u64, outcome: &Result<Credential, Error>) {
        match outcome {
            Ok(credential) => {
                let json = serde_json::to_string(credential).unwrap();
                self.step(now, "done", json.as_bytes());
            }
            Err(error) => self.step(now, error.kind(), &[]),
        }
    }

    /// Adds the fingerprint of another login.
    pub fn add(&mut self, other: u64) {
        self.mix(&other.to_le_bytes());
    }

    fn step(&mut self, now: u64, kind: &str, detail: &[u8]) {
        self.mix(&now.to_le_bytes());
        self.mix(kind.as_bytes());
        self.mix(detail);
    }

    fn mix(&mut self, bytes: &[u8]) {
        self.0 = fnv(self.0, bytes);
    }
}
