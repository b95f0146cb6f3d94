//! A login's history as far as the login itself knows it. It is reset with the login when the
//! caller resumes from an older snapshot.

use qrlogin::{Call, QrCode, Timestamp};
use qrlogin_simulator::Scenario;
use qrlogin_test_support::FlowUnderTest;

use super::clock::OwnTime;
use super::network::{Carried, Quality};

/// A login gives a call up after no fewer failures in a row than these.
pub const FEWEST_FAILURES: usize = 3;

#[derive(Clone, Default)]
pub struct Memory {
    pub own: OwnTime,
    /// The caller's limit, in own time.
    pub limit: Option<u64>,
    /// The call without an outcome so far, and when it was first returned, in own time.
    pub outstanding: Option<(&'static str, u64)>,
    pub handled: Option<Handled>,
    /// Every handled call since the login began.
    pub calls: Vec<HandledCall>,
    pub shown: Option<Shown>,
    /// The number of codes so far.
    pub codes: u32,
    pub slow_down: SlowDown,
}

/// What `slow_down` means to a flow.
#[derive(Clone, Copy, Default)]
pub struct SlowDown {
    /// By how many ms each one makes the interval longer.
    pub step: u64,
    /// Whether a bare status 429 is one.
    pub by_status: bool,
}

impl SlowDown {
    /// The interval becomes 5 s longer, with the margin of the flow.
    pub fn of(flow: &FlowUnderTest) -> Self {
        let gap = |secs: &str| {
            let mut scenario = Scenario::default();
            let name = flow.service.interval?;
            scenario.set(name, secs).unwrap();
            Some((flow.timing.gap)(&scenario))
        };
        let step = gap("15").zip(gap("10"));
        Self {
            step: step.map_or(5_000, |(slower, before)| slower - before),
            by_status: flow.service.refusals.1.contains(&"status:429"),
        }
    }
}

/// The code on show.
#[derive(Clone)]
pub struct Shown {
    /// Its index among the simulator's codes.
    pub index: usize,
    /// Its text, the last one of a code that rotates.
    pub payload: String,
    /// Its end as the flow states it.
    pub expires_at: Timestamp,
    /// When it expires by the flow, or the caller's limit if that is sooner; in own time.
    pub deadline: u64,
    pub scanned: bool,
    /// When it was confirmed, in own time.
    pub confirmed: Option<u64>,
    /// How often the service said `slow_down`.
    pub slow_downs: u64,
    pub late: Option<Late>,
    /// Whether input is wanted that was not given.
    pub asked: bool,
}

impl Shown {
    /// The service has replaced the code: the same login, with the same end.
    pub fn rotate(&mut self, index: usize, code: &QrCode) -> Result<(), String> {
        if !code.rotated || index != self.index {
            return Err("a second code without a new start".to_owned());
        }
        if code.payload.expose() == self.payload {
            return Err("a rotation to the same code".to_owned());
        }
        if code.expires_at != self.expires_at {
            return Err("a rotation that changes the end of the login".to_owned());
        }
        self.payload = code.payload.expose().to_owned();
        Ok(())
    }

    /// Until when transport failures do not count, in own time: the deadline, or the end of the
    /// grace period after the confirmation.
    pub fn end(&self) -> u64 {
        self.confirmed.map_or(self.deadline, |at| at + 60_000)
    }
}

/// The time after the end of a code.
#[derive(Clone)]
pub struct Late {
    /// The true time of the first reading after it.
    pub since: u64,
    /// How many ms since then the login could not use.
    pub excused: u64,
    /// The number of calls since then.
    pub calls: usize,
    /// How many ms these calls and the pauses before them may take.
    pub allowed: u64,
}

/// The last outcome that was handled.
#[derive(Clone)]
pub struct Handled {
    pub name: &'static str,
    /// In own time.
    pub at: u64,
    /// How far the own time was ahead of the caller's clock, which is in the times that the login
    /// returned then.
    pub ahead: u64,
    pub quality: Quality,
    /// Whether it was a poll that was sent before the deadline, so that the code is still on show.
    pub waiting: bool,
    /// The pause of `Retry-After`, in ms.
    pub asked: u64,
    /// Whether the user has typed something since, which is sent at once.
    pub typed: bool,
}

/// A handled call.
#[derive(Clone)]
pub struct HandledCall {
    pub name: &'static str,
    pub host: String,
    /// The index of the code on show.
    pub code: Option<usize>,
    /// When it was first returned, in own time.
    pub sent: u64,
    /// When the service acted on it.
    pub acted: Option<u64>,
    pub quality: Quality,
    pub timed_out: bool,
    pub tls: bool,
    /// Whether it was refused as too fast.
    pub too_fast: bool,
    /// Whether it redeemed the code, so that the service does not answer it again.
    pub spent: bool,
}

impl HandledCall {
    /// Whether the service's own response came whole.
    pub fn is_intact(&self) -> bool {
        self.quality == Quality::Intact
    }
}

impl Memory {
    /// Whether a code is on show without a confirmation.
    pub fn is_waiting(&self) -> bool {
        self.shown
            .as_ref()
            .is_some_and(|code| code.confirmed.is_none())
    }

