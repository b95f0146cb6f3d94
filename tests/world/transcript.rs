//! The steps of a world as lines, which are hashed and can be printed.

use std::fmt::{Arguments, Write};

use super::plan::START;
use super::random::fnv;

pub struct Transcript {
    pub hash: u64,
    pub lines: u64,
    /// Whether to print every line.
    loud: bool,
    line: String,
}

impl Transcript {
    pub fn new(loud: bool) -> Self {
        Self {
            hash: 0,
            lines: 0,
            loud,
            line: String::new(),
        }
    }

    /// Adds a line at the true time `now`.
    pub fn add(&mut self, now: u64, what: Arguments<'_>) {
        let since = now - START;
        self.line.clear();
        let (secs, ms) = (since / 1000, since % 1000);
        write!(self.line, "{secs:>5}.{ms:03}  {what}").unwrap();
        self.hash = fnv(self.hash, self.line.as_bytes());
        self.lines += 1;
        if self.loud {
            println!("{}", self.line);
        }
    }

    /// Adds bytes to the hash alone.
    pub fn mix(&mut self, bytes: &[u8]) {
        self.hash = fnv(self.hash, bytes);
    }
}
