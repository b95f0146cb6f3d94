//! The person with the phone: what they mean to do with a code, and what has truly become of it by
//! a given time.

use qrlogin_simulator::{Act, Millis, Script, When};

use super::random::Random;

/// What a person does with one code. `ends` are moments that matter for it, in ms after it was
/// issued: the end of its life by the service and by the flow, and the end of the caller's
/// patience.
pub fn script(random: &mut Random, ends: &[u64]) -> Script {
    let end = *random.pick(ends);
    let before = |random: &mut Random, latest: u64| random.between(0, latest);
    let soon = |random: &mut Random, from: u64| from + random.between(200, 12_000);
    let some_time = before(random, end);
    let scan = before(random, some_time);
    let steps: Vec<(Act, u64)> = match random.between(0, 15) {
        // As meant.
        0..=2 => {
            let scan = soon(random, 0);
            vec![(Act::Scan, scan), (Act::Confirm, soon(random, scan))]
        }
        // Late.
        3..=4 => vec![(Act::Scan, scan), (Act::Confirm, some_time)],
        // In the last seconds.
        5..=6 => {
            let confirm = end.saturating_sub(random.between(0, 4_000));
            let scan = before(random, confirm);
            vec![(Act::Scan, scan), (Act::Confirm, confirm)]
        }
        // Around the very end.
        7 => {
            let confirm = (end + random.between(0, 100)).saturating_sub(50);
            vec![(Act::Scan, scan), (Act::Confirm, confirm)]
        }
        // After the end.
        8 => vec![(Act::Scan, scan), (Act::Confirm, soon(random, end))],
        // Without a scan that could be told.
        9 => vec![(Act::Confirm, some_time)],
        10 => vec![(Act::Scan, scan), (Act::Deny, some_time)],
        // Cancels, and scans again.
        11 => {
            let again = soon(random, some_time);
            vec![
                (Act::Scan, scan),
                (Act::Cancel, some_time),
                (Act::Scan, again),
                (Act::Confirm, soon(random, again)),
            ]
        }
        // Cannot decide.
        12 => {
            let mut steps = Vec::new();
            let mut at = soon(random, 0);
            for _ in 0..random.between(2, 6) {
                steps.push((Act::Scan, at));
                at = soon(random, at);
                let act = *random.pick(&[Act::Cancel, Act::Cancel, Act::Deny]);
                steps.push((act, at));
                at = soon(random, at);
            }
            let last = *random.pick(&[Act::Confirm, Act::Deny, Act::Cancel, Act::Scan]);
            steps.push((last, at));
            steps
        }
        // Scans, and forgets about it.
        13 => vec![(Act::Scan, scan)],
        // Never comes.
        _ => vec![],
    };
    steps.into_iter().fold(Script::default(), |all, (act, at)| {
        all.then(act, When::After(Millis(at)))
    })
}

/// What has become of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Waiting,
    Scanned,
    Confirmed,
    Denied,
    Expired,
}

/// One code and what the person truly does with it; independent of the simulator's own bookkeeping.
#[derive(Clone)]
pub struct Fate {
    expires: u64,
    /// How long after the confirmation it can be collected at least.
    collectable: u64,
    acts: Vec<(u64, Act)>,
}

impl Fate {
    pub fn new(script: &Script, issued: u64, expires: u64, collectable: u64) -> Self {
        let mut acts: Vec<(u64, Act)> = Vec::new();
        let mut last = issued;
        for step in &script.steps {
            let When::After(after) = step.when else {
                break;
            };
            last = last.max(issued + after.0);
            if last >= expires {
                break;
            }
            acts.push((last, step.act));
        }
        Self {
            expires,
            collectable,
            acts,
        }
    }

    /// What the service can tell of it at this time.
    pub fn phase(&self, at: u64) -> Phase {
        match self.decision(at) {
            (Phase::Confirmed, when)
                if at < self.expires.max(when.saturating_add(self.collectable)) =>
            {
                Phase::Confirmed
            }
            (phase, _) if at < self.expires => phase,
            _ => Phase::Expired,
        }
    }

    /// What the person has decided, and when, whether the code still lives or not.
    pub fn decision(&self, at: u64) -> (Phase, u64) {
        let mut phase = (Phase::Waiting, 0);
        for (when, act) in self.acts.iter().filter(|(when, _)| *when <= at) {
            phase = match act {
                Act::Scan => (Phase::Scanned, *when),
                Act::Deny => (Phase::Denied, *when),
                Act::Confirm => (Phase::Confirmed, *when),
                Act::Cancel => (Phase::Waiting, *when),
                _ => panic!("an unknown act"),
            };
        }
        phase
    }

    /// Whether the person had refused or left before this time, and not come back.
    pub fn refused(&self, at: u64) -> bool {
        let last = self.acts.iter().rev().find(|(when, _)| *when <= at);
        matches!(last, Some((_, Act::Deny | Act::Cancel)))
    }

    /// Whether the person has refused or left at any time.
    pub fn ever_refused(&self) -> bool {
        let refused = |(_, act): &(u64, Act)| matches!(act, Act::Deny | Act::Cancel);
        self.acts.iter().any(refused)
    }

    /// Whether the person has scanned by this time.
    pub fn scanned(&self, at: u64) -> bool {
        self.acts.first().is_some_and(|(when, _)| *when <= at)
    }
}
