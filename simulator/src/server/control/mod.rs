//! The control calls: the person, the log and the scenario, over HTTP. A call that would have no
//! effect, or an unintended one, is refused with the reason.

mod input;
mod requests;

use http::Method;

use crate::codes::Code;
use crate::directory::Example;
use crate::exchange::{Request, Response};
use crate::json::{Escapes, Json};
use crate::person::ControlError;
use crate::registry::DIRECTORY;
use crate::reply::reply;
use crate::scenario::values::Value;
use crate::scenario::{Act, Millis};
use crate::service_id::ServiceId;
use crate::simulator::Simulator;
use input::{Input, no_such};

const HELP: &str = "\
This is a simulator of the services that qrlogin logs in to.

Services, by Host header (on this address by path prefix):
{services}
The person; parameters in the query, a form or a JSON object:
  POST /_sim/scan       scans the latest code
  POST /_sim/confirm    confirms the login
  POST /_sim/deny       refuses it
  POST /_sim/cancel     leaves the confirmation page
  POST /_sim/expire     lets the code expire
       service=SERVICE  the latest code of this service
       handle=KEY       the code with this key that is polled, or with this content of the QR code

  GET  /_sim/codes      the codes that were issued, and their states (JSON)
  GET  /_sim/issued     the credentials that were issued (JSON); service, handle
  GET  /_sim/log        the requests so far, a line each
  GET  /_sim/requests   the same with host, path, query, headers and body (JSON)
       service=SERVICE  those of this service
       call=CALL        those of this call, such as `poll`
       unmatched=true   those that no service knows
  GET  /_sim/scenario   every setting
  GET  /_sim/calls      the names of all calls, for faults
  POST /_sim/set        changes a setting; name=NAME value=VALUE
  POST /_sim/reset      forgets all codes, credentials and requests; the scenario is that of the
                        start again, unless keep=scenario
  POST /_sim/clock      sets the clock of the services ahead; advance=TIME, such as 2h

/_sim/v1 is the same in JSON, with sessions: GET /_sim/v1/openapi.json describes it.

The header x-simulator-note of a response has remarks, such as `no user agent`.
";

/// The help text, with an example of each service.
fn help() -> String {
    let example = |example: &Example| format!("  {:<30}  {}", example.hosts, example.path);
    HELP.replace("{services}", &lines(DIRECTORY.examples().map(example)))
}

/// The control calls, with their methods and parameters.
const CALLS: [(&str, &str, &[&str]); 15] = [
    ("", "GET", &[]),
    ("scan", "POST", PERSON),
    ("confirm", "POST", PERSON),
    ("deny", "POST", PERSON),
    ("cancel", "POST", PERSON),
    ("expire", "POST", PERSON),
    ("codes", "GET", &[]),
    ("issued", "GET", PERSON),
    ("log", "GET", &[]),
    ("requests", "GET", &["service", "call", "unmatched"]),
    ("scenario", "GET", &[]),
    ("calls", "GET", &[]),
    ("set", "POST", &["name", "value"]),
    ("reset", "POST", &["keep"]),
    ("clock", "POST", &["advance"]),
];
/// The clock is never set ahead by more at once: a century.
pub(super) const LONGEST_ADVANCE: u64 = 100 * 366 * 86_400_000;
const PERSON: &[&str] = &["handle", "service"];

/// Whether a request is a control call.
pub(super) fn is_control(request: &Request) -> bool {
    let path = request.uri().path();
    path == "/_sim" || path.starts_with("/_sim/")
}

/// Responds to a control call.
pub(super) fn respond(request: &Request, simulator: &mut Simulator, now: u64) -> Response {
    let path = request.uri().path();
    let name = path.strip_prefix("/_sim").unwrap_or(path).trim_matches('/');
    let Some((call, method, parameters)) = CALLS.iter().find(|(call, ..)| *call == name) else {
        let names = CALLS.map(|(call, ..)| call);
        let problem = no_such("control call", name, names.get(1..).unwrap_or_default());
        return text(404, &format!("{problem}\n\n{}", help()));
    };
    let given = match *request.method() {
        Method::HEAD => "GET",
        ref method => method.as_str(),
    };
    if given != *method {
        return text(405, &format!("use {method}, not {given}, for `{name}`\n"));
    }
    match Input::read(request, parameters) {
        Ok(input) => perform(call, &input, simulator, now),
        Err(problem) => text(400, &format!("{problem}\n")),
    }
}

fn perform(call: &str, input: &Input, simulator: &mut Simulator, now: u64) -> Response {
    match call {
        "scan" => act(Some(Act::Scan), input, simulator, now),
        "confirm" => act(Some(Act::Confirm), input, simulator, now),
        "deny" => act(Some(Act::Deny), input, simulator, now),
        "cancel" => act(Some(Act::Cancel), input, simulator, now),
        "expire" => act(None, input, simulator, now),
        "codes" => codes(simulator, now),
        "issued" => issued(input, simulator),
        "log" => text(200, &lines(simulator.log().iter().map(ToString::to_string))),
        "scenario" => scenario(simulator),
        "calls" => calls(),
        "requests" => requests::list(input, simulator),
        "set" => set(input, simulator),
        "reset" => reset(input, simulator),
        "clock" => clock(input, simulator, now),
        _ => text(200, &help()),
    }
}