    /// The latest failures in a row with the code on show, or without a code. A held poll that
    /// timed out does not end the row.
    pub fn failures(&self) -> impl Iterator<Item = &HandledCall> + Clone {
        let about = self.shown.as_ref().map(|code| code.index);
        let row = move |call: &&HandledCall| !call.is_intact() && call.code == about;
        let calls = self.calls.iter().rev().take_while(row);
        calls.filter(|call| call.quality != Quality::Held)
    }

    /// Whether this may be no repetition of the last call, but one for another site in its place,
    /// which the login has given up.
    pub fn may_replace_last(&self, call: &Call) -> bool {
        let has_confirmed = self
            .shown
            .as_ref()
            .is_some_and(|code| code.confirmed.is_some());
        let is_elsewhere = self
            .calls
            .last()
            .is_some_and(|last| last.host != host(call));
        has_confirmed && is_elsewhere && self.failures().count() >= FEWEST_FAILURES
    }

    /// Whether a malformed response is among the failures in a row before the last call.
    pub fn malformed_before_last(&self) -> bool {
        let about = self.shown.as_ref().map(|code| code.index);
        let earlier = self.calls.iter().rev().skip(1);
        let row = earlier.take_while(|call| !call.is_intact() && call.code == about);
        row.into_iter()
            .any(|call| call.quality == Quality::Malformed)
    }

    /// The extra pause for all `slow_down` so far, in ms.
    pub fn slower(&self) -> u64 {
        let count = self.shown.as_ref().map_or(0, |code| code.slow_downs);
        count.min(12) * self.slow_down.step
    }

    /// Counts time that the login could not use.
    pub fn excuse(&mut self, ms: u64) {
        if let Some(late) = self.shown.as_mut().and_then(|code| code.late.as_mut()) {
            late.excused += ms;
        }
    }

    /// Records a handled call. `sent` is in own time, `timeout` the call's, `gap` the pause between
    /// two polls.
    pub fn keep(&mut self, past: HandledCall, carried: &Carried, timeout: u64, gap: u64) {
        let waiting = self.is_waiting()
            && self
                .shown
                .as_ref()
                .is_some_and(|code| past.sent < code.deadline);
        let (slower, slow_down) = (self.slower(), self.slow_down);
        let asked = carried.retry_after.unwrap_or_default().min(60) * 1000;
        if let Some(code) = &mut self.shown {
            let end = code.end();
            if slow_down.is_said(carried) {
                code.slow_downs += 1;
            }
            if let Some(late) = &mut code.late {
                late.allowed += asked.max(gap.max(20_000) + slower);
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
            typed: false,
        });
        self.calls.push(past);
    }
}

/// Where a call goes.
pub fn host(call: &Call) -> &str {
    call.request.uri().host().unwrap_or_default()
}

fn is_bare_429(carried: &Carried) -> bool {
    let response = carried.outcome.as_ref().ok();
    response.is_some_and(|it| it.status() == 429 && !it.headers().contains_key("retry-after"))
}

impl SlowDown {
    /// Whether the response says so.
    pub fn is_said(&self, carried: &Carried) -> bool {
        says_slow_down(carried) || self.by_status && is_bare_429(carried)
    }
}

/// Whether the response says `slow_down`.
fn says_slow_down(carried: &Carried) -> bool {
    let Ok(response) = &carried.outcome else {
        return false;
    };
    let body = response.body();
    carried.fault != Some("body cut")
        && body.len() < 4_096
        && (body.windows(9).any(|part| part == b"slow_down")
            || body.windows(9).any(|part| part == b"SLOW_DOWN")
            // Facebook's.
            || body.windows(7).any(|part| part == b"1349172"))
}
