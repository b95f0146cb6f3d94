//! The options of `qrlogin doctor`.

use clap::Args;
use qrlogin::Secret;

use super::flow_name::flow_names;
use super::{NetworkArgs, secret};
use crate::help::DOCTOR_HELP;

/// Check what a login needs: network, clock, terminal and folders
#[derive(Debug, Args)]
#[command(after_help = DOCTOR_HELP)]
pub(crate) struct DoctorArgs {
    /// Also contact the server of this login; without it nothing is sent
    #[arg(value_name = "FLOW", value_parser = flow_names(), ignore_case = true)]
    pub(crate) flow: Option<String>,

    /// A setting of that flow, such as its server; repeatable
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = secret(), requires = "flow")]
    pub(crate) set: Vec<Secret>,

    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten, next_help_heading = "Network")]
    pub(crate) network: NetworkArgs,
}
