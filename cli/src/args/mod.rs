//! The command line.

mod choices;
mod credentials;
mod doctor;
mod flow_name;
mod flow_settings;
mod listen;
mod profiles;
mod qr;
mod scripts;
mod serve;
mod shell;
mod tasks;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{StringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueHint};
use qrlogin::Secret;

use crate::demo::ANY_PORT;
use crate::help::{self, LOGIN_SHORT_HELP, REFRESH_HELP, SIMULATE_HELP};
use crate::messages::{self, Text};
use crate::profiles::Name;
use crate::text::printable;
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
pub(crate) use profiles::{ExportArgs, ImportArgs, ListArgs, RemoveArgs, RenameArgs, ShowArgs};
pub(crate) use qr::QrArgs;
pub(crate) use scripts::{ConfigArgs, RelayArgs, SchemaArgs, SessionArgs};
pub(crate) use serve::{GatewayKeyArgs, KeyAction, ServeArgs, ServeOptions};
pub(crate) use shell::{CompletionsArgs, ManArgs};
pub(crate) use tasks::{LogoutArgs, StatusArgs};

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

/// Log in and save or print the credentials
#[derive(Debug, Args)]
#[command(after_help = LOGIN_SHORT_HELP, after_long_help = help::login())]
pub(crate) struct LoginArgs {
    /// The service to log in to: see `qrlogin flows`; without it, a terminal shows a menu
    #[arg(value_name = "FLOW", value_parser = flow_names(), ignore_case = true)]
    pub(crate) flow: Option<String>,

    /// Try it out: a simulated service and phone, which scans and confirms within seconds
    ///
    /// Nothing leaves this machine, and the credentials are fake.
    #[arg(long, conflicts_with_all = ["reroute", "proxy", "ca_file", "base_url", "profile"])]
    pub(crate) demo: bool,

    #[command(flatten, next_help_heading = "Settings of the flow")]
    pub(crate) flow_settings: FlowSettings,

    #[command(flatten, next_help_heading = "Credentials")]
    pub(crate) credentials: CredentialArgs,

    #[command(flatten, next_help_heading = "The code")]
    pub(crate) code: CodeArgs,

    #[command(flatten, next_help_heading = "Scripts")]
    pub(crate) relay: RelayArgs,

    #[command(flatten, next_help_heading = "Scripts")]
    pub(crate) session: SessionArgs,

    #[command(flatten, next_help_heading = "Network")]
    pub(crate) network: NetworkArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CodeArgs {
    /// How to draw the code
    #[arg(long, value_name = "HOW", default_value = "auto")]
    pub(crate) qr: QrMode,

    /// Swap dark and light, for `--qr utf8` and `--qr ascii` on a light background
    #[arg(long)]
    pub(crate) invert: bool,

    /// Also write the code to a file (.png or .svg), which is removed at the end; `-` is standard
    /// output
    ///
    /// On standard output it is a PNG, and with --renew one for each code. Then --out FILE or
    /// --profile is required, since nothing else is printed. Without --renew the output ends with
    /// the picture: qrlogin login 115 --out 115.json --qr-file - | feh -
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) qr_file: Option<PathBuf>,

    /// Draw the code as a picture in the terminal; where that is not possible, as --qr says
    ///
    /// Name a protocol that your terminal supports: one that does not may show the bytes as text.
    #[arg(long, value_name = "PROTOCOL")]
    pub(crate) image: Option<ImageProtocol>,

    /// Also open the link in the browser, or the picture of the code in a viewer
    ///
    /// Without a value, the link of a login that has a page to open (device), else the picture.
    /// Other users of this machine may see the link in the list of processes.
    #[arg(long, value_name = "WHAT", require_equals = true, num_args = 0..=1)]
    #[allow(clippy::option_option, reason = "the option, and its value")]
    pub(crate) open: Option<Option<Opened>>,

    /// Also send the link to the clipboard of your terminal, over SSH too (OSC 52)
    ///
    /// Not every terminal accepts it, and none says so. In tmux: `set -g set-clipboard on`.
    #[arg(long)]
    pub(crate) copy_link: bool,

    /// Also put the code into its JSON line as a PNG: png, a `data:` URL
    #[arg(long)]
    pub(crate) json_png: bool,

    /// Give up if not confirmed within this time, such as 90, 90s or 3m [default: the code's
    /// lifetime]
    ///
    /// The service is queried once more at the end, which can take some seconds.
    #[arg(long, value_name = "TIME", value_parser = timeout)]
    pub(crate) timeout: Option<Duration>,

    /// How many times to show a new code after one expires
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) renew: u32,
}

#[derive(Debug, Args)]
pub(crate) struct NetworkArgs {
    /// Use this proxy: http://, https://, socks5://, socks4a:// or socks4://, optionally with
    /// USER:PASSWORD@
    ///
    /// @FILE reads the address from a file, which keeps a password out of the process list.
    /// Without the option, https_proxy, all_proxy and no_proxy of the environment apply, as for
    /// curl.
    #[arg(long, value_name = "URL", value_parser = secret(), value_hint = ValueHint::Url)]
    pub(crate) proxy: Option<Secret>,

