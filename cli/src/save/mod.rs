//! Files with secrets: with mode 0600, written atomically.

mod draft;
mod file_option;
mod lock;
mod place;
mod rescue;
mod sweep;
#[cfg(test)]
mod tests;

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use crate::exit::CliError;
use crate::messages;
use crate::read_file;
use crate::shutdown::TempFileGuard;
use crate::text::printable;
use draft::{Draft, Existing};
pub(crate) use file_option::{
    CA, ENV_FILE, FileOption, NEW, OUT, PROFILE, QR_FILE, RECORD, SESSION,
};
pub(crate) use lock::Lock;
use place::follow;
pub(crate) use place::same_place;
pub(crate) use rescue::rescued;

/// Test content to check for space: longer than any credentials.
static ROOM: [u8; 1 << 15] = [b'x'; 1 << 15];
/// The longest file that is rewritten with its own content, in bytes.
const MOST: u64 = 1 << 24;
/// The longest wait for another run, which holds its lock while it waits for the service.
const LOCK_TIMEOUT: Duration = Duration::from_secs(45);
const TICK: Duration = Duration::from_millis(50);

/// The place of a file, checked before the first request.
#[derive(Debug)]
pub(crate) struct Target {
    path: PathBuf,
    overwrite: bool,
    /// The lock of the file until it is written.
    lock: Option<Lock>,
}

impl Target {
    /// Checks that a file can be written there by writing one: a new file is removed again, an
    /// existing one is rewritten with its own content. Nothing less detects names that are too
    /// long, full disks, mount points and immutable files.
    ///
    /// # Errors
    /// The file exists and must not be replaced, or cannot be written.
    pub(crate) fn check(
        option: &FileOption,
        path: &Path,
        overwrite: bool,
    ) -> Result<Self, CliError> {
        let there = match path.metadata() {
            Ok(found) if !found.is_file() => {
                return Err(option.no_file(path));
            }
            Ok(_) => true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            // The system denies access, for example to a link of another user.
            Err(error) => return Err(option.uncreatable(path, &error)),
        };
        if !overwrite && path.symlink_metadata().is_ok() {
            return Err(option.exists(path));
        }
        if !is_file_name(path) {
            return Err(option.no_name(path));
        }
        let target = Self {
            path: follow(path).map_err(|error| option.uncreatable(path, &error))?,
            overwrite,
            lock: None,
        };
        if there {
            target.try_replacing(|error| option.unreplaceable(path, &error))?;
        } else {
            target.try_creating().map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => option.exists(path),
                _ => option.uncreatable(path, &error),
            })?;
        }
        sweep::sweep(target.directory(), SystemTime::now());
        Ok(target)
    }

    /// Checks that an existing file with this `content` can be replaced, by rewriting it; a
    /// writable directory does not prove that.
    ///
    /// # Errors
    /// The file cannot be replaced, or has another content by now.
    pub(crate) fn replacing(path: &Path, content: &[u8], mut lock: Lock) -> Result<Self, CliError> {
        let unreplaceable = |error: io::Error| {
            let name = printable(&path.display().to_string());
            let message = messages::not_replaceable(name);
            CliError::usage(message, messages::check_file()).because(Some(&error))
        };
        let target = Self {
            path: follow(path).map_err(unreplaceable)?,
            overwrite: true,
            lock: None,
        };
        target
            .replace_by_the_same(content, &mut lock)
            .map_err(unreplaceable)?;
        sweep::sweep(target.directory(), SystemTime::now());
        Ok(Self {
            lock: Some(lock),
            ..target
        })
    }

    /// The place of a new file, unchecked: writing fails if it exists by then.
    ///
    /// # Errors
    /// The path leads nowhere.
    pub(crate) fn new_file(path: &Path) -> io::Result<Self> {
        Ok(Self {
            path: follow(path)?,
            overwrite: false,
            lock: None,
        })
    }

    /// The place of a file that this run has locked, unchecked.
    ///
    /// # Errors
    /// The path leads nowhere.
    pub(crate) fn locked(path: &Path, lock: Lock) -> io::Result<Self> {
        Ok(Self {
            path: follow(path)?,
            overwrite: true,
            lock: Some(lock),
        })
    }

    fn try_creating(&self) -> io::Result<()> {
        self.try_room()?;
        let _removed_at_once = self.temporary(b"", Existing::Refuse)?;
        fs::remove_file(&self.path)
    }

    fn try_replacing(&self, wrong: impl Fn(io::Error) -> CliError) -> Result<(), CliError> {
        let mut lock = Lock::take(&self.path, retry_until(|| busy(&self.path)), &wrong)?;
        let tried = read_file::bytes(&self.path, MOST)
            .and_then(|content| self.replace_by_the_same(&content, &mut lock));
        tried.map_err(wrong)
    }

    /// Rewrites the file with its own content; only its inode changes.
    fn replace_by_the_same(&self, content: &[u8], lock: &mut Lock) -> io::Result<()> {
        self.try_room()?;
        Draft::through(self.directory(), content, Existing::Replace, |mut draft| {
            copy_metadata(draft.file(), &self.path.metadata()?);
            Lock::new_file(draft.file());
            // Checked as late as possible.
            if read_file::bytes(&self.path, MOST)? != content {
                return Err(io::Error::other(messages::just_changed()));
            }
            draft.put(&self.path, Existing::Replace)?;
            lock.pass_to(draft.into_file());
            Ok(())
        })
    }

    /// Checks that there is space for credentials.
    fn try_room(&self) -> io::Result<()> {
        Draft::through(self.directory(), &ROOM, Existing::Refuse, |_removed| Ok(()))
    }

    /// The path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the file with mode 0600 and moves it to its place, atomically.
    ///
    /// # Errors
    /// Those of the system; then the place is unchanged.
    pub(crate) fn write(&self, content: &[u8]) -> io::Result<()> {
        // A refresh in another run would overwrite the file. The wait for it is limited, since the
        // content must not be lost.
        let wait = retry_until(|| io::ErrorKind::TimedOut.into());
        let _lock = match self.existing() {
            Existing::Replace if self.lock.is_none() => {
                Lock::take(&self.path, wait, |error| error).ok()
            }
            _ => None,
        };
        Draft::through(self.directory(), content, self.existing(), |mut draft| {
            draft.put(&self.path, self.existing())
        })?;
        // So that the name survives a crash, too; not every system supports it.
        if let Ok(directory) = File::open(self.directory()) {
            let _ = directory.sync_all();
        }
        Ok(())
    }

    /// As [`Target::write`], for a file that is written again and again and stays locked.
    ///
    /// # Errors
    /// Those of the system; then the place is unchanged.
    pub(crate) fn rewrite(&mut self, content: &[u8]) -> io::Result<()> {
        let existing = self.existing();
        let file = Draft::through(self.directory(), content, existing, |mut draft| {
            Lock::new_file(draft.file());
            draft.put(&self.path, existing)?;
            Ok(draft.into_file())
        })?;
        self.lock = Some(Lock::of(file));
        self.overwrite = true;
        Ok(())
    }

    /// As [`Target::write`], for a temporary file: a forced exit removes it.
    ///
    /// # Errors
    /// Those of the system; then there is no new file.
    pub(crate) fn write_temporary(&self, content: &[u8]) -> io::Result<TempFileGuard> {
        self.temporary(content, self.existing())
    }

    fn temporary(&self, content: &[u8], existing: Existing) -> io::Result<TempFileGuard> {
        Draft::through(self.directory(), content, existing, |mut draft| {
            let put = || {
                draft
                    .put(&self.path, existing)
                    .map(|()| ((), self.path.clone()))
            };
            TempFileGuard::create(put).map(|(guard, ())| guard)
        })
    }

    fn existing(&self) -> Existing {
        match self.overwrite {
            true => Existing::Replace,
            false => Existing::Refuse,
        }
    }

    fn directory(&self) -> &Path {
        directory(&self.path)
    }
}

