//! Files with certificate authorities: the one of a simulator, and those to be trusted.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use qrlogin_transport::Config;
use tempfile::NamedTempFile;

use crate::exit::Failure;
use crate::interrupt::Unfinished;
use crate::messages;
use crate::output::printable;
use crate::save::{self, Target};

/// The first line of a file that may be replaced by the next run.
const MARK: &str =
    "# The certificate authority of one run of `qrlogin simulate --tls`: for tests only\n";
/// What a certificate ends with.
const END: &str = "-----END CERTIFICATE-----";

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
    /// Writes it: to this file, whole or not at all, or to a temporary one. Only its owner can read it.
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
        let ours = std::fs::read(path).is_ok_and(|old| old.starts_with(MARK.as_bytes()));
        let target = Target::check(&save::CA, path, ours)?;
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
/// It cannot be read.
pub(crate) fn read(origin: &str, path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| {
        let name = printable(&path.display().to_string());
        let advice = messages::readable_pem();
        Failure::usage(messages::option_unreadable(origin, name), advice).because(Some(&error))
    })
}

/// The usable certificates of the file that `SSL_CERT_FILE` names, if it names one. It may be a bundle of a system, where
/// one odd certificate among hundreds is no reason to stop.
///
/// # Errors
/// It cannot be read, or there is no usable certificate in it.
pub(crate) fn of_environment() -> Result<Option<Vec<u8>>, Failure> {
    const NAME: &str = "SSL_CERT_FILE";
    let Some(path) = std::env::var_os(NAME).filter(|path| !path.is_empty()) else {
        return Ok(None);
    };
    let bundle = read(NAME, Path::new(&path))?;
    let bundle = String::from_utf8_lossy(&bundle);
    let usable = |pem: &&str| Config::new().extra_ca(pem.as_bytes()).is_ok();
    let certificates: String = bundle.split_inclusive(END).filter(usable).collect();
    if certificates.is_empty() {
        let message = messages::no_certificate(NAME);
        let advice = messages::pem_or_unset();
        return Err(Failure::usage(message, advice));
    }
    Ok(Some(certificates.into_bytes()))
}
