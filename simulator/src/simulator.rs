//! The simulator: requests in, deliveries out, time as an argument.

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use http::header::{DATE, HeaderValue};

use crate::exchange::{Delivery, Exchange, Failure, Progress, Request, Response};
use crate::faults::{FaultCounts, applied, replacement};
use crate::incoming::Incoming;
use crate::journal::{Issued, LogEntry, Seen};
use crate::ledger::{Grants, Logins};
use crate::memory::Recent;
use crate::registry::{DIRECTORY, handlers};
use crate::reply::{Notes, allow_any_origin, for_this_host, preflight, reply};
use crate::scenario::{FaultKind, Scenario};
use crate::service::{Cx, Handlers, Outcome};
use crate::service_id::ServiceId;
use crate::services::UNKNOWN;

/// All services with one clock and one seed.
///
/// The clock is the `now_ms` of the methods (Unix milliseconds). It never runs backwards: an
/// earlier time counts as the latest one so far.
#[derive(Debug)]
pub struct Simulator {
    scenario: Scenario,
    /// The scenario that it began with.
    initial: Scenario,
    services: Handlers,
    pub(crate) logins: Logins,
    issued: Grants,
    log: Recent<LogEntry>,
    /// The requests of the log, by the same numbers.
    seen: Recent<Seen>,
    faults: FaultCounts,
    open: BTreeMap<u64, Pending>,
    next_exchange: u64,
    pub(crate) now: u64,
    /// How far a server's clock is ahead of the wall clock, in milliseconds.
    pub(crate) ahead: u64,
    /// Whether a server is reached under names that it does not know.
    pub(crate) any_name: bool,
}

/// An exchange that has not been delivered.
#[derive(Debug)]
enum Pending {
    Ready(Delivery),
    Held(Box<PendingRequest>),
}

/// A request that a service holds.
struct PendingRequest {
    incoming: Incoming,
    service: ServiceId,
    call: &'static str,
    began: u64,
    /// When to evaluate it again.
    next: u64,
    first: bool,
    fault: Option<FaultKind>,
    log: u64,
}

impl Simulator {
    /// A simulator that plays this scenario.
    pub fn new(scenario: Scenario) -> Self {
        Self {
            initial: scenario.clone(),
            scenario,
            services: handlers(),
            logins: Logins::default(),
            issued: Grants::default(),
            log: Recent::default(),
            seen: Recent::default(),
            faults: FaultCounts::default(),
            open: BTreeMap::new(),
            next_exchange: 0,
            now: 0,
            ahead: 0,
            any_name: false,
        }
    }

    /// Forgets every code, login, credential and request, so that the next test finds nothing of
    /// the one before; clients that are waiting are cut off. The clock and the numbers of requests
    /// go on. The scenario is again what it was at the beginning, unless it is kept.
    pub fn reset(&mut self, keep_scenario: bool) {
        self.services = handlers();
        self.logins = Logins::default();
        self.issued = Grants::default();
        self.log.forget_all();
        self.seen.forget_all();
        self.faults = FaultCounts::default();
        self.open.clear();
        if !keep_scenario {
            self.scenario = self.initial.clone();
        }
    }

