//! How the commands reach the services.

use qrlogin_transport::Config;

use crate::args::NetworkArgs;
use crate::ca;
use crate::exit::Failure;
use crate::run::Transport;

/// The transport that these options ask for; everything goes to `demo` if there is one.
///
/// # Errors
/// One of them cannot be used.
pub(super) fn transport(args: &NetworkArgs, demo: Option<String>) -> Result<Transport, Failure> {
    let reroute = demo.or_else(|| args.reroute.clone());
    let extra_ca = match &args.ca_file {
        Some(path) => Some(ca::read("--ca-file", path)?),
        None if reroute.is_some() => None,
        None => ca::of_environment()?,
    };
    let build = || {
        let mut config = Config::new();
        if let Some(proxy) = &args.proxy {
            config = config.proxy(proxy.expose())?;
        }
        if let Some(pem) = &extra_ca {
            config = config.extra_ca(pem)?;
        }
        if let Some(origin) = &reroute {
            config = config.reroute(origin)?;
        }
        Transport::new(args.transport, config)
    };
    build().map_err(|error| Failure::setting(error, option))
}

fn option(name: &str) -> String {
    match name {
        "extra-ca" => "--ca-file".to_owned(),
        "proxy" | "reroute" => format!("--{name}"),
        variable => variable.to_owned(),
    }
}
