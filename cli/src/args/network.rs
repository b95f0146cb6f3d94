//! The network, for all commands that use it.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use qrlogin::Secret;

use super::{Transport, secret};

/// The settings that the proxy can be from: the option, and its two defaults.
pub(crate) const PROXY_OPTION: &str = "--proxy";
pub(crate) const PROXY_VARIABLE: &str = "QRLOGIN_PROXY";
pub(crate) const PROXY_IN_FILE: &str = "network.proxy in the configuration file";

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

    /// The setting that the proxy is from.
    #[arg(skip = PROXY_OPTION)]
    pub(crate) proxy_from: &'static str,

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