    /// Starts an exchange: the request arrives now.
    ///
    /// The host (header `Host`, else the authority of the address) decides which service is meant.
    /// On a loopback host a path prefix does: `/api/v1/115/`, `/phiApi/`, `/api/LoginQrCode/`,
    /// or `/<production host>/`.
    pub fn begin(&mut self, now_ms: u64, request: Request) -> Exchange {
        let now = self.tick(now_ms);
        let incoming = Incoming::new(request, self.any_name);
        let routed = DIRECTORY.route(&incoming, &self.logins);
        let (service, call) = (
            routed.map(|(service, _)| service),
            routed.map_or(UNKNOWN, |(_, call)| call),
        );
        let fault = self.faults.pick(&self.scenario.faults, service, call);
        let log = self.log.total();
        let mut entry = LogEntry::new(log, now, service, call, &incoming.method);
        if call == UNKNOWN {
            entry.address = format!("{}{}", incoming.host, incoming.path);
        }
        entry.notes.extend(fault.as_ref().map(FaultKind::name));
        self.log.push(entry, self.scenario.remember);
        self.seen.push(Seen::of(&incoming), self.scenario.remember);
        let id = self.next_exchange;
        self.next_exchange += 1;
        let open = match (fault.as_ref().and_then(replacement), service) {
            (Some(delivery), _) => self.deliver(now, log, delivery),
            (None, None) => {
                let response = reply(
                    404,
                    "text/plain; charset=utf-8",
                    DIRECTORY.not_found(&incoming),
                );
                self.deliver(now, log, Delivery::Respond(response))
            }
            (None, Some(service)) => {
                let held = PendingRequest {
                    incoming,
                    service,
                    call,
                    began: now,
                    next: now,
                    first: true,
                    fault,
                    log,
                };
                self.consult(now, Box::new(held))
            }
        };
        self.open.insert(id, open);
        self.wake();
        Exchange(id)
    }

    /// The state of an exchange. The response to a held request is computed for the time at which
    /// it became due, not for the time of this call.
    pub fn poll(&mut self, now_ms: u64, exchange: &Exchange) -> Progress {
        let now = self.tick(now_ms);
        loop {
            match self.open.remove(&exchange.0) {
                None => return Progress::Gone,
                Some(Pending::Ready(delivery)) => return Progress::Ready(delivery),
                Some(Pending::Held(held)) if held.next > now || held.next == u64::MAX => {
                    let until_ms = held.next;
                    self.open.insert(exchange.0, Pending::Held(held));
                    return Progress::Held { until_ms };
                }
                Some(Pending::Held(held)) => {
                    let open = self.consult(held.next, held);
                    self.open.insert(exchange.0, open);
                }
            }
        }
    }

    /// Forgets an exchange whose client has disconnected.
    pub fn abandon(&mut self, exchange: &Exchange) {
        self.open.remove(&exchange.0);
    }

    /// How many exchanges are held: long polls whose clients are waiting.
    pub fn held(&self) -> usize {
        self.open
            .values()
            .filter(|open| matches!(open, Pending::Held(_)))
            .count()
    }

    /// A whole exchange on virtual time: begins now, advances the time to the response, and returns
    /// that time. The client's time-out ends at `give_up_ms`.
    pub fn exchange(
        &mut self,
        now_ms: u64,
        request: Request,
        give_up_ms: u64,
    ) -> (u64, Result<Response, Failure>) {
        let exchange = self.begin(now_ms, request);
        let mut now = self.now;
        loop {
            match self.poll(now, &exchange) {
                Progress::Ready(delivery) => return delivery.received(now, give_up_ms.max(now)),
                Progress::Held { until_ms }
                    if (now.saturating_add(1)..=give_up_ms).contains(&until_ms) =>
                {
                    now = until_ms
                }
                Progress::Held { .. } | Progress::Gone => {
                    self.abandon(&exchange);
                    return (give_up_ms.max(now), Err(Failure::TimedOut));
                }
            }
        }
    }

    /// Logs a request that the proxy refused.
    pub(crate) fn refused(&mut self, now_ms: u64, method: &http::Method, address: String) {
        let now = self.tick(now_ms);
        let mut entry = LogEntry::new(self.log.total(), now, None, UNKNOWN, method);
        self.seen
            .push(Seen::refused(&address), self.scenario.remember);
        entry.address = address;
        entry.answered = Some((now, 403));
        entry.notes.push("host not simulated");
        self.log.push(entry, self.scenario.remember);
    }

    /// The issued credentials, one entry for each finished login, in order. The oldest are
    /// forgotten: see [`Scenario::remember`].
    pub fn issued(&self) -> &[Issued] {
        self.issued.as_slice()
    }

