//! Files with certificate authorities: that of a simulator, and those to be trusted.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::exit::CliError;
use crate::messages;
use crate::save::{self, Target};
use crate::shutdown::TempFileGuard;
use crate::text::printable;

/// The first line of a file that the next run may replace.
const MARK: &str =
    "# The certificate authority of one run of `qrlogin simulate --tls`: for tests only\n";

/// The file with a simulator's certificate authority, without its key.
#[derive(Debug)]
pub(crate) enum CaFile {
    /// A file that is kept.
    Named(PathBuf),
    /// A file that is removed when this value is dropped.
    Temporary(
        NamedTempFile,
        #[expect(dead_code, reason = "for its drop")] TempFileGuard,
    ),
}

impl CaFile {
    /// Writes the certificate atomically to this path, or to a temporary file. Only the owner can
    /// read it.
    ///
    /// # Errors
    /// The file exists and is not from an earlier run, or cannot be written.
    pub(crate) fn write(path: Option<&Path>, pem: &str) -> Result<Self, CliError> {
        let content = format!("{MARK}{pem}");
        let Some(path) = path else {
            return temporary(&content).map_err(|error| {
                let advice = messages::use_ca_option();
                CliError::output(messages::no_temporary_file(), advice).because(Some(&error))
            });
        };
        let target = Target::check(&save::CA, path, begins_with(path, MARK))?;
        target.write(content.as_bytes()).map_err(|error| {
            let name = printable(&path.display().to_string());
            let advice = messages::writable_directory();
            CliError::output(messages::ca_not_written(name), advice).because(Some(&error))
        })?;
        // Absolute, since clients are started in other directories.
        Ok(Self::Named(
            std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
        ))
    }

    /// The path.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Named(path) => path,
            Self::Temporary(file, _) => file.path(),
        }
    }

    /// The path, quoted for a POSIX shell.
    pub(crate) fn shell_word(&self) -> String {
        let path = self.path().display().to_string();
        let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
        if path.chars().all(plain) {
            return path;
        }
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

fn temporary(content: &str) -> io::Result<CaFile> {
    let (guard, mut file) = TempFileGuard::create(|| {
        let file = tempfile::Builder::new()
            .prefix("qrlogin-simulator-ca-")
            .suffix(".pem")
            .tempfile()?;
        let path = file.path().to_owned();
        Ok((file, path))
    })?;
    file.write_all(content.as_bytes())?;
    file.flush()?;
    Ok(CaFile::Temporary(file, guard))
}

/// Reads the file in the option `origin`.
///
/// # Errors
/// The file cannot be read, or is not regular.
pub(crate) fn read(origin: &str, path: &Path) -> Result<Vec<u8>, CliError> {
    qrlogin_transport::read_file(path).map_err(|error| {
        let name = printable(&path.display().to_string());
        let advice = messages::readable_pem();
        CliError::usage(messages::option_unreadable(origin, name), advice).because(Some(&error))
    })
}

/// Whether a file begins with this mark of an earlier run. Reading a pipe could block.
pub(crate) fn begins_with(path: &Path, mark: &str) -> bool {
    let is_file = path.metadata().is_ok_and(|found| found.is_file());
    let mut begin = vec![0; mark.len()];
    let mut read = || File::open(path)?.read_exact(&mut begin);
    is_file && read().is_ok() && begin == mark.as_bytes()
}
