//! How memory and time grow with the number of logins.

use std::path::Path;
use std::time::Duration;

use crate::plot::{self, Panel};
use crate::process;
use crate::world::{login, start};

/// Virtual time of a measurement: two polls of each login.
const ROUND: Duration = Duration::from_secs(4);

/// Polls that are enough for a measurement, if they need no more rounds than these. All rounds have
/// to end before the codes expire.
const POLLS: usize = 1_000_000;
const MOST_ROUNDS: usize = 35;

/// Measures these numbers of logins, each in a process of its own; prints a table and draws it.
pub fn print(numbers: &[usize]) {
    println!("| logins | resident MB | bytes of a login | CPU time of a poll, ns |");
    println!("|---|---|---|---|");
    let (mut memory, mut time) = (Vec::new(), Vec::new());
    for logins in numbers {
        let [bytes, nanoseconds] = process::numbers_of(&["growth-of", &logins.to_string()]);
        let number = *logins as f64;
        let (megabytes, each) = (bytes / 1e6, bytes / number);
        println!("| {logins} | {megabytes:.0} | {each:.0} | {nanoseconds:.0} |");
        memory.push((number / 1e3, megabytes));
        time.push((number / 1e3, nanoseconds / 1e3));
    }
    let panels = [
        Panel {
            title: "Resident memory in MB",
            points: &memory,
        },
        Panel {
            title: "CPU time of a poll in microseconds",
            points: &time,
        },
    ];
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("figures/fleet.svg");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, plot::svg(&panels, "thousand waiting logins")).unwrap();
    println!("\ndrawn in {}", file.display());
}

/// What each process does: prints the resident bytes of all logins, and the nanoseconds of a poll.
pub fn print_one(logins: usize) {
    drop(start("fleet", 100, login));
    let before = process::resident_bytes();
    let mut world = start("fleet", logins, login);
    world.advance(ROUND);
    let (polls, begun) = (world.polls(), process::cpu_nanoseconds());
    // The account of the processor's time is no finer than some milliseconds.
    for _ in 0..MOST_ROUNDS.min(POLLS.div_ceil(logins)) {
        world.advance(ROUND);
    }
    let nanoseconds = process::cpu_nanoseconds() - begun;
    let bytes = process::resident_bytes() - before;
    println!("{bytes} {}", nanoseconds / (world.polls() - polls) as f64);
}
