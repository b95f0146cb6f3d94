//! Profiles: credentials by name, in files in the user's data folder.

mod file;
mod keyring;
mod name;
mod place;

use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use qrlogin::{Account, Timestamp};

use crate::args::StoreKind;
use crate::exit::CliError;
use crate::messages;
use crate::read_file;
use crate::save::{self, Lock, Target};
use crate::text::printable;
pub(crate) use file::{Head, Problem, Profile};
pub(crate) use name::Name;
pub(crate) use place::Place;

/// The ending of a profile's file.
const ENDING: &str = ".json";

/// The folder with all profiles of this user.
pub(crate) struct Store {
    folder: PathBuf,
}

/// A file in the folder.
pub(crate) struct Entry {
    /// The name of the profile, or of a file that is none.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    /// What is public of it: the keyring is not read.
    pub(crate) profile: Result<Head, Problem>,
}

impl Store {
    /// The folder, which need not exist.
    ///
    /// # Errors
    /// The user has no folder for data.
    pub(crate) fn of_user() -> Result<Self, CliError> {
        let folders = etcetera::choose_base_strategy().map_err(|error| {
            CliError::usage(messages::no_home(), messages::set_home()).because(Some(&error))
        })?;
        let folder = folders.data_dir().join("qrlogin").join("profiles");
        Ok(Self { folder })
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Creates the folder with mode 0700, if it does not exist.
    ///
    /// # Errors
    /// It cannot be created.
    fn create(&self) -> Result<(), CliError> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.folder).map_err(|error| {
            let message = messages::no_profiles_folder(shown(&self.folder));
            CliError::usage(message, messages::set_home()).because(Some(&error))
        })
    }

    /// The file of a profile, which need not exist.
    pub(crate) fn path(&self, name: &Name) -> PathBuf {
        self.folder.join(format!("{name}{ENDING}"))
    }

    /// What is public of the profile; `None` if there is no file.
    fn content(&self, name: &Name) -> Option<Result<Head, Problem>> {
        read(&self.path(name))
    }

    /// The file of this name.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn find(&self, name: &Name) -> Result<Entry, CliError> {
        let profile = self.content(name);
        let profile = profile.ok_or_else(|| {
            CliError::usage(messages::no_profile(name), messages::list_profiles())
        })?;
        Ok(Entry {
            name: name.to_string(),
            path: self.path(name),
            profile,
        })
    }

    /// Saves a profile by this name, in this store or that of the existing one. An existing one is
    /// replaced with `force` only, and never one of another version.
    ///
    /// # Errors
    /// It cannot be saved; then nothing has changed.
    pub(crate) fn put(
        &self,
        name: &Name,
        profile: &Profile,
        store: Option<StoreKind>,
        force: bool,
    ) -> Result<PathBuf, CliError> {
        self.create()?;
        let path = self.path(name);
        let old = match self.content(name) {
            Some(Err(problem @ Problem::Version(_))) => return Err(problem.refuse(&shown(&path))),
            old => old.and_then(Result::ok),
        };
        let own = || old.as_ref().map_or(StoreKind::File, Head::store);
        let target = Target::check(&save::PROFILE, &path, force)?;
        let text = profile.stored(store.unwrap_or_else(own))?;
        target.write(text.as_bytes()).map_err(|error| {
            let message = messages::not_written(shown(&path));
            CliError::output(message, messages::check_folder()).because(Some(&error))
        })?;
        if let Some(old) = &old {
            forget(old);
        }
        Ok(path)
    }

    /// All files that are profiles or named like one, by name.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub(crate) fn all(&self) -> Result<Vec<Entry>, CliError> {
        let unreadable = |error: io::Error| {
            let message = messages::cannot_read(shown(&self.folder));
            CliError::usage(message, messages::check_folder()).because(Some(&error))
        };
        let files = match std::fs::read_dir(&self.folder) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(error)),
        };
        let mut entries = Vec::new();
        for file in files {
            let file = file.map_err(unreadable)?;
            let name = file.file_name().to_string_lossy().into_owned();
            // Drafts and hidden files of other programs are no profiles.
            if let Some(stem) = name.strip_suffix(ENDING)
                && !stem.starts_with('.')
            {
                entries.extend(entry(stem, file.path()));
            }
        }
        entries.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(entries)
    }
}

