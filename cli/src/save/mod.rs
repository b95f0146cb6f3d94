//! Files with secrets: for the owner only, whole or not at all.

mod naming;
mod place;
#[cfg(test)]
mod tests;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::exit::Failure;
use crate::interrupt::Unfinished;
use crate::messages;
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
                    let problem = messages::not_a_file(&name);
                    return refuse(problem, &(naming.if_no_file)());
                }
                _ if !overwrite => {
                    return Err(Failure::exists(
                        messages::exists(option, &name),
                        (naming.if_it_exists)(),
                    ));
                }
                _ => {}
            }
        }
        let Some(path) = behind_links(path) else {
            let problem = messages::link_loop(&name);
            return refuse(problem, &(naming.if_no_file)());
        };
        let target = Self { path, overwrite };
        if target.path.file_name().is_none() {
            return refuse(messages::no_file_name(&name), &(naming.if_no_file)());
        }
        match target.create() {
            Ok(_removed_at_once) => Ok(target),
            Err(error) => {
                let failure = Failure::usage(
                    messages::not_creatable(option, &name),
                    messages::writable_directory(),
                );
                Err(failure.because(Some(&error)))
            }
        }
    }

    /// The place of a file that is there and is to be replaced. Whether that can be done is found out by doing it,
    /// with what it holds, `content`: a file that can be written beside it says nothing of a mount point or of a file
    /// that is protected.
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
                let failure =
                    Failure::usage(messages::not_replaceable(name), messages::check_file());
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
