//! The options of the commands for shells and packages.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use clap_complete::Shell;

use crate::help::COMPLETIONS_HELP;

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = COMPLETIONS_HELP)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: Shell,

    /// Complete the names of profiles too: the script asks this program at each completion
    ///
    /// The script and the program have to be of the same version, so let the shell make it when it
    /// starts.
    #[arg(long)]
    pub(crate) dynamic: bool,
}

/// Print the manual page, or write those of all commands to a folder
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The folder, which exists; pages of an earlier run are replaced
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) folder: Option<PathBuf>,
}
