//! Files with secrets: for the owner only, whole or not at all.

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
use draft::{Draft, Way};
pub(crate) use file_option::{CA, FileOption, OUT, QR_FILE, RECORD};
pub(crate) use lock::Lock;
use place::follow;
pub(crate) use place::same_place;
pub(crate) use rescue::rescued;

/// What there has to be room for: more than any credentials.
static ROOM: [u8; 1 << 15] = [b'x'; 1 << 15];
/// The longest file that is replaced by the same.
const MOST: u64 = 1 << 24;
/// Another run has a file for as long as it waits for an answer of the service.
const LOCK_TIMEOUT: Duration = Duration::from_secs(45);
const TICK: Duration = Duration::from_millis(50);

/// A place for a file, found usable before anything is sent.
#[derive(Debug)]
pub(crate) struct Target {
    path: PathBuf,
    overwrite: bool,
    /// Held until the file is written.
    lock: Option<Lock>,
}

impl Target {
    /// Checks that a file can be written there, by writing one: a new one is removed again, and one
    /// that is there is replaced by the same. Nothing else tells of names that are too long, full
    /// disks, mount points and protected files.
    ///
    /// # Errors
    /// It exists and may not be overwritten, or cannot be written.
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
            // The system refuses to look at it: a link of another user, say.
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

    /// The place of a file that is there and holds `content`, and is to be replaced: it is replaced
    /// by the same, to see that it can be.
    ///
    /// # Errors
    /// It cannot be replaced, or holds something else by now.
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

    fn try_creating(&self) -> io::Result<()> {
        self.try_room()?;
        let _removed_at_once = self.unfinished(b"", Way::New)?;
        fs::remove_file(&self.path)
    }

    fn try_replacing(&self, wrong: impl Fn(io::Error) -> CliError) -> Result<(), CliError> {
        let mut lock = Lock::take(&self.path, retry_until(|| busy(&self.path)), &wrong)?;
        let tried = read_file::bytes(&self.path, MOST)
            .and_then(|content| self.replace_by_the_same(&content, &mut lock));
        tried.map_err(wrong)
    }

    /// Replaces the file by one that differs in nothing but its number.
    fn replace_by_the_same(&self, content: &[u8], lock: &mut Lock) -> io::Result<()> {
        self.try_room()?;
        Draft::through(self.directory(), content, Way::Replace, |mut draft| {
            take_after(draft.file(), &self.path.metadata()?);
            Lock::precedes(draft.file());
            // As late as possible.
            if read_file::bytes(&self.path, MOST)? != content {
                return Err(io::Error::other(messages::just_changed()));
            }
            draft.put(&self.path, Way::Replace)?;
            lock.pass_to(draft.into_file());
            Ok(())
        })
    }

    /// Whether there is room for credentials.
    fn try_room(&self) -> io::Result<()> {
        Draft::through(self.directory(), &ROOM, Way::New, |_removed| Ok(()))
    }

    /// The path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the file: without a name or under another one first, readable by the owner only, then
    /// moved into place.
    ///
    /// # Errors
    /// Whatever the system says; then there is no new file.
    pub(crate) fn write(&self, content: &[u8]) -> io::Result<()> {
        // A refresh that is under way would take the file for its own. But what is to be written is
        // at hand, and is not held back for longer than that takes.
        let wait = retry_until(|| io::ErrorKind::TimedOut.into());
        let _lock = match self.way() {
            Way::Replace if self.lock.is_none() => Lock::take(&self.path, wait, |error| error).ok(),
            _ => None,
        };
        Draft::through(self.directory(), content, self.way(), |mut draft| {
            draft.put(&self.path, self.way())
        })?;
        // The name, too, should survive a crash; not every system can promise that.
        if let Ok(directory) = File::open(self.directory()) {
            let _ = directory.sync_all();
        }
        Ok(())
    }

    /// As [`Target::write`], for a file that is there for a time only: it is unfinished from its
    /// first moment.
    ///
    /// # Errors
    /// Whatever the system says; then there is no new file.
    pub(crate) fn write_unfinished(&self, content: &[u8]) -> io::Result<TempFileGuard> {
        self.unfinished(content, self.way())
    }

    fn unfinished(&self, content: &[u8], way: Way) -> io::Result<TempFileGuard> {
        Draft::through(self.directory(), content, way, |mut draft| {
            let put = || draft.put(&self.path, way).map(|()| ((), self.path.clone()));
            TempFileGuard::create(put).map(|(unfinished, ())| unfinished)
        })
    }

    fn way(&self) -> Way {
        match self.overwrite {
            true => Way::Replace,
            false => Way::New,
        }
    }

    fn directory(&self) -> &Path {
        directory(&self.path)
    }
}

/// The directory that a file is in.
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

/// Another run of this program has the file, longer than a refresh can take.
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

/// Gives a file the owner, the rights and the time of another, as far as that can be done. Without
/// the owner it gets no rights: they would be for another group.
fn take_after(file: &File, other: &Metadata) {
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
