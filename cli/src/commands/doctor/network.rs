//! The proxy, the certificate authorities, and with a flow its server.

use qrlogin::http::Uri;
use qrlogin_transport::Config;
use qrlogin_transport::proxy::Proxies;

use super::service::{self, Service};
use super::{Check, announce};
use crate::args::DoctorArgs;
use crate::commands::network;
use crate::messages::{self, Text};

/// Stands for any service: all use TLS.
const SERVICE: &str = "https://service.invalid/";

/// The variables with certificate authorities that the transports read.
const CA_VARIABLES: [&str; 5] = [
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "CURL_CA_BUNDLE",
    "REQUESTS_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
];

pub(super) fn check(args: &DoctorArgs, add: &mut impl FnMut(Check)) {
    let config = match network::config(&args.network) {
        Ok(config) => config,
        Err(failure) => return add(Check::of("options", &failure)),
    };
    let service = match args
        .flow
        .as_deref()
        .map(|flow| service::of(flow, &args.set))
    {
        None => None,
        Some(Ok(service)) => Some(service),
        Some(Err(failure)) => return add(Check::of("flow", &failure)),
    };
    let address = service.as_ref().map(|service| service.address.clone());
    let address = address.unwrap_or(Uri::from_static(SERVICE));
    let is_rerouted = args.network.reroute.is_some();
    let resolved = config.clone().resolve();
    let (proxy, has_proxy) = proxy(&config, &address, is_rerouted);
    add(proxy);
    let is_resolved = resolved.is_ok();
    add(match resolved {
        Ok(_) if is_rerouted => Check::skipped("ca", messages::doctor_rerouted()),
        Ok(_) => Check::good("ca", authorities(args)),
        Err(error) => Check::of("ca", &network::setting(error)),
    });
    let Some(service) = service else {
        return add(Check::skipped("service", messages::doctor_names_no_flow()));
    };
    if !is_resolved {
        return;
    }
    announce(&service.host());
    contact(&service, config, has_proxy, is_rerouted, add);
}

fn contact(
    service: &Service,
    config: Config,
    has_proxy: bool,
    is_rerouted: bool,
    add: &mut impl FnMut(Check),
) {
    if is_rerouted {
        add(Check::skipped("dns", messages::doctor_rerouted()));
    } else if has_proxy {
        add(Check::skipped("dns", messages::doctor_proxy_resolves()));
    } else {
        let dns = service.resolve();
        let is_failed = dns.remedy.is_some();
        add(dns);
        if is_failed {
            return;
        }
    }
    service.call(config, is_rerouted, add);
}

/// The proxy for this address, and whether there is one.
fn proxy(config: &Config, address: &Uri, is_rerouted: bool) -> (Check, bool) {
    const NAME: &str = "proxy";
    if is_rerouted {
        return (Check::skipped(NAME, messages::doctor_rerouted()), false);
    }
    if let Err(error) = config.check_proxy(address) {
        return (Check::of(NAME, &network::setting(error)), true);
    }
    let proxies = config.clone().resolve().map(|resolved| resolved.proxies);
    let found = proxies
        .as_ref()
        .map(|proxies: &Proxies| proxies.for_uri(address));
    match found {
        Ok(Ok(Some(proxy))) => (
            Check::good(NAME, messages::of_core(&proxy.origin().to_string())),
            true,
        ),
        _ => (Check::good(NAME, messages::doctor_no_proxy()), false),
    }
}

/// Which authorities are trusted.
fn authorities(args: &DoctorArgs) -> Text {
    if args.network.ca_file.is_some() {
        return messages::doctor_ca("--ca-file");
    }
    let is_set = |name: &&&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let set: Vec<&str> = CA_VARIABLES.iter().filter(is_set).copied().collect();
    match set.is_empty() {
        true => messages::doctor_ca_default(),
        false => messages::doctor_ca(set.join(", ")),
    }
}
