//! Measures `qrlogin_tokio::Fleet`.
//!
//! ```text
//! cargo run --release --bin fleet [LOGINS [ROUNDS]]            speed and memory beside tasks
//! cargo run --release --bin fleet growth [LOGINS …]            growth; draws figures/fleet.svg
//! cargo run --release --bin fleet lateness [LOGINS [SECONDS]]  how late polls are, in real time
//! cargo run --release --bin fleet snapshots [LOGINS]           the time of snapshots of all
//! ```

#[path = "../../replies.rs"]
#[allow(dead_code)]
mod replies;

mod growth;
mod idle;
mod lateness;
mod plot;
mod process;
mod snapshots;
mod speed;
mod world;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, default| {
        let argument = arguments.get(place);
        argument.and_then(|it| it.parse().ok()).unwrap_or(default)
    };
    match arguments.first().map(String::as_str) {
        Some("memory") => process::print_resident(&arguments[1], number(2, 100_000)),
        Some("growth-of") => growth::print_one(number(1, 100_000)),
        Some("growth") => {
            let numbers = arguments.iter().skip(1).map(|it| it.parse().unwrap());
            let numbers: Vec<usize> = numbers.collect();
            growth::print(match numbers.is_empty() {
                true => &[10_000, 100_000, 300_000, 1_000_000],
                false => &numbers,
            });
        }
        Some("serve") => lateness::serve(),
        Some("lateness") => lateness::print(number(1, 100_000), number(2, 70) as u64),
        Some("snapshots") => snapshots::print(number(1, 10_000)),
        _ => speed::print(number(0, 100_000), number(1, 15)),
    }
}
