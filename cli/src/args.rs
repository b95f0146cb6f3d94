//! The command line.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use qrlogin::{Secret, export, flows};

use crate::demo::ANY_PORT;
use crate::help::{LOGIN_LONG_HELP, LOGIN_SHORT_HELP, REFRESH_HELP, REPLAY_HELP, SIMULATE_HELP};

/// Log in by QR code: the code is drawn in the terminal, you scan and confirm it on your phone, and the
/// program prints or saves the credentials (cookies, tokens).
#[derive(Debug, Parser)]
#[command(
    name = "qrlogin",
    version,
    about,
    arg_required_else_help = true,
    max_term_width = 100
)]
#[command(after_help = "Begin with `qrlogin flows`, or try `qrlogin login bilibili-web --demo`.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Log in and print or save the credentials
    Login(Box<LoginArgs>),
    /// Renew the tokens of saved credentials (115-open)
    Refresh(RefreshArgs),
    /// Replay a recorded login without a network
    Replay(ReplayArgs),
    /// List the logins there are and their settings
    Flows(FlowsArgs),
    /// Run the simulated services on this machine
    Simulate(SimulateArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Log in and print or save the credentials
#[derive(Debug, Args)]
#[command(after_help = LOGIN_SHORT_HELP, after_long_help = LOGIN_LONG_HELP)]
pub(crate) struct LoginArgs {
    /// Which login: see `qrlogin flows`
    #[arg(value_name = "FLOW", value_parser = flow_names())]
    pub(crate) flow: String,

    /// Try it out: a simulated service and a simulated person who scans and confirms within seconds
    ///
    /// Nothing leaves this machine, and the credentials are fake.
    #[arg(long, conflicts_with_all = ["reroute", "proxy", "ca_file", "base_url"])]
    pub(crate) demo: bool,

    #[command(flatten, next_help_heading = "Settings of the flow")]
    pub(crate) flow_settings: FlowSettings,

    #[command(flatten, next_help_heading = "Credentials")]
    pub(crate) credentials: CredentialArgs,

    #[command(flatten, next_help_heading = "The code")]
    pub(crate) code: CodeArgs,

    #[command(flatten, next_help_heading = "Network")]
    pub(crate) network: NetworkArgs,
}

#[derive(Debug, Args)]
pub(crate) struct FlowSettings {
    /// The server of a gateway flow, such as https://host.example/prefix
    ///
    /// For 115-gateway and phi-api. Whoever runs that server sees your credentials. A user name and a
    /// password in it are sent as Basic authorisation.
    #[arg(long, value_name = "URL", value_parser = secret(), value_hint = ValueHint::Url)]
    pub(crate) base_url: Option<Secret>,

    /// Which app of 115 to be logged in as, such as web, tv or alipaymini
    ///
    /// A login replaces an earlier one of the same app; see `qrlogin flows` for the names.
    #[arg(long, value_name = "APP")]
    pub(crate) app: Option<String>,

    /// Where the Phigros account lives: china or international
    ///
    /// china:          the game came from TapTap.cn or the App Store
    /// international:  it came from Google Play or TapTap.io
    #[arg(long, value_name = "REGION", verbatim_doc_comment)]
    pub(crate) region: Option<String>,

    /// Any setting of the flow, as `qrlogin flows` lists them; repeatable
    ///
    /// NAME=@FILE takes the value from a file, NAME=@- from standard input, so that a secret is
    /// in no list of processes.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = secret())]
    pub(crate) set: Vec<Secret>,
}

#[derive(Debug, Args)]
pub(crate) struct CredentialArgs {
    /// Save the credentials to a file instead of printing them; `-` prints them
    ///
    /// Only you can read the file (mode 0600). It is written whole or not at all, and the place is checked
    /// before the code is shown.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,

    /// Let --out replace a file that exists
    #[arg(long, requires = "out")]
    pub(crate) force: bool,

    /// The form of the credentials
    #[arg(long, value_name = "FORMAT", default_value = "json")]
    pub(crate) format: Format,

    /// Write cookies.txt in another form than most programs read: a list with commas
    #[arg(long, value_name = "FORM", value_delimiter = ',')]
    pub(crate) netscape: Vec<NetscapeForm>,

    /// Print JSON lines: one object an event, and the credentials or the error as the last
    #[arg(long)]
    pub(crate) json: bool,

    /// Record the login's requests and answers to a HAR file, without its secrets
    ///
    /// Every secret is replaced by a stand-in, so that the file can be attached to a report and replayed
    /// with `qrlogin replay`. Messages of the service stay: look them through. The file is written however
    /// the login ends, after the credentials, and replaces none. If it cannot be written, that is a warning.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) record: Option<PathBuf>,

    /// Say nothing on standard error but the code, warnings and errors; with --json no code either
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CodeArgs {
    /// How to draw the code
    #[arg(long, value_name = "HOW", default_value = "auto")]
    pub(crate) qr: QrMode,

    /// Swap dark and light, for `--qr utf8` and `--qr ascii` on a light background
    #[arg(long)]
    pub(crate) invert: bool,

    /// Also draw the code to a file (.png or .svg); it is removed at the end
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) qr_file: Option<PathBuf>,

    /// Give up when nobody has confirmed after so many seconds [default: the code's own lifetime]
    ///
    /// The service is asked once more at the end, which can take some seconds.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) timeout: Option<u64>,

    /// How many times to show a new code when one has expired
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) renew: u32,
}

