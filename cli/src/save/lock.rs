//! One run at a time replaces a file.

use std::fs::File;
use std::io;
use std::path::Path;

use crate::read_file;

/// The right to replace a file, until this value is dropped: the file is locked (`flock`). Where
/// the system or the file system has no such locks, it is given to every run.
///
/// The lock is on the file, not on its name. So a run that replaces it locks the new one first
/// ([`Lock::precedes`], [`Lock::pass_to`]), and a run that has waited for the lock looks whether
/// the name still leads to the locked file.
#[derive(Debug)]
pub(crate) struct Lock(#[cfg_attr(not(unix), expect(dead_code, reason = "no locks"))] File);

impl Lock {
    /// Takes the lock of a file. While another run has it, `again` is called, to wait a moment.
    ///
    /// # Errors
    /// The file cannot be opened, or `again` gives up.
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

    /// Locks the draft that is to take the place of the file.
    pub(super) fn precedes(file: &File) {
        lock(file);
    }

    /// Goes over to the file that has taken the place of the first one.
    pub(super) fn pass_to(&mut self, file: File) {
        self.0 = file;
    }
}

/// Whether the file is locked now, unless it cannot be.
#[cfg(unix)]
fn lock(file: &File) -> bool {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;

    flock(file, FlockOperation::NonBlockingLockExclusive) != Err(Errno::WOULDBLOCK)
}

/// Whether it is the file of this name, and has not been replaced.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    let (Ok(open), Ok(there)) = (file.metadata(), path.metadata()) else {
        return false;
    };
    (open.dev(), open.ino()) == (there.dev(), there.ino())
}

// There, locks would keep others from reading the file, and from replacing it.
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
    fn a_file_has_one_lock_until_it_is_given_up() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let lock = take(file.path()).unwrap();
        assert!(take(file.path()).is_none());
        drop(lock);
        assert!(take(file.path()).is_some());
    }

    #[test]
    fn a_replaced_files_lock_is_not_that_of_the_new_one() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        fs::write(&path, "old").unwrap();
        let held = take(&path).unwrap();
        // It is replaced while another run waits; that one has to look again.
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
