//! Running a login again over its redacted responses.

use std::time::Duration;

use qrlogin::{Error, Flow, Step};

use super::Redactor;
use crate::PublicNames;
use crate::har::{CallInfo, Entry, Har, Metadata, Outcome, RecordedRequest, TraceEvent, TraceStep};

/// The recording without secrets.
pub(super) fn redacted(har: &Har) -> Har {
    let names = har.policy.names;
    let first = Redacted::new(har, names);
    let redacted = match (first.rerun.is_none(), names.without_stand_ins()) {
        (true, Some(names)) => Redacted::new(har, names),
        _ => first,
    };
    let substituted = redacted.substituted;
    redacted.rerun.unwrap_or_else(|| without_trace(substituted))
}

/// A recording without secrets.
struct Redacted {
    /// With requests that were redacted like the responses.
    substituted: Har,
    /// With those of the login that was run again; `None` if it takes another course.
    rerun: Option<Har>,
}

impl Redacted {
    fn new(har: &Har, names: PublicNames) -> Self {
        let mut redactor = Redactor::new(names);
        // The first pass finds every secret, so that the second one replaces each of them
        // everywhere.
        let _ = substitute(&mut redactor, har);
        let substituted = substitute(&mut redactor, har);
        // A constant of the provider that is not declared public is treated as a secret.
        let mut is_clean = |rerun: &Har| {
            !rerun.entries.iter().any(|entry| {
                let call = entry.call.as_ref();
                call.is_some_and(|call| redactor.finds_secret(&entry.request, &call.volatile))
            })
        };
        let rerun = rerun(&substituted).filter(|rerun| is_clean(rerun));
        Self { substituted, rerun }
    }
}

/// The events and errors in the trace are those of the real responses.
fn without_trace(har: Har) -> Har {
    let metadata = har.metadata.map(|metadata| Metadata {
        trace: Vec::new(),
        ..metadata
    });
    Har { metadata, ..har }
}

/// Inputs, settings, requests and responses with placeholders, one by one.
fn substitute(redactor: &mut Redactor, har: &Har) -> Har {
    let metadata = har.metadata.clone().map(|mut metadata| {
        metadata.inputs = redactor.inputs(&metadata.inputs);
        let known = har.policy.settings();
        metadata.setup = metadata.setup.map(|setup| redactor.setup(&setup, known));
        metadata
    });
    let entries = har.entries.iter();
    Har {
        entries: entries.map(|entry| redactor.entry(entry)).collect(),
        metadata,
        policy: har.policy.clone(),
        unreadable: Vec::new(),
    }
}

/// The login created again and run over the redacted responses, along the trace. `None` if the
/// login cannot be created, or takes another course.
fn rerun(redacted: &Har) -> Option<Har> {
    let metadata = redacted.metadata.as_ref();
    let metadata = metadata.filter(|metadata| !metadata.trace.is_empty())?;
    let known = redacted.policy.flow.as_ref()?;
    let login = metadata.login(|settings, seed, options| known.login(settings, seed, options))?;
    let mut flow = login.ok()?;
    let mut rerun = redacted.clone();
    let mut trace = Vec::new();
    // The pauses between retries depend on the seed, which is another one here.
    let mut delay = Duration::ZERO;
    for step in &metadata.trace {
        let mut at = step.at + delay;
        match step.event {
            TraceEvent::Handle(entry) => {
                flow.handle(at, redacted.entries.get(entry)?.outcome.clone());
                trace.push(TraceStep { at, ..step.clone() });
                continue;
            }
            TraceEvent::Answer(input) => {
                if !flow.answer(at, metadata.inputs.get(input)?) {
                    return None;
                }
                trace.push(TraceStep { at, ..step.clone() });
                continue;
            }
            _ => {}
        }
        let mut polled = flow.poll(at);
        if let (TraceEvent::Send(_), Ok(Step::Wait(until))) = (&step.event, &polled) {
            delay += *until - at;
            at = *until;
            polled = flow.poll(at);
        }
        if let (TraceEvent::Send(entry), Ok(Step::Send(call))) = (&step.event, &polled) {
            let entry = rerun.entries.get_mut(*entry)?;
            if entry.call.as_ref()?.name != call.name {
                return None;
            }
            *entry = Entry {
                started: at,
                request: RecordedRequest::of(call),
                call: Some(CallInfo::of(call)),
                ..entry.clone()
            };
        }
        let event = same_course(&step.event, polled)?;
        trace.push(TraceStep { at, event });
    }
    let metadata = rerun.metadata.as_mut()?;
    metadata.trace = trace;
    Some(rerun)
}

/// What a poll of the new run returned, if it is what the recorded one returned but for redacted
/// values.
fn same_course<C>(recorded: &TraceEvent, polled: Result<Step<C>, Error>) -> Option<TraceEvent> {
    Some(match (recorded, polled) {
        (TraceEvent::Wait(_), Ok(Step::Wait(until))) => TraceEvent::Wait(until),
        (TraceEvent::Send(entry), Ok(Step::Send(_))) => TraceEvent::Send(*entry),
        (TraceEvent::Event(old), Ok(Step::Event(new))) if old.kind() == new.kind() => {
            TraceEvent::Event(new)
        }
        (TraceEvent::End(Outcome::Done), Ok(Step::Done(_))) => TraceEvent::End(Outcome::Done),
        (TraceEvent::End(Outcome::Failed(old)), Err(new)) if equivalent(old, &new) => {
            TraceEvent::End(Outcome::Failed(new))
        }
        _ => return None,
    })
}

/// Whether two errors are the same but for redacted texts.
fn equivalent(old: &Error, new: &Error) -> bool {
    match (old, new) {
        (Error::Rejected { code: old, .. }, Error::Rejected { code: new, .. }) => old == new,
        _ => old.kind() == new.kind(),
    }
}