impl Entry {
    /// The profile.
    ///
    /// # Errors
    /// The file holds none that this version can use.
    pub(crate) fn usable(self) -> Result<(Profile, PathBuf), CliError> {
        match self.read() {
            Ok(profile) => Ok((profile, self.path)),
            Err(problem) => Err(problem.refuse(&shown(&self.path))),
        }
    }

    /// The profile with its credentials; for those in the keyring this may ask the user to unlock
    /// it.
    ///
    /// # Errors
    /// The file holds none that this version can use, or the keyring cannot be read.
    pub(crate) fn read(&self) -> Result<Profile, Problem> {
        let text = read_file::text(&self.path, read_file::SMALL);
        let text = text.map_err(Problem::Unreadable)?;
        match &self.profile {
            // A file with a name that no profile has.
            Err(Problem::Name) => Err(Problem::Name),
            _ => Profile::parse(&text),
        }
    }

    /// Deletes the credentials from the keyring, if they are there.
    ///
    /// # Errors
    /// The keyring cannot be used.
    pub(crate) fn delete_secret(&self) -> Result<(), CliError> {
        match &self.profile {
            Ok(head) => head.key().map_or(Ok(()), keyring::delete),
            Err(_) => Ok(()),
        }
        .map_err(|error| error.failure())
    }

    /// Locks the file; waits for another run that has locked it.
    ///
    /// # Errors
    /// The other run does not end, or the file has vanished.
    pub(crate) fn lock(&self) -> Result<Lock, CliError> {
        let again = save::retry_until(|| save::busy(&self.path));
        Lock::take(&self.path, again, |error| {
            let message = messages::cannot_read(shown(&self.path));
            CliError::usage(message, messages::run_again()).because(Some(&error))
        })
    }
}

/// An entry of the folder; `None` if it has vanished.
fn entry(stem: &str, path: PathBuf) -> Option<Entry> {
    let profile = match Name::parse(stem) {
        Ok(_) => read(&path)?,
        Err(_) => Err(Problem::Name),
    };
    Some(Entry {
        name: printable(stem),
        path,
        profile,
    })
}

/// Deletes the credentials of a profile that was replaced from the keyring, if they are there. An
/// entry that stays is of no use to anyone: that is no error.
pub(crate) fn forget(old: &Head) {
    if let Some(key) = old.key() {
        let _ = keyring::delete(key);
    }
}

fn read(path: &Path) -> Option<Result<Head, Problem>> {
    match read_file::text(path, read_file::SMALL) {
        Ok(text) => Some(Head::parse(&text)),
        // Of a link without a target there is an entry.
        Err(error)
            if error.kind() == io::ErrorKind::NotFound && path.symlink_metadata().is_err() =>
        {
            None
        }
        Err(error) => Some(Err(Problem::Unreadable(error))),
    }
}

/// An account for the user: its ID, and its name if there is one.
pub(crate) fn account_text(account: &Account) -> String {
    let name = account
        .name
        .as_ref()
        .map(|name| format!(" {}", name.expose()));
    printable(&format!(
        "{}{}",
        account.id.expose(),
        name.unwrap_or_default()
    ))
}

/// A time for the user, to the minute.
pub(crate) fn time_text(time: Timestamp) -> String {
    let since = std::time::Duration::from_millis(time.as_millis());
    let text = std::time::UNIX_EPOCH.checked_add(since).and_then(|time| {
        let mut text = String::new();
        let time = humantime::format_rfc3339_seconds(time);
        // Fails after the year 9999.
        std::fmt::Write::write_fmt(&mut text, format_args!("{time}")).ok()?;
        Some(text.get(..16)?.replace('T', " "))
    });
    text.map_or_else(|| "-".to_owned(), |text| format!("{text} UTC"))
}

/// A path for the user.
pub(crate) fn shown(path: &Path) -> String {
    printable(&path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_shown_to_the_minute() {
        let text = |ms| time_text(Timestamp::from_millis(ms));
        assert_eq!(text(1_700_000_000_999), "2023-11-14 22:13 UTC");
        assert_eq!(text(0), "1970-01-01 00:00 UTC");
        assert_eq!(text(u64::MAX), "-");
    }
}