#[derive(Debug, Args)]
pub(crate) struct NetworkArgs {
    /// Use this proxy: http://, https://, socks5://, socks4a:// or socks4://, with USER:PASSWORD@ if need be
    ///
    /// @FILE takes the address from a file, so that a password is in no list of processes. Without the option
    /// https_proxy, all_proxy and no_proxy of the environment count, as for curl.
    #[arg(long, value_name = "URL", value_parser = secret(), value_hint = ValueHint::Url)]
    pub(crate) proxy: Option<Secret>,

    /// Trust these certificate authorities (PEM) as well, such as that of an inspecting proxy
    ///
    /// Those of the system and Mozilla's are trusted in any case. Without the option those of the environment
    /// are, too: SSL_CERT_FILE, SSL_CERT_DIR, CURL_CA_BUNDLE, REQUESTS_CA_BUNDLE and NODE_EXTRA_CA_CERTS.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) ca_file: Option<PathBuf>,

    /// Send everything to a simulator at this loopback origin, such as http://127.0.0.1:8115
    #[arg(long, value_name = "ORIGIN", conflicts_with_all = ["proxy", "ca_file"])]
    pub(crate) reroute: Option<String>,

    /// Which of the two HTTP stacks to use; both behave alike
    #[arg(long, value_name = "KIND", default_value = "blocking")]
    pub(crate) transport: Transport,
}

/// Renew the tokens of saved credentials, in their file; there are such credentials for 115-open only
#[derive(Debug, Args)]
#[command(after_help = REFRESH_HELP)]
pub(crate) struct RefreshArgs {
    /// The file that `qrlogin login 115-open --out FILE` wrote; it is replaced, with mode 0600
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,

    /// Refresh before it is due; the service may refuse that
    #[arg(long)]
    pub(crate) force: bool,

    /// Print one JSON line: what was done, or the error
    #[arg(long)]
    pub(crate) json: bool,

    /// Say nothing on standard error but warnings and errors
    #[arg(short, long)]
    pub(crate) quiet: bool,

    #[command(flatten, next_help_heading = "Network")]
    pub(crate) network: NetworkArgs,
}

/// Replay a recorded login without a network: the same events, and the same end
#[derive(Debug, Args)]
#[command(after_help = REPLAY_HELP)]
pub(crate) struct ReplayArgs {
    /// The recording: of `qrlogin login --record`, of a browser, of Playwright or of mitmproxy
    /// (.har, .zip, .zhar); - is standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,

    /// Print JSON lines, as `qrlogin login --json` does
    #[arg(long)]
    pub(crate) json: bool,

    /// Compare every byte and every pause; for a recording of `qrlogin login --record`
    #[arg(long, conflicts_with_all = ["flow", "ignore"])]
    pub(crate) exact: bool,

    /// Which login it is, for a recording that does not say so
    #[arg(long, value_name = "FLOW", value_parser = flow_names())]
    pub(crate) flow: Option<String>,

    /// A setting of that flow; repeatable
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = secret(), requires = "flow")]
    pub(crate) set: Vec<Secret>,

    /// Do not compare this parameter; repeatable
    #[arg(long, value_name = "NAME")]
    pub(crate) ignore: Vec<String>,
}

/// List the logins there are and their settings
#[derive(Debug, Args)]
pub(crate) struct FlowsArgs {
    /// Print a JSON array
    #[arg(long)]
    pub(crate) json: bool,
}

