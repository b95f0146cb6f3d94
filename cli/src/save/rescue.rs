//! Saves credentials that cannot be written to their place.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use qrlogin::Credential;
use qrlogin::export::Format;

use crate::exit::CliError;
use crate::messages;
use crate::text::printable;

/// Writes credentials that could be written neither to their file nor to standard output to a new
/// file with mode 0600: in the directory of their file, the working directory, or that for
/// temporary files. The failure's hint then names it.
///
/// # Errors
/// The same failure, if no such file can be written.
pub(crate) fn rescued(
    failure: CliError,
    credential: &Credential,
    first: Option<&Path>,
) -> Result<CliError, CliError> {
    let json = credential.export(Format::Json).ok();
    let place = json.and_then(|json| place(&format!("{}\n", json.expose()), first));
    let Some(place) = place else {
        return Err(failure);
    };
    Ok(CliError {
        advice: messages::credentials_in(place),
        credential: None,
        quiet: false,
        ..failure
    })
}

/// Writes the text to the first possible place; returns the path.
fn place(text: &str, first: Option<&Path>) -> Option<String> {
    let places = [
        first.map(|path| super::directory(path).to_owned()),
        std::env::current_dir().ok(),
        Some(std::env::temp_dir()),
    ];
    let path = places
        .into_iter()
        .flatten()
        .find_map(|directory| save(text, &directory).ok())?;
    // Absolute, since the user may look for it from another directory.
    let path = std::path::absolute(&path).unwrap_or(path);
    Some(printable(&path.display().to_string()))
}

fn save(text: &str, directory: &Path) -> io::Result<PathBuf> {
    let mut file = tempfile::Builder::new()
        .prefix("qrlogin-")
        .suffix(".json")
        .tempfile_in(directory)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    let (_, path) = file.keep()?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_saved_beside_their_place_with_mode_0600() {
        let directory = tempfile::tempdir().unwrap();
        let path = place("text", Some(&directory.path().join("a"))).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "text");
        assert_eq!(Path::new(&path).parent(), Some(directory.path()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = Path::new(&path).metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn without_their_directory_another_one_is_used() {
        let directory = tempfile::tempdir().unwrap();
        let gone = directory.path().join("gone/a");
        let path = place("text", Some(&gone)).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "text");
        std::fs::remove_file(path).unwrap();
    }
}
