//! One task in its world, from the first poll to the end.

use qrlogin::{BoxFlow, Call, Error, Failure, Flow, Seed, Snapshot, Step, Timestamp};
use qrlogin_test_support::tasks::{Ended, is_refusal};

use super::super::Tally;
use super::super::world::clock::{CallerClock, Habit, OwnTime};
use super::super::world::network::{Network, Quality};
use super::super::world::random::{Random, fnv};
use super::judge::Judge;
use super::plan::Plan;

const MOST_STEPS: u64 = 1_000;
const MOST_RESTARTS: u32 = 20;
/// The longest pause: that of `Retry-After`.
const LONGEST_WAIT: u64 = 60_000;
/// Three tries more, and two for responses that cannot be read.
const MOST_FAILURES: u32 = 6;

/// What the task knows by its inputs; a snapshot goes back to it.
#[derive(Clone, Default)]
pub struct Memory {
    /// How many calls in a row have failed that are for the same thing.
    pub failed_in_a_row: u32,
    /// What that is: the call and its host.
    row_of: String,
    /// The most of them.
    pub longest_row: u32,
    /// How many calls have failed.
    pub failed: u32,
    /// Whether the call that spends a token was sent.
    pub spent: bool,
    /// Whether its response came whole.
    pub is_answered: bool,
    own: OwnTime,
}

struct Saved {
    json: String,
    memory: Memory,
}

/// A task, its world and its judge.
pub struct Life<'a> {
    plan: Plan,
    flow: BoxFlow<Ended>,
    network: Network,
    clock: CallerClock,
    now: u64,
    logged: usize,
    memory: Memory,
    /// Whether a call has arrived whose outcome a process that has ended did not see.
    unseen: bool,
    saved: Option<Saved>,
    restarts_left: u32,
    random: Random,
    restarts_every_step: bool,
    loud: bool,
    tally: &'a mut Tally,
    /// The hash of all outputs.
    pub outputs: u64,
}

type Verdict<T = ()> = Result<T, String>;

impl<'a> Life<'a> {
    pub fn new(
        seed: u64,
        mut plan: Plan,
        restarts_every_step: bool,
        loud: bool,
        tally: &'a mut Tally,
    ) -> Self {
        let mut random = Random::new(seed, "task life");
        let own = Seed::new(random.bytes());
        let flow = plan.task.make(&plan.credential, own).unwrap();
        let empty = qrlogin_simulator::Simulator::new(Default::default());
        let simulator = std::mem::replace(&mut plan.simulator, empty);
        let now = plan.start;
        Self {
            flow,
            logged: simulator.log().len(),
            network: Network::new(
                simulator,
                plan.faults.clone(),
                Random::new(seed, "task network"),
            ),
            clock: CallerClock::new(plan.clock.clone(), now, Random::new(seed, "task clock")),
            now,
            memory: Memory::default(),
            unseen: false,
            saved: None,
            restarts_left: MOST_RESTARTS,
            random,
            restarts_every_step,
            loud,
            tally,
            outputs: 0,
            plan,
        }
    }

    /// Runs the task to its end; how it ended.
    pub fn live(&mut self) -> Verdict<String> {
        let mut outstanding = false;
        for _ in 0..MOST_STEPS {
            if !outstanding {
                self.maybe_restart();
            }
            let before = self
                .random
                .chance(self.plan.restarts / 4)
                .then(|| self.save());
            let reading = self.read();
            match self.flow.poll(Timestamp::from_millis(reading)) {
                Ok(Step::Send(call)) => outstanding = self.send(call, before)?,
                Ok(Step::Wait(until)) => self.wait(reading, until.as_millis())?,
                Ok(Step::Event(event)) => {
                    if event.kind() != "retrying" {
                        return Err(format!("the event {} of a login", event.kind()));
                    }
                    self.note(event.kind());
                }
                Ok(Step::Done(ended)) => return self.done(&ended),
                Ok(step) => return Err(format!("an unknown step: {step:?}")),
                Err(error) => return self.failed(&error),
            }
        }
        Err("no end".to_owned())
    }

