//! The command line.

mod choices;
mod credentials;
mod doctor;
mod flow_name;
mod flow_settings;
mod listen;
mod login;
mod network;
mod profiles;
mod qr;
mod scripts;
mod serve;
mod shell;
mod simulate;
mod tasks;

use std::path::PathBuf;

use clap::builder::{StringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueHint};
use qrlogin::Secret;

use crate::help;
use crate::version;
pub(crate) use choices::{
    Documented, ImageProtocol, LanguageName, Level, Opened, Pan115Style, PhiApiStyle, QrFormat,
    QrMode, ReadyForm, StoreKind, Transport,
};
pub(crate) use credentials::{CredentialArgs, FormArgs};
pub(crate) use doctor::DoctorArgs;
pub(crate) use flow_name::flow_named;
use flow_name::flow_names;
pub(crate) use flow_settings::{FlowSettings, SettingOption};
pub(crate) use login::{CodeArgs, LoginArgs};
pub(crate) use network::{NetworkArgs, PROXY_IN_FILE, PROXY_OPTION, PROXY_VARIABLE};
pub(crate) use profiles::{ExportArgs, ImportArgs, ListArgs, RemoveArgs, RenameArgs, ShowArgs};
pub(crate) use qr::QrArgs;
pub(crate) use scripts::{ConfigArgs, RelayArgs, SchemaArgs, SessionArgs};
pub(crate) use serve::{GatewayKeyArgs, KeyAction, ServeArgs, ServeOptions};
pub(crate) use shell::{CompletionsArgs, ManArgs};
pub(crate) use simulate::SimulateArgs;
pub(crate) use tasks::{LogoutArgs, RefreshArgs, StatusArgs};

/// Log in with a QR code from the terminal or a script: scan the code and confirm on your phone,
/// and the credentials (cookies, tokens) are printed or saved.
#[derive(Debug, Parser)]
#[command(
    name = "qrlogin",
    version,
    long_version = version::LONG,
    about,
    arg_required_else_help = true,
    max_term_width = 100
)]
#[command(after_help = "Start with `qrlogin flows`, or try `qrlogin login bilibili-web --demo`.")]
pub(crate) struct Cli {
    /// Language of the messages and of this help [default: that of the locale]
    ///
    /// The variable QRLOGIN_LANG sets it as well, and `lang` in the configuration file. JSON is
    /// English in any language.
    #[arg(long, global = true, value_name = "LANG", ignore_case = true)]
    pub(crate) lang: Option<LanguageName>,
    /// Read defaults of options from this file; see `qrlogin config`
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[allow(dead_code, reason = "read before the other arguments are parsed")]
    pub(crate) config: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Log in and save or print the credentials
    Login(Box<LoginArgs>),
    /// List the profiles, which are saved credentials
    List(ListArgs),
    /// Show what a profile holds, without secrets
    Show(ShowArgs),
    /// Print or write the credentials of a profile
    Export(ExportArgs),
    /// Save the credentials in a file as a profile
    Import(ImportArgs),
    /// Give a profile another name
    Rename(RenameArgs),
    /// Delete a profile from this machine
    Remove(RemoveArgs),
    /// Ask the service whether it still accepts the credentials of profiles
    Status(StatusArgs),
    /// Get new credentials for saved ones, before they expire
    Refresh(RefreshArgs),
    /// Log out at the service, then delete the profile
    Logout(LogoutArgs),
    /// Replay a recorded login without a network
    Replay(ReplayArgs),
    /// List supported logins and their settings
    Flows(FlowsArgs),
    /// Check what a login needs: network, clock, terminal and folders
    Doctor(DoctorArgs),
    /// Draw a text as a QR code, in the terminal or to a file
    Qr(QrArgs),
    /// Serve logins over HTTP: our own API, and those of phiApi and 115driver
    Serve(Box<ServeArgs>),
    /// Manage the API keys of `qrlogin serve`
    GatewayKey(GatewayKeyArgs),
    /// Simulate the services on this machine
    Simulate(SimulateArgs),
    /// Show the defaults of options that are in force
    Config(ConfigArgs),
    /// Print the JSON Schema of the JSON lines, the credentials or the flows
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print the manual page, or write those of all commands
    Man(ManArgs),
}

impl Command {
    /// The network of a command with defaults for it.
    pub(crate) fn network_mut(&mut self) -> Option<&mut NetworkArgs> {
        match self {
            Self::Login(args) => Some(&mut args.network),
            Self::Status(args) => Some(&mut args.network),
            Self::Refresh(args) => Some(&mut args.network),
            Self::Logout(args) => Some(&mut args.network),
            Self::Doctor(args) => Some(&mut args.network),
            _ => None,
        }
    }
}

/// Replay a recorded login without a network: the same events and the same result
#[derive(Debug, Args)]
#[command(after_help = help::replay())]
pub(crate) struct ReplayArgs {
    /// The recording: from `qrlogin login --record`, a browser, Playwright or mitmproxy (.har,
    /// .zip, .zhar); - is standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,

    /// Print JSON lines, as `qrlogin login --json` does
    #[arg(long)]
    pub(crate) json: bool,

    /// Compare every byte and every pause; for recordings of `qrlogin login --record`
    #[arg(long, conflicts_with_all = ["flow", "ignore"])]
    pub(crate) exact: bool,

    /// Flow of the recording, if not stated in it
    #[arg(long, value_name = "FLOW", value_parser = flow_names(), ignore_case = true)]
    pub(crate) flow: Option<String>,

    /// A setting of that flow; repeatable
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = secret(), requires = "flow")]
    pub(crate) set: Vec<Secret>,

    /// Ignore this parameter when comparing; repeatable
    #[arg(long, value_name = "NAME")]
    pub(crate) ignore: Vec<String>,
}

/// List supported logins and their settings
#[derive(Debug, Args)]
pub(crate) struct FlowsArgs {
    /// Print a JSON array
    #[arg(long)]
    pub(crate) json: bool,
}

/// A value that may be a secret: the parser never refuses it, since its messages would contain it.
fn secret() -> impl TypedValueParser<Value = Secret> {
    StringValueParser::new().map(Secret::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_options_form_a_consistent_command_line() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }
}
