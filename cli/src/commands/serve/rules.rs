//! Who may use the gateway, from the options.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;

use qrlogin_gateway::access::{Access, AllowedHosts, Documented, Limits, Rate};
use qrlogin_gateway::store::Store;

use super::store::{Place, unusable};
use crate::args::ServeOptions;
use crate::exit::CliError;
use crate::messages;

/// Who can reach a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exposure {
    /// Programs on this machine.
    Loopback,
    /// Others too, through a server in front that sends them on.
    Behind,
    /// Others too, directly.
    Beyond,
}

impl Exposure {
    /// A host name besides those of the loopback is used by a server in front. A demo there has
    /// nothing to protect.
    pub(super) fn of(options: &ServeOptions, listen: SocketAddr, is_demo: bool) -> Self {
        match (
            listen.ip().is_loopback(),
            options.host.is_empty() || is_demo,
        ) {
            (true, true) => Self::Loopback,
            (true, false) => Self::Behind,
            (false, _) => Self::Beyond,
        }
    }

    pub(super) fn needs_key(self) -> bool {
        self != Self::Loopback
    }
}

/// # Errors
/// The documented APIs would be open to all, or an option cannot be used.
pub(super) fn access(options: &ServeOptions, exposure: Exposure) -> Result<Access, CliError> {
    let documented = match (options.documented.map(|it| it.rule()), exposure) {
        (Some(Documented::Open), Exposure::Beyond) => {
            let advice = messages::documented_for_others();
            return Err(CliError::usage(messages::documented_open(), advice));
        }
        (Some(documented), _) => documented,
        (None, Exposure::Loopback) => Documented::Open,
        (None, _) => Documented::Off,
    };
    let mut access = Access::new().documented(documented);
    if exposure.needs_key() {
        access = access.require_key();
    }
    for name in &options.host {
        access = access.allow_host(name);
    }
    for origin in &options.cors {
        access = access.allow_origin(origin).map_err(|error| {
            let message = messages::option_refused("--cors", messages::of_core(&error.to_string()));
            CliError::usage(message, messages::correct_option("--cors"))
        })?;
    }
    for network in &options.trusted_proxy {
        access = access.trust_proxy(network).map_err(|error| {
            let message =
                messages::option_refused("--trusted-proxy", messages::of_core(&error.to_string()));
            CliError::usage(message, messages::correct_option("--trusted-proxy"))
        })?;
    }
    if let Some(path) = &options.audit {
        access = access.audit(lines("--audit", path)?);
    }
    if let Some(path) = &options.access_log {
        access = access.log(lines("--access-log", path)?);
    }
    Ok(access.limits(limits(options)))
}

/// Appends lines to a file that its owner alone can read, or to standard error for `-`.
///
/// # Errors
/// The file cannot be opened.
fn lines(option: &str, path: &Path) -> Result<impl Fn(&str) + Send + Sync + 'static, CliError> {
    let file = match path == Path::new("-") {
        true => None,
        false => {
            let mut options = OpenOptions::new();
            options.append(true).create(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let opened = options.open(path);
            Some(opened.map_err(|error| {
                let message = messages::option_unwritable(option, path.display());
                CliError::usage(message, messages::correct_option(option)).because(Some(&error))
            })?)
        }
    };
    Ok(move |line: &str| {
        let line = format!("{line}\n");
        // One write a line, so that lines of several threads do not mix. A full disk ends no login.
        let _ = match &file {
            Some(file) => (&*file).write_all(line.as_bytes()),
            None => std::io::stderr().write_all(line.as_bytes()),
        };
    })
}

fn limits(options: &ServeOptions) -> Limits {
    let mut limits = Limits::new();
    if let Some(rate) = options.address_rate {
        limits = limits.address_rate(Rate::per_second(rate));
    }
    if let Some(rate) = options.key_rate {
        limits = limits.key_rate(Rate::per_second(rate));
    }
    if let Some(most) = options.max_connections {
        limits = limits.connections(most);
    }
    if let Some(most) = options.max_per_address {
        limits = limits.per_address(most);
    }
    limits
}

/// # Errors
/// An entry cannot be used.
pub(super) fn allowed_hosts(options: &ServeOptions) -> Result<AllowedHosts, CliError> {
    let mut entries = options.allow_upstream.iter();
    entries.try_fold(AllowedHosts::new(), |hosts, entry| {
        hosts.allow(entry).map_err(|error| {
            let message =
                messages::option_refused("--allow-upstream", messages::of_core(&error.to_string()));
            CliError::usage(message, messages::correct_option("--allow-upstream"))
        })
    })
}

/// # Errors
/// There is no valid key, or the store does not answer.
pub(super) async fn check_keys(
    store: &dyn Store,
    listen: SocketAddr,
    place: &Place,
) -> Result<(), CliError> {
    let keys = store
        .keys()
        .await
        .map_err(|error| unusable(place, &error))?;
    match keys.iter().any(|key| key.revoked_at.is_none()) {
        true => Ok(()),
        false => {
            let command = format!("qrlogin gateway-key add NAME{}", place.option());
            let message = messages::no_key_for_others(listen);
            Err(CliError::usage(message, messages::make_a_key(command)))
        }
    }
}
