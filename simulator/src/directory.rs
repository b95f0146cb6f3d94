//! Which call of which service a request is for.

use http::header::HOST;

use crate::incoming::{Incoming, is_loopback, without_port};
use crate::ledger::Logins;
use crate::scenario::nearest;
use crate::service_id::ServiceId;
use crate::services::UNKNOWN;

/// Where a service is found, and how it names its calls.
pub(crate) struct Address {
    pub(crate) service: ServiceId,
    pub(crate) hosts: &'static [&'static str],
    pub(crate) unlisted_hosts: &'static [&'static str],
    pub(crate) example: Option<Example>,
    pub(crate) cross_origin: bool,
    pub(crate) route: fn(&Incoming, &Logins) -> Option<&'static str>,
}

/// An address of a service, for help texts.
pub(crate) struct Example {
    /// The hosts in short, or the name of a service without one.
    pub(crate) hosts: &'static str,
    /// A path on this server.
    pub(crate) path: &'static str,
}

/// The addresses of all services.
pub(crate) struct Directory(pub(crate) &'static [Address]);

impl Directory {
    /// The service and call of a request; `None` if there is no service at its address.
    ///
    /// At a host that services have, one of them takes the request: the one that has the call, else
    /// the first. The paths distinguish the services without a host.
    pub(crate) fn route(
        &self,
        incoming: &Incoming,
        logins: &Logins,
    ) -> Option<(ServiceId, &'static str)> {
        let host = incoming.host.as_str();
        let at_host = || self.0.iter().filter(|address| address.has_host(host));
        let routed = |address: &Address| {
            (address.route)(incoming, logins).map(|call| (address.service, call))
        };
        match at_host().next() {
            Some(first) => Some(
                at_host()
                    .find_map(routed)
                    .unwrap_or((first.service, UNKNOWN)),
            ),
            None => self.without_host().find_map(routed),
        }
    }

    /// Every listed host, once.
    pub(crate) fn hosts(&self) -> Vec<&'static str> {
        let mut hosts = Vec::new();
        for host in self.0.iter().flat_map(|address| address.hosts) {
            if !hosts.contains(host) {
                hosts.push(*host);
            }
        }
        hosts
    }

    /// Whether there is a service at this host, for any path. The gateways have no host.
    pub(crate) fn has_host(&self, host: &str) -> bool {
        self.0.iter().any(|address| address.has_host(host))
    }

    /// Whether pages of other origins may call this service.
    pub(crate) fn is_cross_origin(&self, service: ServiceId) -> bool {
        let mut addresses = self.0.iter();
        addresses.any(|address| address.service == service && address.cross_origin)
    }

    /// The examples of all services that have one.
    pub(crate) fn examples(&self) -> impl Iterator<Item = &'static Example> {
        self.0.iter().filter_map(|address| address.example.as_ref())
    }

    /// The text for a request that no service takes: the form of addresses, and the address that
    /// was probably meant.
    pub(crate) fn not_found(&self, incoming: &Incoming) -> String {
        let by_path = |path: &str| match incoming.header(HOST) {
            origin if is_loopback(without_port(origin)) => format!("http://{origin}{path}"),
            _ => format!("http:/{path}"),
        };
        let mut text = format!(
            "No simulated service lives at the host `{}` with the path `{}`.\n",
            incoming.host, incoming.path
        );
        let hosts = self.hosts();
        if let Some(host) = self.meant_host(incoming, &hosts) {
            text += &format!(
                "Was this meant: {}\n",
                by_path(&format!("/{host}{}", incoming.path))
            );
        }
        text +=
            "\nThe Host header tells the service, or at this address the first part of the path:\n";
        text += &self
            .examples()
            .next()
            .map_or_else(String::new, |first| by_path(first.path));
        let gateways: Vec<_> = self
            .without_host()
            .filter_map(|address| address.example.as_ref())
            .map(|example| example.path)
            .collect();
        text += &format!(
            "\nThe gateways have no host: {}\n\nHosts:\n",
            gateways.join(", ")
        );
        hosts.iter().for_each(|host| text += &format!("  {host}\n"));
        text += "Control calls: /_sim/\n";
        text
    }

    /// The host that was probably meant: on loopback one that has the path, else the nearest name.
    fn meant_host(&self, incoming: &Incoming, hosts: &[&'static str]) -> Option<String> {
        if !is_loopback(&incoming.host) {
            return nearest(&incoming.host, hosts.iter().copied(), 1).pop();
        }
        // Every host has the root.
        if incoming.path == "/" {
            return None;
        }
        let mut elsewhere = incoming.clone();
        let has_path = |host: &&&str| {
            elsewhere.host = (**host).to_owned();
            self.route(&elsewhere, &Logins::default())
                .is_some_and(|(_, call)| call != UNKNOWN)
        };
        hosts.iter().find(has_path).map(|host| (*host).to_owned())
    }

    fn without_host(&self) -> impl Iterator<Item = &'static Address> {
        self.0.iter().filter(|address| address.hosts.is_empty())
    }
}

impl Address {
    fn has_host(&self, host: &str) -> bool {
        self.hosts.contains(&host) || self.unlisted_hosts.contains(&host)
    }
}
