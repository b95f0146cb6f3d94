//! Telling a login again over redacted answers.

use std::time::Duration;

use super::Redactor;
use crate::har::{About, Asked, End, Entry, Har, Mark, Notes, What};
use qrlogin::{Error, Flow, Step};

/// The recording without secrets.
pub(super) fn redacted(har: &Har) -> Har {
    let mut redactor = Redactor::new(har.policy.names);
    // Once to learn every secret, and once more with all of them known.
    let _ = rewrite(&mut redactor, har);
    let plain = rewrite(&mut redactor, har);
    // What a provider sends of its own is no secret only if it has declared it.
    let mut is_clean = |retold: &Har| {
        !retold.entries.iter().any(|entry| {
            let call = entry.call.as_ref();
            call.is_some_and(|call| redactor.finds_secret(&entry.request, &call.volatile))
        })
    };
    retell(&plain)
        .filter(|retold| is_clean(retold))
        .unwrap_or_else(|| {
            let about = plain.about.map(|about| About {
                // The events and errors in it were told over the real answers.
                trace: Vec::new(),
                ..about
            });
            Har { about, ..plain }
        })
}

/// Settings, requests and answers redacted, one by one.
fn rewrite(redactor: &mut Redactor, har: &Har) -> Har {
    let about = har.about.clone().map(|mut about| {
        let known = har.policy.settings();
        about.setup = about.setup.map(|setup| redactor.setup(&setup, known));
        about
    });
    let entries = har.entries.iter();
    Har {
        entries: entries.map(|entry| redactor.entry(entry)).collect(),
        about,
        policy: har.policy.clone(),
        unreadable: Vec::new(),
    }
}

/// The login made anew and run over the redacted answers, step by step as the trace has it. `None`
/// if that cannot be done, or leads elsewhere.
fn retell(plain: &Har) -> Option<Har> {
    let about = plain
        .about
        .as_ref()
        .filter(|about| !about.trace.is_empty())?;
    let known = plain.policy.flow.as_ref()?;
    let login = about.login(|settings, seed, options| known.login(settings, seed, options))?;
    let mut flow = login.ok()?;
    let mut retold = plain.clone();
    let mut trace = Vec::new();
    // The pauses between retries depend on the seed, which is another one now.
    let mut later = Duration::ZERO;
    for mark in &about.trace {
        let mut at = mark.at + later;
        if let What::Handle(index) = mark.what {
            flow.handle(at, plain.entries.get(index)?.outcome.clone());
            trace.push(Mark {
                at,
                what: What::Handle(index),
            });
            continue;
        }
        let mut step = flow.poll(at);
        if let (What::Send(_), Ok(Step::Wait(until))) = (&mark.what, &step) {
            later += *until - at;
            at = *until;
            step = flow.poll(at);
        }
        let what = match (&mark.what, step) {
            (What::Wait(_), Ok(Step::Wait(until))) => What::Wait(until),
            (What::Send(index), Ok(Step::Send(call))) => {
                let entry = retold.entries.get_mut(*index)?;
                if entry.call.as_ref()?.name != call.name {
                    return None;
                }
                *entry = Entry {
                    started: at,
                    request: Asked::by(&call),
                    call: Some(Notes::of(&call)),
                    ..entry.clone()
                };
                What::Send(*index)
            }
            (What::Event(old), Ok(Step::Event(new))) if old.kind() == new.kind() => {
                What::Event(new)
            }
            (What::End(End::Done), Ok(Step::Done(_))) => What::End(End::Done),
            (What::End(End::Failed(old)), Err(new)) if alike(old, &new) => {
                What::End(End::Failed(new))
            }
            _ => return None,
        };
        trace.push(Mark { at, what });
    }
    let about = retold.about.as_mut()?;
    about.trace = trace;
    Some(retold)
}

/// Whether two errors say the same, but for texts that were redacted.
fn alike(old: &Error, new: &Error) -> bool {
    match (old, new) {
        (Error::Rejected { code: old, .. }, Error::Rejected { code: new, .. }) => old == new,
        _ => old.kind() == new.kind(),
    }
}
