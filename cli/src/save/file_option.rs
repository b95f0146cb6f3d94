//! The options with files, and the errors for their values.

use std::io;
use std::path::Path;

use crate::exit::CliError;
use crate::messages::{self, Text};
use crate::text::printable;

/// An option with a file, and the hints of its errors.
#[derive(Debug)]
pub(crate) struct FileOption {
    pub(super) option: &'static str,
    /// The hint if the file exists already.
    if_it_exists: fn() -> Text,
    /// The hint if the path is not a file.
    if_no_file: fn() -> Text,
}

/// The credentials.
pub(crate) const OUT: FileOption = FileOption {
    option: "--out",
    if_it_exists: messages::use_force,
    if_no_file: messages::name_file_or_dash,
};
/// The file of a profile.
pub(crate) const PROFILE: FileOption = FileOption {
    if_it_exists: messages::use_other_profile,
    ..FileOption::plain("--profile")
};
/// The new name of a profile.
pub(crate) const NEW: FileOption = FileOption::plain("NEW");
/// The recording.
pub(crate) const RECORD: FileOption = FileOption::plain("--record");
/// The state of the login.
pub(crate) const SESSION: FileOption = FileOption {
    if_it_exists: messages::use_resume,
    ..FileOption::plain("--save-session")
};
/// The picture of the code.
pub(crate) const QR_FILE: FileOption = FileOption::plain("--qr-file");
/// The certificate authority of a simulator.
pub(crate) const CA: FileOption = FileOption {
    if_it_exists: messages::ca_is_not_ours,
    ..FileOption::plain("--ca")
};
/// The variables for clients of a simulator.
pub(crate) const ENV_FILE: FileOption = FileOption {
    if_it_exists: messages::env_file_is_not_ours,
    ..FileOption::plain("--env-file")
};

impl FileOption {
    const fn plain(option: &'static str) -> Self {
        Self {
            option,
            if_it_exists: messages::use_another_name,
            if_no_file: messages::name_file,
        }
    }

    /// The path is not a file.
    pub(super) fn no_file(&self, path: &Path) -> CliError {
        let message = messages::not_a_file(self.option, shown(path));
        CliError::usage(message, (self.if_no_file)())
    }

    /// The path does not end in a file name.
    pub(super) fn no_name(&self, path: &Path) -> CliError {
        let message = messages::no_file_name(self.option, shown(path));
        CliError::usage(message, (self.if_no_file)())
    }

    /// The file exists and must not be replaced.
    pub(super) fn exists(&self, path: &Path) -> CliError {
        let message = messages::exists(self.option, shown(path));
        CliError::exists(message, (self.if_it_exists)())
    }

    /// The file cannot be created.
    pub(super) fn uncreatable(&self, path: &Path, error: &io::Error) -> CliError {
        let message = messages::not_creatable(self.option, shown(path));
        CliError::usage(message, messages::writable_directory()).because(Some(error))
    }

    /// The file cannot be replaced.
    pub(super) fn unreplaceable(&self, path: &Path, error: &io::Error) -> CliError {
        let message = messages::option_not_replaceable(self.option, shown(path));
        CliError::usage(message, messages::use_other_or_check_file()).because(Some(error))
    }
}

fn shown(path: &Path) -> String {
    printable(&path.display().to_string())
}
