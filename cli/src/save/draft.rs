//! A temporary file that is written first and then moved to its place.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::{Builder, TempPath};

use crate::shutdown::TempFileGuard;

/// The prefix of temporary names, and the number of random letters and digits after it.
pub(super) const PREFIX: &str = ".qrlogin-";
pub(super) const RANDOM: usize = 6;

/// A new file with mode 0600 and its content synced to disk.
#[derive(Debug)]
pub(super) struct Draft {
    file: File,
    /// Its temporary name; the file is removed unless it is moved to its place.
    name: Option<TempPath>,
    _guard: Option<TempFileGuard>,
}

/// Whether a file may exist at the place already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Existing {
    /// It must not exist.
    Refuse,
    /// An existing file is replaced.
    Replace,
}

impl Draft {
    /// Writes a draft in this directory and moves it to its place with `put`. On systems with
    /// unnamed files (`O_TMPFILE`), it has a temporary name only for a moment, so that a killed
    /// program leaves no file.
    ///
    /// # Errors
    /// Those of the system and those of `put`.
    pub(super) fn through<T>(
        directory: &Path,
        content: &[u8],
        existing: Existing,
        mut put: impl FnMut(Self) -> io::Result<T>,
    ) -> io::Result<T> {
        #[cfg(target_os = "linux")]
        match Self::nameless(directory, content, existing).and_then(&mut put) {
            // Not every file system supports unnamed files, and not every container has /proc.
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {}
            outcome => return outcome,
        }
        #[cfg(not(target_os = "linux"))]
        let _ = existing;
        Self::named(directory, content).and_then(put)
    }

    #[cfg(target_os = "linux")]
    fn nameless(directory: &Path, content: &[u8], existing: Existing) -> io::Result<Self> {
        use rustix::fs::{Mode, OFlags};

        let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
        let file = rustix::fs::open(directory, flags, Mode::RUSR | Mode::WUSR)?;
        let mut draft = Self {
            file: file.into(),
            name: None,
            _guard: None,
        };
        draft.fill(content)?;
        if existing == Existing::Replace {
            // Only a named file can replace another.
            let (guard, (name, ())) = create(directory, |path| link(&draft.file, path))?;
            draft.name = Some(name);
            draft._guard = Some(guard);
        }
        Ok(draft)
    }

    fn named(directory: &Path, content: &[u8]) -> io::Result<Self> {
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let (guard, (name, file)) = create(directory, |path| options.open(path))?;
        let mut draft = Self {
            file,
            name: Some(name),
            _guard: Some(guard),
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

    /// Moves the draft to its place, atomically.
    ///
    /// # Errors
    /// Those of the system; then the place is unchanged.
    pub(super) fn put(&mut self, path: &Path, existing: Existing) -> io::Result<()> {
        let Some(name) = self.name.take() else {
            #[cfg(target_os = "linux")]
            return link(&self.file, path);
            #[cfg(not(target_os = "linux"))]
            return Err(io::ErrorKind::NotFound.into());
        };
        match existing {
            Existing::Refuse => name.persist_noclobber(path)?,
            Existing::Replace => name.persist(path)?,
        }
        Ok(())
    }

    /// The open file, with its lock.
    pub(super) fn into_file(self) -> File {
        self.file
    }
}

/// Links an unnamed file to a path, which must not exist.
#[cfg(target_os = "linux")]
fn link(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD};
    use std::os::fd::AsRawFd as _;

    let open = format!("/proc/self/fd/{}", file.as_raw_fd());
    rustix::fs::linkat(CWD, open, CWD, path, AtFlags::SYMLINK_FOLLOW)?;
    Ok(())
}

/// Creates a file with a temporary name. The errors are the system's: those of the crate contain
/// the temporary name.
fn create<T>(
    directory: &Path,
    mut open: impl FnMut(&Path) -> io::Result<T>,
) -> io::Result<(TempFileGuard, (TempPath, T))> {
    TempFileGuard::create(|| {
        let mut cause = None;
        let created = Builder::new()
            .prefix(PREFIX)
            .rand_bytes(RANDOM)
            .make_in(directory, |path| {
                let created = open(path);
                cause = created.as_ref().err().and_then(io::Error::raw_os_error);
                created
            });
        let created = created.map_err(|error| cause.map_or(error, io::Error::from_raw_os_error))?;
        let (created, name) = created.into_parts();
        let path = name.to_path_buf();
        Ok(((name, created), path))
    })
}
