//! The caller: waits, sends calls, ends its process, resumes.

use qrlogin::{Call, Failure, Flow, Snapshot, Timestamp, flows};
use qrlogin_test_support::SingleUse;

use super::life::{Life, Saved, Verdict};
use super::memory::{HandledCall, host};
use super::network::{Carried, Quality};
use super::plan::START;
use super::random::fnv;
use super::user::Phase;

impl Life<'_> {
    pub fn wait(&mut self, now: u64, until: Timestamp) -> Verdict {
        let until = until.as_millis();
        if until <= now {
            return Err(format!("a wait for {} ms ago", now - until));
        }
        self.pace.wait(&self.memory, self.memory.own.of(until))?;
        let mut sleep = until - now;
        let caller = &self.plan.caller;
        if caller.sleeps_by_the_second {
            sleep = sleep.min(1_000);
        } else if self.random.chance(caller.wakes_early) {
            sleep = self.random.between(0, sleep - 1);
        } else if self.random.chance(caller.wakes_late) {
            let extra = match self.random.between(0, 9) {
                0 => self.random.between(60_000, 7_200_000),
                _ => self.random.between(1, 20_000),
            };
            self.tally.fault("caller late");
            self.memory.excuse(extra);
            sleep += extra;
        }
        self.transcript.add(
            self.now,
            format_args!("sleep {sleep} ms of {} ms", until - now),
        );
        self.now += sleep;
        Ok(())
    }

    pub fn send(&mut self, call: &Call, unsaved: Option<Saved>) -> Verdict {
        let name = call.name;
        match self.memory.outstanding {
            None => {
                // A renewal begins as the login did.
                let first = self.memory.calls.first().map(|call| call.name);
                let begins = first.unwrap_or(self.plan.flow.calls.start) == name;
                if begins && self.memory.shown.is_some() {
                    let simulator = &self.network.simulator;
                    self.judge.renewal(&mut self.memory, simulator)?;
                }
                self.pace.call(&self.memory, call)?;
                self.memory.outstanding = Some((name, self.memory.own.now()));
            }
            Some((before, _)) if before != name => {
                return Err(format!(
                    "{name} instead of {before}, which has no outcome yet"
                ));
            }
            Some(_) => {}
        }
        self.transcript.mix(&wire(call).to_le_bytes());
        let timeout = u64::try_from(call.timeout.as_millis()).unwrap();
        self.pace.timeout(&self.memory, timeout)?;
        let dropped = self.restarts_left > 0 && self.random.chance(self.plan.caller.drops_call);
        let limit = if dropped {
            self.random.between(0, timeout.min(4_000))
        } else {
            timeout
        };
        let shown = self.memory.shown.is_some();
        let mut carried = self
            .network
            .carry(self.now, self.now - START, shown, call, limit);
        self.judge.lost.append(&mut self.network.lost);
        self.transcript.add(
            self.now,
            format_args!(
                "{name} {}: {} after {} ms {}",
                if dropped { "(dropped)" } else { "" },
                show(&carried),
                carried.at - self.now,
                carried.fault.unwrap_or_default(),
            ),
        );
        self.tally.calls += 1;
        if let Some(fault) = carried.fault {
            self.tally.fault(fault);
        }
        // A gateway may poll the service behind it once more before it redeems a login.
        let hasty = self.memory.handled.as_ref().is_none_or(|handled| {
            self.memory.own.now() < self.pace.last_poll(&self.memory, handled)
        });
        if carried.too_fast && self.steady && hasty && name == self.plan.flow.calls.poll {
            return Err(format!("{name} came faster than the service allows"));
        }
        self.steady = true;
        if self.plan.flow.calls.optional.contains(&name) {
            carried.quality = Quality::Intact;
            carried.retry_after = None;
        }
        let signed = self.plan.flow.calls.signed.contains(&name);
        if signed && carried.quality == Quality::Intact && refuses_signature(&carried) {
            // The clock was set again, or a call was dropped at the same moment as before.
            carried.quality = Quality::Malformed;
        }
        carried.too_fast &= self.plan.flow.service.refuses_fast_polls;
        let acted = carried.acted.filter(|_| !carried.too_fast);
        let spent = acted.is_some_and(|at| self.redeems_code(name, at));
        if let Some(code) = self.memory.shown.as_ref()
            && self.plan.flow.calls.ends_code == Some(name)
            && carried.acted.is_some()
        {
            self.judge.exchanged.push(code.index);
        }
        if dropped {
            self.restarts_left -= 1;
            self.steady = false;
            self.tally.fault("call dropped");
            self.memory.excuse(carried.at - self.now);
            self.now = carried.at;
            self.lose(spent);
            return Ok(());
        }
        self.now = carried.at;
        if let Some(saved) = unsaved {
            self.tally.fault("restart before a response was saved");
            self.lose(spent);
            return self.resume_from(saved);
        }
        self.handle(call, carried, spent, timeout);
        Ok(())
    }

    fn handle(&mut self, call: &Call, carried: Carried, spent: bool, timeout: u64) {
        let now = Timestamp::from_millis(self.read());
        let sent = self.memory.outstanding.take();
        let past = HandledCall {
            name: call.name,
            host: host(call).to_owned(),
            code: self.memory.shown.as_ref().map(|code| code.index),
            sent: sent.map_or(0, |(_, own)| own),
            acted: carried.acted,
            quality: carried.quality,
            timed_out: matches!(carried.outcome, Err(Failure::Timeout)),
            too_fast: carried.too_fast || self.memory.slow_down.is_said(&carried),
            tls: matches!(carried.outcome, Err(Failure::Tls)),
            spent,
        };
        self.memory.keep(past, &carried, timeout, self.pace.gap);
        if spent && carried.quality != Quality::Intact {
            self.lose(true);
        }
        self.restart_if_planned();
        let repeat = self.random.chance(self.plan.caller.repeats_outcome);
        let again = repeat.then(|| match self.random.between(0, 1) {
            0 => Err(Failure::Timeout),
            _ => carried.outcome.clone(),
        });
        self.flow.handle(now, carried.outcome);
        if let Some(again) = again {
            self.tally.fault("outcome handled twice");
            self.flow.handle(now, again);
        }
    }

    /// Whether this call redeems the code, so that the service does not answer it again.
    fn redeems_code(&self, name: &str, at: u64) -> bool {
        let Some(code) = &self.memory.shown else {
            return false;
        };
        let mut single_use = self.plan.flow.calls.single_use.iter();
        let Some((_, when)) = single_use.find(|(call, _)| *call == name) else {
            return false;
        };
        let fate = self.judge.fate(&self.network.simulator, code.index);
        match when {
            SingleUse::Always => true,
            SingleUse::WhileCollectable => fate.phase(at) == Phase::Confirmed,
            SingleUse::OnceConfirmed(applies) => {
                applies(&self.plan.scenario) && fate.decision(at).0 == Phase::Confirmed
            }
        }
    }

    /// The credentials for the code on show were sent in a response that the login never gets.
    fn lose(&mut self, spent: bool) {
        if let Some(code) = self.memory.shown.as_ref().filter(|_| spent) {
            self.judge.lost.push(code.index);
        }
    }

    /// The process may end between two steps and resume from a snapshot.
    pub fn maybe_restart(&mut self) -> Verdict {
        let caller = &self.plan.caller;
        if self.restarts_left == 0 {
            return Ok(());
        }
        if self.random.chance(caller.restarts) {
            self.tally.fault("restart");
            if let Some(saved) = self.save() {
                return self.resume_from(saved);
            }
        }
        if caller.uses_old_snapshot > 0 && self.random.chance(100) {
            self.saved = self.save();
        }
        if self.random.chance(caller.uses_old_snapshot)
            && let Some(saved) = self.saved.take()
        {
            self.tally.fault("restart from an old snapshot");
            let forgotten = &self.memory.calls[saved.memory.calls.len()..];
            let lost = forgotten.iter().filter(|call| call.spent);
            let lost: Vec<_> = lost.filter_map(|call| call.code).collect();
            self.judge.lost.extend(lost);
            return self.resume_from(saved);
        }
        Ok(())
    }

    pub fn save(&self) -> Option<Saved> {
        Some(Saved {
            json: self.flow.snapshot().ok()?.to_json(),
            memory: self.memory.clone(),
            at: self.now,
            last_reading: self.last_reading,
        })
    }

    /// Resumes from a snapshot in a new process, after a pause.
    fn resume_from(&mut self, saved: Saved) -> Verdict {
        self.restarts_left -= 1;
        self.steady = false;
        let pause = match self.random.between(0, 9) {
            0..=3 => 0,
            4..=8 => self.random.between(1, 5_000),
            _ => self.random.between(5_000, 100_000),
        };
        self.transcript.add(
            self.now,
            format_args!(
                "restarts; resumed {pause} ms later, as of {} ms ago",
                self.now - saved.at
            ),
        );
        self.now += pause;
        self.flow = resumed(&saved.json)?;
        self.memory = saved.memory;
        self.last_reading = saved.last_reading;
        self.memory.excuse(self.now - saved.at);
        if let Some(code) = &self.memory.shown
            && code.confirmed.is_none()
            && self.judge.exchanged.contains(&code.index)
        {
            self.lose(true);
        }
        Ok(())
    }

    pub fn restart_if_planned(&mut self) {
        if self.restarts_every_step
            && let Ok(snapshot) = self.flow.snapshot()
        {
            self.flow = resumed(&snapshot.to_json()).unwrap();
            self.flow.compact();
        }
    }
}

