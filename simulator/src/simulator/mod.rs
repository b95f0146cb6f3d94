//! The simulator: requests in, deliveries out, time as an argument.

mod person;

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use http::header::{DATE, HeaderValue};

use crate::ask::Ask;
use crate::disturb::{FaultBook, afterwards, instead};
use crate::exchange::{Delivery, Exchange, Failure, Progress, Request, Response};
use crate::ledger::{Grants, Logins};
use crate::memory::Recent;
use crate::record::{Issued, LogEntry, ServiceId};
use crate::reply::{Notes, allow_any_origin, for_this_host, preflight, reply};
use crate::route::{UNKNOWN, nowhere, route};
use crate::scenario::{FaultKind, Scenario};
use crate::service::{Cx, Verdict};
use crate::services::Services;

pub use person::{Code, CodeState};

/// All services with one clock and one seed.
///
/// The clock is the `now_ms` of the calls (Unix milliseconds); one that runs backwards is taken as
/// standing still.
#[derive(Debug)]
pub struct Simulator {
    scenario: Scenario,
    services: Services,
    logins: Logins,
    issued: Grants,
    log: Recent<LogEntry>,
    faults: FaultBook,
    open: BTreeMap<u64, Open>,
    next_exchange: u64,
    now: u64,
}

/// An exchange that has not been delivered.
#[derive(Debug)]
enum Open {
    Ready(Delivery),
    Held(Box<Held>),
}

/// A request that a service keeps waiting.
struct Held {
    ask: Ask,
    service: ServiceId,
    call: &'static str,
    began: u64,
    /// When to ask the service again.
    next: u64,
    first: bool,
    fault: Option<FaultKind>,
    log: u64,
}

impl Simulator {
    /// A simulator that plays this scenario.
    pub fn new(scenario: Scenario) -> Self {
        Self {
            scenario,
            services: Services::default(),
            logins: Logins::default(),
            issued: Grants::default(),
            log: Recent::default(),
            faults: FaultBook::default(),
            open: BTreeMap::new(),
            next_exchange: 0,
            now: 0,
        }
    }

