//! The control API, version 1: JSON, described by OpenAPI. One table has its routes; the answers
//! and their description come from it.

mod act;
mod codes;
mod input;
mod openapi;
mod problem;
mod requests;
mod routes;
mod scenario;
mod server;
mod sessions;

use std::sync::MutexGuard;

use http::header::{ALLOW, CACHE_CONTROL, WWW_AUTHENTICATE};
use http::{HeaderName, Method};
use serde::Serialize;

use super::accept::Door;
use super::access::Refusal;
use super::connection::{lock, now};
use super::sessions::Session;
use crate::exchange::{Request, Response};
use crate::reply::{header, reply};
use crate::simulator::Simulator;
use input::Input;
use problem::{Kind, Problem};
use routes::{ROUTES, Route};

/// The path of the API.
const ROOT: &str = "/_sim/v1";
/// The path parameter of routes that have one.
const NAME: &str = "{name}";

/// Whether the path is of this API.
pub(super) fn is_for(path: &str) -> bool {
    path.strip_prefix(ROOT)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A call of the API: what was sent, and the session that it is for.
struct Call<'a> {
    input: Input<'a>,
    session: Session,
    door: &'a Door,
}

impl Call<'_> {
    /// The simulator, at the present time.
    fn simulator(&self) -> MutexGuard<'_, Simulator> {
        let mut simulator = lock(&self.session.simulator);
        let now = now(&simulator);
        simulator.tick(now);
        simulator
    }
}

/// An answer: a status and a body of JSON.
struct Answer {
    status: u16,
    body: Option<String>,
}

impl Answer {
    fn json(status: u16, body: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_string(body)
            .map_err(|error| Problem::new(Kind::Internal, error.to_string()))?;
        let body = Some(body);
        Ok(Self { status, body })
    }

    fn ok(body: &impl Serialize) -> Result<Self, Problem> {
        Self::json(200, body)
    }

    fn empty() -> Self {
        Self {
            status: 204,
            body: None,
        }
    }
}

/// Responds to a call.
pub(super) fn respond(request: &Request, session: &Session, door: &Door) -> Response {
    let mut response = match answer(request, session, door) {
        Ok(Answer { status, body }) => match body {
            Some(body) => reply(status, "application/json", body + "\n"),
            None => reply(status, "", ""),
        },
        Err(problem) => problem.response(),
    };
    header(&mut response, CACHE_CONTROL, "no-store");
    if request.method() == Method::HEAD {
        response.body_mut().clear();
    }
    response
}

/// The response to a request whose body cannot be read.
pub(super) fn unreadable(status: u16, problem: &str) -> Response {
    let kind = match status {
        408 => Kind::TimedOut,
        413 => Kind::TooLarge,
        _ => Kind::BadRequest,
    };
    let mut response = Problem::new(kind, problem.to_owned()).response();
    header(&mut response, CACHE_CONTROL, "no-store");
    response
}

fn answer(request: &Request, session: &Session, door: &Door) -> Result<Answer, Problem> {
    let path = request.uri().path();
    let found = routes_at(path.strip_prefix(ROOT).unwrap_or(path));
    let method = match *request.method() {
        Method::HEAD => "GET",
        ref method => method.as_str(),
    };
    let route = found.iter().find(|(route, _)| route.method == method);
    if !route.is_some_and(|(route, _)| route.is_open) {
        permitted(request, door)?;
    }
    let Some((route, name)) = route else {
        return Err(no_route(&found, path, method));
    };
    let input = Input::read(request, *name, route)?;
    let session = match input.query("session") {
        None => session.clone(),
        Some(name) => sessions::named(name, door)?.0,
    };
    let call = Call {
        input,
        session,
        door,
    };
    (route.handle)(&call)
}

fn permitted(request: &Request, door: &Door) -> Result<(), Problem> {
    let problem = match door.shared.access.check(request) {
        Ok(()) => return Ok(()),
        Err(Refusal::Token(problem)) => {
            let challenge = (WWW_AUTHENTICATE, "Bearer".to_owned());
            Problem::new(Kind::Unauthorized, problem).with(challenge)
        }
        Err(Refusal::Foreign(problem)) => Problem::new(Kind::Forbidden, problem),
    };
    Err(problem)
}

/// The routes at a path, with the name in it.
fn routes_at(path: &str) -> Vec<(&'static Route, Option<&str>)> {
    let path = path.trim_end_matches('/');
    let routes = ROUTES.iter();
    let fits = |route: &'static Route| match route.path.split_once(NAME) {
        None => (route.path == path).then_some((route, None)),
        Some((before, after)) => {
            let name = path.strip_prefix(before)?.strip_suffix(after)?;
            let is_name = !name.is_empty() && !name.contains('/');
            is_name.then_some((route, Some(name)))
        }
    };
    routes.filter_map(fits).collect()
}

/// There is nothing at this path, or not for this method.
fn no_route(found: &[(&Route, Option<&str>)], path: &str, method: &str) -> Problem {
    if found.is_empty() {
        let known: Vec<_> = ROUTES.iter().map(Route::whole_path).collect();
        return Problem::unknown(
            Kind::NotFound,
            "path",
            path,
            known.iter().map(String::as_str),
        );
    }
    let methods: Vec<_> = found.iter().map(|(route, _)| route.method).collect();
    let allowed = methods.join(", ");
    let problem = format!("use {allowed}, not {method}, for {path}");
    let allow: (HeaderName, String) = (ALLOW, allowed);
    Problem::new(Kind::MethodNotAllowed, problem).with(allow)
}
