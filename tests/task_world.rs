//! Tasks after a login in simulated worlds, on virtual time, one task a seed: as `tests/world.rs`
//! for logins, whose network and clocks these worlds share.
//!
//! The seed decides everything: the task and the login before it, the service's variant, whether
//! the service still accepts the credentials, what the network does to every call, how wrong the
//! caller's clock is, and when the caller's process ends.
//!
//! ```text
//! plan.rs   what the seed decides
//! life.rs   the caller's loop: polls, calls, sleeps, restarts
//! judge.rs  the invariants
//! ```
//!
//! # What must hold
//!
//! Judged by the simulator's own log and by what the plan has made of the credentials:
//!
//! 1. No panic, and no event but that of a failed call.
//! 2. The end comes by itself: at most six calls in a row fail, and no pause is longer than a
//!    minute.
//! 3. Success is true: valid, refused, not due or logged out is what the service says; new
//!    credentials are complete, genuine and of the same account.
//! 4. A token is spent once, unless the caller goes on from a snapshot of before.
//! 5. An error says "refused" only if the service refuses the credentials. Everything else leaves
//!    that open.
//! 6. A task that can succeed does: it fails only after three failed calls in a row, by the call
//!    that is made once, or by a page that is not the service's own.
//! 7. The same seed gives the same outputs, also when the process ends between any two steps.
//! 8. Requests go to the hosts of the flow alone.
//!
//! `QRLOGIN_WORLD_SEEDS=1000000 cargo test --release --test task_world -- --nocapture` runs longer
//! and reports; the last line is the fingerprint of all tasks. `QRLOGIN_WORLD_SEED=N` repeats one
//! world and prints its steps.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    unreachable_pub,
    missing_docs
)]

#[path = "world/shared.rs"]
mod world;
mod task_world {
    pub mod judge;
    pub mod life;
    pub mod plan;
}

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use qrlogin_test_support::tasks::TASKS;
use task_world::life::Life;
use task_world::plan::Plan;
use world::random::fnv;

/// The number of worlds in a run of all tests.
const SEEDS: u64 = 1_200;
/// The run ends after this many failures.
const FEWEST_FAILURES: usize = 10;

/// Figures of all worlds.
#[derive(Default)]
pub struct Tally {
    outcomes: BTreeMap<String, u64>,
    faults: BTreeMap<&'static str, u64>,
    fingerprint: u64,
}

impl Tally {
    pub fn fault(&mut self, name: &'static str) {
        *self.faults.entry(name).or_default() += 1;
    }
}

#[test]
fn every_task_keeps_the_invariants_in_every_world() {
    let one = number("QRLOGIN_WORLD_SEED");
    let count = number("QRLOGIN_WORLD_SEEDS").unwrap_or(SEEDS);
    let mut tally = Tally::default();
    let failures: Vec<_> = one
        .map_or(0..count, |seed| seed..seed + 1)
        .filter_map(|seed| {
            let problem = check(seed, one.is_some(), &mut tally).err()?;
            Some(report(seed, &problem))
        })
        .take(FEWEST_FAILURES)
        .collect();
    for (name, count) in &tally.outcomes {
        println!("  {count:>9}  {name}");
    }
    for (name, count) in &tally.faults {
        println!("  {count:>9}  {name}");
    }
    println!("fingerprint {:016x}", tally.fingerprint);
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    if one.is_none() && count >= SEEDS {
        assert_varied(&tally);
    }
}

#[test]
fn a_failure_has_the_command_that_repeats_it() {
    let command = "QRLOGIN_WORLD_SEED=7 cargo test --release --test task_world -- --nocapture";
    assert!(report(7, "not valid").ends_with(command));
}

/// Runs the world of a seed; every eighth one twice.
fn check(seed: u64, loud: bool, tally: &mut Tally) -> Result<(), String> {
    let outputs = guarded(seed, false, loud, tally)?;
    tally.fingerprint = fnv(tally.fingerprint, &outputs.to_le_bytes());
    if (loud || seed.is_multiple_of(8))
        && guarded(seed, true, false, &mut Tally::default())? != outputs
    {
        return Err("other outputs when its process restarts between any two steps".to_owned());
    }
    Ok(())
}

/// Runs a world to its end, and gives the hash of its outputs; a panic is a failure.
fn guarded(
    seed: u64,
    restarts_every_step: bool,
    loud: bool,
    tally: &mut Tally,
) -> Result<u64, String> {
    let live = || {
        let plan = Plan::of(seed);
        if loud {
            println!("seed {seed}: {}", plan.words);
        }
        let mut life = Life::new(seed, plan, restarts_every_step, loud, tally);
        let outcome = life.live()?;
        Ok((life.outputs, outcome))
    };
    let ended = catch_unwind(AssertUnwindSafe(live));
    let (outputs, outcome) = ended.unwrap_or_else(|_| Err("a panic".to_owned()))?;
    *tally.outcomes.entry(outcome).or_default() += 1;
    Ok(outputs)
}

fn report(seed: u64, problem: &str) -> String {
    format!(
        "seed {seed} failed: {problem}; repeat with: \
         QRLOGIN_WORLD_SEED={seed} cargo test --release --test task_world -- --nocapture"
    )
}

/// Each outcome and each fault occurred: worlds without them prove nothing.
fn assert_varied(tally: &Tally) {
    for task in TASKS {
        for outcome in ["done", "refused", "unknown"] {
            let name = format!("{}: {outcome}", task.name);
            assert!(tally.outcomes.contains_key(&name), "no world with {name}");
        }
    }
    for fault in [
        "request lost",
        "request lost, time-out",
        "reply lost",
        "reply lost, time-out",
        "delay",
        "502, 503, 504",
        "429",
        "body cut",
        "clock set",
        "restart",
        "restart while a call is outstanding",
        "restart from an old snapshot",
        "caller late",
        "outcome handled twice",
    ] {
        assert!(tally.faults.contains_key(fault), "no world with {fault}");
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
