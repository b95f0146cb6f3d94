//! One request on a real connection.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::HeaderName;
use http::header::WWW_AUTHENTICATE;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use tokio::time::timeout;

use super::accept::Door;
use super::access::Refusal;
use super::body::WireBody;
use super::sessions::Session;
use super::{control, v1};
use crate::exchange::{Delivery, Exchange, Progress, Request, Response};
use crate::reply::{Notes, header, reply};
use crate::simulator::Simulator;

/// The longest sleep of a held exchange before it polls again: another owner of the simulator may
/// have acted.
pub(super) const SLICE: Duration = Duration::from_millis(10);
/// The time limit for a head, a body or a handshake, after which the connection is closed.
pub(super) const TIMEOUT: Duration = Duration::from_secs(30);
/// The header with the notes on a request.
const NOTE: HeaderName = HeaderName::from_static("x-simulator-note");
/// The largest request body.
const LIMIT: usize = 1 << 20;

/// The connection is closed without a response.
#[derive(Debug, thiserror::Error)]
#[error("connection cut on purpose")]
pub(super) struct Cut;

/// Responds to a request, or closes its connection.
pub(super) async fn respond(
    request: http::Request<Incoming>,
    session: Session,
    door: Door,
) -> Result<http::Response<WireBody>, Cut> {
    // A tunnel outlives its session.
    if !door.shared.sessions.has(&session) {
        return Err(Cut);
    }
    let (parts, body) = request.into_parts();
    let is_v1 = v1::is_for(parts.uri.path());
    let refusal = |status, text| Ok(whole(unreadable(is_v1, status, text)));
    let body = match timeout(TIMEOUT, Limited::new(body, LIMIT).collect()).await {
        Ok(Ok(body)) => body,
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            return refusal(413, "The request body is too large.");
        }
        Ok(Err(_)) => return refusal(400, "The request body cannot be read."),
        Err(_) => return refusal(408, "The request body did not come in time."),
    };
    let request = http::Request::from_parts(parts, body.to_bytes().to_vec());
    if is_v1 {
        return Ok(whole(v1::respond(&request, &session, &door)));
    }
    if control::is_control(&request) {
        return Ok(whole(controlled(&request, &session, &door)));
    }
    let simulator = &session.simulator;
    match deliver(request, simulator).await {
        Delivery::Respond(response) => Ok(whole(noted(response))),
        Delivery::Cut => Err(Cut),
        Delivery::CutBody { response, after } => {
            Ok(noted(response).map(|body| WireBody::cut(body, after)))
        }
        Delivery::SlowBody {
            response,
            chunk,
            every_ms,
        } => {
            let every = Duration::from_millis(every_ms);
            Ok(noted(response).map(|body| WireBody::slow(body, chunk, every)))
        }
        Delivery::Hang => std::future::pending().await,
    }
}

/// The response to an older control call.
fn controlled(request: &Request, session: &Session, door: &Door) -> Response {
    let (status, problem) = match door.shared.access.check(request) {
        Ok(()) => {
            let simulator = &mut lock(&session.simulator);
            let now = now(simulator);
            return control::respond(request, simulator, now);
        }
        Err(Refusal::Token(problem)) => (401, problem),
        Err(Refusal::Foreign(problem)) => (403, problem),
    };
    let mut response = plain(status, &problem);
    if status == 401 {
        header(&mut response, WWW_AUTHENTICATE, "Bearer");
    }
    response
}

/// The response to a body that cannot be read.
fn unreadable(is_v1: bool, status: u16, problem: &str) -> Response {
    match is_v1 {
        true => v1::unreadable(status, problem),
        false => plain(status, problem),
    }
}

fn plain(status: u16, problem: &str) -> Response {
    reply(status, "text/plain; charset=utf-8", format!("{problem}\n"))
}

/// Logs a refused request for an address without a service.
pub(super) fn refused(simulator: &Mutex<Simulator>, method: &http::Method, address: String) {
    let mut simulator = lock(simulator);
    let now = now(&simulator);
    simulator.refused(now, method, address);
}

/// Waits for the simulator's delivery.
async fn deliver(request: http::Request<Vec<u8>>, simulator: &Mutex<Simulator>) -> Delivery {
    let exchange = {
        let mut simulator = lock(simulator);
        let now = now(&simulator);
        simulator.begin(now, request)
    };
    let open = Open {
        exchange,
        simulator,
    };
    loop {
        let rest = {
            let mut simulator = lock(simulator);
            let now = now(&simulator);
            match simulator.poll(now, &open.exchange) {
                Progress::Ready(delivery) => return delivery,
                Progress::Held { until_ms } => Duration::from_millis(until_ms.saturating_sub(now)),
                Progress::Gone => return Delivery::Cut,
            }
        };
        tokio::time::sleep(rest.min(SLICE)).await;
    }
}

/// Abandons the exchange when the client disconnects: the connection then drops the future that
/// holds this.
struct Open<'a> {
    exchange: Exchange,
    simulator: &'a Mutex<Simulator>,
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        lock(self.simulator).abandon(&self.exchange);
    }
}

/// Adds the notes on a request as a header, for people who read the traffic.
fn noted(mut response: Response) -> Response {
    if let Some(Notes(notes)) = response.extensions_mut().remove() {
        header(&mut response, NOTE, &notes);
    }
    response
}

fn whole(response: Response) -> http::Response<WireBody> {
    response.map(WireBody::whole)
}

/// The simulator. After a panic of another owner its state is still usable.
pub(super) fn lock(simulator: &Mutex<Simulator>) -> MutexGuard<'_, Simulator> {
    simulator.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The simulator's clock in Unix milliseconds: the wall clock, ahead by what it was advanced.
pub(super) fn now(simulator: &Simulator) -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let wall = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
    wall.saturating_add(simulator.ahead)
}
