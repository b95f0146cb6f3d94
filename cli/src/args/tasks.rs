//! The commands that ask the service about profiles.

use clap::Args;

use super::NetworkArgs;
use crate::help::{LOGOUT_HELP, STATUS_HELP};
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