    /// Starts an exchange: the request arrives now.
    ///
    /// The host (header `Host`, else the authority of the address) decides which service is meant.
    /// On a loopback host a path prefix does: `/api/v1/115/`, `/phiApi/`, `/api/LoginQrCode/`,
    /// or `/<production host>/`.
    pub fn begin(&mut self, now_ms: u64, request: Request) -> Exchange {
        let now = self.tick(now_ms);
        let ask = Ask::new(request);
        let routed = route(&ask, &self.logins);
        let (service, call) = (
            routed.map(|(service, _)| service),
            routed.map_or(UNKNOWN, |(_, call)| call),
        );
        let fault = self.faults.pick(&self.scenario.faults, service, call);
        let log = self.log.total();
        let mut entry = LogEntry::new(log, now, service, call, &ask.method);
        if call == UNKNOWN {
            entry.address = format!("{}{}", ask.host, ask.path);
        }
        entry.notes.extend(fault.as_ref().map(FaultKind::name));
        self.log.push(entry, self.scenario.remember);
        let id = self.next_exchange;
        self.next_exchange += 1;
        let open = match (fault.as_ref().and_then(instead), service) {
            (Some(delivery), _) => self.deliver(now, log, delivery),
            (None, None) => {
                let response = reply(404, "text/plain; charset=utf-8", nowhere(&ask));
                self.deliver(now, log, Delivery::Respond(response))
            }
            (None, Some(service)) => {
                let held = Held {
                    ask,
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

    /// What has become of an exchange. A held one can be asked at any time; the reply
    /// is computed for the time at which it became due.
    pub fn poll(&mut self, now_ms: u64, exchange: &Exchange) -> Progress {
        let now = self.tick(now_ms);
        loop {
            match self.open.remove(&exchange.0) {
                None => return Progress::Gone,
                Some(Open::Ready(delivery)) => return Progress::Ready(delivery),
                Some(Open::Held(held)) if held.next > now || held.next == u64::MAX => {
                    let until_ms = held.next;
                    self.open.insert(exchange.0, Open::Held(held));
                    return Progress::Held { until_ms };
                }
                Some(Open::Held(held)) => {
                    let open = self.consult(held.next, held);
                    self.open.insert(exchange.0, open);
                }
            }
        }
    }

    /// The client has gone away: the exchange is forgotten.
    pub fn abandon(&mut self, exchange: &Exchange) {
        self.open.remove(&exchange.0);
    }

    /// How many exchanges are held at the moment: long polls whose clients are waiting.
    pub fn held(&self) -> usize {
        self.open
            .values()
            .filter(|open| matches!(open, Open::Held(_)))
            .count()
    }

    /// A whole exchange on virtual time: begins now, lets time pass until there is an answer, and
    /// returns when that was. The client gives up at `give_up_ms`.
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
        entry.address = address;
        entry.answered = Some((now, 403));
        entry.notes.push("host not simulated");
        self.log.push(entry, self.scenario.remember);
    }

    /// What was really issued, one entry for each finished login, in order. The oldest are
    /// forgotten: see [`Scenario::remember`].
    pub fn issued(&self) -> &[Issued] {
        self.issued.as_slice()
    }

    /// The requests so far, in order. The oldest are forgotten: see [`Scenario::remember`].
    pub fn log(&self) -> &[LogEntry] {
        self.log.as_slice()
    }

    /// The scenario it plays.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The scenario, to be changed while it plays. Scripts are dealt out when a code is issued.
    pub fn scenario_mut(&mut self) -> &mut Scenario {
        &mut self.scenario
    }

    pub(crate) fn tick(&mut self, now_ms: u64) -> u64 {
        self.now = self.now.max(now_ms);
        self.now
    }

    /// Something has happened: every held exchange is to be looked at again.
    fn wake(&mut self) {
        let now = self.now;
        for open in self.open.values_mut() {
            if let Open::Held(held) = open {
                held.next = held.next.min(now);
            }
        }
    }

    /// Asks the service.
    fn consult(&mut self, now: u64, mut held: Box<Held>) -> Open {
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
        };
        let for_pages = matches!(held.service, ServiceId::Gateway115 | ServiceId::PhiApi);
        let preflight = if for_pages {
            preflight(&held.ask)
        } else {
            None
        };
        let mut verdict = match (&held.fault, preflight) {
            (_, Some(response)) => Verdict::Reply(response),
            (Some(FaultKind::Refuse(what)), None) => {
                Verdict::Reply(self.services.get(held.service).refuse(what, &cx))
            }
            _ => self.services.answer(held.call, &held.ask, &mut cx),
        };
        if let Verdict::Reply(response) = &mut verdict {
            if for_pages {
                allow_any_origin(response, &held.ask);
            }
            if held.ask.via.is_some() {
                for_this_host(response);
            }
            // What the service itself does not tell: why it refuses, or what was remarkable.
            if !notes.is_empty() {
                response.extensions_mut().insert(Notes(notes.join(", ")));
            }
        }
        if let Some(entry) = self.log.get_mut(held.log) {
            entry.notes.append(&mut notes);
        }
        match verdict {
            Verdict::Reply(response) => {
                let delivery = afterwards(held.fault.as_ref(), response, self.scenario.seed);
                self.deliver(now, held.log, delivery)
            }
            Verdict::Hold(until) => {
                held.first = false;
                held.next = until.max(now.saturating_add(1));
                Open::Held(held)
            }
        }
    }

    /// Dates a delivery and writes it into the log.
    fn deliver(&mut self, now: u64, log: u64, mut delivery: Delivery) -> Open {
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
        Open::Ready(delivery)
    }
}

/// Where it waits only: the request holds stand-ins for secrets.
impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Held({}/{} until {})",
            self.service, self.call, self.next
        )
    }
}