/// Run the simulated services on this machine, for trying out and testing clients
#[derive(Debug, Args)]
#[command(after_help = SIMULATE_HELP)]
pub(crate) struct SimulateArgs {
    /// The loopback address to listen at; port 0 is any free one
    #[arg(long, value_name = "ADDR", default_value_t = ANY_PORT)]
    pub(crate) listen: SocketAddr,

    /// A setting of the scenario; repeatable, and stronger than --scenario
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub(crate) set: Vec<String>,

    /// A file with settings, a line each; lines that begin with # are skipped
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) scenario: Option<PathBuf>,

    /// Print every setting with its value and what is allowed, and end
    #[arg(long)]
    pub(crate) list_settings: bool,

    /// Be a proxy for HTTPS too, so that an unmodified client finds the services at their real addresses
    ///
    /// The client needs HTTPS_PROXY and the certificate authority that is made for this run; what to set is
    /// printed. Hosts that are not simulated are refused: nothing is passed on to the real network.
    #[arg(long)]
    pub(crate) tls: bool,

    /// Write the certificate authority (PEM) to this file, to stay there [default: a temporary file]
    ///
    /// It replaces one of an earlier run, and no other file. The key is never written.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "tls")]
    pub(crate) ca: Option<PathBuf>,

    /// With --tls, play the gateways (115-gateway, phi-api) at this host too; repeatable
    ///
    /// They are at 115-gateway.example and phi-api.example in any case.
    #[arg(long, value_name = "HOST", value_hint = ValueHint::Hostname, requires = "tls")]
    pub(crate) gateway: Vec<String>,

    /// Log each request to standard error; no secrets are in it
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

/// A form of the credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// One JSON object with everything
    Json,
    /// The value of a `Cookie` header: name=value; name=value
    Header,
    /// Netscape cookies.txt, for curl, wget, yt-dlp and many others
    Netscape,
}

/// What a cookies.txt can look like for programs that want another form than most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum NetscapeForm {
    /// HttpOnly cookies with the prefix #HttpOnly_; wget and aria2 skip them then
    HttponlyPrefix,
    /// Session cookies with the end 0; Python, wget2 and perl drop them then
    SessionZero,
    /// Domains without a dot, for perl's HTTP::Cookies; Python refuses the file then
    BareDomain,
}

/// How to draw the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum QrMode {
    /// `full` where it fits, else `half` if the locale is UTF-8; `utf8` with TERM=dumb
    Auto,
    /// Coloured spaces, two columns a module: needs the most room, and scans nearly everywhere
    Full,
    /// Coloured half blocks: half as wide and high, but fails with fonts that leave gaps
    #[value(alias = "ansi")]
    Half,
    /// Blocks without colours, for a dark background; --invert for a light one
    Utf8,
    /// `##` without colours: most scanners cannot read it
    Ascii,
    /// The link only
    None,
}

/// The HTTP stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Transport {
    /// ureq
    Blocking,
    /// tokio and hyper
    Async,
}

impl CredentialArgs {
    /// What a cookies.txt is to look like.
    pub(crate) fn netscape(&self) -> export::Options {
        let has = |form| self.netscape.contains(&form);
        export::Options::new()
            .httponly_prefix(has(NetscapeForm::HttponlyPrefix))
            .session_zero(has(NetscapeForm::SessionZero))
            .bare_domain(has(NetscapeForm::BareDomain))
    }

    /// The file to save to, if there is one.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.out.as_deref().filter(|path| *path != Path::new("-"))
    }
}

impl Format {
    /// The form of the library.
    pub(crate) fn form(self) -> export::Format {
        match self {
            Self::Json => export::Format::Json,
            Self::Header => export::Format::Header,
            Self::Netscape => export::Format::Netscape,
        }
    }

    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Header => "header",
            Self::Netscape => "netscape",
        }
    }
}

fn flow_names() -> impl TypedValueParser<Value = String> {
    let name = |info: &flows::FlowInfo| {
        PossibleValue::new(info.id).help(format!("{}; scan with {}", info.yields, info.scan_with))
    };
    PossibleValuesParser::new(flows::FLOWS.iter().map(name))
}

/// A value that may be a secret: never refused by the parser, whose messages quote what they refuse.
fn secret() -> impl TypedValueParser<Value = Secret> {
    StringValueParser::new().map(Secret::from)
}
