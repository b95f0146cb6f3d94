//! Figures of all worlds.

use std::collections::BTreeMap;
use std::fmt;

use super::fingerprint::Fingerprint;

#[derive(Default)]
pub struct Tally {
    pub worlds: u64,
    pub outcomes: BTreeMap<String, u64>,
    pub faults: BTreeMap<&'static str, u64>,
    pub calls: u64,
    pub steps: u64,
    /// The longest time, in ms, that a login went on beyond its deadline although it could end.
    pub longest_overtime: u64,
    /// The virtual time of all logins, in ms.
    pub virtual_ms: u64,
    /// Of all logins, one after the other.
    pub fingerprint: Fingerprint,
}

impl Tally {
    pub fn outcome(&mut self, flow: &str, outcome: &str) {
        *self
            .outcomes
            .entry(format!("{flow}: {outcome}"))
            .or_default() += 1;
    }

    pub fn fault(&mut self, name: &'static str) {
        *self.faults.entry(name).or_default() += 1;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} worlds, {} calls, {} steps, {} years of virtual time; at most {} ms beyond a deadline",
            self.worlds,
            self.calls,
            self.steps,
            self.virtual_ms / 1000 / 86_400 / 365,
            self.longest_overtime,
        )?;
        for (name, count) in &self.outcomes {
            writeln!(f, "  {count:>9}  {name}")?;
        }
        let faults: u64 = self.faults.values().sum();
        writeln!(f, "{faults} faults injected")?;
        for (name, count) in &self.faults {
            writeln!(f, "  {count:>9}  {name}")?;
        }
        Ok(())
    }
}
