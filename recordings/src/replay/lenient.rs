//! The lenient replay.

use crate::har::{Asked, Entry, Har, Unreadable};
use qrlogin::{Call, Error, Event, Flow, Step, Timestamp};

use super::compare::{Rules, difference};
use super::{Drift, DriftKind, Lack, Replay, Replayed};

/// How many entries are named at most, of each kind.
const MOST_NAMED: usize = 20;
/// More steps than any login takes for each entry.
const MOST_STEPS: usize = 1000;

pub(super) fn run<F: Flow>(
    replay: &Replay,
    mut flow: F,
    mut on_event: impl FnMut(&Event),
) -> Result<Replayed<F::Credential>, Drift> {
    let har = &replay.har;
    let mut way = Way::new(replay, Lack::of(har, &flow));
    let (mut events, mut idle) = (Vec::new(), 0);
    let outcome = loop {
        match flow.poll(way.now) {
            Ok(Step::Send(call)) => {
                let entry = way.answer(&call, events.len())?;
                way.now = way.now + entry.time;
                flow.handle(way.now, entry.outcome.clone());
                idle = 0;
            }
            Ok(Step::Wait(until)) => way.wait(until),
            Ok(Step::Event(event)) => {
                on_event(&event);
                way.event(&event, events.len())?;
                events.push(event);
            }
            Ok(Step::Done(credential)) => break Ok(credential),
            Err(error) => break Err(error),
            // A step of a later version: the limit on idle steps ends the replay.
            Ok(_) => {}
        }
        idle += 1;
        if idle > MOST_STEPS {
            let drift = Drift::new(DriftKind::Wait, har, way.next);
            return Err(drift.came("a wait without an end"));
        }
    };
    way.end(outcome.as_ref().err(), events.len())?;
    Ok(Replayed {
        events,
        outcome,
        skipped: way.skipped.iter().map(|place| har.number(*place)).collect(),
        lacks: way.lack,
    })
}

/// Where the replay stands in the recording.
struct Way<'a> {
    har: &'a Har,
    rules: Rules<'a>,
    next: usize,
    now: Timestamp,
    skipped: Vec<usize>,
    lack: Option<Lack>,
    /// Whether the person has confirmed: from then on cookies come.
    is_confirmed: bool,
}

impl<'a> Way<'a> {
    fn new(replay: &'a Replay, lack: Option<Lack>) -> Self {
        let har = &replay.har;
        let started = har.entries.first().map(|entry| entry.started);
        Self {
            har,
            rules: Rules {
                ignored: &replay.ignored,
                is_own: har.about.is_some(),
            },
            next: 0,
            now: started.unwrap_or_default(),
            skipped: Vec::new(),
            lack,
            is_confirmed: false,
        }
    }

    /// Time goes on to the end of the wait, or as far as it went in the recording.
    fn wait(&mut self, until: Timestamp) {
        let recorded = self.har.entries.get(self.next).map(|entry| entry.started);
        self.now = until.max(recorded.unwrap_or_default());
    }

