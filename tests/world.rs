//! A simulated world: the library against the simulator, in process, on virtual time, one login a
//! seed.
//!
//! The seed decides everything: the flow and its settings, the service's variant, what the person
//! does and when, what the network does to every call, how wrong the caller's clock is and when it
//! is set, and when the caller's process dies.
//!
//! ```text
//! plan.rs ─┬─ person.rs    what the person does with each code, and what has truly become of it
//!          ├─ weather.rs   what the network does ── network.rs ── Simulator
//!          └─ clock.rs     the caller's clock, and the login's own time as the contract has it
//! life.rs, deeds.rs   the caller's loop: polls, calls, sleeps, deaths
//! memory.rs           what the judges know, forgotten with the login when an old snapshot is resumed
//! judge.rs, ending.rs, pace.rs   the invariants
//! ```
//!
//! # What must hold
//!
//! The invariants on the page of the engine (`src/engine/mod.rs`), judged by the simulator's own
//! log, by the script of the user and by the login's own time as `clock.rs` computes it, and never
//! by what the login says of itself. Every eighth world is lived twice, once with a process that
//! ends between any two steps: both have the same transcript.
//!
//! `QRLOGIN_WORLD_SEEDS=1000000 cargo test --release --test world -- --nocapture` runs longer and
//! reports. The last line of the report is the fingerprint of all logins: a change that is to leave
//! the behaviour alone leaves it as it was (see `world/fingerprint.rs`). `QRLOGIN_WORLD_SEED=N`
//! repeats one world and prints its transcript.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    unreachable_pub,
    missing_docs
)]

mod world {
    pub mod clock;
    pub mod deeds;
    pub mod ending;
    pub mod fingerprint;
    pub mod judge;
    pub mod life;
    pub mod memory;
    pub mod network;
    pub mod pace;
    pub mod person;
    pub mod plan;
    pub mod random;
    pub mod tally;
    pub mod transcript;
    pub mod weather;
}

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use qrlogin_test_support::FLOWS;
use world::life::Life;
use world::plan::Plan;
use world::tally::Tally;

/// How many worlds there are in a run of all tests.
const SEEDS: u64 = 600;
/// After so many failures the rest is not worth the time.
const ENOUGH: usize = 10;

#[test]
fn every_login_ends_as_it_may_in_every_world() {
    let one = number("QRLOGIN_WORLD_SEED");
    let count = number("QRLOGIN_WORLD_SEEDS").unwrap_or(SEEDS);
    let seeds = one.map_or(0..count, |seed| seed..seed + 1);
    let started = clock();
    let mut tally = Tally::default();
    let failures: Vec<_> = seeds
        .filter_map(|seed| {
            let problem = check(seed, one.is_some(), &mut tally).err()?;
            Some(report(seed, &problem))
        })
        .take(ENOUGH)
        .collect();
    let secs = started.elapsed().as_secs_f64();
    println!("{tally}{:.0} worlds a second", tally.worlds as f64 / secs);
    println!("fingerprint {:016x}", tally.fingerprint.0);
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    if one.is_none() && count >= SEEDS {
        assert_varied(&tally);
    }
}

#[test]
fn a_failing_seed_comes_with_the_command_that_repeats_it() {
    let report = report(7, "done, but nothing was issued");
    let command = "QRLOGIN_WORLD_SEED=7 cargo test --release --test world -- --nocapture";
    assert!(report.ends_with(command), "{report}");
}

/// Lives through the world of a seed, perhaps twice.
fn check(seed: u64, loud: bool, tally: &mut Tally) -> Result<(), String> {
    tally.worlds += 1;
    let transcript = guarded(seed, false, loud, tally)?;
    if (loud || seed.is_multiple_of(8))
        && guarded(seed, true, false, &mut Tally::default())? != transcript
    {
        return Err("another transcript when its process died between any two steps".to_owned());
    }
    Ok(())
}

/// Lives through a world; a panic is a failure like any other.
fn guarded(seed: u64, haunted: bool, loud: bool, tally: &mut Tally) -> Result<u64, String> {
    catch_unwind(AssertUnwindSafe(|| live(seed, haunted, loud, tally)))
        .unwrap_or_else(|_| Err("a panic".to_owned()))
}

/// Lives through a world; the transcript's hash.
fn live(seed: u64, haunted: bool, loud: bool, tally: &mut Tally) -> Result<u64, String> {
    let plan = Plan::of(seed);
    if loud {
        println!("seed {seed}: {}; {}", plan.flow.id, plan.words);
    }
    let mut life = Life::new(seed, &plan, haunted, loud, tally);
    let outcome = life.live()?;
    let (transcript, fingerprint) = (life.transcript.hash, life.fingerprint.0);
    tally.fingerprint.add(fingerprint);
    let outcome = outcome.map_or_else(|error| error.kind(), |_| "done");
    tally.outcome(plan.flow.id, outcome);
    Ok(transcript)
}

fn report(seed: u64, problem: &str) -> String {
    format!(
        "seed {seed} failed: {problem}; repeat with: \
         QRLOGIN_WORLD_SEED={seed} cargo test --release --test world -- --nocapture"
    )
}

/// Worlds in which nothing happens would prove nothing.
fn assert_varied(tally: &Tally) {
    for flow in FLOWS {
        for outcome in ["done", "expired"] {
            let name = format!("{}: {outcome}", flow.id);
            assert!(tally.outcomes.contains_key(&name), "no world with {name}");
        }
    }
    for fault in [
        "request lost",
        "request lost, time-out",
        "reply lost",
        "reply lost, time-out",
        "delay",
        "outcome told twice",
        "502, 503, 504",
        "429",
        "body cut",
        "clock set back",
        "clock set forward",
        "death and resumption",
        "death before a reply was saved",
        "resumption from an old snapshot",
        "call dropped",
        "caller late",
    ] {
        assert!(tally.faults.contains_key(fault), "no world with {fault}");
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[expect(
    clippy::disallowed_methods,
    reason = "for the figure at the end; nothing depends on it"
)]
fn clock() -> Instant {
    Instant::now()
}
