//! The requests so far.

use schemars::JsonSchema;
use serde::Serialize;

use super::codes::{no_such_value, service};
use super::problem::{Kind, Problem};
use super::{Answer, Call};
use crate::journal::{LogEntry, Seen};
use crate::service_id::ServiceId;
use crate::services::UNKNOWN;

/// The requests, in order.
#[derive(Serialize, JsonSchema)]
pub(super) struct Requests {
    requests: Vec<Request>,
}

/// A request and its response.
#[derive(Serialize, JsonSchema)]
struct Request {
    /// Counted from 0, forgotten ones included.
    number: u64,
    /// When it came.
    at_ms: u64,
    /// The service at its address; null if there is none.
    service: Option<&'static str>,
    /// The call; `unknown` for a path that the service does not have.
    call: &'static str,
    method: String,
    /// The host that is meant, also of a request by path prefix.
    host: String,
    /// Without such a prefix.
    path: String,
    /// Still encoded, without `?`.
    query: String,
    /// Names in lower case, and values.
    headers: Vec<[String; 2]>,
    /// The first 64 KiB; bytes that are not UTF-8 are replaced.
    body: String,
    /// The status of the response; null if there was none, or not yet.
    status: Option<u16>,
    /// Milliseconds to the response.
    answered_after_ms: Option<u64>,
    /// Remarks: a failed check, a request that came too fast, the fault that hit it.
    notes: Vec<&'static str>,
}

impl Request {
    fn new(entry: &LogEntry, seen: &Seen) -> Self {
        let headers = seen.headers.iter();
        Self {
            number: entry.number,
            at_ms: entry.at_ms,
            service: entry.service.map(ServiceId::name),
            call: entry.call,
            method: entry.method.clone(),
            host: seen.host.clone(),
            path: seen.path.clone(),
            query: seen.query.clone(),
            headers: headers
                .map(|(name, value)| [name.clone(), value.clone()])
                .collect(),
            body: seen.body.clone(),
            status: entry.answered.map(|(_, status)| status),
            answered_after_ms: entry.answered.map(|(at, _)| at.saturating_sub(entry.at_ms)),
            notes: entry.notes.clone(),
        }
    }
}

pub(super) fn list(call: &Call<'_>) -> Result<Answer, Problem> {
    let service = service(call.input.query("service"))?;
    let name = call.input.query("call");
    if let Some(name) = name {
        known_call(name, service)?;
    }
    let unmatched = match call.input.query("unmatched") {
        None => None,
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(other) => return Err(no_such_value("unmatched", other, &["true", "false"])),
    };
    let since = match call.input.query("since") {
        None => 0,
        Some(text) => text.parse().map_err(|_| {
            Problem::bad_value("since", format!("`{text}` is not the number of a request"))
        })?,
    };
    let simulator = call.simulator();
    let requests = simulator.seen().filter(|(entry, _)| {
        entry.number >= since
            && service.is_none_or(|service| entry.service == Some(service))
            && name.is_none_or(|name| entry.call == name)
            && unmatched.is_none_or(|unmatched| (entry.call == UNKNOWN) == unmatched)
    });
    Answer::ok(&Requests {
        requests: requests
            .map(|(entry, seen)| Request::new(entry, seen))
            .collect(),
    })
}

pub(super) fn forget(call: &Call<'_>) -> Result<Answer, Problem> {
    call.simulator().forget_requests();
    Ok(Answer::empty())
}

/// Refuses a name that no call of the service has, or of any service.
fn known_call(name: &str, service: Option<ServiceId>) -> Result<(), Problem> {
    let of = |service: ServiceId| service.calls().iter().copied();
    let mut known: Vec<_> = match service {
        Some(service) => of(service).collect(),
        None => ServiceId::ALL.into_iter().flat_map(of).collect(),
    };
    known.push(UNKNOWN);
    known.sort_unstable();
    known.dedup();
    match known.contains(&name) {
        true => Ok(()),
        false => Err(Problem::unknown(Kind::UnknownName, "call", name, known)),
    }
}
