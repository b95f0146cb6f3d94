//! The folders of the user.

use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

use super::Check;
use crate::messages;
use crate::profiles::{Store, shown};

pub(super) fn check(add: &mut impl FnMut(Check)) {
    add(match Store::of_user() {
        Ok(store) => data(store.folder()),
        Err(failure) => Check::of("data", &failure),
    });
    // Without a home, the check of the data has failed already.
    if let Ok(folders) = etcetera::choose_base_strategy() {
        add(config(&folders.config_dir().join("qrlogin")));
    }
}

/// The folder with the settings of the program, which need not exist.
fn config(folder: &Path) -> Check {
    const NAME: &str = "config";
    let name = shown(folder);
    match std::fs::read_dir(folder) {
        Ok(_) => Check::good(NAME, messages::folder_is_readable(name)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Check::skipped(NAME, messages::no_such_folder(name))
        }
        Err(error) => {
            let message =
                messages::folder_unreadable(name, messages::of_core(&error.kind().to_string()));
            Check::failed(NAME, message, messages::check_folder())
        }
    }
}

/// The folder with the profiles: it need not exist if it can be created.
fn data(folder: &Path) -> Check {
    let name = shown(folder);
    let there = match folder.metadata() {
        Ok(found) if !found.is_dir() => {
            let remedy = messages::remove_file_of_folder();
            return Check::failed("data", messages::folder_is_file(name), remedy);
        }
        Ok(found) => Some(found),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => {
            let message = messages::folder_unusable(name, messages::of_error(&error));
            return Check::failed("data", message, messages::check_folder());
        }
    };
    let existing = existing(folder);
    if let Err(error) = tempfile::NamedTempFile::new_in(&existing) {
        let message = messages::folder_unusable(
            shown(&existing),
            messages::of_core(&error.kind().to_string()),
        );
        return Check::failed("data", message, messages::set_home());
    }
    let Some(found) = there else {
        return Check::good("data", messages::folder_will_be_made(name));
    };
    match readable_by_others(&found) {
        Some(mode) => {
            let message = messages::folder_is_open(&name, format_args!("{mode:04o}"));
            Check::warning("data", message, messages::close_folder(&name))
        }
        None => Check::good("data", messages::folder_is_good(name)),
    }
}

/// The folder, or the one above that exists.
fn existing(folder: &Path) -> PathBuf {
    let mut folders = folder.ancestors().filter(|folder| folder.exists());
    folders.next().unwrap_or(folder).to_owned()
}

/// The mode of a folder that grants any permission to other users.
fn readable_by_others(folder: &std::fs::Metadata) -> Option<u32> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let mode = folder.mode() & 0o7777;
        (mode & 0o077 != 0).then_some(mode)
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}