/// The directory of a file.
fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Whether a path ends with a name: not with `..`, `.` or `/`.
fn is_file_name(path: &Path) -> bool {
    let bytes = path.as_os_str().as_encoded_bytes();
    path.file_name()
        .is_some_and(|name| bytes.ends_with(name.as_encoded_bytes()))
}

/// The error for a file that another run has locked longer than a refresh can take.
pub(crate) fn busy(path: &Path) -> CliError {
    let name = printable(&path.display().to_string());
    CliError::usage(messages::in_use(name), messages::run_after_other())
}

/// A function that waits a moment at each call, and fails after [`LOCK_TIMEOUT`].
pub(crate) fn retry_until<E>(spent: impl Fn() -> E) -> impl FnMut() -> Result<(), E> {
    let start = Instant::now();
    move || {
        if start.elapsed() > LOCK_TIMEOUT {
            return Err(spent());
        }
        std::thread::sleep(TICK);
        Ok(())
    }
}

/// Copies owner, mode and time of another file, where possible. If the owner cannot be set, the
/// mode stays, since it would apply to another group.
fn copy_metadata(file: &File, other: &Metadata) {
    #[cfg(unix)]
    {
        use rustix::fs::{Gid, Uid, fchown};
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

        let owners = |file: &Metadata| (file.uid(), file.gid());
        let (owner, group) = owners(other);
        let is_theirs = file
            .metadata()
            .is_ok_and(|own| owners(&own) == (owner, group))
            || fchown(file, Some(Uid::from_raw(owner)), Some(Gid::from_raw(group))).is_ok();
        if is_theirs {
            let rights = fs::Permissions::from_mode(other.mode() & 0o777);
            let _ = file.set_permissions(rights);
        }
    }
    if let Ok(time) = other.modified() {
        let _ = file.set_modified(time);
    }
}
