//! What the seed decides.

use qrlogin::Credential;
use qrlogin_simulator::{Scenario, Simulator};
use qrlogin_test_support::tasks::{Action, TASKS, TaskUnderTest};

use super::super::world::clock::Habit;
use super::super::world::network_faults::NetworkFaults;
use super::super::world::random::Random;

/// A task, its world, and how its caller behaves.
pub struct Plan {
    pub task: &'static TaskUnderTest,
    pub simulator: Simulator,
    pub credential: Credential,
    /// When the task begins, in ms.
    pub start: u64,
    /// Whether the service refuses the credentials.
    pub is_revoked: bool,
    /// Whether the service says that a refresh is due.
    pub is_due: bool,
    pub faults: NetworkFaults,
    pub clock: Habit,
    /// How many polls in a thousand come after a restart, and how many calls have an outcome that
    /// the process does not live to see.
    pub restarts: u64,
    /// How many restarts in a thousand go on from an old snapshot.
    pub uses_old_snapshot: u64,
    pub repeats_outcome: u64,
    pub wakes_late: u64,
    pub words: String,
}

impl Plan {
    pub fn of(seed: u64) -> Self {
        let mut random = Random::new(seed, "task plan");
        let task = &TASKS[(seed % TASKS.len() as u64) as usize];
        let lines = variant(task, &mut random);
        let (mut world, mut credential) = task.begun(&lines);
        let is_revoked = random.chance(250);
        if is_revoked {
            let revoked = task.revoked(&mut world, &credential);
            credential = revoked.expect("a service that refuses");
        }
        // Only a refresh that is not forced depends on it.
        let is_due = task.forced || random.chance(750);
        let start = world.now().as_millis();
        let mut simulator = world.into_simulator();
        if task.action == Action::Refresh && !is_due {
            not_due(simulator.scenario_mut(), task);
        }
        let mut faults = NetworkFaults::of(task.flow(), 20_000, &mut random);
        let own = faults.take_faults().into_iter();
        // A refusal says something of the login itself.
        let own = own.filter(|fault| !fault.to_string().contains("refuse"));
        simulator.scenario_mut().faults = own.collect();
        let mut often = |rates: &[u64]| *random.pick(rates);
        let (restarts, uses_old_snapshot) = (often(&[0, 0, 50, 300]), often(&[0, 0, 200]));
        let (repeats_outcome, wakes_late) = (often(&[0, 200]), often(&[0, 0, 100]));
        let words = format!(
            "{} revoked {is_revoked}, due {is_due}, restarts {restarts}, {}",
            task.name,
            lines.replace('\n', ", ")
        );
        Self {
            task,
            simulator,
            credential,
            start,
            is_revoked,
            is_due,
            faults,
            clock: match random.between(0, 9) {
                0..=4 => Habit::True,
                5 => Habit::Wrong,
                6..=7 => Habit::Jitters(*random.pick(&[20, 200, 600])),
                _ => Habit::IsSet(*random.pick(&[50, 200])),
            },
            restarts,
            uses_old_snapshot,
            repeats_outcome,
            wakes_late,
            words,
        }
    }
}

/// Settings of the service in which a login succeeds and the task has what it needs.
fn variant(task: &TaskUnderTest, random: &mut Random) -> String {
    let is_needed = |name: &str| task.scenario.lines().any(|line| line.starts_with(name));
    let group = *random.pick(task.flow().scenarios.good);
    // The login has its own settings of the flow.
    let demands = |line: &str| line.trim().starts_with("flow.") && !line.contains('|');
    if group.lines().any(demands) {
        return String::new();
    }
    let mut lines = Vec::new();
    for line in group.lines() {
        let (name, values) = line.split_once('=').unwrap();
        let values: Vec<&str> = values.split(" | ").map(str::trim).collect();
        let (name, value) = (name.trim(), *random.pick(&values));
        let is_setting = !name.starts_with("flow.") && !name.starts_with("fault");
        // Without a refresh token there is no refresh; a session without an ID is not simulated.
        let is_fit = !name.contains("refresh-token") && !name.ends_with(".lacks");
        if is_setting && is_fit && !is_needed(name) && random.chance(500) {
            lines.push(format!("{name} = {value}"));
        }
    }
    lines.join("\n")
}

fn not_due(scenario: &mut Scenario, task: &TaskUnderTest) {
    for line in task.scenario.lines() {
        let (name, _) = line.split_once('=').unwrap();
        if name.trim().ends_with("refresh-due") {
            scenario.set(name.trim(), "no").unwrap();
        }
    }
}
