//! Files in options and arguments: regular ones of a limited size.

use std::fs::{File, FileType, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use crate::messages;

/// The most bytes of a setting, a list of settings, or a file of credentials.
pub(crate) const SMALL: u64 = 1 << 20;
/// The most bytes of a recording: those of browsers contain whole pages.
pub(crate) const RECORDING: u64 = 1 << 28;

/// The content of a file. Links are followed.
///
/// # Errors
/// The file cannot be read, is not regular, or is longer than `most` bytes. Reading a pipe or
/// device could block or never end; a pipe that the shell has opened for this program, as in
/// `<(command)`, is allowed.
pub(crate) fn bytes(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    // The length alone shows it.
    let known = file.metadata()?.len();
    if known > most {
        return Err(too_long(most));
    }
    read(file, most)
}

/// The content as text.
///
/// # Errors
/// As [`bytes`]; or the content is not UTF-8.
pub(crate) fn text(path: &Path, most: u64) -> io::Result<String> {
    utf8(bytes(path, most)?)
}

/// The same; `-` is standard input.
///
/// # Errors
/// As [`text`].
pub(crate) fn text_or_input(path: &Path, most: u64) -> io::Result<String> {
    utf8(bytes_or_input(path, most)?)
}

/// The content of a file, or of standard input for `-`.
///
/// # Errors
/// As [`bytes`].
pub(crate) fn bytes_or_input(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    if path == Path::new("-") || path == Path::new("/dev/stdin") {
        return read(io::stdin().lock(), most);
    }
    bytes(path, most)
}

/// Opens a file, which must be regular before and after it is opened.
///
/// # Errors
/// The file cannot be opened, or is not regular.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let of_shell = is_of_shell(path);
    regular(path.metadata()?.file_type(), of_shell)?;
    let mut options = OpenOptions::new();
    options.read(true);
    // Does not block if the file has become a pipe meanwhile.
    #[cfg(unix)]
    if !of_shell {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        options.custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    regular(file.metadata()?.file_type(), of_shell)?;
    Ok(file)
}

fn regular(kind: FileType, of_shell: bool) -> io::Result<()> {
    #[cfg(unix)]
    let is_pipe = std::os::unix::fs::FileTypeExt::is_fifo(&kind);
    #[cfg(not(unix))]
    let is_pipe = false;
    if kind.is_file() || of_shell && is_pipe {
        return Ok(());
    }
    Err(io::Error::other(messages::no_regular_file()))
}

/// Whether it is a descriptor that was open when the program started.
fn is_of_shell(path: &Path) -> bool {
    let directory = path.parent();
    ["/dev/fd", "/proc/self/fd"]
        .iter()
        .any(|open| directory == Some(Path::new(open)))
}

/// Reads to the end, at most `most` bytes.
fn read(from: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let found = from.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    match u64::try_from(found) {
        Ok(found) if found <= most => Ok(bytes),
        _ => Err(too_long(most)),
    }
}

fn too_long(most: u64) -> io::Error {
    io::Error::other(messages::file_too_long(most >> 20))
}

fn utf8(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|_| io::Error::other(messages::no_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_up_to_the_limit_are_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for (length, fits) in [
            (0, true),
            (SMALL, true),
            (SMALL + 1, false),
            (1 << 40, false),
        ] {
            file.as_file().set_len(length).unwrap();
            let read = bytes(file.path(), SMALL);
            match read {
                Ok(bytes) => assert!(fits && bytes.len() as u64 == length),
                Err(error) => assert!(!fits && error.to_string() == "it is longer than 1 MiB"),
            }
        }
    }

    #[test]
    fn an_endless_input_is_refused_at_the_limit() {
        assert!(read(io::repeat(b'x'), SMALL).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn only_regular_files_are_read() {
        let directory = tempfile::tempdir().unwrap();
        let pipe = directory.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let link = directory.path().join("link");
        std::os::unix::fs::symlink(&pipe, &link).unwrap();
        for path in [&pipe, &link, directory.path(), Path::new("/dev/zero")] {
            let error = text(path, SMALL).unwrap_err();
            assert_eq!(error.to_string(), "it is not a regular file");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_regular_file_is_followed() {
        let directory = tempfile::tempdir().unwrap();
        let (file, link) = (directory.path().join("a"), directory.path().join("link"));
        std::fs::write(&file, "text").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(text(&link, SMALL).unwrap(), "text");
    }
}
