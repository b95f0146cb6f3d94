//! A simulated service: a function of its logins, the time and a request.

use std::collections::BTreeMap;
use std::fmt;

use crate::directory::{Directory, Example};
use crate::exchange::Response;
use crate::faults::FaultCounts;
use crate::incoming::Incoming;
use crate::journal::{Issued, LogEntry};
use crate::ledger::{Grants, Logins};
use crate::memory::Recent;
use crate::person::{Login, Terms};
use crate::random::Random;
use crate::reply::reply;
use crate::scenario::{Account, FaultKind, Scenario};
use crate::service_id::ServiceId;

/// A simulated service: where it is found, and how it handles requests.
pub(crate) trait Service: Handler + Default + 'static {
    /// Its hosts. A gateway has none: its paths tell it apart.
    const HOSTS: &'static [&'static str] = &[];
    /// Hosts that are its own too, but that no list names.
    const UNLISTED_HOSTS: &'static [&'static str] = &[];
    /// An address for help texts.
    const EXAMPLE: Option<Example> = None;
    /// Whether pages of other origins may call it (CORS).
    const CROSS_ORIGIN: bool = false;

    /// The call that a request to one of its hosts, or to no service's host, is for. `None` if it
    /// is not for this service.
    fn route(incoming: &Incoming, logins: &Logins) -> Option<&'static str>;
}

