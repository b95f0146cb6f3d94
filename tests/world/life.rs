//! One login in its world, from the first poll to the end.

use qrlogin::{BoxFlow, Credential, Error, Failure, Flow, Seed, Step, Timestamp, flows};
use qrlogin_simulator::Simulator;

use super::actions::wire;
use super::clock::CallerClock;
use super::fingerprint::Fingerprint;
use super::judge::Judge;
use super::memory::{Memory, SlowDown};
use super::network::Network;
use super::pace::Pace;
use super::plan::{Plan, START};
use super::random::Random;
use super::tally::Tally;
use super::transcript::Transcript;

/// More steps than any login can need.
const MOST_STEPS: u64 = 60_000;
/// The number of restarts in a world at most.
const MOST_RESTARTS: u32 = 40;

/// A login, its world and its judges.
pub struct Life<'a> {
    pub plan: &'a Plan,
    pub flow: BoxFlow,
    pub network: Network,
    pub clock: CallerClock,
    /// The true time.
    pub now: u64,
    /// True time and own time of the last reading.
    pub last_reading: u64,
    pub memory: Memory,
    pub judge: Judge,
    pub pace: Pace,
    /// An old snapshot to resume from.
    pub saved: Option<Saved>,
    pub restarts_left: u32,
    /// Whether the last poll's outcome was handled in the same process, with a steady clock.
    pub steady: bool,
    pub random: Random,
    /// Whether the process restarts between any two steps, without any time passing, and each poll
    /// is repeated.
    pub restarts_every_step: bool,
    pub transcript: Transcript,
    pub fingerprint: Fingerprint,
    pub tally: &'a mut Tally,
}

pub type Verdict<T = ()> = Result<T, String>;

/// A snapshot, and the judge's memory at that time.
pub struct Saved {
    pub json: String,
    pub memory: Memory,
    pub at: u64,
    pub last_reading: u64,
}

impl<'a> Life<'a> {
    pub fn new(
        seed: u64,
        plan: &'a Plan,
        restarts_every_step: bool,
        loud: bool,
        tally: &'a mut Tally,
    ) -> Self {
        let mut random = Random::new(seed, "life");
        let faults = plan.faults.clone();
        let simulator = Simulator::new(plan.scenario.clone());
        let network = Network::new(simulator, faults, Random::new(seed, "network"));
        let flow = flows::find(plan.flow.id)
            .unwrap()
            .login(&plan.settings, Seed::new(random.bytes()), &plan.options)
            .unwrap();
        Self {
            plan,
            flow,
            network,
            clock: CallerClock::new(plan.clock.clone(), START, Random::new(seed, "clock")),
            now: START,
            last_reading: START,
            memory: Memory {
                slow_down: SlowDown::of(plan.flow),
                ..Memory::default()
            },
            judge: Judge {
                flow: plan.flow,
                good: plan.good,
                renewals: plan.options.renewals,
                collectable: plan.collectable,
                cancel_ends_code: (plan.flow.service.cancel_ends_code)(&plan.scenario),
                lost: Vec::new(),
                exchanged: Vec::new(),
            },
            pace: Pace {
                flow: plan.flow,
                gap: (plan.flow.timing.gap)(&plan.scenario),
                good: plan.good,
            },
            saved: None,
            restarts_left: MOST_RESTARTS,
            steady: true,
            random,
            restarts_every_step,
            transcript: Transcript::new(loud),
            fingerprint: Fingerprint::default(),
            tally,
        }
    }

