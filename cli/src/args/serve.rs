//! The options of `qrlogin serve` and of the commands beside it.
//!
//! Each option is a variable of the environment and a line of the configuration file, too. An
//! option wins over its variable, and that over the file.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};
use qrlogin::Secret;
use serde::Deserialize;

use super::{Documented, NetworkArgs, Pan115Style, PhiApiStyle, secret};
use crate::help::SERVE_HELP;

/// Serve logins over HTTP: an API of our own, and the documented ones of phiApi and 115driver
#[derive(Debug, Args)]
#[command(after_help = SERVE_HELP)]
pub(crate) struct ServeArgs {
    /// Read options from this TOML file: the names below without hyphens before them
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[arg(env = "QRLOGIN_SERVE_CONFIG")]
    pub(crate) config: Option<PathBuf>,

    /// Try it out: simulated services and a phone, which scans and confirms within seconds
    ///
    /// Nothing leaves this machine, the credentials are fake, and nothing is kept.
    #[arg(long, conflicts_with_all = ["reroute", "proxy", "ca_file"])]
    pub(crate) demo: bool,

    #[command(flatten)]
    pub(crate) options: ServeOptions,

    #[command(flatten, next_help_heading = "Network")]
    pub(crate) network: NetworkArgs,
}

/// What the configuration file can have.
#[derive(Clone, Debug, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(crate) struct ServeOptions {
    /// Address to listen on; port 0 is any free port [default: 127.0.0.1:8116]
    ///
    /// Beyond the loopback a key is required, and the documented APIs are off by default.
    #[arg(long, value_name = "ADDR", env = "QRLOGIN_SERVE_LISTEN")]
    pub(crate) listen: Option<SocketAddr>,

    /// Answer to this host name too, as a server in front of the gateway sends it; repeatable
    ///
    /// Always answered are localhost and the loopback addresses. Other names are refused, so that
    /// a page of another site cannot use the gateway. With a name, the same rules hold as beyond
    /// the loopback.
    #[arg(long, value_name = "NAME", value_hint = ValueHint::Hostname)]
    #[arg(env = "QRLOGIN_SERVE_HOST", value_delimiter = ',')]
    pub(crate) host: Vec<String>,

    /// Keep logins in sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE
    ///
    /// By default a file in the data folder of the user, or of the systemd unit. An address with a
    /// password belongs in the variable or the file: other users can list a program's options.
    #[arg(long, value_name = "STORE", value_parser = secret())]
    #[arg(env = "QRLOGIN_SERVE_STORE", hide_env_values = true)]
    pub(crate) store: Option<Secret>,

    /// Seal what is stored with the key in this file: 32 bytes in base64, mode 0600
    ///
    /// Without it, the key is in QRLOGIN_SERVE_SEALING_KEY, or is the systemd credential
    /// `sealing-key`, or for SQLite in a file beside the database, made on the first start.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[arg(env = "QRLOGIN_SERVE_SEALING_KEY_FILE")]
    pub(crate) sealing_key: Option<PathBuf>,

    /// Also open what the key in this file has sealed, after a change of the key; repeatable
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[arg(env = "QRLOGIN_SERVE_EARLIER_SEALING_KEY_FILE", value_delimiter = ',')]
    pub(crate) earlier_sealing_key: Vec<PathBuf>,

    /// Who may use phiApi and 115driver's API, whose clients know no keys
    ///
    /// By default `open` on the loopback, else `off`.
    #[arg(long, value_name = "WHO", env = "QRLOGIN_SERVE_DOCUMENTED")]
    pub(crate) documented: Option<Documented>,

    /// What phiApi's answers look like [default: documented]
    #[arg(long, value_name = "STYLE", env = "QRLOGIN_SERVE_PHI_API")]
    pub(crate) phi_api: Option<PhiApiStyle>,

    /// What the answers of 115driver's API look like [default: documented]
    #[arg(
        long = "115-gateway",
        value_name = "STYLE",
        env = "QRLOGIN_SERVE_115_GATEWAY"
    )]
    #[serde(rename = "115-gateway")]
    pub(crate) pan115: Option<Pan115Style>,

    /// Let pages of this origin use the gateway, such as https://app.example; repeatable
    #[arg(
        long,
        value_name = "ORIGIN",
        env = "QRLOGIN_SERVE_CORS",
        value_delimiter = ','
    )]
    pub(crate) cors: Vec<String>,

    /// Let logins and webhooks name this host as their server; repeatable
    ///
    /// HOST or HOST:PORT. Only public addresses are connected to, unless the entry is itself an
    /// address, or ends with +private: nas.local:8080+private.
    #[arg(
        long,
        value_name = "HOST",
        env = "QRLOGIN_SERVE_ALLOW_UPSTREAM",
        value_delimiter = ','
    )]
    pub(crate) allow_upstream: Vec<String>,

    /// Sign webhooks with the secret in this file: whsec_ and base64, mode 0600
    ///
    /// Without it webhooks are refused. Their hosts have to be allowed with --allow-upstream.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[arg(env = "QRLOGIN_SERVE_WEBHOOK_SECRET_FILE")]
    pub(crate) webhook_secret: Option<PathBuf>,

    /// Append a line of JSON to this file for each login that is created, redeemed, confirmed or
    /// cancelled, and each key that is refused; - is standard error
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[arg(env = "QRLOGIN_SERVE_AUDIT")]
    pub(crate) audit: Option<PathBuf>,

    /// Append a line of JSON to this file for each request, without queries; - is standard error
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[arg(env = "QRLOGIN_SERVE_ACCESS_LOG")]
    pub(crate) access_log: Option<PathBuf>,

    /// Believe what this server in front says of the client's address: address or network
    ///
    /// It has to set X-Forwarded-For. Without this option all its clients share one limit.
    #[arg(
        long,
        value_name = "NETWORK",
        env = "QRLOGIN_SERVE_TRUSTED_PROXY",
        value_delimiter = ','
    )]
    pub(crate) trusted_proxy: Vec<String>,

    /// Requests a second of one address; four times as many at once [default: 50]
    #[arg(long, value_name = "N", env = "QRLOGIN_SERVE_ADDRESS_RATE")]
    pub(crate) address_rate: Option<u32>,

    /// Requests a second with one key; four times as many at once [default: 200]
    #[arg(long, value_name = "N", env = "QRLOGIN_SERVE_KEY_RATE")]
    pub(crate) key_rate: Option<u32>,

    /// Connections at a time [default: 8192]
    #[arg(long, value_name = "N", env = "QRLOGIN_SERVE_MAX_CONNECTIONS")]
    pub(crate) max_connections: Option<usize>,

    /// Connections, and requests under way, of one address [default: 256]
    #[arg(long, value_name = "N", env = "QRLOGIN_SERVE_MAX_PER_ADDRESS")]
    pub(crate) max_per_address: Option<usize>,
}

