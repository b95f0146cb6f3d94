//! The lenient replay.

use qrlogin::{Call, Error, Event, Flow, Secret, Step, Timestamp};

use super::compare::{Rules, difference};
use super::{Drift, DriftKind, Lack, Replay, Replayed};
use crate::har::{Entry, Har, RecordedRequest, Unreadable};

/// The most entries that a drift names, of each kind.
const MAX_NAMED: usize = 20;
/// The most steps between two calls: more than any login takes.
const MAX_IDLE_STEPS: usize = 1000;

pub(super) fn run<F: Flow>(
    replay: &Replay,
    mut flow: F,
    mut on_event: impl FnMut(&Event),
) -> Result<Replayed<F::Credential>, Drift> {
    let har = &replay.har;
    let mut cursor = Cursor::new(replay, Lack::of(har, &flow));
    let (mut events, mut idle) = (Vec::new(), 0);
    let outcome = loop {
        match flow.poll(cursor.now) {
            Ok(Step::Send(call)) => {
                let entry = cursor.entry(&call, events.len())?;
                cursor.now = cursor.now + entry.time;
                flow.handle(cursor.now, entry.outcome.clone());
                idle = 0;
            }
            Ok(Step::Wait(until)) => match cursor.input(&flow, until) {
                Some(input) => {
                    let _ = flow.answer(cursor.now, input);
                }
                None => cursor.wait(until),
            },
            Ok(Step::Event(event)) => {
                on_event(&event);
                cursor.event(&event, events.len())?;
                events.push(event);
            }
            Ok(Step::Done(credential)) => break Ok(credential),
            Err(error) => break Err(error),
            // A step of a later version of `qrlogin`: the limit below ends the replay.
            Ok(_) => {}
        }
        idle += 1;
        if idle > MAX_IDLE_STEPS {
            let drift = Drift::new(DriftKind::Wait, har, cursor.next);
            return Err(drift.came("a wait without an end"));
        }
    };
    cursor.end(outcome.as_ref().err(), events.len())?;
    let skipped = cursor.skipped.iter();
    Ok(Replayed {
        events,
        outcome,
        skipped: skipped.map(|place| har.number(*place)).collect(),
        lacks: cursor.lack,
    })
}

/// The position of the replay in the recording.
struct Cursor<'a> {
    har: &'a Har,
    rules: Rules<'a>,
    /// The entry after the last one that matched.
    next: usize,
    now: Timestamp,
    skipped: Vec<usize>,
    lack: Option<Lack>,
    /// Whether the user has confirmed: from then on responses set cookies.
    is_confirmed: bool,
    /// The recorded inputs that are not handed in yet.
    inputs: &'a [Secret],
}

impl<'a> Cursor<'a> {
    fn new(replay: &'a Replay, lack: Option<Lack>) -> Self {
        let har = &replay.har;
        let started = har.entries.first().map(|entry| entry.started);
        let metadata = har.metadata.as_ref();
        Self {
            har,
            rules: Rules {
                ignored: &replay.ignored,
                is_own: metadata.is_some(),
            },
            next: 0,
            now: started.unwrap_or_default(),
            skipped: Vec::new(),
            lack,
            is_confirmed: false,
            inputs: metadata.map_or(&[], |metadata| &metadata.inputs),
        }
    }

    /// Moves the time to the end of the wait, or to the start of the next entry if that is later.
    fn wait(&mut self, until: Timestamp) {
        self.now = until.max(self.next_start().unwrap_or_default());
    }

    fn next_start(&self) -> Option<Timestamp> {
        let next = self.har.entries.get(self.next);
        next.map(|entry| entry.started)
    }

