//! The embedded simulator.

use std::net::{Ipv4Addr, SocketAddr};

use qrlogin::Settings;
use qrlogin::flows::FlowInfo;
use qrlogin_simulator::{Scenario, Server, ServerBuilder, Tls};

use crate::exit::CliError;
use crate::messages;

/// Any free port of the loopback.
pub(crate) const ANY_PORT: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// The gateway's usual address.
pub(crate) const GATEWAY: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8116);

/// The value of a required setting in a demo: the simulator accepts any.
pub(crate) const ANY_VALUE: &str = "demo";

/// Starts a simulator, with `tls` as an HTTPS proxy, too; it stops when it is dropped.
///
/// # Errors
/// The address cannot be bound.
pub(crate) fn start(
    scenario: Scenario,
    listen: SocketAddr,
    tls: Option<Tls>,
) -> Result<Server, CliError> {
    let builder = Server::builder(listen).scenario(scenario);
    let builder = match tls {
        Some(tls) => builder.tls(tls),
        None => builder,
    };
    started(builder, listen)
}

/// Starts a simulator that is to listen at this address.
///
/// # Errors
/// The address cannot be bound.
pub(crate) fn started(builder: ServerBuilder, listen: SocketAddr) -> Result<Server, CliError> {
    builder.start().map_err(|error| {
        CliError::usage(
            messages::cannot_listen(listen),
            messages::listen_elsewhere(),
        )
        .because(Some(&error))
    })
}

/// The settings with a value for each required one.
pub(crate) fn complete(info: &FlowInfo, settings: Settings) -> Settings {
    let required = info.settings.iter().filter(|setting| setting.required);
    required.fold(settings, |settings, setting| {
        match settings.get(setting.name) {
            Some(_) => settings,
            None => settings.with(setting.name, ANY_VALUE),
        }
    })
}
