//! What the drivers cost: the processor time of a request, and the memory of a held poll.
//!
//! ```text
//! cargo run --release --bin drivers [PAIRS]           processor time, in pairs of runs
//! cargo run --release --bin drivers held [POLLS]      resident memory of held polls
//! cargo run --release --bin drivers serve [hold]      the server alone
//! cargo run --release --bin drivers once NAME ORIGIN  one run; nanoseconds per request
//! ```
//!
//! The server is a second process on the loopback. The time is that of the operating system's
//! account of this process (`CLOCK_PROCESS_CPUTIME_ID`): user and system, all threads.

mod contestants;
mod flow;
mod held;
#[path = "../../replies.rs"]
#[allow(dead_code)]
mod replies;
mod server;

use rustix::time::{ClockId, clock_gettime};
use server::Server;

/// The runs that are compared: the first costs so many times the second.
const COMPARED: [(&str, &str); 5] = [
    ("ureq", "ureq-bare"),
    ("tokio", "hyper-bare"),
    ("ureq-default", "ureq"),
    ("reqwest", "ureq"),
    ("reqwest", "tokio"),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse().expect("a number");
    match arguments.as_slice() {
        ["serve"] => server::serve(false),
        ["serve", "hold"] => server::serve(true),
        ["held"] => held::table(200),
        ["held", polls] => held::table(number(polls)),
        ["held", polls, name] => held::print(name, number(polls)),
        ["once", name, origin] => println!("{:.0}", sample(name, origin)),
        [] => pairs(31),
        [pairs_of_runs] => pairs(number(pairs_of_runs)),
        _ => panic!("see the beginning of main.rs"),
    }
}

/// Nanoseconds of processor time for a request.
fn sample(name: &str, origin: &str) -> f64 {
    let begun = processor_time();
    contestants::run(name, origin);
    (processor_time() - begun) / contestants::REQUESTS as f64
}

fn processor_time() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

fn pairs(pairs: usize) {
    let server = Server::start(&[]);
    let requests = contestants::REQUESTS;
    println!("{requests} requests in a run, medians of {pairs} pairs of runs\n");
    println!("| µs of processor time for a request | | ratio | middle half of the ratios |");
    println!("|---|---|---|---|");
    for (first, second) in COMPARED {
        let mut samples = [const { Vec::new() }; 3];
        for pair in 0..=pairs {
            let run = |name| sample(name, &server.origin);
            // Each of the two is the first one in every other pair.
            let (a, b) = match pair % 2 {
                0 => (run(first), run(second)),
                _ => {
                    let b = run(second);
                    (run(first), b)
                }
            };
            // The first pair warms the caches.
            if pair > 0 {
                samples[0].push(a);
                samples[1].push(b);
                samples[2].push(a / b);
            }
        }
        let [a, b, ratios] = &mut samples;
        println!(
            "| {first} {:.2} | {second} {:.2} | {:.3} | {:.3} to {:.3} |",
            quantile(a, 0.5) / 1000.0,
            quantile(b, 0.5) / 1000.0,
            quantile(ratios, 0.5),
            quantile(ratios, 0.25),
            quantile(ratios, 0.75),
        );
    }
}

fn quantile(figures: &mut [f64], part: f64) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[((figures.len() - 1) as f64 * part).round() as usize]
}
