//! Requests from one simulated service to another. They are logged, and meet the faults that name
//! the other service.

use crate::exchange::{Delivery, Failure, Request, Response};
use crate::faults::{applied, replacement};
use crate::incoming::Incoming;
use crate::journal::LogEntry;
use crate::scenario::FaultKind;
use crate::service::{Cx, Outcome};

impl Cx<'_> {
    /// Sends a request to another service, with a time-out in ms. Returns when the result arrives,
    /// and the result.
    pub(crate) fn forward(
        &mut self,
        request: Request,
        timeout: u64,
    ) -> (u64, Result<Response, Failure>) {
        let incoming = Incoming::new(request, false);
        let Some((service, call)) = self.directory.route(&incoming, self.logins) else {
            return (self.now, Err(Failure::Cut));
        };
        let fault = self
            .faults
            .pick_upstream(&self.scenario.faults, service, call);
        let mut notes: Vec<_> = fault.as_ref().map(FaultKind::name).into_iter().collect();
        let delivery = match fault.as_ref().and_then(replacement) {
            Some(delivery) => delivery,
            None => {
                let mut cx = Cx {
                    began: self.now,
                    first: true,
                    notes: &mut notes,
                    ..self.of(service)
                };
                match cx.handle(call, &incoming, fault.as_ref()) {
                    Outcome::Respond(response) => {
                        applied(fault.as_ref(), response, self.scenario.seed)
                    }
                    Outcome::Hold(_) => Delivery::Hang,
                }
            }
        };
        let number = self.log.total();
        let mut entry = LogEntry::new(number, self.now, Some(service), call, &incoming.method);
        entry.answered = delivery.status().map(|status| (self.now, status));
        entry.notes = notes;
        self.log.push(entry, self.scenario.remember);
        delivery.received(self.now, self.now.saturating_add(timeout))
    }
}
