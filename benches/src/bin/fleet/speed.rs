//! Speed and memory of a fleet beside a tokio task for each login.

use std::time::{Duration, Instant};

use qrlogin::Flow;

use crate::idle::Idle;
use crate::process;
use crate::world::{KINDS, login, start};

/// How far a round advances the virtual time. All rounds have to end before the codes expire.
const ROUND: Duration = Duration::from_secs(4);

pub fn print(logins: usize, rounds: usize) {
    println!("{logins} logins on virtual time, medians of {rounds} rounds\n");
    println!(
        "| | fleet | fleet, never compact | session per task | bare loop per task | ratios to the fleet |"
    );
    println!("|---|---|---|---|---|---|");
    let memory = KINDS.map(|kind| process::resident_of(kind, logins));
    row("resident bytes of a waiting login", memory);
    let per_second = |nanoseconds: [f64; 4]| nanoseconds.map(|each| 1e6 / each);
    let real = per_second(speed(logins, rounds, login));
    row("thousand polls of bilibili-web per second", real);
    let idle = per_second(speed(logins, rounds, Idle::new));
    row("thousand polls of an idle flow per second", idle);
}

fn row(name: &str, [fleet, awake, sessions, loops]: [f64; 4]) {
    let others = [awake, sessions, loops];
    let ratios = others
        .map(|other| format!("{:.2}", other / fleet))
        .join(", ");
    println!("| {name} | {fleet:.0} | {awake:.0} | {sessions:.0} | {loops:.0} | {ratios} |");
}

/// Nanoseconds for each poll of the service, for each kind. The rounds are interleaved.
fn speed<F>(logins: usize, rounds: usize, new: impl Fn() -> F) -> [f64; 4]
where
    F: Flow + Send + 'static,
    F::Credential: Send,
{
    let mut worlds = KINDS.map(|kind| start(kind, logins, &new));
    let mut samples = [const { Vec::new() }; 4];
    for round in 0..=rounds {
        for (world, samples) in worlds.iter_mut().zip(&mut samples) {
            let (polls, begun) = (world.polls(), Instant::now());
            world.advance(ROUND);
            let nanoseconds = begun.elapsed().as_nanos() as f64;
            // The first round warms the caches.
            if round > 0 {
                samples.push(nanoseconds / (world.polls() - polls) as f64);
            }
        }
    }
    samples.map(|mut samples| {
        samples.sort_by(f64::total_cmp);
        samples[samples.len() / 2]
    })
}
