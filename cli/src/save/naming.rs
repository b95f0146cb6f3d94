//! The options that name files, and what is wrong with what they name.

use std::io;
use std::path::Path;

use crate::exit::Failure;
use crate::output::printable;

use crate::messages;

/// The option that names a file, and what can be done when that is not possible.
#[derive(Debug)]
pub(crate) struct Naming {
    pub(super) option: &'static str,
    /// When the file exists already.
    pub(super) if_it_exists: fn() -> String,
    /// When there is something else than a file.
    pub(super) if_no_file: fn() -> String,
}

/// The credentials.
pub(crate) const OUT: Naming = Naming {
    option: "--out",
    if_it_exists: messages::use_force,
    if_no_file: messages::name_file_or_dash,
};
/// The recording.
pub(crate) const RECORD: Naming = Naming::plain("--record");
/// The picture of the code.
pub(crate) const QR_FILE: Naming = Naming::plain("--qr-file");
/// The certificate authority of a simulator.
pub(crate) const CA: Naming = Naming {
    if_it_exists: messages::ca_is_not_ours,
    ..Naming::plain("--ca")
};

impl Naming {
    const fn plain(option: &'static str) -> Self {
        Self {
            option,
            if_it_exists: messages::use_another_name,
            if_no_file: messages::name_file,
        }
    }

    /// There is something else than a file.
    pub(super) fn no_file(&self, path: &Path, problem: &str) -> Failure {
        Failure::usage(self.message(path, problem), (self.if_no_file)())
    }

    /// There is a file that may not be replaced.
    pub(super) fn exists(&self, path: &Path) -> Failure {
        Failure::exists(self.message(path, "exists already"), (self.if_it_exists)())
    }

    /// There can be no new file.
    pub(super) fn uncreatable(&self, path: &Path, error: &io::Error) -> Failure {
        let advice = "name a file in a directory that exists, can be written to and has room";
        Failure::usage(self.message(path, "cannot be created"), advice).because(Some(error))
    }

    /// There is a file that cannot be replaced.
    pub(super) fn unreplaceable(&self, path: &Path, error: &io::Error) -> Failure {
        let advice = "name another file, or see that this one is yours, that its directory has \
                      room, and that nothing protects, mounts or changes it";
        Failure::usage(self.message(path, "cannot be replaced"), advice).because(Some(error))
    }

    fn message(&self, path: &Path, problem: &str) -> String {
        let name = printable(&path.display().to_string());
        format!("{}: {name} {problem}", self.option)
    }
}
