//! What the judge knows of a login, as far as the login itself can know it: it is forgotten with it
//! when the caller's process goes on from an older snapshot.

use super::clock::OwnTime;
use super::network::{Carried, Quality};

#[derive(Clone, Default)]
pub struct Memory {
    pub own: OwnTime,
    /// The end of the caller's patience, in own time.
    pub limit: Option<u64>,
    /// The call that was handed out and not handled yet, and when it was first handed out, in own
    /// time.
    pub outstanding: Option<(&'static str, u64)>,
    pub handled: Option<Handled>,
    /// Every handled call since the login began.
    pub calls: Vec<Past>,
    pub shown: Option<Shown>,
    /// How many codes were shown.
    pub codes: u32,
}

/// The code on show.
#[derive(Clone)]
pub struct Shown {
    /// Which of the simulator's codes it is.
    pub index: usize,
    /// The end of its life by the flow, or of the caller's patience; in own time.
    pub deadline: u64,
    pub scanned: bool,
    /// When it was confirmed, in own time.
    pub confirmed: Option<u64>,
    /// How often the flow was told to slow down.
    pub slow_downs: u64,
    pub late: Option<Late>,
}

impl Shown {
    /// Until when failed connections are borne, in own time: to the deadline, or for a minute after
    /// the confirmation.
    pub fn end(&self) -> u64 {
        self.confirmed.map_or(self.deadline, |at| at + 60_000)
    }
}

/// What happens after the end of a code.
#[derive(Clone)]
pub struct Late {
    /// The true time of the first reading after it.
    pub since: u64,
    /// How many ms of the time since were not the login's fault.
    pub excused: u64,
    /// How many questions were asked since.
    pub calls: usize,
    /// How many ms those questions and the pauses before them may take.
    pub allowed: u64,
}

/// The last outcome that was handled.
#[derive(Clone)]
pub struct Handled {
    pub name: &'static str,
    /// In own time.
    pub at: u64,
    /// How far the own time was ahead of the caller's clock: the times that the login told then
    /// depend on it.
    pub ahead: u64,
    pub quality: Quality,
    /// Whether it was a poll that was sent before the deadline, so that the code is still on show.
    pub waiting: bool,
    /// The pause that was asked for, in ms.
    pub asked: u64,
}

/// A handled call.
#[derive(Clone)]
pub struct Past {
    pub name: &'static str,
    /// Which code it was about.
    pub code: Option<usize>,
    /// When it was first handed out, in own time.
    pub sent: u64,
    /// When the service acted on it.
    pub acted: Option<u64>,
    pub quality: Quality,
    pub timed_out: bool,
    pub tls: bool,
    /// Whether the service only said that it came too fast.
    pub too_fast: bool,
    /// Whether the service let the person in with this answer, once and for all.
    pub spent: bool,
}

impl Past {
    /// Whether the service answered as it should.
    pub fn is_calm(&self) -> bool {
        self.quality == Quality::Intact
    }
}

impl Memory {
    /// Whether a code is on show that nobody has confirmed.
    pub fn is_waiting(&self) -> bool {
        self.shown
            .as_ref()
            .is_some_and(|code| code.confirmed.is_none())
    }

    /// The troubles in a row just before now, as far as they are about the code on show, or all for
    /// want of one. A poll that the service held too long breaks no row.
    pub fn troubles(&self) -> impl Iterator<Item = &Past> + Clone {
        let about = self.shown.as_ref().map(|code| code.index);
        let row = move |call: &&Past| !call.is_calm() && call.code == about;
        let calls = self.calls.iter().rev().take_while(row);
        calls.filter(|call| call.quality != Quality::Held)
    }

    /// Whether there is an answer that was spoilt among the troubles just before the last call.
    pub fn spoilt_before_last(&self) -> bool {
        let about = self.shown.as_ref().map(|code| code.index);
        let earlier = self.calls.iter().rev().skip(1);
        let row = earlier.take_while(|call| !call.is_calm() && call.code == about);
        row.into_iter().any(|call| call.quality == Quality::Spoilt)
    }

    /// The extra pause after answers that asked for one, in ms.
    pub fn slower(&self) -> u64 {
        let count = self.shown.as_ref().map_or(0, |code| code.slow_downs);
        (count * 5_000).min(60_000)
    }

    /// Counts time that passed without the login's fault.
    pub fn excuse(&mut self, ms: u64) {
        if let Some(late) = self.shown.as_mut().and_then(|code| code.late.as_mut()) {
            late.excused += ms;
        }
    }

    /// Keeps a handled call. `sent` is in own time, `timeout` the call's.
    pub fn keep(&mut self, past: Past, carried: &Carried, timeout: u64) {
        let waiting = self.is_waiting()
            && self
                .shown
                .as_ref()
                .is_some_and(|code| past.sent < code.deadline);
        let slower = self.slower();
        let asked = carried.retry_after.unwrap_or_default().min(60) * 1000;
        if let Some(code) = &mut self.shown {
            let end = code.end();
            if says_slow_down(carried) {
                code.slow_downs += 1;
            }
            if let Some(late) = &mut code.late {
                late.allowed += asked.max(20_000 + slower);
                if past.sent >= end {
                    late.calls += 1;
                    late.allowed += timeout;
                }
            }
        }
        self.handled = Some(Handled {
            name: past.name,
            at: self.own.now(),
            ahead: self.own.ahead(),
            quality: past.quality,
            waiting,
            asked,
        });
        self.calls.push(past);
    }
}

/// Whether the answer is TapTap's wish to be asked less often.
fn says_slow_down(carried: &Carried) -> bool {
    let Ok(response) = &carried.outcome else {
        return false;
    };
    let body = response.body();
    carried.mishap != Some("body cut")
        && body.len() < 4_096
        && (body.windows(9).any(|part| part == b"slow_down")
            || body.windows(9).any(|part| part == b"SLOW_DOWN"))
}
