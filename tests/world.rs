//! A simulated world: the library against the simulator, in process, on virtual time, one login a
//! seed.
//!
//! The seed decides everything: the flow and its settings, the service's variant, what the user
//! does and when, what the network does to every call, how wrong the caller's clock is and when it
//! is set, and when the caller's process ends.
//!
//! ```text
//! plan.rs ─┬─ user.rs            what the user does with each code, and its true state
//!          ├─ network_faults.rs  what the network does ── network.rs ── Simulator
//!          └─ clock.rs           the caller's clock, and the login's own time by the contract
//! life.rs, actions.rs            the caller's loop: polls, calls, sleeps, restarts
//! typing.rs                      what the user types where the login wants it
//! memory.rs                      the login's history, reset with it by an old snapshot
//! judge.rs, ending.rs, pace.rs   the invariants
//! ```
//!
//! # What must hold
//!
//! The invariants on the page of the engine (`src/engine/mod.rs`), judged by the simulator's own
//! log, by the script of the user and by the login's own time as `clock.rs` computes it, and never
//! by the login's own events. Every eighth world is run twice, once with a process that ends
//! between any two steps: both runs have the same transcript.
//!
//! What the judges have to know of a service comes from the table in `test-support/src/flows/`.
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
    pub mod actions;
    pub mod clock;
    pub mod ending;
    pub mod fingerprint;
    pub mod judge;
    pub mod life;
    pub mod memory;
    pub mod network;
    pub mod network_faults;
    pub mod pace;
    pub mod plan;
    pub mod random;
    pub mod tally;
    pub mod transcript;
    pub mod typing;
    pub mod user;
}

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use qrlogin_test_support::FLOWS;
use world::life::Life;
use world::plan::Plan;
use world::tally::Tally;

/// The number of worlds in a run of all tests.
const SEEDS: u64 = 600;
/// The run ends after this many failures.
const FEWEST_FAILURES: usize = 10;

#[test]
fn every_login_keeps_the_invariants_in_every_world() {
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
        .take(FEWEST_FAILURES)
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
fn a_failure_has_the_command_that_repeats_it() {
    let report = report(7, "done, but nothing was issued");
    let command = "QRLOGIN_WORLD_SEED=7 cargo test --release --test world -- --nocapture";
    assert!(report.ends_with(command), "{report}");
}

/// Runs the world of a seed; every eighth one twice.
fn check(seed: u64, loud: bool, tally: &mut Tally) -> Result<(), String> {
    tally.worlds += 1;
    let transcript = guarded(seed, false, loud, tally)?;
    if (loud || seed.is_multiple_of(8))
        && guarded(seed, true, false, &mut Tally::default())? != transcript
    {
        return Err(
            "another transcript when its process restarts between any two steps".to_owned(),
        );
    }
    Ok(())
}

/// Runs a world; a panic is a failure.
fn guarded(
    seed: u64,
    restarts_every_step: bool,
    loud: bool,
    tally: &mut Tally,
) -> Result<u64, String> {
    catch_unwind(AssertUnwindSafe(|| {
        live(seed, restarts_every_step, loud, tally)
    }))
    .unwrap_or_else(|_| Err("a panic".to_owned()))
}

/// Runs a world; returns the transcript's hash.
fn live(
    seed: u64,
    restarts_every_step: bool,
    loud: bool,
    tally: &mut Tally,
) -> Result<u64, String> {
    let plan = Plan::of(seed);
    if loud {
        println!("seed {seed}: {}; {}", plan.flow.id, plan.words);
    }
    let mut life = Life::new(seed, &plan, restarts_every_step, loud, tally);
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

/// Each outcome and each fault occurred: worlds without them prove nothing.
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
        "outcome handled twice",
        "502, 503, 504",
        "429",
        "body cut",
        "clock set back",
        "clock set forward",
        "restart",
        "restart before a response was saved",
        "restart from an old snapshot",
        "call dropped",
        "caller late",
        "input",
        "wrong input",
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
