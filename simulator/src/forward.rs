//! A simulated service that asks another one: the request stands in the log like any other, and
//! meets the faults that name the other service.

use crate::exchange::{Delivery, Failure, Request, Response};
use crate::faults::{afterwards, instead};
use crate::incoming::Incoming;
use crate::journal::LogEntry;
use crate::scenario::FaultKind;
use crate::service::{Cx, Outcome};

impl Cx<'_> {
    /// Asks the service behind this one, and waits `patience` ms for its answer. Tells when it
    /// came, and what.
    pub(crate) fn forward(
        &mut self,
        request: Request,
        timeout: u64,
    ) -> (u64, Result<Response, Failure>) {
        let incoming = Incoming::new(request);
        let Some((service, call)) = self.directory.route(&incoming, self.logins) else {
            return (self.now, Err(Failure::Cut));
        };
        let fault = self
            .faults
            .pick_behind(&self.scenario.faults, service, call);
        let mut notes: Vec<_> = fault.as_ref().map(FaultKind::name).into_iter().collect();
        let delivery = match fault.as_ref().and_then(instead) {
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
                        afterwards(fault.as_ref(), response, self.scenario.seed)
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
        delivery.seen(self.now, self.now.saturating_add(timeout))
    }
}