/// How a service handles requests.
pub(crate) trait Handler: fmt::Debug + Send + Sync {
    /// Responds to a request or holds it. A held request is handled again at the next event.
    fn respond(&mut self, call: &'static str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome;

    /// A refusal by code or error name, in the service's own form, for the fault `refuse`.
    fn refuse(&self, what: &str, cx: &Cx<'_>) -> Response;
}

/// The handlers of all services.
#[derive(Debug, Default)]
pub(crate) struct Handlers(BTreeMap<ServiceId, Box<dyn Handler>>);

impl Handlers {
    pub(crate) fn put(&mut self, service: ServiceId, handler: Box<dyn Handler>) {
        self.0.insert(service, handler);
    }

    /// Takes a handler out while it handles a request, so that it can reach the others.
    fn take(&mut self, service: ServiceId) -> Option<Box<dyn Handler>> {
        self.0.remove(&service)
    }
}

/// The outcome of a request.
pub(crate) enum Outcome {
    Respond(Response),
    /// Held: handle it again at this time, or earlier after an event.
    Hold(u64),
}

impl From<Response> for Outcome {
    fn from(response: Response) -> Self {
        Self::Respond(response)
    }
}

/// The simulator as a service sees it while it handles a request.
pub(crate) struct Cx<'a> {
    /// The current time, in Unix milliseconds.
    pub(crate) now: u64,
    /// When the request came, in Unix milliseconds; equal to `now` the first time.
    pub(crate) began: u64,
    /// Whether the request is handled for the first time.
    pub(crate) first: bool,
    pub(crate) service: ServiceId,
    pub(crate) scenario: &'a Scenario,
    pub(crate) logins: &'a mut Logins,
    pub(crate) issued: &'a mut Grants,
    pub(crate) notes: &'a mut Vec<&'static str>,
    pub(crate) log: &'a mut Recent<LogEntry>,
    pub(crate) faults: &'a mut FaultCounts,
    pub(crate) handlers: &'a mut Handlers,
    pub(crate) directory: &'static Directory,
}

impl Cx<'_> {
    /// The simulator as another service sees it.
    pub(crate) fn of(&mut self, service: ServiceId) -> Cx<'_> {
        Cx {
            service,
            scenario: self.scenario,
            logins: self.logins,
            issued: self.issued,
            notes: self.notes,
            log: self.log,
            faults: self.faults,
            handlers: self.handlers,
            ..*self
        }
    }

    /// Lets the service respond to a request, or refuse it under the fault `refuse`.
    pub(crate) fn handle(
        &mut self,
        call: &'static str,
        incoming: &Incoming,
        fault: Option<&FaultKind>,
    ) -> Outcome {
        let Some(mut handler) = self.handlers.take(self.service) else {
            // It has forwarded a request to itself.
            return reply(508, "", "").into();
        };
        let outcome = match fault {
            Some(FaultKind::Refuse(what)) => handler.refuse(what, self).into(),
            _ => handler.respond(call, incoming, self),
        };
        self.handlers.put(self.service, handler);
        outcome
    }

    /// The random values of one login under this label.
    pub(crate) fn random(&self, number: usize, label: &str) -> Random {
        Random::new(
            self.scenario.seed,
            &format!("{}/{number}/{label}", self.service),
        )
    }

    /// The number that the next login of this service will have.
    pub(crate) fn next_number(&self) -> usize {
        self.logins.count(self.service)
    }

    /// Issues a code.
    pub(crate) fn issue(&mut self, terms: Terms, handle: &str, payload: &str) {
        let number = self.next_number();
        let script = self.scenario.person.script(number);
        let names = (handle.to_owned(), payload.to_owned());
        let login = Login::new(self.service, number, self.now, terms, script, names);
        self.logins.push(login, self.scenario.remember);
    }

    /// The login of this handle, advanced to the current time.
    pub(crate) fn login(&mut self, handle: &str) -> Option<&mut Login> {
        let login = self.logins.get_mut(self.service, handle)?;
        login.advance(self.now);
        Some(login)
    }

    /// Whether this request came within `gap` ms of the login's last poll, which is noted in the
    /// log.
    pub(crate) fn is_too_fast(&mut self, handle: &str, gap: u64) -> bool {
        let last = self.login(handle).and_then(|login| login.last_poll());
        let too_fast = self.first && last.is_some_and(|last| self.now < last.saturating_add(gap));
        if too_fast {
            self.note("too fast");
        }
        too_fast
    }

    /// Counts this request as a poll of the login. Do not count refused polls.
    pub(crate) fn count_poll(&mut self, handle: &str) {
        let (now, first) = (self.now, self.first);
        if let Some(login) = self.login(handle).filter(|_| first) {
            login.polled(now);
        }
    }

    /// The login of this handle, after counting this request as one of its polls. Notes one that
    /// came within `gap` ms.
    pub(crate) fn polled_login(&mut self, handle: &str, gap: u64) -> Option<&mut Login> {
        self.is_too_fast(handle, gap);
        self.count_poll(handle);
        self.login(handle)
    }

    /// Records the credentials of a login. A second record of the same login replaces the first.
    pub(crate) fn grant(&mut self, handle: &str, values: Vec<(&'static str, String)>) {
        let issued = Issued {
            service: self.service,
            handle: handle.to_owned(),
            at_ms: self.now,
            values,
            account: self.scenario.account.clone(),
        };
        self.issued.put(issued, self.scenario.remember);
    }

    /// Adds to the recorded credentials of a login.
    pub(crate) fn grant_also(&mut self, handle: &str, more: Vec<(&'static str, String)>) {
        let known = self.issued.of(self.service, handle);
        let mut values = known.map(|known| known.values.clone()).unwrap_or_default();
        values.retain(|(name, _)| more.iter().all(|(new, _)| new != name));
        values.extend(more);
        self.grant(handle, values);
    }

    /// The account of the login that was given this value under this name, else that of the
    /// scenario.
    pub(crate) fn account_with(&self, name: &'static str, value: &str) -> &Account {
        let known = self.issued.with(name, value).filter(|_| !value.is_empty());
        known.map_or(&self.scenario.account, |known| &known.account)
    }

    /// Adds a remark to the log entry.
    pub(crate) fn note(&mut self, note: &'static str) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// The service's own clock.
    pub(crate) fn clock(&self) -> u64 {
        self.now
            .saturating_add_signed(self.scenario.clock_skew.saturating_mul(1000))
    }
}
