//! Files with secrets: for the owner only, whole or not at all.

mod naming;
mod place;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::exit::Failure;
use crate::interrupt::Unfinished;
use crate::output::printable;
pub(crate) use naming::{CA, Naming, OUT, QR_FILE, RECORD};
use place::behind_links;
pub(crate) use place::same_place;

/// A place for a file, found usable before anything is sent.
#[derive(Debug)]
pub(crate) struct Target {
    path: PathBuf,
    overwrite: bool,
}

impl Target {
    /// Checks that a file can be written there, without leaving a trace.
    ///
    /// # Errors
    /// It exists and may not be overwritten, or its directory cannot be written to.
    pub(crate) fn check(naming: &Naming, path: &Path, overwrite: bool) -> Result<Self, Failure> {
        let option = naming.option;
        let refuse = |problem: String, advice: &str| {
            Err(Failure::usage(format!("{option}: {problem}"), advice))
        };
        let name = printable(&path.display().to_string());
        if path.symlink_metadata().is_ok() {
            match path.metadata() {
                Ok(found) if !found.is_file() => {
                    let problem = format!("{name} is not a regular file");
                    return refuse(problem, naming.if_no_file);
                }
                _ if !overwrite => {
                    return refuse(format!("{name} exists already"), naming.if_it_exists);
                }
                _ => {}
            }
        }
        let Some(path) = behind_links(path) else {
            let problem = format!("{name} is a link that leads to itself");
            return refuse(problem, naming.if_no_file);
        };
        let target = Self { path, overwrite };
        if target.path.file_name().is_none() {
            return refuse(format!("{name} is no name of a file"), naming.if_no_file);
        }
        match target.create() {
            Ok(_removed_at_once) => Ok(target),
            Err(error) => {
                let advice = "name a file in a directory that exists and can be written to";
                let failure = Failure::usage(format!("{option}: {name} cannot be created"), advice);
                Err(failure.because(Some(&error)))
            }
        }
    }

    /// The place of a file that is there and is to be replaced. Whether that can be done is found out by doing it,
    /// with what it holds, `content`: a file that can be written beside it says nothing of a mount point or a file that is protected.
    ///
    /// # Errors
    /// It cannot be replaced, or holds something else by now.
    pub(crate) fn replacing(path: &Path, content: &[u8]) -> Result<Self, Failure> {
        let target = Self {
            path: behind_links(path).unwrap_or_else(|| path.to_owned()),
            overwrite: true,
        };
        match target.replace_by_the_same(content) {
            Ok(()) => Ok(target),
            Err(error) => {
                let name = printable(&path.display().to_string());
                let advice = "see that its directory is writable and has room, and that nobody protects, mounts or \
                              changes the file itself; nothing was sent";
                let failure = Failure::usage(format!("{name} cannot be replaced"), advice);
                Err(failure.because(Some(&error)))
            }
        }
    }

    fn replace_by_the_same(&self, content: &[u8]) -> io::Result<()> {
        let (_unfinished, file) = self.draft(content)?;
        // As late as possible.
        if fs::read(&self.path)? != content {
            return Err(io::Error::other("it has just been changed"));
        }
        self.put(file)
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
        let (_unfinished, file) = self.draft(content)?;
        self.put(file)?;
        // The name, too, should survive a crash; not every system can promise that.
        if let Ok(directory) = fs::File::open(self.directory()) {
            let _ = directory.sync_all();
        }
        Ok(())
    }

    /// As [`Target::write`], for a file that is there for a time only: it is unfinished from its first moment.
    ///
    /// # Errors
    /// Whatever the system says; then there is no new file.
    pub(crate) fn write_unfinished(&self, content: &[u8]) -> io::Result<Unfinished> {
        let (_draft, file) = self.draft(content)?;
        let put = || self.put(file).map(|()| ((), self.path.clone()));
        Unfinished::made(put).map(|(unfinished, ())| unfinished)
    }

    /// Moves a draft into place.
    fn put(&self, file: NamedTempFile) -> io::Result<()> {
        if self.overwrite {
            file.persist(&self.path)?;
        } else {
            file.persist_noclobber(&self.path)?;
        }
        Ok(())
    }

    /// The file under another name; it is removed unless it is moved.
    fn draft(&self, content: &[u8]) -> io::Result<(Unfinished, NamedTempFile)> {
        let (unfinished, mut file) = self.create()?;
        file.as_file_mut().write_all(content)?;
        file.as_file().sync_all()?;
        Ok((unfinished, file))
    }

