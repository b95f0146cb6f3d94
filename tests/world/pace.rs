//! The judge of time: no poll comes too fast, no pause is too long, and no login goes on far
//! beyond its deadline.

use qrlogin::Call;
use qrlogin_test_support::FlowUnderTest;

use super::memory::{Handled, HandledCall, Late, Memory, host};
use super::network::Quality;

/// The longest back-off, in ms: 16 s and a quarter.
const LONGEST_PAUSE: u64 = 20_000;
/// The shortest back-off, in ms.
const SHORTEST_PAUSE: u64 = 1_000;
/// The shortest pause before the last poll, in ms, which may be shorter than the interval.
const BEFORE_LAST: u64 = 1_000;
/// A pause ends so many ms before the deadline, so that one more poll comes in time.
const BEFORE_DEADLINE: u64 = 10_000;

/// So many malformed responses in a row are retried besides.
const MALFORMED: usize = 2;

/// More than the longest time-out of a call, in ms, and of a call after the deadline.
const LONGEST_CALL: u64 = 60_001;
const LAST_CALL: u64 = 10_001;

pub struct Pace {
    pub flow: &'static FlowUnderTest,
    /// The pause between polls, in ms.
    pub gap: u64,
    /// Whether the variant can lead to success; otherwise each response may be a failure.
    pub good: bool,
}

impl Pace {
    /// A reading of the caller's clock, `passed` ms of true time and `own` ms of own time after the
    /// last one.
    pub fn read(&self, memory: &mut Memory, now: u64, passed: u64, own: u64) {
        let reached = memory.own.now();
        memory.excuse(passed.saturating_sub(own));
        let pause = memory.handled.as_ref().map_or(0, |handled| {
            let last = self.last_poll(memory, handled);
            let longest = self.longest_pause(memory, handled);
            longest.min(last.saturating_sub(reached))
        });
        let Some(code) = &mut memory.shown else {
            return;
        };
        if reached < code.end() {
            code.late = None;
        } else if code.late.is_none() {
            code.late = Some(Late {
                since: now,
                excused: 0,
                calls: 0,
                allowed: pause,
            });
        }
    }

    /// How far the login is beyond the end of the code, in ms of true time that it could use.
    pub fn overtime(&self, memory: &Memory, now: u64) -> u64 {
        let late = memory.shown.as_ref().and_then(|code| code.late.as_ref());
        late.map_or(0, |late| (now - late.since).saturating_sub(late.excused))
    }

    /// The login ends by its deadline and a bound.
    pub fn ends_in_time(&self, memory: &Memory, now: u64) -> Result<(), String> {
        let tries = self.flow.timing.tries + MALFORMED;
        let Some(code) = &memory.shown else {
            return match memory.failures().count() {
                failed if failed > tries => Err(format!("{failed} calls in a row for a code")),
                _ => Ok(()),
            };
        };
        let Some(late) = &code.late else {
            return Ok(());
        };
        // A confirmed login may have several stages.
        let most = if code.confirmed.is_none() {
            tries
        } else {
            3 * tries
        };
        if late.calls > most {
            return Err(format!("{} calls after the end of the code", late.calls));
        }
        // The call without an outcome is not counted yet.
        let under_way = if code.confirmed.is_none() {
            10_000
        } else {
            30_000
        };
        let bound = late.allowed + self.gap + memory.slower() + under_way;
        let overtime = self.overtime(memory, now);
        if overtime > bound {
            return Err(format!(
                "the login goes on {overtime} ms after its end, more than {bound} ms"
            ));
        }
        Ok(())
    }

    /// The login waits until `until`, in own time.
    pub fn wait(&self, memory: &Memory, until: u64) -> Result<(), String> {
        let Some(handled) = &memory.handled else {
            return Err("a wait before the first call".to_owned());
        };
        let longest = handled.at + self.longest_pause(memory, handled);
        if until > longest {
            return Err(format!("silent for {} ms too long", until - longest));
        }
        let end = self.last_chance(memory, handled);
        if until > end {
            return Err(format!(
                "sleeps {} ms beyond the last chance to poll",
                until - end
            ));
        }
        Ok(())
    }

