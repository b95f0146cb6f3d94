//! What a seed stands for: the flow and its settings, the service's variant, the user, the network,
//! the caller.

use std::time::Duration;

use qrlogin::Settings;
use qrlogin::flows::Options;
use qrlogin_simulator::{Millis, Person, Scenario};
use qrlogin_test_support::{FLOWS, FlowUnderTest};

use super::clock;
use super::network_faults::NetworkFaults;
use super::random::Random;
use super::user;

/// 2023-11-14 22:13:20 UTC, in ms.
pub const START: u64 = 1_700_000_000_000;

/// All that a seed decides in advance.
pub struct Plan {
    pub flow: &'static FlowUnderTest,
    pub settings: Settings,
    pub options: Options,
    pub scenario: Scenario,
    /// Whether the service's variant can lead to a success.
    pub good: bool,
    pub faults: NetworkFaults,
    pub clock: clock::Habit,
    pub caller: Caller,
    /// How long a confirmed login can still be collected, in ms.
    pub collectable: u64,
    /// The settings, for the report.
    pub words: String,
}

/// How the program around the login behaves; a number is a rate in a thousand steps.
pub struct Caller {
    /// Its process ends, and another one resumes from a snapshot.
    pub restarts: u64,
    /// It resumes from a snapshot that is some steps old.
    pub uses_old_snapshot: u64,
    /// It drops a call in flight and polls again.
    pub drops_call: u64,
    /// It hands in an outcome twice.
    pub repeats_outcome: u64,
    /// It wakes up late.
    pub wakes_late: u64,
    /// It wakes up early.
    pub wakes_early: u64,
    /// It sleeps a second at a time.
    pub sleeps_by_the_second: bool,
}

impl Plan {
    pub fn of(seed: u64) -> Self {
        let mut random = Random::new(seed, "plan");
        let flow = *random.pick(FLOWS);
        let life = flow.timing.life;
        let good = !random.chance(120);
        let (settings, mut scenario, mut words) = variant(flow, good, &mut random);
        scenario.seed = random.next();
        if random.chance(200) {
            scenario.clock_skew = random.signed(1, 100_000_000);
        }

        let service_life = match random.between(0, 7) {
            0 => 20_000,
            1 => random.between(30_000, 400_000) / 1000 * 1000,
            2 => life + 2_000,
            3 => 7_200_000,
            _ => life,
        };
        let mut collectable = *random.pick(&[60_000, 60_000, 0, 5_000, 600_000]);
        set(&mut scenario, flow, "lifetime", service_life);
        match flow.service.collectable {
            Some(fixed) => collectable = fixed,
            None => set(&mut scenario, flow, "collectable", collectable),
        }
        let flow_life = match &flow.timing.stated_life {
            Some(limits) => service_life.clamp(*limits.start(), *limits.end()),
            None => life,
        };

        let limit = random
            .chance(250)
            .then(|| random.between(5_000, flow_life + 60_000));
        let mut options = Options::default();
        options.renewals = *random.pick(&[0, 0, 0, 1, 2]);
        options.give_up_after = limit.map(Duration::from_millis);
        let mut ends = vec![flow_life, service_life.min(flow_life * 2)];
        ends.extend(limit);
        let scripts = (0..random.between(1, 3)).map(|_| user::script(&mut random, &ends));
        scenario.person = Person::of(scripts.collect::<Vec<_>>());
        words += &format!(
            "; lives {service_life} ms, collectable {collectable} ms, {options:?}, person: {}",
            scenario
                .person
                .scripts
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("; ")
        );

        let mut faults = NetworkFaults::of(flow, flow_life, &mut random);
        if good {
            scenario.faults = faults.take_faults();
        }
        Self {
            flow,
            settings,
            options,
            scenario,
            good,
            faults,
            clock: match random.between(0, 9) {
                0..=4 => clock::Habit::True,
                5 => clock::Habit::Wrong,
                6..=7 => clock::Habit::Jitters(*random.pick(&[20, 200, 600])),
                _ => clock::Habit::IsSet(*random.pick(&[5, 50, 200])),
            },
            caller: Caller::of(&mut random),
            collectable,
            words,
        }
    }
}

impl Caller {
    fn of(random: &mut Random) -> Self {
        let mut often = |rates: &[u64]| *random.pick(rates);
        Self {
            restarts: often(&[0, 0, 10, 100, 400]),
            uses_old_snapshot: often(&[0, 0, 0, 5, 30]),
            drops_call: often(&[0, 0, 20, 100]),
            repeats_outcome: often(&[0, 100, 500]),
            wakes_late: often(&[0, 0, 10, 100]),
            wakes_early: often(&[0, 0, 100]),
            sleeps_by_the_second: often(&[0, 0, 0, 0, 0, 0, 0, 1]) == 1,
        }
    }
}

/// The settings of the flow and of the service.
fn variant(flow: &FlowUnderTest, good: bool, random: &mut Random) -> (Settings, Scenario, String) {
    let mut settings = Settings::new();
    let mut scenario = Scenario::default();
    let mut words = String::new();
    let groups = if good {
        flow.scenarios.good
    } else {
        flow.scenarios.bad
    };
    for line in random.pick(groups).lines() {
        let (name, values) = line.split_once('=').unwrap();
        let values: Vec<&str> = values.split(" | ").map(str::trim).collect();
        // A choice is left at its default half of the time.
        let value = *random.pick(&values);
        if values.len() > 1 && good && random.chance(500) {
            continue;
        }
        let name = name.trim();
        words += &format!("{name} = {value}, ");
        match name.strip_prefix("flow.") {
            Some(name) => settings = settings.with(name, value),
            None => scenario.set(name, value).unwrap(),
        }
    }
    (settings, scenario, words)
}

fn set(scenario: &mut Scenario, flow: &FlowUnderTest, name: &str, ms: u64) {
    for name in flow.service_settings(name) {
        scenario.set(&name, &Millis(ms).to_string()).unwrap();
    }
}
