//! The server itself: whether it is ready, what it has, its description.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::problem::Problem;
use super::{Answer, Call, openapi};
use crate::service_id::ServiceId;

/// The simulator answers.
#[derive(Serialize, JsonSchema)]
pub(super) struct Ready {
    /// The version of this API.
    #[schemars(extend("const" = 1))]
    v: u8,
    /// Whether it is ready.
    #[schemars(extend("const" = true))]
    ready: bool,
    /// The version of the simulator.
    version: &'static str,
}

/// An object of any members.
#[derive(Serialize, JsonSchema)]
pub(super) struct AnyObject(Map<String, Value>);

/// The services.
#[derive(Serialize, JsonSchema)]
pub(super) struct Services {
    services: Vec<Service>,
}

/// A simulated service.
#[derive(Serialize, JsonSchema)]
struct Service {
    /// Its name, which is that of its flow.
    service: &'static str,
    /// The names of its calls, for faults and for the log.
    calls: &'static [&'static str],
}

pub(super) fn ready(_: &Call<'_>) -> Result<Answer, Problem> {
    Answer::ok(&Ready {
        v: 1,
        ready: true,
        version: env!("CARGO_PKG_VERSION"),
    })
}

pub(super) fn description(_: &Call<'_>) -> Result<Answer, Problem> {
    Answer::ok(openapi::document())
}

pub(super) fn services(_: &Call<'_>) -> Result<Answer, Problem> {
    let services = ServiceId::ALL.into_iter().map(|service| Service {
        service: service.name(),
        calls: service.calls(),
    });
    Answer::ok(&Services {
        services: services.collect(),
    })
}