    /// Runs the login to its end.
    pub fn live(&mut self) -> Verdict<Result<Credential, Error>> {
        for _ in 0..MOST_STEPS {
            self.tally.steps += 1;
            self.maybe_restart()?;
            let unsaved =
                self.random.chance(self.plan.caller.restarts / 4) && self.restarts_left > 0;
            let before = if unsaved { self.save() } else { None };
            let now = self.read();
            self.pace.ends_in_time(&self.memory, self.now)?;
            match self.poll(now)? {
                Ok(Step::Wait(until)) => {
                    self.fingerprint.wait(now, until.as_millis());
                    match self.flow.input() {
                        Some(_) => self.wait_for_input(now, until)?,
                        None => self.wait(now, until)?,
                    }
                }
                Ok(Step::Send(call)) => {
                    self.fingerprint.send(now, &call);
                    self.send(&call, before)?;
                }
                Ok(Step::Event(event)) => {
                    self.fingerprint.event(now, &event);
                    let kind = serde_json::to_string(&event).unwrap();
                    self.transcript.mix(kind.as_bytes());
                    self.transcript
                        .add(self.now, format_args!("event {event:?}"));
                    let simulator = &self.network.simulator;
                    self.judge
                        .event(&mut self.memory, simulator, self.now, &event)?;
                }
                Ok(Step::Done(credential)) => {
                    let json = serde_json::to_string(&credential).unwrap();
                    self.transcript.mix(json.as_bytes());
                    self.transcript.add(self.now, format_args!("done"));
                    let simulator = &self.network.simulator;
                    self.judge
                        .done(&self.memory, simulator, self.now, &credential)?;
                    return self.finish(Ok(credential));
                }
                Ok(step) => return Err(format!("an unknown step {step:?}")),
                Err(error) => {
                    self.transcript
                        .add(self.now, format_args!("failed: {error:?}"));
                    let simulator = &self.network.simulator;
                    self.judge.failed(&self.memory, simulator, &error)?;
                    return self.finish(Err(error));
                }
            }
        }
        Err("no end in sight".to_owned())
    }

    /// The outcome comes only once.
    fn finish(&mut self, outcome: Result<Credential, Error>) -> Verdict<Result<Credential, Error>> {
        for _ in 0..2 {
            let again = self
                .flow
                .poll(Timestamp::from_millis(self.clock.read(self.now)));
            if again.err() != Some(Error::Finished) {
                return Err("the outcome came twice".to_owned());
            }
            self.flow
                .handle(Timestamp::from_millis(self.now), Err(Failure::Io));
        }
        self.fingerprint.end(self.now, &outcome);
        let overtime = self.pace.overtime(&self.memory, self.now);
        self.tally.longest_overtime = self.tally.longest_overtime.max(overtime);
        self.tally.virtual_ms += self.now - START;
        Ok(outcome)
    }

    pub fn read(&mut self) -> u64 {
        if let Some(by) = self.clock.change(self.now) {
            self.transcript
                .add(self.now, format_args!("the clock is set by {by} ms"));
            self.tally.fault(if by < 0 {
                "clock set back"
            } else {
                "clock set forward"
            });
            self.steady &= by < 0;
        }
        let reading = self.clock.read(self.now);
        let own = self.memory.own.now();
        let first = self.memory.own.now() == 0;
        self.memory.own.read(reading);
        if first {
            let limit = self.plan.options.give_up_after;
            self.memory.limit =
                limit.map(|limit| reading + u64::try_from(limit.as_millis()).unwrap());
        } else {
            let (passed, own) = (self.now - self.last_reading, self.memory.own.now() - own);
            self.pace.read(&mut self.memory, self.now, passed, own);
        }
        self.last_reading = self.now;
        reading
    }

    fn poll(&mut self, now: u64) -> Verdict<Result<Step<Credential>, Error>> {
        let now = Timestamp::from_millis(now);
        self.restart_if_planned();
        let step = self.flow.poll(now);
        if self.restarts_every_step && matches!(step, Ok(Step::Wait(_) | Step::Send(_))) {
            self.restart_if_planned();
            let again = self.flow.poll(now);
            let same = match (&step, &again) {
                (Ok(Step::Wait(until)), Ok(Step::Wait(again))) => until == again,
                (Ok(Step::Send(call)), Ok(Step::Send(again))) => wire(call) == wire(again),
                _ => false,
            };
            if !same {
                return Err(format!("{step:?}, and at the same moment {again:?}"));
            }
        }
        Ok(step)
    }
}
