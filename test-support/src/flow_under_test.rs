//! What tests have to know of a flow and cannot read from the registry.

use std::ops::RangeInclusive;

use qrlogin::flows::Options;
use qrlogin::http::Uri;
use qrlogin::{BoxFlow, Credential, Settings};
use qrlogin_simulator::{Issued, Scenario};

use crate::flows::FLOWS;
use crate::simulated::{flow_with, to_settings};

/// An entry of the table: a flow and its service. Each field is required, so that a new flow cannot
/// leave one out.
#[derive(Debug)]
pub struct FlowUnderTest {
    /// The flow's name in the registry.
    pub id: &'static str,
    /// Whether the service reports that a code was scanned.
    pub reports_scan: bool,
    /// Whether credentials hold all that a login with these settings must yield, with no value
    /// empty.
    pub is_complete: fn(&Credential, &Settings) -> bool,
    /// Whether every value of the credentials is the issued one, and no issued value of a login is
    /// missing.
    pub genuine: fn(&Credential, &Issued) -> Result<(), String>,
    /// The names of values that the simulator issues and a login with these settings does not
    /// fetch.
    pub not_fetched: fn(&Settings) -> &'static [&'static str],
    /// The names of values that the simulator issues and that are no secrets.
    pub public: &'static [&'static str],
    /// A value for each required setting.
    pub required: &'static [(&'static str, &'static str)],
    /// Which hosts a login may send requests to.
    pub hosts: Hosts,
    /// The setting with the address of the user's own server, and an address as the user would give
    /// it; `None` if the service has one address for everyone.
    pub own_server: Option<(&'static str, &'static str)>,
    /// The calls by their names in `Call::name`.
    pub calls: Calls,
    /// The service's side in the simulator.
    pub service: Service,
    /// Times that the engine must keep.
    pub timing: Timing,
    /// Scenarios for random worlds.
    pub scenarios: Scenarios,
    /// The recordings in `tests/recordings/<id>`.
    pub recordings: &'static [Recording],
}

/// Whether a value of this name, as the simulator issues it, is no secret.
pub fn is_public(name: &str) -> bool {
    crate::FLOWS.iter().any(|flow| flow.public.contains(&name))
}

/// The hosts that a login may send requests to, with any snapshot and any response.
#[derive(Clone, Copy, Debug)]
pub enum Hosts {
    /// Subdomains of these, over HTTPS and on the default port.
    Below(&'static [&'static str]),
    /// Any host over HTTPS; over HTTP only this machine. The host is a setting.
    Secure,
    /// Any host. Both host and scheme are a setting.
    Any,
}

impl Hosts {
    /// Whether a request may be sent to this address.
    pub fn allow(&self, address: &Uri) -> bool {
        let host = address.host().unwrap_or_default();
        let is_https = address.scheme_str() == Some("https");
        match self {
            Self::Below(domains) => {
                let is_below = |domain: &&str| {
                    let above = host.strip_suffix(*domain);
                    above.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                };
                domains.iter().any(is_below) && is_https && address.port().is_none()
            }
            Self::Secure => is_https || ["localhost", "127.0.0.1", "[::1]"].contains(&host),
            Self::Any => !host.is_empty(),
        }
    }
}

/// The calls of a flow, by their names in `Call::name`.
#[derive(Debug)]
pub struct Calls {
    /// The call that requests a code.
    pub start: &'static str,
    /// The call that polls for the confirmation.
    pub poll: &'static str,
    /// Whether the service holds a poll until something happens. A poll without a response then
    /// means "not yet".
    pub long_poll: bool,
    /// Calls that the service answers with success only once.
    pub single_use: &'static [(&'static str, SingleUse)],
    /// The call after which a poll for the same code says that it has expired.
    pub ends_code: Option<&'static str>,
    /// Calls whose failure does not fail the login.
    pub optional: &'static [&'static str],
    /// Calls with a signature that depends on the caller's clock.
    pub signed: &'static [&'static str],
}

/// When a successful response of a call is the only one.
#[derive(Clone, Copy, Debug)]
pub enum SingleUse {
    /// Always.
    Always,
    /// While a confirmed login can be collected.
    WhileCollectable,
    /// From the confirmation on, in scenarios with this property.
    OnceConfirmed(fn(&Scenario) -> bool),
}

