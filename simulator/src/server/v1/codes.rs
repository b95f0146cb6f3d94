//! The codes and the credentials that were issued.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::problem::{Kind, Problem};
use super::{Answer, Call};
use crate::codes::{self, CodeState};
use crate::scenario::nearest;
use crate::service_id::ServiceId;

/// The states of a code.
pub(super) const STATES: [&str; 6] = [
    CodeState::Waiting.name(),
    CodeState::Scanned.name(),
    CodeState::Confirmed.name(),
    CodeState::Denied.name(),
    CodeState::Expired.name(),
    CodeState::Collected.name(),
];

/// The codes, in the order of issue.
#[derive(Serialize, JsonSchema)]
pub(super) struct Codes {
    codes: Vec<Code>,
}

/// A code that was issued.
#[derive(Serialize, JsonSchema)]
pub(super) struct Code {
    service: &'static str,
    /// What the client polls with.
    handle: String,
    /// What the QR code holds.
    payload: String,
    /// What it held before the service replaced it, the oldest first.
    replaced: Vec<String>,
    /// What the person types or compares, if the service has something of that kind.
    user_code: Option<String>,
    /// What has happened to it.
    #[schemars(extend("enum" = STATES))]
    state: &'static str,
    /// When it was issued.
    issued_at_ms: u64,
    /// When it expires.
    expires_at_ms: u64,
    /// The number that the phone shows after the scan, to be typed into the client.
    number: Option<String>,
}

/// The credentials, one entry for each finished login, in order.
#[derive(Serialize, JsonSchema)]
pub(super) struct IssuedList {
    issued: Vec<Issued>,
}

/// The credentials of one login.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Issued")]
struct Issued {
    service: &'static str,
    /// What the client polled with.
    handle: String,
    /// When they were issued.
    at_ms: u64,
    /// Names and values under the service's own names.
    values: BTreeMap<&'static str, String>,
}

impl From<codes::Code> for Code {
    fn from(code: codes::Code) -> Self {
        Self {
            service: code.service.name(),
            handle: code.handle,
            payload: code.payload,
            replaced: code.replaced,
            user_code: Some(code.user_code).filter(|text| !text.is_empty()),
            state: code.state.name(),
            issued_at_ms: code.issued_at_ms,
            expires_at_ms: code.expires_at_ms,
            number: code.number,
        }
    }
}

pub(super) fn list(call: &Call<'_>) -> Result<Answer, Problem> {
    let service = service(call.input.query("service"))?;
    let handle = call.input.query("handle");
    let state = call.input.query("state");
    if let Some(state) = state.filter(|state| !STATES.contains(state)) {
        return Err(no_such_value("state", state, &STATES));
    }
    let codes = call.simulator().codes().into_iter().filter(|code| {
        service.is_none_or(|service| code.service == service)
            && handle.is_none_or(|handle| code.handle == handle)
            && state.is_none_or(|state| code.state.name() == state)
    });
    Answer::ok(&Codes {
        codes: codes.map(Code::from).collect(),
    })
}

pub(super) fn issued(call: &Call<'_>) -> Result<Answer, Problem> {
    let service = service(call.input.query("service"))?;
    let handle = call.input.query("handle");
    let simulator = call.simulator();
    let issued = simulator.issued().iter().filter(|issued| {
        service.is_none_or(|service| issued.service == service)
            && handle.is_none_or(|handle| issued.handle == handle)
    });
    let issued = issued.map(|issued| Issued {
        service: issued.service.name(),
        handle: issued.handle.clone(),
        at_ms: issued.at_ms,
        values: issued.values.iter().cloned().collect(),
    });
    Answer::ok(&IssuedList {
        issued: issued.collect(),
    })
}

/// The service of this name, if one is given.
///
/// # Errors
/// There is none of this name.
pub(super) fn service(name: Option<&str>) -> Result<Option<ServiceId>, Problem> {
    let Some(name) = name else { return Ok(None) };
    let known = ServiceId::ALL.map(ServiceId::name);
    let unknown = || Problem::unknown(Kind::UnknownName, "service", name, known);
    ServiceId::parse(name).map(Some).ok_or_else(unknown)
}

/// A value that is none of those of this parameter.
pub(super) fn no_such_value(parameter: &str, value: &str, known: &[&str]) -> Problem {
    let near = nearest(value, known.iter().copied(), 3).join("`, `");
    Problem::bad_value(
        parameter,
        format!("`{value}` is not a value of `{parameter}`; the nearest are: `{near}`"),
    )
}