/// Manage the API keys of the gateway; changes hold at once, also while it runs
#[derive(Debug, Args)]
pub(crate) struct GatewayKeyArgs {
    #[command(subcommand)]
    pub(crate) action: KeyAction,

    /// The store of the gateway, as for `qrlogin serve`
    #[arg(long, value_name = "STORE", value_parser = secret(), global = true)]
    #[arg(env = "QRLOGIN_SERVE_STORE", hide_env_values = true)]
    pub(crate) store: Option<Secret>,

    /// The configuration file of the gateway, as for `qrlogin serve`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, global = true)]
    #[arg(env = "QRLOGIN_SERVE_CONFIG")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyAction {
    /// Make a key and print it; it cannot be shown again
    Add {
        /// 1 to 64 letters, digits, `.`, `_` or `-`; logins belong to this name
        name: String,
    },
    /// List the names, with the times when keys were made and revoked
    List,
    /// Refuse a key from now on; its name cannot be used again
    Revoke {
        /// The name
        name: String,
    },
}

impl ServeOptions {
    /// These options, and for what they leave out those of the file.
    pub(crate) fn or(self, file: Self) -> Self {
        fn list<T>(own: Vec<T>, other: Vec<T>) -> Vec<T> {
            if own.is_empty() { other } else { own }
        }
        Self {
            listen: self.listen.or(file.listen),
            host: list(self.host, file.host),
            store: self.store.or(file.store),
            sealing_key: self.sealing_key.or(file.sealing_key),
            earlier_sealing_key: list(self.earlier_sealing_key, file.earlier_sealing_key),
            documented: self.documented.or(file.documented),
            phi_api: self.phi_api.or(file.phi_api),
            pan115: self.pan115.or(file.pan115),
            cors: list(self.cors, file.cors),
            allow_upstream: list(self.allow_upstream, file.allow_upstream),
            webhook_secret: self.webhook_secret.or(file.webhook_secret),
            audit: self.audit.or(file.audit),
            access_log: self.access_log.or(file.access_log),
            trusted_proxy: list(self.trusted_proxy, file.trusted_proxy),
            address_rate: self.address_rate.or(file.address_rate),
            key_rate: self.key_rate.or(file.key_rate),
            max_connections: self.max_connections.or(file.max_connections),
            max_per_address: self.max_per_address.or(file.max_per_address),
        }
    }
}
