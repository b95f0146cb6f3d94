//! What the operating system accounts to a process; 0 where there is no `/proc`.

use std::process::Command;

use crate::world::{login, start};

/// Resident bytes of a waiting login, measured in a new process, whose memory holds nothing else.
pub fn resident_of(kind: &str, logins: usize) -> f64 {
    let [bytes] = numbers_of(&["memory", kind, &logins.to_string()]);
    bytes
}

/// The numbers that this program prints with these arguments.
pub fn numbers_of<const N: usize>(arguments: &[&str]) -> [f64; N] {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program).args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let numbers: Vec<f64> = text
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect();
    numbers.try_into().unwrap()
}

/// What the new process does.
pub fn print_resident(kind: &str, logins: usize) {
    drop(start(kind, 100, login));
    let before = resident_bytes();
    let world = start(kind, logins, login);
    println!("{}", (resident_bytes() - before) as f64 / logins as f64);
    drop(world);
}

pub fn resident_bytes() -> i64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split_whitespace().nth(1);
    pages
        .and_then(|pages| pages.parse::<i64>().ok())
        .unwrap_or(0)
        * 4096
}

/// Nanoseconds that the main thread has spent on a processor.
pub fn cpu_nanoseconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let first = stat.split_whitespace().next();
    first.and_then(|first| first.parse().ok()).unwrap_or(0.0)
}