    fn judge(&self) -> Judge<'_> {
        Judge {
            task: self.plan.task,
            credential: &self.plan.credential,
            is_revoked: self.plan.is_revoked,
            is_due: self.plan.is_due,
            is_clock_set: self.plan.clock != Habit::True,
            logged: self.logged,
        }
    }

    fn done(&mut self, ended: &Ended) -> Verdict<String> {
        self.note(&serde_json::to_string(ended).unwrap());
        let empty = qrlogin_simulator::Simulator::new(Default::default());
        let mut simulator = std::mem::replace(&mut self.network.simulator, empty);
        self.judge()
            .done(ended, &mut simulator, self.now, self.unseen)?;
        let says_refused = match ended {
            Ended::Checked(checked) => !checked.is_valid(),
            Ended::LoggedOut(out) => *out == qrlogin::tasks::LoggedOut::Already,
            _ => false,
        };
        let kind = if says_refused { "refused" } else { "done" };
        Ok(format!("{}: {kind}", self.plan.task.name))
    }

    fn failed(&mut self, error: &Error) -> Verdict<String> {
        self.note(error.kind());
        self.judge().failed(error, &self.memory, self.unseen)?;
        let kind = if is_refusal(error) {
            "refused"
        } else {
            "unknown"
        };
        Ok(format!("{}: {kind}", self.plan.task.name))
    }

    /// Reads the caller's clock, which may have been set since.
    fn read(&mut self) -> u64 {
        if self.clock.change(self.now).is_some() {
            self.tally.fault("clock set");
        }
        let reading = self.clock.read(self.now);
        self.memory.own.read(reading);
        reading
    }

    fn wait(&mut self, reading: u64, until: u64) -> Verdict {
        if until <= reading {
            return Err(format!("a wait for {} ms ago", reading - until));
        }
        let pause = self.memory.own.of(until) - self.memory.own.now();
        if pause > LONGEST_WAIT {
            return Err(format!("a pause of {pause} ms"));
        }
        self.note(&format!("wait {pause}"));
        self.now += until - reading;
        if self.random.chance(self.plan.wakes_late) {
            self.tally.fault("caller late");
            self.now += self.random.between(1, 600_000);
        }
        Ok(())
    }

    /// Sends a call and hands in its outcome; whether the process lost that.
    fn send(&mut self, call: Call, before: Option<Saved>) -> Verdict<bool> {
        if !self.plan.task.flow().hosts.allow(call.request.uri()) {
            return Err(format!("a request to another host: {call:?}"));
        }
        self.note(&format!(
            "{} {:?} {} {:?}",
            call.request.uri(),
            call.request.headers(),
            String::from_utf8_lossy(call.request.body()),
            call.timeout
        ));
        let spends = self
            .plan
            .task
            .spends
            .is_some_and(|(name, _)| name == call.name);
        if spends && self.memory.spent {
            return Err("a token is spent twice".to_owned());
        }
        let timeout = u64::try_from(call.timeout.as_millis()).unwrap();
        let elapsed = self.now - self.plan.start;
        let carried = self.network.carry(self.now, elapsed, false, &call, timeout);
        if let Some(fault) = carried.fault {
            self.tally.fault(fault);
        }
        self.now = carried.at;
        self.memory.spent |= spends;
        if self.loses_its_process(before) {
            self.unseen |= carried.acted.is_some();
            return Ok(true);
        }
        let failed = carried.quality != Quality::Intact;
        let row_of = format!("{} {:?}", call.name, call.request.uri().host());
        if row_of != self.memory.row_of {
            self.memory.failed_in_a_row = 0;
            self.memory.row_of = row_of;
        }
        self.memory.is_answered |= spends && !failed;
        self.memory.failed += u32::from(failed);
        self.memory.failed_in_a_row = match failed {
            true => self.memory.failed_in_a_row + 1,
            false => 0,
        };
        self.memory.longest_row = self.memory.longest_row.max(self.memory.failed_in_a_row);
        if self.memory.failed_in_a_row > MOST_FAILURES {
            return Err("a seventh failed call in a row".to_owned());
        }
        let now = Timestamp::from_millis(self.read());
        let again = self.random.chance(self.plan.repeats_outcome);
        self.flow.handle(now, carried.outcome.clone());
        if again {
            self.tally.fault("outcome handled twice");
            self.flow.handle(now, Err(Failure::Timeout));
            self.flow.handle(now, carried.outcome);
        }
        Ok(false)
    }

    /// The process may end before it has the outcome, and go on from what it has saved.
    fn loses_its_process(&mut self, before: Option<Saved>) -> bool {
        if self.restarts_left == 0 {
            return false;
        }
        if let Some(before) = before {
            self.tally.fault("restart from an old snapshot");
            self.resume(&before);
            return true;
        }
        if self.random.chance(self.plan.restarts / 2) {
            self.tally.fault("restart while a call is outstanding");
            let saved = self.save();
            self.resume(&saved);
            return true;
        }
        false
    }

    /// The process may end between two steps.
    fn maybe_restart(&mut self) {
        if self.restarts_every_step {
            let saved = self.save_again();
            self.flow = (self.plan.task.resume)(&saved).unwrap();
        }
        if self.restarts_left > 0 && self.random.chance(self.plan.restarts) {
            self.tally.fault("restart");
            let saved = self.save();
            let old = self.saved.take();
            match old.filter(|_| self.random.chance(self.plan.uses_old_snapshot)) {
                Some(old) => {
                    self.tally.fault("restart from an old snapshot");
                    self.unseen = true;
                    self.resume(&old);
                }
                None => self.resume(&saved),
            }
            self.saved = Some(saved);
        }
    }

    fn save(&self) -> Saved {
        Saved {
            json: self.save_again().to_json(),
            memory: self.memory.clone(),
        }
    }

    fn save_again(&self) -> Snapshot {
        let json = self.flow.snapshot().unwrap().to_json();
        Snapshot::from_json(&json).unwrap()
    }

    fn resume(&mut self, saved: &Saved) {
        self.restarts_left = self.restarts_left.saturating_sub(1);
        let snapshot = Snapshot::from_json(&saved.json).unwrap();
        self.flow = (self.plan.task.resume)(&snapshot).unwrap();
        self.memory = saved.memory.clone();
    }

    /// Adds an output to the hash of them.
    fn note(&mut self, what: &str) {
        let at = self.now - self.plan.start;
        if self.loud {
            println!("{at:>8}  {what}");
        }
        self.outputs = fnv(self.outputs, &at.to_le_bytes());
        self.outputs = fnv(self.outputs, what.as_bytes());
    }
}
