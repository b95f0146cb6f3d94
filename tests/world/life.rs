//! One login in its world, from the first poll to the end.

use qrlogin::{BoxFlow, Credential, Error, Failure, Flow, Seed, Step, Timestamp, flows};
use qrlogin_simulator::Simulator;

use super::clock::CallerClock;
use super::deeds::wire;
use super::fingerprint::Fingerprint;
use super::judge::Judge;
use super::memory::Memory;
use super::network::Network;
use super::pace::Pace;
use super::plan::{Plan, START};
use super::random::Random;
use super::tally::Tally;
use super::transcript::Transcript;

/// More steps than any login can need.
const MOST_STEPS: u64 = 60_000;
/// More deaths than any login has to survive.
const MOST_DEATHS: u32 = 40;

/// A login and everything around it.
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
    /// A snapshot to go back to.
    pub saved: Option<Saved>,
    pub deaths_left: u32,
    /// Whether the last poll's outcome was handled in the same process, the clock going on as it
    /// should.
    pub steady: bool,
    pub random: Random,
    /// Whether the process dies between any two steps, without any time passing, and everything is
    /// asked twice.
    pub haunted: bool,
    pub transcript: Transcript,
    pub fingerprint: Fingerprint,
    pub tally: &'a mut Tally,
}

pub type Verdict<T = ()> = Result<T, String>;

/// A snapshot, and what the judge knew then.
pub struct Saved {
    pub json: String,
    pub memory: Memory,
    pub at: u64,
    pub last_reading: u64,
}

impl<'a> Life<'a> {
    pub fn new(seed: u64, plan: &'a Plan, haunted: bool, loud: bool, tally: &'a mut Tally) -> Self {
        let mut random = Random::new(seed, "life");
        let weather = plan.weather.clone();
        let simulator = Simulator::new(plan.scenario.clone());
        let network = Network::new(simulator, weather, Random::new(seed, "network"));
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
            memory: Memory::default(),
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
            deaths_left: MOST_DEATHS,
            steady: true,
            random,
            haunted,
            transcript: Transcript::new(loud),
            fingerprint: Fingerprint::default(),
            tally,
        }
    }

    /// Lives to the end; how the login ended.
    pub fn live(&mut self) -> Verdict<Result<Credential, Error>> {
        for _ in 0..MOST_STEPS {
            self.tally.steps += 1;
            self.maybe_die()?;
            let doomed = self.random.chance(self.plan.caller.dies / 4) && self.deaths_left > 0;
            let before = if doomed { self.save() } else { None };
            let now = self.read();
            self.pace.ends_in_time(&self.memory, self.now)?;
            match self.poll(now)? {
                Ok(Step::Wait(until)) => {
                    self.fingerprint.wait(now, until.as_millis());
                    self.wait(now, until)?;
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

    /// After the end there is nothing more.
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
        if let Some(by) = self.clock.stumble(self.now) {
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
            let patience = self.plan.options.give_up_after;
            self.memory.limit =
                patience.map(|patience| reading + u64::try_from(patience.as_millis()).unwrap());
        } else {
            let (passed, own) = (self.now - self.last_reading, self.memory.own.now() - own);
            self.pace.read(&mut self.memory, self.now, passed, own);
        }
        self.last_reading = self.now;
        reading
    }

    fn poll(&mut self, now: u64) -> Verdict<Result<Step<Credential>, Error>> {
        let now = Timestamp::from_millis(now);
        self.resurrect_if_haunted();
        let step = self.flow.poll(now);
        if self.haunted && matches!(step, Ok(Step::Wait(_) | Step::Send(_))) {
            self.resurrect_if_haunted();
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