    fn create(&self) -> io::Result<(Unfinished, NamedTempFile)> {
        Unfinished::made(|| {
            let file = self.open()?;
            let path = file.path().to_owned();
            Ok((file, path))
        })
    }

    /// A new file in the directory, for the owner only. Its errors are the system's own: those of the crate
    /// would name a file that nobody has named.
    fn open(&self) -> io::Result<NamedTempFile> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut cause = None;
        let created = tempfile::Builder::new()
            .prefix(PREFIX)
            .make_in(self.directory(), |path| {
                let created = options.open(path);
                cause = created.as_ref().err().and_then(io::Error::raw_os_error);
                created
            });
        created.map_err(|error| cause.map_or(error, io::Error::from_raw_os_error))
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
        let target = Target::check(&OUT, &path, false).unwrap();
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
            for (naming, advice) in [
                (OUT, "name a file; `--out -` is the standard output"),
                (CA, "name a file"),
                (RECORD, "name a file"),
            ] {
                let failure = Target::check(&naming, path, true).unwrap_err();
                assert!(
                    failure.message.contains("not a regular file"),
                    "{failure:?}"
                );
                assert_eq!(failure.advice, advice);
            }
        }
    }

    #[test]
    fn the_advice_about_a_file_that_exists_is_that_of_its_option() {
        let file = NamedTempFile::new().unwrap();
        for (naming, forced) in [(OUT, true), (CA, false), (RECORD, false), (QR_FILE, false)] {
            let failure = Target::check(&naming, file.path(), false).unwrap_err();
            assert!(failure.message.starts_with(naming.option), "{failure:?}");
            assert!(failure.message.ends_with("exists already"), "{failure:?}");
            assert_eq!(failure.advice.contains("--force"), forced, "{failure:?}");
        }
    }

    #[test]
    fn a_missing_directory_is_told_in_the_systems_words() {
        let directory = tempfile::tempdir().unwrap();
        let missing = directory.path().join("missing");
        let systems = missing.metadata().unwrap_err().to_string();
        let failure = Target::check(&OUT, &missing.join("file"), false).unwrap_err();
        assert_eq!(failure.causes, [systems]);
    }

    #[test]
    fn the_check_leaves_nothing_behind() {
        let directory = tempfile::tempdir().unwrap();
        Target::check(&OUT, &directory.path().join("a"), false).unwrap();
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn that_a_file_can_be_replaced_is_found_out_by_replacing_it_by_the_same() {
        use std::os::unix::fs::MetadataExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        fs::write(&path, "old").unwrap();
        // While it is open, no other file has its number.
        let old = fs::File::open(&path).unwrap();
        let number = old.metadata().unwrap().ino();
        Target::replacing(&path, b"old").unwrap();
        assert_ne!(path.metadata().unwrap().ino(), number);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_somebody_changes_is_not_replaced_by_what_it_held() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        fs::write(&path, "of a new login").unwrap();
        let failure = Target::replacing(&path, b"old").unwrap_err();
        assert_eq!(failure.causes, ["it has just been changed"]);
        assert_eq!(fs::read_to_string(&path).unwrap(), "of a new login");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
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
        let target = Target::check(&OUT, &link, true).unwrap();
        target.write(b"new").unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert_eq!(real.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_file_that_is_not_there_stays_a_link_and_the_file_is_made() {
        use std::os::unix::fs::symlink;
        let directory = tempfile::tempdir().unwrap();
        let place = |name: &str| directory.path().join(name);
        symlink("second", place("first")).unwrap();
        symlink(place("real"), place("second")).unwrap();
        assert!(Target::check(&OUT, &place("first"), false).is_err());
        let target = Target::check(&OUT, &place("first"), true).unwrap();
        target.write(b"new").unwrap();
        for link in ["first", "second"] {
            assert!(place(link).symlink_metadata().unwrap().is_symlink());
        }
        assert!(place("real").symlink_metadata().unwrap().is_file());
        assert_eq!(fs::read_to_string(place("real")).unwrap(), "new");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_to_itself_is_refused_and_kept() {
        let directory = tempfile::tempdir().unwrap();
        let link = directory.path().join("link");
        std::os::unix::fs::symlink("link", &link).unwrap();
        let failure = Target::check(&OUT, &link, true).unwrap_err();
        assert!(failure.message.contains("leads to itself"), "{failure:?}");
        assert!(link.symlink_metadata().unwrap().is_symlink());
    }
}
