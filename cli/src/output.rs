//! Standard output: data only, whole lines, flushed at once.

use std::io::{self, ErrorKind, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
#[cfg(unix)]
use std::{fs::File, io::Read as _, os::fd::AsFd as _};

use qrlogin::text::escape_json;
use serde_json::Value;

use crate::exit::CliError;
use crate::lines;
use crate::messages;

/// Writes text to standard output.
///
/// # Errors
/// Standard output cannot be written; a closed pipe is an error without a message.
pub(crate) fn write(text: &str) -> Result<(), CliError> {
    write_bytes(text.as_bytes())
}

/// The same with bytes.
///
/// # Errors
/// As [`write()`].
pub(crate) fn write_bytes(content: &[u8]) -> Result<(), CliError> {
    write_raw(content).map_err(|error| {
        let failure = CliError::output(messages::stdout_failed(), messages::redirect_elsewhere());
        CliError {
            quiet: error.kind() == ErrorKind::BrokenPipe,
            ..failure.because(Some(&error))
        }
    })
}

/// The same with the error of the system.
///
/// # Errors
/// Those of the system.
pub(crate) fn write_raw(content: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(content)?;
    stdout.flush()
}

/// Writes one JSON value as one line, with characters that could control a terminal escaped. An
/// event without a version gets version and time, see [`lines::stamped`].
///
/// # Errors
/// As [`write()`].
pub(crate) fn write_json(value: &Value) -> Result<(), CliError> {
    write(&format!("{}\n", json_text(value)))
}

/// The text of such a line, without a line feed.
pub(crate) fn json_text(value: &Value) -> String {
    escape_json(&lines::stamped(value.clone(), None).to_string())
}

/// Whether standard output has ended by [`end`].
static ENDED: AtomicBool = AtomicBool::new(false);

/// Ends standard output, so that a reader sees its end. From here on it counts as the null device.
pub(crate) fn end() {
    if ENDED.swap(true, Ordering::Relaxed) {
        return;
    }
    #[cfg(unix)]
    if let Ok(null) = File::options().write(true).open("/dev/null") {
        // Without it the reader sees the end later, when the program ends.
        let _ = rustix::stdio::dup2_stdout(null);
    }
}

/// What standard output is, as far as it matters to the credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(unix), allow(dead_code, reason = "detected on Unix only"))]
pub(crate) enum Stdout {
    /// Anything but the following.
    Open,
    /// The null device, opened for writing: `>/dev/null`.
    Null,
    /// Closed: the runtime opens the null device for reading and writing in place of a closed
    /// standard output. Some programs do so for the programs that they start.
    Closed,
}

/// What standard output is; always [`Stdout::Open`] on systems other than Unix.
pub(crate) fn stdout() -> Stdout {
    if ENDED.load(Ordering::Relaxed) {
        return Stdout::Null;
    }
    #[cfg(unix)]
    return io::stdout()
        .as_fd()
        .try_clone_to_owned()
        .map_or(Stdout::Closed, |stdout| stdout_of(File::from(stdout)));
    #[cfg(not(unix))]
    Stdout::Open
}

#[cfg(unix)]
fn stdout_of(mut stdout: File) -> Stdout {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
    let is_null = |stdout: &File| {
        let (found, null) = (
            stdout.metadata().ok()?,
            std::fs::metadata("/dev/null").ok()?,
        );
        Some(found.file_type().is_char_device() && found.rdev() == null.rdev())
    };
    match is_null(&stdout) {
        // Reading from the null device shows how it was opened, and consumes nothing.
        Some(true) if stdout.read(&mut [0]).is_ok() => Stdout::Closed,
        Some(true) => Stdout::Null,
        _ => Stdout::Open,
    }
}

/// The mode of the file that standard output goes to, if it is a regular file that grants any
/// permission to users other than its owner.
pub(crate) fn readable_by_others() -> Option<u32> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let stdout = io::stdout().as_fd().try_clone_to_owned().ok()?;
        let found = File::from(stdout).metadata().ok()?;
        let mode = found.mode() & 0o7777;
        (found.is_file() && mode & 0o077 != 0).then_some(mode)
    }
    #[cfg(not(unix))]
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_closed_stdout_is_distinguished_from_the_null_device() {
        let opened = |path: &str, reading: bool| {
            let file = File::options().write(true).read(reading).open(path);
            stdout_of(file.unwrap())
        };
        assert_eq!(opened("/dev/null", false), Stdout::Null);
        assert_eq!(opened("/dev/null", true), Stdout::Closed);
        assert_eq!(opened("/dev/zero", true), Stdout::Open);
        let file = tempfile::tempfile().unwrap();
        assert_eq!(stdout_of(file), Stdout::Open);
    }
}
