//! The time that snapshots of all logins of a fleet take.

use std::hint::black_box;
use std::time::Instant;

use crate::world::{login, start};

/// Medians of these rounds are printed.
const ROUNDS: usize = 15;

pub fn print(logins: usize) {
    let world = start("fleet", logins, login);
    let fleet = world.fleet.as_ref().unwrap();
    let mut samples = [const { Vec::new() }; 2];
    let mut bytes = 0;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let snapshots: Vec<_> = fleet.snapshots().map(|(_, it)| it.unwrap()).collect();
        samples[0].push(begun.elapsed().as_secs_f64() * 1e3);
        let texts = snapshots.iter().map(|it| black_box(it.to_json()).len());
        bytes = texts.sum::<usize>() / logins;
        samples[1].push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let [taken, written] = samples.map(|mut samples| {
        samples.sort_by(f64::total_cmp);
        samples[ROUNDS / 2]
    });
    println!("| snapshots of bilibili-web | ms | with their JSON, ms | bytes of the JSON, each |");
    println!("|---|---|---|---|");
    println!("| {logins} | {taken:.1} | {written:.1} | {bytes} |");
}
