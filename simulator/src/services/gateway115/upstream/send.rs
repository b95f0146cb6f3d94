//! Requests to 115. They are logged, and meet the faults that name 115.

use http::Method;

use crate::exchange::{Delivery, Request};
use crate::faults::{applied, replacement};
use crate::incoming::Incoming;
use crate::journal::LogEntry;
use crate::scenario::FaultKind;
use crate::service::{Cx, Outcome};
use crate::service_id::ServiceId;
use crate::services::gateway115::Gateway;

/// The gateway's time-out for 115, in ms.
const TIMEOUT: u64 = 60_000;

/// A request that 115 holds: when the gateway's own request came, the call, and the uid.
pub(in crate::services::gateway115) type HeldCall = (u64, &'static str, String);

impl Gateway {
    /// Sends a request about this uid to 115. An error has the text of the gateway's client
    /// library, with the address in it. While 115 holds the request, call this again.
    pub(super) fn send(
        &mut self,
        call: &'static str,
        request: Result<Request, String>,
        uid: &str,
        cx: &mut Cx<'_>,
    ) -> Result<Outcome, String> {
        let request = request?;
        let (verb, url) = match request.method().as_str() {
            "POST" => ("Post", request.uri().to_string()),
            _ => ("Get", request.uri().to_string()),
        };
        let failed = |why: &str| Err(format!("{verb} \"{url}\": {why}"));
        let incoming = Incoming::new(request, false);
        let held = (cx.began, call, uid.to_owned());
        let fault = if cx.first {
            let faults = &cx.scenario.faults;
            cx.faults.pick_upstream(faults, ServiceId::Pan115, call)
        } else {
            self.held.remove(&held)
        };
        let gives_up = cx.began.saturating_add(TIMEOUT);
        if fault == Some(FaultKind::Hang) && cx.now < gives_up {
            self.held
                .insert(held, FaultKind::Hang, cx.scenario.remember);
            return Ok(Outcome::Hold(gives_up));
        }
        let mut notes: Vec<_> = fault.as_ref().map(FaultKind::name).into_iter().collect();
        let delivery = match fault.as_ref().and_then(replacement) {
            Some(delivery) => delivery,
            None => {
                let mut behind = Cx {
                    notes: &mut notes,
                    ..cx.of(ServiceId::Pan115)
                };
                match behind.handle(call, &incoming, fault.as_ref()) {
                    Outcome::Hold(until) => {
                        if let Some(fault) = fault {
                            self.held.insert(held, fault, cx.scenario.remember);
                        }
                        return Ok(Outcome::Hold(until));
                    }
                    Outcome::Respond(response) => {
                        applied(fault.as_ref(), response, cx.scenario.seed)
                    }
                }
            }
        };
        let answered = delivery.status().map(|status| (cx.now, status));
        log(call, &incoming.method, answered, notes, cx);
        match delivery {
            Delivery::Respond(response) | Delivery::SlowBody { response, .. } => {
                Ok(Outcome::Respond(response))
            }
            Delivery::Cut => failed("EOF"),
            Delivery::CutBody { .. } => failed("unexpected EOF"),
            Delivery::Hang => {
                failed("context deadline exceeded (Client.Timeout exceeded while awaiting headers)")
            }
        }
    }

    /// Abandons a request that 115 holds.
    pub(super) fn give_up(&mut self, call: &'static str, uid: &str, cx: &mut Cx<'_>) {
        let fault = self.held.remove(&(cx.began, call, uid.to_owned()));
        let notes = fault.as_ref().map(FaultKind::name).into_iter().collect();
        log(call, &Method::GET, None, notes, cx);
    }
}

fn log(
    call: &'static str,
    method: &Method,
    answered: Option<(u64, u16)>,
    notes: Vec<&'static str>,
    cx: &mut Cx<'_>,
) {
    let service = Some(ServiceId::Pan115);
    let mut entry = LogEntry::new(cx.log.total(), cx.began, service, call, method);
    entry.answered = answered;
    entry.notes = notes;
    cx.log.push(entry, cx.scenario.remember);
}
