//! The transport of the commands.

use std::net::SocketAddr;
use std::path::Path;

use qrlogin::http::Uri;
use qrlogin::{Error, Secret};
use qrlogin_transport::{Config, read_file};
use qrlogin_ureq::UreqTransport;

use crate::args::NetworkArgs;
use crate::ca;
use crate::exit::CliError;
use crate::messages;
use crate::run::Transport;

/// Stands for every service without a setting for its server; all use TLS.
const SERVICE: &str = "https://service.invalid/";

/// The transport for these options. `address` is the server of the calls, if it is a setting;
/// `demo` is the origin of a demo's simulator.
///
/// # Errors
/// An option cannot be used.
pub(super) fn transport(
    args: &NetworkArgs,
    address: Option<&str>,
    demo: Option<String>,
) -> Result<Transport, CliError> {
    with(args, address, demo, Config::new())
}

/// The same, which connects only to the addresses that `admits` returns `true` for.
///
/// # Errors
/// An option cannot be used.
pub(super) fn guarded(
    args: &NetworkArgs,
    demo: Option<String>,
    admits: impl Fn(&str, SocketAddr) -> bool + Send + Sync + 'static,
) -> Result<Transport, CliError> {
    with(args, None, demo, Config::new().connect_only(admits))
}

/// A transport for calls to a server of the user, which no simulator answers.
///
/// # Errors
/// An option cannot be used.
pub(crate) fn plain_transport(
    args: &NetworkArgs,
    address: &Secret,
) -> Result<UreqTransport, CliError> {
    let config = configured(args, None, Config::new())?;
    let build = || {
        check_proxy(&config, Some(address.expose()))?;
        UreqTransport::new(config)
    };
    build().map_err(setting)
}

fn with(
    args: &NetworkArgs,
    address: Option<&str>,
    demo: Option<String>,
    config: Config,
) -> Result<Transport, CliError> {
    let config = configured(args, demo.or_else(|| args.reroute.clone()), config)?;
    let build = || {
        check_proxy(&config, address)?;
        Transport::new(args.transport, config)
    };
    build().map_err(setting)
}

fn check_proxy(config: &Config, address: Option<&str>) -> Result<(), Error> {
    // The flow refuses an invalid address.
    let address = address.unwrap_or(SERVICE).parse();
    config.check_proxy(&address.unwrap_or(Uri::from_static(SERVICE)))
}

/// The settings of a transport for these options.
///
/// # Errors
/// An option cannot be used.
pub(super) fn config(args: &NetworkArgs) -> Result<Config, CliError> {
    configured(args, args.reroute.clone(), Config::new())
}

fn configured(
    args: &NetworkArgs,
    reroute: Option<String>,
    config: Config,
) -> Result<Config, CliError> {
    let extra_ca = args.ca_file.as_ref();
    let extra_ca = extra_ca
        .map(|path| ca::read("--ca-file", path))
        .transpose()?;
    let proxy = args.proxy.as_ref().map(proxy).transpose()?;
    let build = || {
        let mut config = config.clone();
        if let Some(proxy) = &proxy {
            config = config.proxy_of(args.proxy_from, proxy.expose())?;
        }
        if let Some(pem) = &extra_ca {
            config = config.extra_ca(pem)?;
        }
        if let Some(origin) = &reroute {
            config = config.reroute(origin)?;
        }
        Ok(config)
    };
    build().map_err(setting)
}

/// The error of a setting of the network, with its option.
pub(super) fn setting(error: Error) -> CliError {
    CliError::network(error, option)
}

/// Reads `URL` or `@FILE`. The messages do not contain the address, which may hold a password.
///
/// # Errors
/// The file cannot be read.
fn proxy(option: &Secret) -> Result<Secret, CliError> {
    let Some(path) = option.expose().strip_prefix('@') else {
        return Ok(option.clone());
    };
    let unreadable = || CliError::usage(messages::proxy_file(), messages::proxy_file_name());
    let content = read_file(Path::new(path)).map_err(|error| unreadable().because(Some(&error)))?;
    let text = std::str::from_utf8(&content);
    let text = text.map_err(|error| unreadable().because(Some(&error)))?;
    Ok(text.trim().into())
}

fn option(name: &str) -> String {
    match name {
        "extra-ca" => "--ca-file".to_owned(),
        "reroute" => "--reroute".to_owned(),
        named => named.to_owned(),
    }
}