fn resumed(json: &str) -> Verdict<qrlogin::BoxFlow> {
    Snapshot::from_json(json)
        .and_then(|snapshot| flows::resume(&snapshot))
        .map_err(|error| format!("the login's own snapshot: {error}"))
}

/// The hash of a request, byte for byte, and its time-out.
pub fn wire(call: &Call) -> u64 {
    let request = &call.request;
    let mut hash = fnv(0, request.method().as_str().as_bytes());
    hash = fnv(hash, request.uri().to_string().as_bytes());
    for (name, value) in request.headers() {
        hash = fnv(fnv(hash, name.as_str().as_bytes()), value.as_bytes());
    }
    fnv(
        fnv(hash, request.body()),
        &call.timeout.as_millis().to_le_bytes(),
    )
}

fn show(carried: &Carried) -> String {
    match &carried.outcome {
        Ok(reply) => format!(
            "{} with {} bytes",
            reply.status().as_u16(),
            reply.body().len()
        ),
        Err(failure) => failure.to_string(),
    }
}

/// Whether TapTap refuses the time or the nonce of a signature.
fn refuses_signature(carried: &Carried) -> bool {
    let body = carried.outcome.as_ref().map_or(&[][..], |it| it.body());
    let body = String::from_utf8_lossy(body).to_ascii_lowercase();
    body.contains("invalid_time") || body.contains("replay_attacks")
}
