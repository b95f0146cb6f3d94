//! Standard output: data only, whole lines, flushed at once.

use std::io::{self, ErrorKind, Write as _};

use serde_json::Value;

use crate::exit::Failure;

/// Writes text to standard output.
///
/// # Errors
/// A silent one if nobody reads it any more.
pub(crate) fn write(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let written = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    written.map_err(|error| {
        let failure = Failure::output(
            "the standard output cannot be written",
            "redirect it to a place with room for it",
        );
        Failure {
            quiet: error.kind() == ErrorKind::BrokenPipe,
            ..failure.because(Some(&error))
        }
    })
}

/// Writes one JSON value as one line.
///
/// # Errors
/// As [`write()`].
pub(crate) fn write_json(value: &Value) -> Result<(), Failure> {
    write(&format!("{value}\n"))
}

/// Text from elsewhere without what could steer a terminal.
pub(crate) fn printable(text: &str) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.chars()
        .map(|c| if steers(c) { '\u{fffd}' } else { c })
        .collect()
}
