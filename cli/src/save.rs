//! Files with secrets: for the owner only, whole or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::exit::Failure;
use crate::interrupt::Unfinished;
use crate::output::printable;

/// A place for a file, found usable before anything is sent.
#[derive(Debug)]
pub(crate) struct Target {
    path: PathBuf,
    overwrite: bool,
}

impl Target {
    /// Checks that a file can be written there, without leaving a trace. `option` is what named it.
    ///
    /// # Errors
    /// It exists and may not be overwritten, or its directory cannot be written to.
    pub(crate) fn check(option: &str, path: &Path, overwrite: bool) -> Result<Self, Failure> {
        let refuse = |problem: String, advice: &str| {
            Err(Failure::usage(format!("{option}: {problem}"), advice))
        };
        let name = printable(&path.display().to_string());
        let mut path = path.to_owned();
        if path.symlink_metadata().is_ok() {
            match path.metadata() {
                Ok(found) if !found.is_file() => {
                    let advice = "name a file; `--out -` is the standard output";
                    return refuse(format!("{name} is not a regular file"), advice);
                }
                _ if !overwrite => {
                    let advice = "name another file, or remove it first; `--force` replaces the file of --out";
                    return refuse(format!("{name} exists already"), advice);
                }
                // A link stays a link: the file behind it is replaced.
                _ => path = path.canonicalize().unwrap_or(path),
            }
        }
        let target = Self { path, overwrite };
        if target.path.file_name().is_none() {
            return refuse(format!("{name} is no name of a file"), "name a file");
        }
        match tempfile::Builder::new()
            .prefix(PREFIX)
            .tempfile_in(target.directory())
        {
            Ok(_removed_at_once) => Ok(target),
            Err(error) => {
                let advice = "name a file in a directory that exists and can be written to";
                let failure = Failure::usage(format!("{option}: {name} cannot be created"), advice);
                Err(failure.because(Some(&io::Error::from(error.kind()))))
            }
        }
    }

    /// The place of a file that is there and is to be replaced: checks that as much as it holds, `content`, can
    /// be written beside it, without leaving a trace.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn replacing(path: &Path, content: &[u8]) -> Result<Self, Failure> {
        let target = Self {
            // A link stays a link: the file behind it is replaced.
            path: path.canonicalize().unwrap_or_else(|_| path.to_owned()),
            overwrite: true,
        };
        match target.draft(content) {
            Ok(_removed_at_once) => Ok(target),
            Err(error) => {
                let name = printable(&path.display().to_string());
                let advice =
                    "make its directory writable and see that there is room; nothing was sent";
                let failure = Failure::usage(format!("{name} cannot be replaced"), advice);
                Err(failure.because(Some(&io::Error::from(error.kind()))))
            }
        }
    }

    /// The path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the file: under another name first, readable by the owner only, then moved into place.
    ///
    /// # Errors
    /// Whatever the system says; then there is no new file.
    pub(crate) fn write(&self, content: &[u8]) -> io::Result<()> {
        let (file, _unfinished) = self.draft(content)?;
        if self.overwrite {
            file.persist(&self.path)?;
        } else {
            file.persist_noclobber(&self.path)?;
        }
        // The name, too, should survive a crash; not every system can promise that.
        if let Ok(directory) = fs::File::open(self.directory()) {
            let _ = directory.sync_all();
        }
        Ok(())
    }

    /// The file under another name; it is removed unless it is moved.
    fn draft(&self, content: &[u8]) -> io::Result<(NamedTempFile, Unfinished)> {
        // Its mode is 0600.
        let mut file = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempfile_in(self.directory())?;
        let unfinished = Unfinished::new(file.path());
        file.write_all(content)?;
        file.as_file().sync_all()?;
        Ok((file, unfinished))
    }

    fn directory(&self) -> &Path {
        match self.path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        }
    }
}

const PREFIX: &str = ".qrlogin-";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_appears_after_the_check_is_not_overwritten() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("new.json");
        let target = Target::check("--out", &path, false).unwrap();
        fs::write(&path, "somebody else's").unwrap();
        let error = target.write(b"ours").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "somebody else's");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_directory_and_a_device_are_no_targets_even_by_force() {
        let directory = tempfile::tempdir().unwrap();
        for path in [directory.path(), Path::new("/dev/null"), Path::new("/")] {
            let failure = Target::check("--out", path, true).unwrap_err();
            assert!(
                failure.message.contains("not a regular file"),
                "{failure:?}"
            );
        }
    }

    #[test]
    fn the_check_leaves_nothing_behind() {
        let directory = tempfile::tempdir().unwrap();
        Target::check("--out", &directory.path().join("a"), false).unwrap();
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_what_it_points_to_is_replaced_with_narrow_rights() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let directory = tempfile::tempdir().unwrap();
        let (real, link) = (directory.path().join("real"), directory.path().join("link"));
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o644)).unwrap();
        symlink(&real, &link).unwrap();
        let target = Target::check("--out", &link, true).unwrap();
        target.write(b"new").unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert_eq!(real.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}
