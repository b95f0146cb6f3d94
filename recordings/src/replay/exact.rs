//! The exact replay.

use crate::har::{Asked, End, Har, What};
use qrlogin::{Error, Event, Flow, Step, Timestamp};

use super::compare::exact_difference;
use super::{Drift, DriftKind, Replayed};

pub(super) fn run<F: Flow>(
    har: &Har,
    mut flow: F,
    mut on_event: impl FnMut(&Event),
) -> Result<Replayed<F::Credential>, Drift> {
    let trace = har.about.as_ref().map_or(&[][..], |about| &about.trace);
    if trace.is_empty() {
        return Err(Drift::new(DriftKind::NotExact, har, 0));
    }
    let mut events = Vec::new();
    let mut next = 0;
    for (number, mark) in trace.iter().enumerate() {
        if let What::Handle(index) = mark.what {
            if let Some(entry) = har.entries.get(index) {
                flow.handle(mark.at, entry.outcome.clone());
            }
            next = index + 1;
            continue;
        }
        let step = flow.poll(mark.at);
        match (&mark.what, step) {
            (What::Wait(wanted), Ok(Step::Wait(until))) if *wanted == until => {}
            (What::Send(index), Ok(Step::Send(call))) => {
                // Of a call that was handed out more than once, the last one was made.
                let entry = har.entries.get(*index);
                let comes_again = trace.get(number + 1).is_some_and(|it| it.what == mark.what);
                let entry = entry.filter(|_| !comes_again);
                if let Some(reason) = entry.and_then(|entry| exact_difference(entry, &call)) {
                    let drift = Drift::new(DriftKind::Request, har, *index);
                    return Err(drift.came(Asked::by(&call).to_string()).because(reason));
                }
            }
            (What::Event(wanted), Ok(Step::Event(event))) if *wanted == event => {
                on_event(&event);
                events.push(event);
            }
            (What::End(End::Done), Ok(Step::Done(credential))) => {
                return Ok(replayed(events, Ok(credential)));
            }
            (What::End(End::Failed(wanted)), Err(error)) if *wanted == error => {
                return Ok(replayed(events, Err(error)));
            }
            (wanted, came) => return Err(drift(har, next, mark.at, wanted, &came)),
        }
    }
    match har.outcome() {
        None => Err(Drift::new(DriftKind::Unfinished, har, next).came("no end yet")),
        // Somebody has cut the trace.
        Some(wanted) => Err(Drift::new(DriftKind::Outcome, har, next)
            .wanted(wanted)
            .came("no end yet")),
    }
}

fn replayed<C>(events: Vec<Event>, outcome: Result<C, Error>) -> Replayed<C> {
    Replayed {
        events,
        outcome,
        skipped: Vec::new(),
        lacks: None,
    }
}

/// Another step than the recorded one.
fn drift<C>(
    har: &Har,
    next: usize,
    at: Timestamp,
    wanted: &What,
    came: &Result<Step<C>, Error>,
) -> Drift {
    let kind = match wanted {
        What::Wait(_) => DriftKind::Wait,
        What::Event(_) => DriftKind::Event,
        What::End(_) => DriftKind::Outcome,
        What::Send(_) | What::Handle(_) => DriftKind::Request,
    };
    let for_ms = |until: &Timestamp| format!("a wait of {} ms", (*until - at).as_millis());
    let event_text = |event: &Event| format!("the event {}", event.kind());
    let wanted_text = match wanted {
        What::Wait(until) => for_ms(until),
        What::Event(event) => event_text(event),
        What::End(End::Done) => "success".to_owned(),
        What::End(End::Failed(error)) => error.to_string(),
        What::Send(_) | What::Handle(_) => String::new(),
    };
    let came_text = match came {
        Ok(Step::Wait(until)) => for_ms(until),
        Ok(Step::Event(event)) => event_text(event),
        Ok(Step::Send(call)) => Asked::by(call).to_string(),
        Ok(Step::Done(_)) => "success".to_owned(),
        Ok(_) => "another step".to_owned(),
        Err(error) => error.to_string(),
    };
    let is_same_kind = wanted_text == came_text;
    let drift = Drift::new(kind, har, next).came(came_text);
    let drift = match wanted_text.is_empty() {
        true => drift,
        false => drift.wanted(wanted_text),
    };
    if is_same_kind {
        drift.because("its contents")
    } else {
        drift
    }
}