/// The service's side of a flow in the simulator.
#[derive(Debug)]
pub struct Service {
    /// The section of a scenario with the settings `lifetime` and `collectable`.
    pub section: &'static str,
    /// The section of the service that may stand behind a gateway, with the same two settings.
    pub upstream: Option<&'static str>,
    /// The setting with the poll interval, if the service chooses one.
    pub interval: Option<&'static str>,
    /// How long a confirmed login can be collected, in ms, if no setting changes that.
    pub collectable: Option<u64>,
    /// Whether a poll that comes too fast is refused. Other services answer it nevertheless.
    pub refuses_fast_polls: bool,
    /// Whether the service says "expired" of a login that was declined.
    pub denied_as_expired: bool,
    /// Whether a login that was cancelled on the phone cannot be confirmed any more, in this
    /// scenario.
    pub cancel_ends_code: fn(&Scenario) -> bool,
    /// Faults of the kind `refuse` that a login survives, and the simulator's name of the call that
    /// they may hit.
    pub refusals: (&'static str, &'static [&'static str]),
}

/// Times in ms, and the number of tries.
#[derive(Debug)]
pub struct Timing {
    /// How often a call may fail in a row while no code is on show, and after the code's end.
    pub tries: usize,
    /// The shortest time between a poll's response and the next poll, in this scenario.
    pub gap: fn(&Scenario) -> u64,
    /// How long a code lives: what the flow assumes, and the default of the simulator.
    pub life: u64,
    /// The limits within which the flow takes the service's word for the lifetime; `None` if it
    /// does not.
    pub stated_life: Option<RangeInclusive<u64>>,
    /// How long a code lives after it was scanned, if that is longer.
    pub after_scan: u64,
}

/// Scenarios. Each is a group of lines `name = value | value`, of which a random world picks one
/// value each; a name that begins with `flow.` is a setting of the flow.
#[derive(Debug)]
pub struct Scenarios {
    /// Groups that can lead to success.
    pub good: &'static [&'static str],
    /// Groups that cannot.
    pub bad: &'static [&'static str],
    /// Scenarios in which a login has stages that the default scenario does not have.
    pub more_stages: &'static [&'static str],
}

/// A recording that is made from the simulator.
#[derive(Debug)]
pub struct Recording {
    /// Its name, without the ending.
    pub name: &'static str,
    /// Settings of the flow, `name=value` with spaces between them. `renew=1` is not a setting but
    /// the number of renewals.
    pub settings: &'static str,
    /// Settings of the scenario, `name = value` with `&` between them.
    pub scenario: &'static str,
}

/// A flow with settings that tests run it with.
#[derive(Debug)]
pub struct Variant {
    /// The flow.
    pub flow: &'static FlowUnderTest,
    /// Its settings, `name=value` with spaces between them; empty for the default ones.
    pub settings: &'static str,
}

impl Variant {
    /// Flow and settings, such as `115-gateway image=true`.
    pub fn name(&self) -> String {
        format!("{} {}", self.flow.id, self.settings)
            .trim_end()
            .to_owned()
    }

    /// The settings.
    pub fn settings(&self) -> Settings {
        to_settings(self.settings)
    }

    /// A login.
    pub fn login(&self, options: &Options) -> BoxFlow {
        flow_with(self.flow.id, &self.settings(), options)
    }

    /// Whether the credentials hold all that a login of this variant must yield.
    pub fn is_complete(&self, credential: &Credential) -> bool {
        (self.flow.is_complete)(credential, &self.settings())
    }

    /// The names of issued values that a login of this variant does not fetch.
    pub fn not_fetched(&self) -> &'static [&'static str] {
        (self.flow.not_fetched)(&self.settings())
    }
}

/// The longest life of a code in tests that count steps, in minutes.
const SHORT_LIFE: u64 = 15;

impl FlowUnderTest {
    /// The scenario's settings for a code that does not live long, one a line: without them a code
    /// of two hours is polled some thousand times.
    pub fn short_life(&self) -> String {
        let names = self.service_settings("lifetime").into_iter();
        let is_long = self.timing.life > SHORT_LIFE * 60_000;
        let lines = names.filter(|_| is_long);
        lines
            .map(|name| format!("{name} = {SHORT_LIFE}m\n"))
            .collect()
    }

    /// The flow with its default settings.
    pub const fn default_variant(&'static self) -> Variant {
        Variant {
            flow: self,
            settings: "",
        }
    }

    /// The names of a setting in the sections of the service and of the one behind it.
    pub fn service_settings(&self, name: &str) -> Vec<String> {
        let sections = self.service.upstream.into_iter();
        let sections = sections.chain([self.service.section]);
        sections.map(|it| format!("{it}.{name}")).collect()
    }
}

/// The entry of this flow.
pub fn find(id: &str) -> Option<&'static FlowUnderTest> {
    FLOWS.iter().find(|flow| flow.id == id).copied()
}
