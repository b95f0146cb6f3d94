//! The user with the phone: what they do with a code, and the true state of a code at a given time.

use qrlogin_simulator::{Act, Millis, Script, When};

use super::random::Random;

/// What a user does with one code. `ends` are times in ms after it was issued: its expiry by the
/// service and by the flow, and the caller's limit.
pub fn script(random: &mut Random, ends: &[u64]) -> Script {
    let end = *random.pick(ends);
    let before = |random: &mut Random, latest: u64| random.between(0, latest);
    let soon = |random: &mut Random, from: u64| from + random.between(200, 12_000);
    let some_time = before(random, end);
    let scan = before(random, some_time);
    let steps: Vec<(Act, u64)> = match random.between(0, 15) {
        // Scans and confirms in time.
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
        // Around the end.
        7 => {
            let confirm = (end + random.between(0, 100)).saturating_sub(50);
            vec![(Act::Scan, scan), (Act::Confirm, confirm)]
        }
        // After the end.
        8 => vec![(Act::Scan, scan), (Act::Confirm, soon(random, end))],
        // Confirms without a scan.
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
        // Changes their mind repeatedly.
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
        // Scans, and does nothing more.
        13 => vec![(Act::Scan, scan)],
        // Does nothing.
        _ => vec![],
    };
    steps.into_iter().fold(Script::default(), |all, (act, at)| {
        all.then(act, When::After(Millis(at)))
    })
}

/// The state of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Waiting,
    Scanned,
    Confirmed,
    Denied,
    Expired,
}

/// One code and what the user does with it; independent of the simulator's own records.
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

    /// The state that the service can report at this time.
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

    /// What the user has decided, and when, even if the code has expired since.
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

    /// Whether the user's last act before this time was to deny or to cancel.
    pub fn refused(&self, at: u64) -> bool {
        let last = self.acts.iter().rev().find(|(when, _)| *when <= at);
        matches!(last, Some((_, Act::Deny | Act::Cancel)))
    }

    /// Whether the user denies or cancels at any time.
    pub fn ever_refused(&self) -> bool {
        let refused = |(_, act): &(u64, Act)| matches!(act, Act::Deny | Act::Cancel);
        self.acts.iter().any(refused)
    }

    /// Whether the user has scanned by this time.
    pub fn scanned(&self, at: u64) -> bool {
        self.acts.first().is_some_and(|(when, _)| *when <= at)
    }
}