    /// The recorded input, if the flow waits for one. The login sends it at once, so it was handed
    /// in when the next entry started; if that is after the wait, the input expired unanswered.
    fn input<F: Flow>(&mut self, flow: &F, until: Timestamp) -> Option<&'a Secret> {
        flow.input()?;
        let at = self.next_start().unwrap_or(self.now);
        let (input, rest) = self.inputs.split_first().filter(|_| at < until)?;
        self.now = self.now.max(at);
        self.inputs = rest;
        Some(input)
    }

    /// The entry of a call that comes after so many events.
    fn entry(&mut self, call: &Call, events: usize) -> Result<&'a Entry, Drift> {
        let mut reasons = Vec::new();
        let entries = self.har.entries.iter().enumerate().skip(self.next);
        for (place, entry) in entries {
            let Some(reason) = self.mismatch(entry, call) else {
                let (place, entry) = self.latest_repetition(place, entry, call);
                self.skipped.extend(self.next..place);
                self.next = place + 1;
                return Ok(entry);
            };
            let number = self.har.number(place);
            let request = &entry.request;
            reasons.push(format!("entry {number}: {request} (differs: {reason})"));
        }
        let came = format!("{} ({})", RecordedRequest::of(call), call.name);
        self.unfinished(events, &came)?;
        let kind = match reasons.is_empty() {
            true => DriftKind::Unrecorded,
            false => DriftKind::Request,
        };
        let drift = Drift::new(kind, self.har, self.next).came(came);
        let at_next = self.har.entries.get(self.next);
        let drift = match at_next.and_then(|entry| self.mismatch(entry, call)) {
            Some(reason) => drift.because(reason),
            None => drift,
        };
        let drift = Drift {
            skipped: reasons.into_iter().skip(1).take(MAX_NAMED).collect(),
            ..drift
        };
        Err(self.with_what_is_lacking(drift, call))
    }

    /// Why an entry is not the one of a call.
    fn mismatch(&self, entry: &Entry, call: &Call) -> Option<String> {
        let aborted = || {
            // The outcome of a call that another client aborted would cost this login a retry.
            let is_aborted = entry.is_aborted && !self.rules.is_own;
            is_aborted.then(|| "the answer, which the client gave up".to_owned())
        };
        difference(entry, call, &self.rules).or_else(aborted)
    }

    /// The drift with the entries and bodies that the recording may lack for this call.
    fn with_what_is_lacking(&self, drift: Drift, call: &Call) -> Drift {
        let request = RecordedRequest::of(call).to_string();
        let is_of_call = |it: &&Unreadable| it.request.as_deref() == Some(request.as_str());
        let all = self.har.unreadable.iter();
        let sure: Vec<_> = all.clone().filter(is_of_call).cloned().collect();
        let unsure = all.filter(|it| it.request.is_none()).cloned();
        let lacks = match sure.iter().any(Unreadable::is_left_out) {
            true => Some(Lack::Bodies),
            false => self.lack.filter(|_| self.is_confirmed),
        };
        let drift = match sure.first() {
            Some(first) => Drift {
                kind: DriftKind::Unreadable,
                entry: first.entry,
                wanted: request,
                difference: None,
                skipped: Box::default(),
                ..drift
            },
            None => drift,
        };
        let unreadable = sure.into_iter().chain(unsure).take(MAX_NAMED).collect();
        Drift {
            unreadable,
            lacks,
            ..drift
        }
    }

    /// Another client may poll more often than the flow: of equal responses to equal requests, the
    /// last one before now.
    fn latest_repetition(&self, index: usize, entry: &'a Entry, call: &Call) -> (usize, &'a Entry) {
        let mut latest = (index, entry);
        if self.rules.is_own {
            return latest;
        }
        for (index, entry) in self.har.entries.iter().enumerate().skip(index + 1) {
            let is_later = entry.started > self.now;
            let differs = difference(entry, call, &self.rules).is_some();
            if is_later || differs || !has_same_outcome(latest.1, entry) {
                break;
            }
            latest = (index, entry);
        }
        latest
    }

    fn event(&mut self, event: &Event, number: usize) -> Result<(), Drift> {
        self.is_confirmed |= matches!(event, Event::Confirmed);
        let Some(metadata) = &self.har.metadata else {
            return Ok(());
        };
        match metadata.events.get(number) {
            Some(wanted) if wanted == event.kind() => Ok(()),
            wanted => {
                self.unfinished(number, event.kind())?;
                let wanted = wanted.map_or("no further event", String::as_str);
                let drift = Drift::new(DriftKind::Event, self.har, self.next.saturating_sub(1));
                Err(drift.wanted(wanted).came(event.kind()))
            }
        }
    }

    /// Returns [`DriftKind::Unfinished`] if the recording has no end and is used up: what comes
    /// then is no difference. Whether a foreign recording has an end is unknown.
    fn unfinished(&self, events: usize, came: &str) -> Result<(), Drift> {
        if self.har.metadata.is_none() {
            return Ok(());
        }
        let at_end = self.next >= self.har.entries.len() && events >= self.har.events().len();
        if at_end && self.har.outcome().is_none() {
            return Err(Drift::new(DriftKind::Unfinished, self.har, self.next).came(came));
        }
        Ok(())
    }

    /// The outcome must be the recorded one, and of our own recordings no entry may be left over.
    fn end(&mut self, error: Option<&Error>, events: usize) -> Result<(), Drift> {
        let kind = error.map_or("done", Error::kind);
        let left_over = self.next..self.har.entries.len();
        let Some(metadata) = &self.har.metadata else {
            self.skipped.extend(left_over);
            return Ok(());
        };
        let came = error.map_or_else(|| kind.to_owned(), |error| format!("{kind}: {error}"));
        self.unfinished(events, &came)?;
        let last = self.next.saturating_sub(1);
        if metadata.outcome.as_deref() != Some(kind) {
            let wanted = metadata.outcome.as_deref().unwrap_or("no end yet");
            let drift = Drift::new(DriftKind::Outcome, self.har, last);
            return Err(drift.wanted(wanted).came(came));
        }
        if let Some(wanted) = metadata.events.get(events) {
            let drift = Drift::new(DriftKind::Event, self.har, last);
            return Err(drift.wanted(wanted).came(came));
        }
        if !left_over.is_empty() {
            return Err(Drift::new(DriftKind::Unasked, self.har, self.next).came(came));
        }
        Ok(())
    }
}

/// Whether two calls had the same outcome.
fn has_same_outcome(one: &Entry, other: &Entry) -> bool {
    match (&one.outcome, &other.outcome) {
        (Ok(one), Ok(other)) => one.status() == other.status() && one.body() == other.body(),
        (Err(one), Err(other)) => one == other,
        _ => false,
    }
}
