//! Files with certificate authorities: the one of a simulator, and those to be trusted.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::exit::Failure;
use crate::interrupt::Unfinished;
use crate::messages;
use crate::output::printable;
use crate::save::{self, Target};

/// The first line of a file that may be replaced by the next run.
const MARK: &str =
    "# The certificate authority of one run of `qrlogin simulate --tls`: for tests only\n";

/// The certificate authority of a simulator, for its clients to trust. Its key is not in it.
#[derive(Debug)]
pub(crate) enum CaFile {
    /// Stays.
    Named(PathBuf),
    /// Is removed with this value.
    Temporary(
        NamedTempFile,
        #[expect(dead_code, reason = "for its drop")] Unfinished,
    ),
}

impl CaFile {
    /// Writes it: to this file, whole or not at all, or to a temporary one. Only its owner can read
    /// it.
    ///
    /// # Errors
    /// The file exists and is none of ours, or cannot be written.
    pub(crate) fn write(path: Option<&Path>, pem: &str) -> Result<Self, Failure> {
        let content = format!("{MARK}{pem}");
        let Some(path) = path else {
            return temporary(&content).map_err(|error| {
                let advice = messages::use_ca_option();
                Failure::output(messages::no_temporary_file(), advice).because(Some(&error))
            });
        };
        let target = Target::check(&save::CA, path, is_ours(path))?;
        target.write(content.as_bytes()).map_err(|error| {
            let name = printable(&path.display().to_string());
            let advice = messages::writable_directory();
            Failure::output(messages::ca_not_written(name), advice).because(Some(&error))
        })?;
        // Clients are started elsewhere.
        Ok(Self::Named(
            std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
        ))
    }

    /// Its path as one word of a POSIX shell.
    pub(crate) fn shell_word(&self) -> String {
        let path = match self {
            Self::Named(path) => path,
            Self::Temporary(file, _) => file.path(),
        };
        let path = path.display().to_string();
        let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
        if path.chars().all(plain) {
            return path;
        }
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

fn temporary(content: &str) -> io::Result<CaFile> {
    let (unfinished, mut file) = Unfinished::made(|| {
        let file = tempfile::Builder::new()
            .prefix("qrlogin-simulator-ca-")
            .suffix(".pem")
            .tempfile()?;
        let path = file.path().to_owned();
        Ok((file, path))
    })?;
    file.write_all(content.as_bytes())?;
    file.flush()?;
    Ok(CaFile::Temporary(file, unfinished))
}

/// The content of a file that `origin` has named.
///
/// # Errors
/// It cannot be read, or is no regular file.
pub(crate) fn read(origin: &str, path: &Path) -> Result<Vec<u8>, Failure> {
    qrlogin_transport::read_file(path).map_err(|error| {
        let name = printable(&path.display().to_string());
        let advice = messages::readable_pem();
        Failure::usage(messages::option_unreadable(origin, name), advice).because(Some(&error))
    })
}

/// Whether an earlier run has written this file. A pipe would be waited for.
fn is_ours(path: &Path) -> bool {
    let is_file = path.metadata().is_ok_and(|found| found.is_file());
    let mut begin = vec![0; MARK.len()];
    let mut read = || File::open(path)?.read_exact(&mut begin);
    is_file && read().is_ok() && begin == MARK.as_bytes()
}
