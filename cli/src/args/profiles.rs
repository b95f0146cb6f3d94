//! The commands for profiles.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use qrlogin::export::Format;

use super::choices::formats;
use super::flow_name::flow_names;
use super::{FormArgs, StoreKind};
use crate::help::{EXPORT_HELP, IMPORT_HELP};
use crate::profiles::Name;

/// List the profiles: name, flow, account and when it was saved
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Show what a profile holds, without secrets
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The profile: see `qrlogin list`
    #[arg(value_name = "NAME", value_parser = Name::parse)]
    pub(crate) name: Name,

    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Print or write the credentials of a profile, in the formats of `qrlogin login`
#[derive(Debug, Args)]
#[command(after_help = EXPORT_HELP)]
pub(crate) struct ExportArgs {
    /// The profile: see `qrlogin list`
    #[arg(value_name = "NAME", value_parser = Name::parse)]
    pub(crate) name: Name,

    /// Write the credentials to a file with mode 0600; `-` prints them, also at a terminal
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,

    /// Let --out replace an existing file
    #[arg(long, requires = "out")]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) form: FormArgs,
}

/// Save the credentials in a file as a profile
#[derive(Debug, Args)]
#[command(after_help = IMPORT_HELP)]
pub(crate) struct ImportArgs {
    /// A file of `qrlogin login --out` or `qrlogin export`, one of another program in a format of
    /// --format, or a profile; `-` is standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,

    /// The name of the profile [default: the name of the flow]
    #[arg(long, value_name = "NAME", value_parser = Name::parse)]
    pub(crate) profile: Option<Name>,

    /// The flow that the credentials are for [default: what the file says]
    #[arg(long, value_name = "FLOW", value_parser = flow_names(), ignore_case = true)]
    pub(crate) flow: Option<String>,

    /// The format of the file [default: what it looks like]
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    pub(crate) format: Option<Format>,

    /// Where the secrets of the profile are kept [default: that of the profile, or file]
    #[arg(long, value_name = "STORE")]
    pub(crate) store: Option<StoreKind>,

    /// Replace an existing profile
    #[arg(long)]
    pub(crate) force: bool,

    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Give a profile another name
#[derive(Debug, Args)]
pub(crate) struct RenameArgs {
    /// The profile: see `qrlogin list`
    #[arg(value_name = "OLD", value_parser = Name::parse)]
    pub(crate) old: Name,

    /// Its new name, which no profile has
    #[arg(value_name = "NEW", value_parser = Name::parse)]
    pub(crate) new: Name,

    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Delete a profile from this machine; the login stays valid at the service
#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// The profile: see `qrlogin list`
    #[arg(value_name = "NAME", value_parser = Name::parse)]
    pub(crate) name: Name,

    /// Do not ask for confirmation; required without a terminal
    #[arg(short, long)]
    pub(crate) yes: bool,

    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

impl ExportArgs {
    /// The file of `--out`, unless it is `-`.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.out.as_deref().filter(|path| *path != Path::new("-"))
    }
}
