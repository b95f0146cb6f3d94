//! Standard output: data only, whole lines, flushed at once.

use std::io::{self, ErrorKind, Write as _};
#[cfg(unix)]
use std::{fs::File, io::Read as _, os::fd::AsFd as _};

use qrlogin::text::{escape_json, is_unprintable};
use serde_json::Value;

use crate::exit::Failure;
use crate::messages;

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
        let failure = Failure::output(messages::stdout_failed(), messages::redirect_elsewhere());
        Failure {
            quiet: error.kind() == ErrorKind::BrokenPipe,
            ..failure.because(Some(&error))
        }
    })
}

/// Writes one JSON value as one line, in which what could steer a terminal is escaped.
///
/// # Errors
/// As [`write()`].
pub(crate) fn write_json(value: &Value) -> Result<(), Failure> {
    write(&format!("{}\n", escape_json(&value.to_string())))
}

/// Where standard output leads, as far as it makes a difference to what must not be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(unix), allow(dead_code, reason = "it can be told on Unix only"))]
pub(crate) enum Reader {
    /// To somebody or something, as far as can be told.
    There,
    /// To the null device, opened for writing: `>/dev/null`.
    Unwanted,
    /// It is closed: at the start of a program the null device takes the place of a closed standard
    /// output, opened for reading as well. Some programs open it like that for those that they
    /// start.
    Missing,
}

/// Who reads standard output. Where the system has no null device, somebody does.
pub(crate) fn reader() -> Reader {
    #[cfg(unix)]
    return io::stdout()
        .as_fd()
        .try_clone_to_owned()
        .map_or(Reader::Missing, |stdout| reader_of(File::from(stdout)));
    #[cfg(not(unix))]
    Reader::There
}

#[cfg(unix)]
fn reader_of(mut stdout: File) -> Reader {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
    let is_null = |stdout: &File| {
        let (found, null) = (
            stdout.metadata().ok()?,
            std::fs::metadata("/dev/null").ok()?,
        );
        Some(found.file_type().is_char_device() && found.rdev() == null.rdev())
    };
    match is_null(&stdout) {
        // Reading from it tells how it was opened, and takes nothing from anybody.
        Some(true) if stdout.read(&mut [0]).is_ok() => Reader::Missing,
        Some(true) => Reader::Unwanted,
        _ => Reader::There,
    }
}

/// The mode of the file that standard output goes to, if it is a regular file that others than its
/// owner have a permission for.
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

/// Text from elsewhere without what could steer a terminal.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if is_unprintable(c) { '\u{fffd}' } else { c })
        .collect()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_null_device_opened_for_writing_alone_is_told_from_one_for_reading_too() {
        let opened = |path: &str, reading: bool| {
            let file = File::options().write(true).read(reading).open(path);
            reader_of(file.unwrap())
        };
        assert_eq!(opened("/dev/null", false), Reader::Unwanted);
        assert_eq!(opened("/dev/null", true), Reader::Missing);
        assert_eq!(opened("/dev/zero", true), Reader::There);
        let file = tempfile::tempfile().unwrap();
        assert_eq!(reader_of(file), Reader::There);
    }
}
