//! What a waiting login keeps in memory, each build in a process of its own.

use std::process::Command;

use crate::count;
use crate::logins::{Build, before, now};

const LOGINS: usize = 100_000;

/// Bytes of each of many waiting logins.
#[derive(Clone, Copy)]
pub struct Memory {
    /// By the allocator's count of the bytes requested.
    pub live: f64,
    /// By the operating system's account of the process.
    pub resident: f64,
}

/// Measures in a new process, whose memory holds nothing else.
pub fn of(build: &str) -> Memory {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program)
        .args(["memory", build])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut figures = text
        .split_whitespace()
        .map(|figure| figure.parse().unwrap());
    Memory {
        live: figures.next().unwrap(),
        resident: figures.next().unwrap(),
    }
}

/// What the new process does.
pub fn print(build: &str) {
    let build: Build = if build == "now" {
        now::BUILD
    } else {
        before::BUILD
    };
    // What is made once is made before.
    drop((build.waiting)(100));
    let (live, resident) = (count::live(), resident_bytes());
    let logins = (build.waiting)(LOGINS);
    let each = |bytes: i64| bytes as f64 / LOGINS as f64;
    println!(
        "{} {}",
        each(count::live() - live),
        each(resident_bytes() - resident)
    );
    drop(logins);
}

/// Linux's account; 0 where there is none.
fn resident_bytes() -> i64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm
        .split_whitespace()
        .nth(1)
        .and_then(|pages| pages.parse::<i64>().ok());
    pages.unwrap_or(0) * 4096
}