/// The person acts; without an act the code expires.
fn act(act: Option<Act>, input: &Input, simulator: &mut Simulator, now: u64) -> Response {
    let service = match service(input) {
        Ok(service) => service,
        Err(problem) => return *problem,
    };
    let handle = input.get("handle");
    if handle == Some("") {
        return text(400, "`handle` is empty; leave it out for the latest code\n");
    }
    match simulator.control(now, service, handle, act) {
        Ok(()) => text(200, "ok\n"),
        Err(ControlError::NoSuchLogin) => text(404, &no_code(service, handle, simulator)),
        Err(error) => text(409, &format!("{error}\n")),
    }
}

/// The service that is named; an error if there is none of this name.
fn service(input: &Input) -> Result<Option<ServiceId>, Box<Response>> {
    let Some(name) = input.get("service") else {
        return Ok(None);
    };
    match ServiceId::parse(name) {
        Some(service) => Ok(Some(service)),
        None => {
            let problem = no_such("service", name, &ServiceId::ALL.map(ServiceId::name));
            Err(Box::new(text(400, &format!("{problem}\n"))))
        }
    }
}

fn no_code(service: Option<ServiceId>, handle: Option<&str>, simulator: &Simulator) -> String {
    let of = service.map_or_else(String::new, |service| format!(" of {service}"));
    let codes = simulator.codes();
    let latest = match codes.last() {
        Some(Code {
            service, handle, ..
        }) => format!("the latest is {handle} of {service}, GET /_sim/codes has all"),
        None => "none was issued yet".to_owned(),
    };
    match handle {
        Some(handle) => format!("no code{of} has the handle or the content `{handle}`; {latest}\n"),
        None => format!("there is no code{of}; {latest}\n"),
    }
}

fn set(input: &Input, simulator: &mut Simulator) -> Response {
    let (Some(name), Some(value)) = (input.get("name"), input.get("value")) else {
        return text(
            400,
            "`name` and `value` are needed; GET /_sim/scenario has all settings\n",
        );
    };
    match simulator.scenario_mut().set(name, value) {
        Ok(()) => {
            let idle = simulator.scenario().without_effect();
            let idle = idle.iter().filter(|idle| idle.starts_with(name));
            let notes = idle.map(|idle| format!("note: {idle}"));
            text(200, &format!("ok\n{}", lines(notes)))
        }
        Err(error) => text(400, &format!("{error}\n")),
    }
}

fn reset(input: &Input, simulator: &mut Simulator) -> Response {
    let keep_scenario = match input.get("keep") {
        None => false,
        Some("scenario") => true,
        Some(_) => return text(400, "`keep` can only be `scenario`\n"),
    };
    simulator.reset(keep_scenario);
    text(200, "ok\n")
}

/// Sets the clock ahead. It never goes back: what was issued would be of the future.
fn clock(input: &Input, simulator: &mut Simulator, now: u64) -> Response {
    let advance = input.get("advance");
    let Some(Millis(by)) = advance.and_then(<Millis as Value>::parse) else {
        return text(
            400,
            "`advance` has to be a time with its unit, such as 250ms, 2s, 3m, 2h, 1d\n",
        );
    };
    let by = by.min(LONGEST_ADVANCE);
    simulator.ahead = simulator.ahead.saturating_add(by);
    let now = simulator.tick(now.saturating_add(by));
    json(Json::object([("now_ms", now.into())]))
}

fn scenario(simulator: &Simulator) -> Response {
    let settings = simulator.scenario().settings();
    let settings = settings.iter();
    text(
        200,
        &lines(settings.map(|setting| format!("{} = {}", setting.name, setting.value))),
    )
}

fn calls() -> Response {
    let services = ServiceId::ALL.into_iter();
    text(
        200,
        &lines(services.map(|service| format!("{service}: {}", service.calls().join(" ")))),
    )
}

fn codes(simulator: &mut Simulator, now: u64) -> Response {
    simulator.tick(now);
    let codes = simulator.codes().into_iter().map(|code| {
        let mut members = vec![
            ("service", code.service.name().into()),
            ("handle", code.handle.into()),
            ("payload", code.payload.into()),
            ("state", code.state.name().into()),
            ("issued_at_ms", code.issued_at_ms.into()),
            ("expires_at_ms", code.expires_at_ms.into()),
        ];
        members.extend(code.number.map(|number| ("number", number.into())));
        Json::Object(members)
    });
    json(Json::array(codes))
}

/// The credentials that the client must have.
fn issued(input: &Input, simulator: &Simulator) -> Response {
    let service = match service(input) {
        Ok(service) => service,
        Err(problem) => return *problem,
    };
    let handle = input.get("handle");
    let issued = simulator.issued().iter();
    let wanted = issued.filter(|issued| {
        service.is_none_or(|service| issued.service == service)
            && handle.is_none_or(|handle| issued.handle == handle)
    });
    json(Json::array(wanted.map(|issued| {
        let values = issued.values.iter();
        let values = values.map(|(name, value)| (*name, value.as_str().into()));
        Json::object([
            ("service", issued.service.name().into()),
            ("handle", issued.handle.as_str().into()),
            ("at_ms", issued.at_ms.into()),
            ("values", Json::Object(values.collect())),
        ])
    })))
}

fn json(body: Json) -> Response {
    reply(200, "application/json", body.write(Escapes::Plain) + "\n")
}

fn text(status: u16, body: &str) -> Response {
    reply(status, "text/plain; charset=utf-8", body)
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| line + "\n").collect()
}
