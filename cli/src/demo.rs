//! The embedded simulator.

use std::net::{Ipv4Addr, SocketAddr};

use qrlogin::Settings;
use qrlogin::flows::FlowInfo;
use qrlogin_simulator::{Scenario, Server, Tls};

use crate::exit::CliError;
use crate::messages;

/// Any free port of the loopback.
pub(crate) const ANY_PORT: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// For a setting that a login cannot do without: the simulator takes anything.
pub(crate) const ANY_VALUE: &str = "demo";

/// Starts a simulator, with `tls` as a proxy for HTTPS too; it stops when it is dropped.
///
/// # Errors
/// The address cannot be listened at.
pub(crate) fn start(
    scenario: Scenario,
    listen: SocketAddr,
    tls: Option<Tls>,
) -> Result<Server, CliError> {
    let started = match tls {
        Some(tls) => Server::start_with_tls(scenario, listen, tls),
        None => Server::start(scenario, listen),
    };
    started.map_err(|error| {
        CliError::usage(
            messages::cannot_listen(listen),
            messages::listen_elsewhere(),
        )
        .because(Some(&error))
    })
}

/// The settings with something for those that a real login could not do without.
pub(crate) fn complete(info: &FlowInfo, settings: Settings) -> Settings {
    let needed = info.settings.iter().filter(|setting| setting.required);
    needed.fold(settings, |settings, setting| {
        match settings.get(setting.name) {
            Some(_) => settings,
            None => settings.with(setting.name, ANY_VALUE),
        }
    })
}
