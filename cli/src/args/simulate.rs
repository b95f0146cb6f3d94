//! `qrlogin simulate`.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueHint};
use qrlogin::Secret;

use super::{ReadyForm, listen, secret};
use crate::demo::ANY_PORT;
use crate::help::SIMULATE_HELP;

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