    /// Also trust the CA certificates in this PEM file, such as that of a proxy that inspects TLS
    ///
    /// Those of the system and of Mozilla are always trusted. Without the option, those of the
    /// environment are trusted too: SSL_CERT_FILE, SSL_CERT_DIR, CURL_CA_BUNDLE,
    /// REQUESTS_CA_BUNDLE and NODE_EXTRA_CA_CERTS.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) ca_file: Option<PathBuf>,

    /// Send all requests to a simulator at this loopback origin, such as http://127.0.0.1:8115
    #[arg(long, value_name = "ORIGIN", conflicts_with_all = ["proxy", "ca_file"])]
    pub(crate) reroute: Option<String>,

    /// The HTTP client
    #[arg(long, value_name = "KIND", default_value = "blocking", hide = true)]
    pub(crate) transport: Transport,
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

/// Simulate the services on this machine, to try out and test clients
#[derive(Debug, Args)]
#[command(after_help = SIMULATE_HELP)]
pub(crate) struct SimulateArgs {
    /// Port, or address or name with port, to listen on; port 0 is any free port
    #[arg(long, value_name = "ADDR", default_value_t = ANY_PORT, value_parser = listen::address)]
    pub(crate) listen: SocketAddr,

    /// Permit --listen beyond the loopback; needs --token
    #[arg(long)]
    pub(crate) allow_remote: bool,

    /// The token that control calls must send, at least 16 characters; @FILE reads it from a file
    ///
    /// They send it as `Authorization: Bearer TOKEN`. The services themselves need none.
    #[arg(long, value_name = "TOKEN", value_parser = secret())]
    #[arg(env = "QRLOGIN_SIMULATE_TOKEN", hide_env_values = true)]
    pub(crate) token: Option<Secret>,

    /// A setting of the scenario; repeatable, and overrides --scenario
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub(crate) set: Vec<String>,

    /// File with settings, one per line; lines that begin with # are skipped
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) scenario: Option<PathBuf>,

    /// Print every setting with its value and the allowed values, and exit
    #[arg(long)]
    pub(crate) list_settings: bool,

    /// Also act as an HTTPS proxy, so that an unmodified client reaches the services at their real
    /// addresses
    ///
    /// The client needs HTTPS_PROXY and the CA certificate that is created for this run; the
    /// variables to set are printed. Hosts that are not simulated are refused: nothing is
    /// forwarded to the real network.
    #[arg(long)]
    pub(crate) tls: bool,

    /// Write the CA certificate (PEM) to this file and keep it [default: a temporary file]
    ///
    /// Overwrites a CA file from an earlier run, nothing else. The key is never written.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "tls")]
    pub(crate) ca: Option<PathBuf>,

    /// With --tls, simulate the gateways (115-gateway, phi-api) at this host too; repeatable
    ///
    /// They are always at 115-gateway.example and phi-api.example.
    #[arg(long, value_name = "HOST", value_hint = ValueHint::Hostname, requires = "tls")]
    pub(crate) gateway: Vec<String>,

    /// Log each request to standard error, without secrets
    #[arg(short, long)]
    pub(crate) verbose: bool,

    /// Print one JSON object on the first line instead of the origin: v, origin, ca, pid, env
    #[arg(long, value_name = "FORM", conflicts_with = "run")]
    pub(crate) ready: Option<ReadyForm>,

    /// Write the variables for clients to this file, NAME=VALUE a line, as for `docker --env-file`
    ///
    /// Overwrites such a file from an earlier run, nothing else.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) env_file: Option<PathBuf>,

    /// End when standard input ends, so that the simulator does not outlive its parent
    #[arg(long, conflicts_with = "run")]
    pub(crate) exit_with_stdin: bool,

    /// Run this command with the variables set, then end with its exit code
    ///
    /// QRLOGIN_SIMULATOR is the origin; with --tls, those of the proxy and of the certificate are
    /// set too: `qrlogin simulate --tls -- pytest -q`.
    #[arg(last = true, value_name = "COMMAND", value_hint = ValueHint::CommandWithArguments)]
    pub(crate) run: Vec<OsString>,
}

/// Parses a time: seconds, or with units such as `3m`.
///
/// # Errors
/// The problem, for the parser's message.
fn timeout(text: &str) -> Result<Duration, Text> {
    let seconds = text.parse().map(Duration::from_secs).ok();
    let time = seconds.or_else(|| humantime::parse_duration(text).ok());
    match time.ok_or_else(|| messages::not_a_time(printable(text)))? {
        time if time < Duration::from_secs(1) => Err(messages::no_time()),
        time => Ok(time),
    }
}

/// A value that may be a secret: the parser never refuses it, since its messages would contain it.
fn secret() -> impl TypedValueParser<Value = Secret> {
    StringValueParser::new().map(Secret::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_in_seconds_or_has_a_unit() {
        for (text, seconds) in [("90", 90), ("90s", 90), ("3m", 180), ("1h 30m", 5400)] {
            assert_eq!(timeout(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
    }

    #[test]
    fn an_invalid_time_is_refused() {
        for text in ["", "x", "1x", "-1", "1.5", "99999999999999999999"] {
            assert_eq!(timeout(text), Err(messages::not_a_time(text)), "{text}");
        }
        for text in ["0", "0s", "999ms"] {
            assert_eq!(timeout(text), Err(messages::no_time()), "{text}");
        }
    }
}
