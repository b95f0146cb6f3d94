//! Files with secrets that only their owner may read.

use std::io;
use std::path::Path;

use qrlogin::Secret;

use crate::exit::CliError;
use crate::messages;
use crate::read_file;

/// The text of a file that only its owner can read.
///
/// # Errors
/// The file cannot be read, or others can read it.
pub(crate) fn text(option: &str, path: &Path) -> Result<Secret, CliError> {
    let unreadable = |error: io::Error| {
        let message = messages::option_unreadable(option, path.display());
        CliError::usage(message, messages::correct_option(option)).because(Some(&error))
    };
    if is_open(path).map_err(unreadable)? {
        let message = messages::sealing_key_open(option, path.display());
        let advice = messages::protect_file(path.display());
        return Err(CliError::usage(message, advice));
    }
    let text = read_file::text(path, read_file::SMALL);
    text.map(Secret::from).map_err(unreadable)
}

/// Whether others than the owner may read or write a file; never on systems other than Unix.
///
/// # Errors
/// The file cannot be found.
pub(crate) fn is_open(path: &Path) -> io::Result<bool> {
    let found = std::fs::metadata(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        Ok(found.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = found;
        Ok(false)
    }
}