    /// The log of requests, in order. The oldest are forgotten: see [`Scenario::remember`].
    pub fn log(&self) -> &[LogEntry] {
        self.log.as_slice()
    }

    /// The requests of the log, in order.
    pub(crate) fn seen(&self) -> impl Iterator<Item = (&LogEntry, &Seen)> {
        let entries = self.log.as_slice().iter();
        entries.filter_map(|entry| Some((entry, self.seen.get(entry.number)?)))
    }

    /// The scenario that it began with.
    pub(crate) fn initial(&self) -> &Scenario {
        &self.initial
    }

    /// Forgets the requests so far; their numbers go on.
    pub(crate) fn forget_requests(&mut self) {
        self.log.forget_all();
        self.seen.forget_all();
    }

    /// The scenario it plays.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The scenario, to change while it plays. A code gets its script when it is issued.
    pub fn scenario_mut(&mut self) -> &mut Scenario {
        &mut self.scenario
    }

    pub(crate) fn tick(&mut self, now_ms: u64) -> u64 {
        self.now = self.now.max(now_ms);
        self.now
    }

    /// Marks every held exchange for evaluation, after an event.
    pub(crate) fn wake(&mut self) {
        let now = self.now;
        for open in self.open.values_mut() {
            if let Pending::Held(held) = open {
                held.next = held.next.min(now);
            }
        }
    }

    /// Lets the service handle the request.
    fn consult(&mut self, now: u64, mut held: Box<PendingRequest>) -> Pending {
        let mut notes = Vec::new();
        let mut cx = Cx {
            now,
            began: held.began,
            first: held.first,
            service: held.service,
            scenario: &self.scenario,
            logins: &mut self.logins,
            issued: &mut self.issued,
            notes: &mut notes,
            log: &mut self.log,
            faults: &mut self.faults,
            handlers: &mut self.services,
            directory: &DIRECTORY,
        };
        let cross_origin = DIRECTORY.is_cross_origin(held.service);
        let preflight = preflight(&held.incoming).filter(|_| cross_origin);
        let mut outcome = match preflight {
            Some(response) => Outcome::Respond(response),
            None => cx.handle(held.call, &held.incoming, held.fault.as_ref()),
        };
        if let Outcome::Respond(response) = &mut outcome {
            if cross_origin {
                allow_any_origin(response, &held.incoming);
            }
            if held.incoming.via.is_some() {
                for_this_host(response);
            }
            // The notes are not part of the service's own response.
            if !notes.is_empty() {
                response.extensions_mut().insert(Notes(notes.join(", ")));
            }
        }
        if let Some(entry) = self.log.get_mut(held.log) {
            entry.notes.append(&mut notes);
        }
        match outcome {
            Outcome::Respond(response) => {
                let delivery = applied(held.fault.as_ref(), response, self.scenario.seed);
                self.deliver(now, held.log, delivery)
            }
            Outcome::Hold(until) => {
                held.first = false;
                held.next = until.max(now.saturating_add(1));
                Pending::Held(held)
            }
        }
    }

    /// Adds `Date` to a delivery and logs it.
    fn deliver(&mut self, now: u64, log: u64, mut delivery: Delivery) -> Pending {
        let clock = now.saturating_add_signed(self.scenario.clock_skew.saturating_mul(1000));
        if let Delivery::Respond(response)
        | Delivery::CutBody { response, .. }
        | Delivery::SlowBody { response, .. } = &mut delivery
        {
            // Dates after the year 9999 have no HTTP form.
            let clock = clock.min(253_402_300_799_000);
            let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(clock));
            if let Ok(date) = HeaderValue::from_str(&date) {
                response.headers_mut().insert(DATE, date);
            }
        }
        if let Some(entry) = self.log.get_mut(log) {
            entry.answered = delivery.status().map(|status| (now, status));
        }
        Pending::Ready(delivery)
    }
}

/// Without the request, which holds stand-ins for secrets.
impl std::fmt::Debug for PendingRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Held({}/{} until {})",
            self.service, self.call, self.next
        )
    }
}
