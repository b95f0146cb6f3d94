//! The exact replay.

use qrlogin::{Error, Event, Flow, Step, Timestamp};

use crate::har::{Har, Outcome, RecordedRequest, TraceEvent};

use super::compare::exact_difference;
use super::{Drift, DriftKind, Replayed};

pub(super) fn run<F: Flow>(
    har: &Har,
    mut flow: F,
    mut on_event: impl FnMut(&Event),
) -> Result<Replayed<F::Credential>, Drift> {
    let metadata = har.metadata.as_ref();
    let Some(metadata) = metadata.filter(|metadata| !metadata.trace.is_empty()) else {
        return Err(Drift::new(DriftKind::NotExact, har, 0));
    };
    let mut events = Vec::new();
    let mut next = 0;
    for (number, step) in metadata.trace.iter().enumerate() {
        match step.event {
            TraceEvent::Handle(index) => {
                if let Some(entry) = har.entries.get(index) {
                    flow.handle(step.at, entry.outcome.clone());
                }
                next = index + 1;
                continue;
            }
            TraceEvent::Answer(index) => {
                let input = metadata.inputs.get(index);
                if !input.is_some_and(|input| flow.answer(step.at, input)) {
                    let drift = Drift::new(DriftKind::Input, har, next).wanted("input of the user");
                    return Err(drift.came("no input is wanted"));
                }
                continue;
            }
            _ => {}
        }
        match (&step.event, flow.poll(step.at)) {
            (TraceEvent::Wait(wanted), Ok(Step::Wait(until))) if *wanted == until => {}
            (TraceEvent::Send(index), Ok(Step::Send(call))) => {
                // Of a call that was returned several times, the last one was made.
                let following = metadata.trace.get(number + 1);
                let is_last = following.is_none_or(|next| next.event != step.event);
                let entry = har.entries.get(*index).filter(|_| is_last);
                if let Some(reason) = entry.and_then(|entry| exact_difference(entry, &call)) {
                    let drift = Drift::new(DriftKind::Request, har, *index);
                    let came = RecordedRequest::of(&call).to_string();
                    return Err(drift.came(came).because(reason));
                }
            }
            (TraceEvent::Event(wanted), Ok(Step::Event(event))) if *wanted == event => {
                on_event(&event);
                events.push(event);
            }
            (TraceEvent::End(Outcome::Done), Ok(Step::Done(credential))) => {
                return Ok(replayed(events, Ok(credential)));
            }
            (TraceEvent::End(Outcome::Failed(wanted)), Err(error)) if *wanted == error => {
                return Ok(replayed(events, Err(error)));
            }
            (wanted, came) => return Err(drift(har, next, step.at, wanted, &came)),
        }
    }
    Err(match har.outcome() {
        None => Drift::new(DriftKind::Unfinished, har, next).came("no end yet"),
        // The trace was shortened by hand.
        Some(wanted) => Drift::new(DriftKind::Outcome, har, next)
            .wanted(wanted)
            .came("no end yet"),
    })
}

fn replayed<C>(events: Vec<Event>, outcome: Result<C, Error>) -> Replayed<C> {
    Replayed {
        events,
        outcome,
        skipped: Vec::new(),
        lacks: None,
    }
}

/// The drift of a poll that returned another step than the recorded one.
fn drift<C>(
    har: &Har,
    next: usize,
    at: Timestamp,
    wanted: &TraceEvent,
    came: &Result<Step<C>, Error>,
) -> Drift {
    let kind = match wanted {
        TraceEvent::Wait(_) => DriftKind::Wait,
        TraceEvent::Event(_) => DriftKind::Event,
        TraceEvent::End(_) => DriftKind::Outcome,
        TraceEvent::Answer(_) => DriftKind::Input,
        TraceEvent::Send(_) | TraceEvent::Handle(_) => DriftKind::Request,
    };
    let wait_text = |until: &Timestamp| format!("a wait of {} ms", (*until - at).as_millis());
    let event_text = |event: &Event| format!("the event {}", event.kind());
    let wanted_text = match wanted {
        TraceEvent::Wait(until) => Some(wait_text(until)),
        TraceEvent::Event(event) => Some(event_text(event)),
        TraceEvent::End(Outcome::Done) => Some("success".to_owned()),
        TraceEvent::End(Outcome::Failed(error)) => Some(error.to_string()),
        // The entry at `next` says it.
        TraceEvent::Send(_) | TraceEvent::Handle(_) | TraceEvent::Answer(_) => None,
    };
    let came_text = match came {
        Ok(Step::Wait(until)) => wait_text(until),
        Ok(Step::Event(event)) => event_text(event),
        Ok(Step::Send(call)) => RecordedRequest::of(call).to_string(),
        Ok(Step::Done(_)) => "success".to_owned(),
        Ok(_) => "another step".to_owned(),
        Err(error) => error.to_string(),
    };
    let differs_inside = wanted_text.as_ref() == Some(&came_text);
    let mut drift = Drift::new(kind, har, next).came(came_text);
    if let Some(wanted) = wanted_text {
        drift = drift.wanted(wanted);
    }
    match differs_inside {
        true => drift.because("its contents"),
        false => drift,
    }
}