    /// A call is returned for the first time, at `memory.own`.
    pub fn call(&self, memory: &Memory, call: &Call) -> Result<(), String> {
        let (now, name) = (memory.own.now(), call.name);
        let Some(handled) = &memory.handled else {
            return Ok(());
        };
        if memory.may_replace_last(call) {
            return Ok(());
        }
        let silent = now - handled.at;
        if handled.typed {
            return Ok(());
        }
        let is_repeated = matches!(handled.quality, Quality::Lost | Quality::Busy);
        let is_poll = name == self.flow.calls.poll;
        let soonest = if is_poll && is_at_new_host(memory, call) {
            // The service has named another host, which may be polled at once.
            let is_first = memory.calls.last().is_some_and(HandledCall::is_intact);
            let pause = if is_first { 0 } else { SHORTEST_PAUSE };
            pause.min(self.last_chance(memory, handled).saturating_sub(handled.at))
        } else if is_poll {
            let last = self.last_poll(memory, handled);
            (self.gap + memory.slower()).min(last.saturating_sub(handled.at))
        } else if name == handled.name && is_repeated {
            SHORTEST_PAUSE.min(self.last_chance(memory, handled).saturating_sub(handled.at))
        } else {
            0
        };
        if silent < soonest {
            return Err(format!(
                "{name} after {silent} ms, sooner than {soonest} ms"
            ));
        }
        // `Retry-After` was for the call that failed. It does not hold for another call, nor for
        // the poll of a code whose login was not ready after all.
        let unready = name == self.flow.calls.poll && !memory.is_waiting();
        if name != handled.name || unready {
            return Ok(());
        }
        let asked = (handled.at + handled.asked).min(self.last_chance(memory, handled));
        if now < asked {
            return Err(format!("{name} {} ms before Retry-After", asked - now));
        }
        Ok(())
    }

    /// A call is returned with this time-out, in ms.
    pub fn timeout(&self, memory: &Memory, timeout: u64) -> Result<(), String> {
        let code = memory
            .shown
            .as_ref()
            .filter(|code| code.confirmed.is_none());
        let after_end = code.is_some_and(|code| code.deadline <= memory.own.now());
        match timeout {
            LAST_CALL.. if after_end => Err(format!("waits {timeout} ms after the deadline")),
            LONGEST_CALL.. => Err(format!("waits {timeout} ms")),
            _ => Ok(()),
        }
    }

    fn longest_pause(&self, memory: &Memory, handled: &Handled) -> u64 {
        let ordinary = self.gap + memory.slower();
        let calm = matches!(handled.quality, Quality::Intact | Quality::Held);
        if calm && self.good {
            ordinary
        } else {
            ordinary.max(LONGEST_PAUSE).max(handled.asked)
        }
    }

    /// When the next call has to come at the latest, so that a confirmation before the deadline is
    /// seen.
    fn last_chance(&self, memory: &Memory, handled: &Handled) -> u64 {
        let ordinary = handled.at + self.gap + memory.slower();
        let limit = memory.limit.unwrap_or(u64::MAX);
        let code = match &memory.shown {
            None => return limit,
            Some(code) if code.confirmed.is_some() => return u64::MAX,
            Some(_) if !self.is_waiting(handled) => return self.last_poll(memory, handled),
            Some(code) => code,
        };
        let before = code.deadline.saturating_sub(BEFORE_DEADLINE);
        let last = if handled.at < before {
            before
        } else {
            code.deadline
        };
        last.max(ordinary).min(self.last_poll(memory, handled))
    }

    /// When the last poll is due, even if the interval is longer: at the end of the code or, if it
    /// has passed, at the caller's limit, but not at once.
    pub fn last_poll(&self, memory: &Memory, handled: &Handled) -> u64 {
        let end = match &memory.shown {
            Some(code) if code.confirmed.is_some() => u64::MAX,
            Some(code) if self.is_waiting(handled) => code.deadline,
            _ => memory.limit.unwrap_or(u64::MAX),
        };
        end.max(handled.at + BEFORE_LAST)
    }

    /// Whether this outcome left the code on show, or brought it.
    fn is_waiting(&self, handled: &Handled) -> bool {
        handled.waiting || handled.name != self.flow.calls.poll
    }
}

/// Whether the host of the call has not answered this call yet, but another host has.
fn is_at_new_host(memory: &Memory, call: &Call) -> bool {
    let mut answered = memory.calls.iter().rev().filter(|it| it.is_intact());
    let last = answered.find(|it| it.name == call.name);
    last.is_some_and(|last| last.host != host(call))
}
