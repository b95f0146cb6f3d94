//! The commands that ask the service about saved credentials.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::NetworkArgs;
use crate::help::{LOGOUT_HELP, REFRESH_HELP, STATUS_HELP};
use crate::profiles::Name;

/// Ask the service whether it still accepts the credentials of a profile
#[derive(Debug, Args)]
#[command(after_help = STATUS_HELP)]
pub(crate) struct StatusArgs {
    /// The profile: see `qrlogin list` [default: all of them]
    #[arg(value_name = "NAME", value_parser = Name::parse)]
    pub(crate) name: Option<Name>,

    /// Ask for all profiles, one after the other
    #[arg(long, conflicts_with = "name")]
    pub(crate) all: bool,

    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten, next_help_heading = "Network")]
    pub(crate) network: NetworkArgs,
}

/// Log out at the service, then delete the profile
#[derive(Debug, Args)]
#[command(after_help = LOGOUT_HELP)]
pub(crate) struct LogoutArgs {
    /// The profile: see `qrlogin list`
    #[arg(value_name = "NAME", value_parser = Name::parse)]
    pub(crate) name: Name,

    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten, next_help_heading = "Network")]
    pub(crate) network: NetworkArgs,
}

/// Get new credentials for saved ones, in their file (see `qrlogin flows` for what can)
#[derive(Debug, Args)]
#[command(after_help = REFRESH_HELP)]
pub(crate) struct RefreshArgs {
    /// The file written by `qrlogin login FLOW --out FILE`; it is replaced, with mode 0600
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[arg(required_unless_present = "profile", conflicts_with = "profile")]
    pub(crate) file: Option<PathBuf>,

    /// Refresh this profile instead of a file
    #[arg(long, value_name = "NAME", value_parser = Name::parse)]
    pub(crate) profile: Option<Name>,

    /// Refresh before it is due; the service may reject that
    #[arg(long)]
    pub(crate) force: bool,

    /// Print one JSON line: the result or the error
    #[arg(long)]
    pub(crate) json: bool,

    /// Suppress all messages except warnings and errors
    #[arg(short, long)]
    pub(crate) quiet: bool,

    #[command(flatten, next_help_heading = "Network")]
    pub(crate) network: NetworkArgs,
}
