//! The requests so far, for tests that check what a client sends.

use super::input::{Input, no_such};
use super::{json, service, text};
use crate::exchange::Response;
use crate::journal::{LogEntry, Seen};
use crate::json::Json;
use crate::service_id::ServiceId;
use crate::services::UNKNOWN;
use crate::simulator::Simulator;

/// The requests that fit the parameters, in order.
pub(super) fn list(input: &Input, simulator: &Simulator) -> Response {
    let wanted = match service(input) {
        Ok(wanted) => wanted,
        Err(problem) => return *problem,
    };
    let call = input.get("call");
    if let Some(problem) = call.and_then(|call| unknown_call(call, wanted)) {
        return text(400, &format!("{problem}\n"));
    }
    let unmatched = match input.get("unmatched") {
        None => None,
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(_) => return text(400, "`unmatched` has to be `true` or `false`\n"),
    };
    let requests = simulator.seen().filter(|(entry, _)| {
        wanted.is_none_or(|wanted| entry.service == Some(wanted))
            && call.is_none_or(|call| entry.call == call)
            && unmatched.is_none_or(|unmatched| (entry.call == UNKNOWN) == unmatched)
    });
    json(Json::array(
        requests.map(|(entry, seen)| request(entry, seen)),
    ))
}

/// What is wrong with the name of a call.
fn unknown_call(call: &str, service: Option<ServiceId>) -> Option<String> {
    let of = |service: ServiceId| service.calls().iter().copied();
    let mut known: Vec<_> = match service {
        Some(service) => of(service).collect(),
        None => ServiceId::ALL.into_iter().flat_map(of).collect(),
    };
    known.push(UNKNOWN);
    known.sort_unstable();
    known.dedup();
    (!known.contains(&call)).then(|| no_such("call", call, &known))
}

fn request(entry: &LogEntry, seen: &Seen) -> Json {
    let number = |number: u64| Json::from(number);
    let headers = seen.headers.iter();
    let headers =
        headers.map(|(name, value)| Json::Array(vec![name.as_str().into(), value.as_str().into()]));
    let (status, took) = match entry.answered {
        Some((at, status)) => (
            number(u64::from(status)),
            number(at.saturating_sub(entry.at_ms)),
        ),
        None => (Json::Null, Json::Null),
    };
    Json::object([
        ("number", number(entry.number)),
        ("at_ms", number(entry.at_ms)),
        (
            "service",
            entry
                .service
                .map_or(Json::Null, |service| service.name().into()),
        ),
        ("call", entry.call.into()),
        ("method", entry.method.as_str().into()),
        ("host", seen.host.as_str().into()),
        ("path", seen.path.as_str().into()),
        ("query", seen.query.as_str().into()),
        ("headers", Json::array(headers)),
        ("body", seen.body.as_str().into()),
        ("status", status),
        ("answered_after_ms", took),
        (
            "notes",
            Json::array(entry.notes.iter().map(|note| (*note).into())),
        ),
    ])
}
