//! A file that is written but not in its place yet.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::{Builder, TempPath};

use crate::shutdown::TempFileGuard;

/// What the names of drafts begin with, and how many random letters and digits follow.
pub(super) const PREFIX: &str = ".qrlogin-";
pub(super) const RANDOM: usize = 6;

/// A new file for the owner only, with all its content on the disk.
#[derive(Debug)]
pub(super) struct Draft {
    file: File,
    /// It is removed unless it is put into place.
    name: Option<TempPath>,
    _unfinished: Option<TempFileGuard>,
}

/// Whether a file may be in the place already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// No file may be there.
    New,
    /// The file that is there is replaced.
    Replace,
}

impl Draft {
    /// Writes a draft in this directory and puts it into place with `put`. Where the system has
    /// files without names, it has one for a moment at most: whatever ends the program before that
    /// leaves nothing behind.
    ///
    /// # Errors
    /// Those of the system, in its own words, and those of `put`.
    pub(super) fn through<T>(
        directory: &Path,
        content: &[u8],
        way: Way,
        mut put: impl FnMut(Self) -> io::Result<T>,
    ) -> io::Result<T> {
        #[cfg(target_os = "linux")]
        match Self::nameless(directory, content, way).and_then(&mut put) {
            // Not every file system has files without names, and not every container has /proc.
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {}
            outcome => return outcome,
        }
        #[cfg(not(target_os = "linux"))]
        let _ = way;
        Self::named(directory, content).and_then(put)
    }

    #[cfg(target_os = "linux")]
    fn nameless(directory: &Path, content: &[u8], way: Way) -> io::Result<Self> {
        use rustix::fs::{Mode, OFlags};

        let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
        let file = rustix::fs::open(directory, flags, Mode::RUSR | Mode::WUSR)?;
        let mut draft = Self {
            file: file.into(),
            name: None,
            _unfinished: None,
        };
        draft.fill(content)?;
        if way == Way::Replace {
            // Only a file with a name can take the place of another.
            let (unfinished, (name, ())) = made(directory, |path| link(&draft.file, path))?;
            draft.name = Some(name);
            draft._unfinished = Some(unfinished);
        }
        Ok(draft)
    }

    fn named(directory: &Path, content: &[u8]) -> io::Result<Self> {
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let (unfinished, (name, file)) = made(directory, |path| options.open(path))?;
        let mut draft = Self {
            file,
            name: Some(name),
            _unfinished: Some(unfinished),
        };
        draft.fill(content)?;
        Ok(draft)
    }

    fn fill(&mut self, content: &[u8]) -> io::Result<()> {
        self.file.write_all(content)?;
        match content {
            [] => Ok(()),
            _ => self.file.sync_all(),
        }
    }

    /// The file itself.
    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Moves it into place, in one step.
    ///
    /// # Errors
    /// Those of the system; then the place is as it was.
    pub(super) fn put(&mut self, path: &Path, way: Way) -> io::Result<()> {
        let Some(name) = self.name.take() else {
            #[cfg(target_os = "linux")]
            return link(&self.file, path);
            #[cfg(not(target_os = "linux"))]
            return Err(io::ErrorKind::NotFound.into());
        };
        match way {
            Way::New => name.persist_noclobber(path)?,
            Way::Replace => name.persist(path)?,
        }
        Ok(())
    }

    /// Keeps the file open, with what is locked.
    pub(super) fn into_file(self) -> File {
        self.file
    }
}

/// Gives a file this name, which no other file may have.
#[cfg(target_os = "linux")]
fn link(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD};
    use std::os::fd::AsRawFd as _;

    let open = format!("/proc/self/fd/{}", file.as_raw_fd());
    rustix::fs::linkat(CWD, open, CWD, path, AtFlags::SYMLINK_FOLLOW)?;
    Ok(())
}

/// Makes a file under a name of its own. The errors are the system's: those of the crate would name
/// a file that the person has not named.
fn made<T>(
    directory: &Path,
    mut make: impl FnMut(&Path) -> io::Result<T>,
) -> io::Result<(TempFileGuard, (TempPath, T))> {
    TempFileGuard::create(|| {
        let mut cause = None;
        let made = Builder::new()
            .prefix(PREFIX)
            .rand_bytes(RANDOM)
            .make_in(directory, |path| {
                let made = make(path);
                cause = made.as_ref().err().and_then(io::Error::raw_os_error);
                made
            });
        let made = made.map_err(|error| cause.map_or(error, io::Error::from_raw_os_error))?;
        let (made, name) = made.into_parts();
        let path = name.to_path_buf();
        Ok(((name, made), path))
    })
}
