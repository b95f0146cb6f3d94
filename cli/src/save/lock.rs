//! A lock, so that one run at a time replaces a file.

use std::fs::File;
use std::io;
use std::path::Path;

use crate::read_file;

/// A lock on a file (`flock`), until this value is dropped. On systems and file systems without
/// such locks, every run gets one.
///
/// The lock is on the file, not on its name. So a run that replaces it locks the new one first
/// ([`Lock::new_file`], [`Lock::pass_to`]), and a run that has waited for the lock checks whether
/// the path still leads to the locked file.
#[derive(Debug)]
pub(crate) struct Lock(#[cfg_attr(not(unix), expect(dead_code, reason = "no locks"))] File);

impl Lock {
    /// Locks a file. While another run holds the lock, calls `again`, which waits a moment.
    ///
    /// # Errors
    /// The file cannot be opened, or `again` fails.
    pub(crate) fn take<E>(
        path: &Path,
        mut again: impl FnMut() -> Result<(), E>,
        unreadable: impl Fn(io::Error) -> E,
    ) -> Result<Self, E> {
        loop {
            let file = read_file::open(path).map_err(&unreadable)?;
            if lock(&file) && is_at(&file, path) {
                return Ok(Self(file));
            }
            drop(file);
            again()?;
        }
    }

    /// Locks the new file that will replace the locked one.
    pub(super) fn new_file(file: &File) {
        lock(file);
    }

    /// The lock of a file that [`Lock::new_file`] has locked.
    pub(super) fn of(file: File) -> Self {
        Self(file)
    }

    /// Moves the lock to the new file, which has replaced the locked one.
    pub(super) fn pass_to(&mut self, file: File) {
        self.0 = file;
    }
}

/// Tries to lock the file. Returns `false` only if another run has locked it.
#[cfg(unix)]
fn lock(file: &File) -> bool {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;

    flock(file, FlockOperation::NonBlockingLockExclusive) != Err(Errno::WOULDBLOCK)
}

/// Whether this is still the file at the path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    let (Ok(open), Ok(there)) = (file.metadata(), path.metadata()) else {
        return false;
    };
    (open.dev(), open.ino()) == (there.dev(), there.ino())
}

// On these systems locks would prevent others from reading and replacing the file.
#[cfg(not(unix))]
fn lock(_: &File) -> bool {
    true
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::*;

    fn take(path: &Path) -> Option<Lock> {
        Lock::take(path, || Err(()), |_| ()).ok()
    }

    #[test]
    fn a_file_has_one_lock_until_it_is_dropped() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let lock = take(file.path()).unwrap();
        assert!(take(file.path()).is_none());
        drop(lock);
        assert!(take(file.path()).is_some());
    }

    #[test]
    fn the_lock_of_a_replaced_file_does_not_count() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        fs::write(&path, "old").unwrap();
        let held = take(&path).unwrap();
        // The file is replaced while another run waits, which must lock the new one.
        let waits = Lock::take(
            &path,
            || {
                fs::write(directory.path().join("b"), "new").unwrap();
                fs::rename(directory.path().join("b"), &path)
            },
            |error| error,
        );
        assert!(is_at(&waits.unwrap().0, &path));
        drop(held);
    }
}
