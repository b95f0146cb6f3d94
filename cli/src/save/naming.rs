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
    pub(super) fn no_file(&self, problem: &str) -> Failure {
        Failure::usage(format!("{}: {problem}", self.option), (self.if_no_file)())
    }

    /// There is a file that may not be replaced.
    pub(super) fn exists(&self, path: &Path) -> Failure {
        let message = messages::exists(self.option, named(path));
        Failure::exists(message, (self.if_it_exists)())
    }

    /// There can be no new file.
    pub(super) fn uncreatable(&self, path: &Path, error: &io::Error) -> Failure {
        let message = messages::not_created(self.option, named(path));
        Failure::usage(message, messages::writable_directory_with_room()).because(Some(error))
    }

    /// There is a file that cannot be replaced.
    pub(super) fn unreplaceable(&self, path: &Path, error: &io::Error) -> Failure {
        let message = messages::not_replaced(self.option, named(path));
        Failure::usage(message, messages::check_replaced_file()).because(Some(error))
    }
}

/// A path as it can be printed.
pub(super) fn named(path: &Path) -> String {
    printable(&path.display().to_string())
}
