//! A simulated service that asks another one: the request stands in the log like any other, and
//! meets the faults that name the other service.

use crate::ask::Ask;
use crate::disturb::{afterwards, instead};
use crate::exchange::{Delivery, Failure, Request, Response};
use crate::record::LogEntry;
use crate::route::route;
use crate::scenario::FaultKind;
use crate::service::{Cx, Service, Verdict};

impl Cx<'_> {
    /// Asks the service behind this one, and waits `patience` ms for its answer. Tells when it
    /// came, and what.
    pub(crate) fn relay(
        &mut self,
        behind: &mut dyn Service,
        request: Request,
        patience: u64,
    ) -> (u64, Result<Response, Failure>) {
        let ask = Ask::new(request);
        let Some((service, call)) = route(&ask, self.logins) else {
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
                    now: self.now,
                    began: self.now,
                    first: true,
                    service,
                    scenario: self.scenario,
                    logins: self.logins,
                    issued: self.issued,
                    notes: &mut notes,
                    log: self.log,
                    faults: self.faults,
                };
                let verdict = match &fault {
                    Some(FaultKind::Refuse(what)) => behind.refuse(what, &cx).into(),
                    _ => behind.answer(call, &ask, &mut cx),
                };
                match verdict {
                    Verdict::Reply(response) => {
                        afterwards(fault.as_ref(), response, self.scenario.seed)
                    }
                    Verdict::Hold(_) => Delivery::Hang,
                }
            }
        };
        let number = self.log.total();
        let mut entry = LogEntry::new(number, self.now, Some(service), call, &ask.method);
        entry.answered = delivery.status().map(|status| (self.now, status));
        entry.notes = notes;
        self.log.push(entry, self.scenario.remember);
        delivery.received(self.now, self.now.saturating_add(patience))
    }
}