    /// The entry that answers a call, which comes after so many events.
    fn answer(&mut self, call: &Call, events: usize) -> Result<&'a Entry, Drift> {
        let mut reasons = Vec::new();
        let entries = self.har.entries.iter().enumerate().skip(self.next);
        for (place, entry) in entries {
            let Some(reason) = self.refusal(entry, call) else {
                let (place, entry) = self.latest_alike(place, entry, call);
                self.skipped.extend(self.next..place);
                self.next = place + 1;
                return Ok(entry);
            };
            let number = self.har.number(place);
            let asked = &entry.request;
            reasons.push(format!("entry {number}: {asked} (differs: {reason})"));
        }
        let came = format!("{} ({})", Asked::by(call), call.name);
        self.unfinished(events, &came)?;
        let kind = match reasons.is_empty() {
            true => DriftKind::Unrecorded,
            false => DriftKind::Request,
        };
        let drift = Drift::new(kind, self.har, self.next).came(came);
        let at_next = self.har.entries.get(self.next);
        let drift = match at_next.and_then(|entry| self.refusal(entry, call)) {
            Some(reason) => drift.because(reason),
            None => drift,
        };
        let drift = Drift {
            skipped: reasons.into_iter().skip(1).take(MOST_NAMED).collect(),
            ..drift
        };
        Err(self.for_want_of_an_entry(drift, call))
    }

    /// Why an entry is not the answer to a call.
    fn refusal(&self, entry: &Entry, call: &Call) -> Option<String> {
        let given_up = || {
            // What the other client did not wait for would cost this one a try.
            let is_given_up = entry.is_given_up && !self.rules.is_own;
            is_given_up.then(|| "the answer, which the client gave up".to_owned())
        };
        difference(entry, call, &self.rules).or_else(given_up)
    }

    /// The drift with what the recording may lack for this call.
    fn for_want_of_an_entry(&self, drift: Drift, call: &Call) -> Drift {
        let asked = Asked::by(call).to_string();
        let is_asked = |it: &&Unreadable| it.request.as_deref() == Some(asked.as_str());
        let all = self.har.unreadable.iter();
        let sure: Vec<_> = all.clone().filter(is_asked).cloned().collect();
        let unsure = all.filter(|it| it.request.is_none()).cloned();
        let lacks = match sure.iter().any(Unreadable::is_left_out) {
            true => Some(Lack::Bodies),
            false => self.lack.filter(|_| self.is_confirmed),
        };
        let drift = match sure.first() {
            Some(first) => Drift {
                kind: DriftKind::Unreadable,
                entry: first.entry,
                wanted: asked,
                difference: None,
                skipped: Box::default(),
                ..drift
            },
            None => drift,
        };
        let unreadable = sure.into_iter().chain(unsure).take(MOST_NAMED).collect();
        Drift {
            unreadable,
            lacks,
            ..drift
        }
    }

    /// Another client may ask more often than the flow: of the same answers to the same question,
    /// the last one that has been given by now.
    fn latest_alike(&self, index: usize, entry: &'a Entry, call: &Call) -> (usize, &'a Entry) {
        let mut latest = (index, entry);
        if self.rules.is_own {
            return latest;
        }
        for (index, entry) in self.har.entries.iter().enumerate().skip(index + 1) {
            let is_later = entry.started > self.now;
            if is_later || difference(entry, call, &self.rules).is_some() || !same(latest.1, entry)
            {
                break;
            }
            latest = (index, entry);
        }
        latest
    }

    fn event(&mut self, event: &Event, number: usize) -> Result<(), Drift> {
        self.is_confirmed |= matches!(event, Event::Confirmed);
        let Some(about) = &self.har.about else {
            return Ok(());
        };
        match about.events.get(number) {
            Some(wanted) if wanted == event.kind() => Ok(()),
            wanted => {
                self.unfinished(number, event.kind())?;
                let wanted = wanted.map_or("no further event", String::as_str);
                let drift = Drift::new(DriftKind::Event, self.har, self.next.saturating_sub(1));
                Err(drift.wanted(wanted).came(event.kind()))
            }
        }
    }

    /// Whether the recording has no end, and all that it has was gone through: what comes then is
    /// no drift. Of a foreign one it is not known whether it has.
    fn unfinished(&self, events: usize, came: &str) -> Result<(), Drift> {
        if self.har.about.is_none() {
            return Ok(());
        }
        let at_end = self.next >= self.har.entries.len() && events >= self.har.events().len();
        if at_end && self.har.outcome().is_none() {
            return Err(Drift::new(DriftKind::Unfinished, self.har, self.next).came(came));
        }
        Ok(())
    }

    /// The end must be the recorded one, and nothing of ours must be left over.
    fn end(&mut self, error: Option<&Error>, events: usize) -> Result<(), Drift> {
        let came = error.map_or("done", Error::kind);
        let left_over = self.next..self.har.entries.len();
        let Some(about) = &self.har.about else {
            self.skipped.extend(left_over);
            return Ok(());
        };
        let told = error.map_or_else(|| came.to_owned(), |error| format!("{came}: {error}"));
        self.unfinished(events, &told)?;
        let last = self.next.saturating_sub(1);
        if about.outcome.as_deref() != Some(came) {
            let wanted = about.outcome.as_deref().unwrap_or("no end yet");
            let drift = Drift::new(DriftKind::Outcome, self.har, last);
            return Err(drift.wanted(wanted).came(told));
        }
        if let Some(wanted) = about.events.get(events) {
            let drift = Drift::new(DriftKind::Event, self.har, last);
            return Err(drift.wanted(wanted).came(told));
        }
        if !left_over.is_empty() {
            return Err(Drift::new(DriftKind::Unasked, self.har, self.next).came(told));
        }
        Ok(())
    }
}

/// Whether two entries were answered with the same.
fn same(one: &Entry, other: &Entry) -> bool {
    match (&one.outcome, &other.outcome) {
        (Ok(one), Ok(other)) => one.status() == other.status() && one.body() == other.body(),
        (Err(one), Err(other)) => one == other,
        _ => false,
    }
}
