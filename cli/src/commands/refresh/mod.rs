//! `qrlogin refresh`.

mod errors;
mod flow;
mod stored;

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant, SystemTime};

use qrlogin::pan115::{self, OpenCredential};
use qrlogin::{Credential, Provider as _, Timestamp};
use serde_json::{Value, json};

use super::watch::watch;
use super::{deliver, network};
use crate::args::RefreshArgs;
use crate::exit::{CliError, Exit};
use crate::messages;
use crate::output::{self, Stdout};
use crate::run::{Message, Transport};
use crate::save::{self, Lock, Target};
use crate::show::Screen;
use crate::shutdown::{self, DoubleInterrupt, Interruption};
use crate::text::printable;
use flow::RefreshFlow;

pub(crate) fn refresh(args: &RefreshArgs) -> Exit {
    let mut failure = match run(args) {
        Ok(()) => return Exit::Done,
        Err(failure) => failure,
    };
    if args.json
        && output::write_json(&failure.line()).is_err()
        && let Some(new) = failure.credential.take()
    {
        failure = errors::rescued(failure, &new, &args.file);
    }
    if !failure.quiet {
        Screen::stderr().failure(&failure);
    }
    failure.exit
}

/// Everything that can be wrong on our side is found out before the call: with its answer the old
/// tokens are void.
fn run(args: &RefreshArgs) -> Result<(), CliError> {
    let (tell, inbox) = channel();
    let interrupted = tell.clone();
    shutdown::listen(move || {
        // If nobody listens, the program is ending already.
        let _ = interrupted.send(Message::Interrupted);
    })?;
    let (before, old) = stored::read(&args.file)?;
    if !args.force && !old.is_due(now()) {
        return not_due(args, &old, &messages::refresh_not_due(ends(&old)));
    }
    let lock = lock(args, &inbox)?;
    // Looked at again: each refresh token is good for one refresh, and another run may have had it.
    let (text, old) = stored::read(&args.file)?;
    if text != before && !old.is_due(now()) {
        return not_due(args, &old, &messages::refresh_done_already(ends(&old)));
    }
    let target = Target::replacing(&args.file, text.as_bytes(), lock)?;
    let transport = network::transport(&args.network, None, None)?;
    // From here on, an interruption is for the call, unless it came before.
    shutdown::defer();
    if inbox.try_recv().is_ok() {
        return Err(errors::not_begun());
    }
    let new = call(old, transport, tell, &inbox);
    let new = new.map_err(|failure| errors::explain(failure, args, &text))?;
    save(&new, &text, args, &target)?;
    shutdown::finish_gracefully();
    let Credential::Pan115Open(new) = new else {
        return Ok(());
    };
    let path = target.path().display().to_string();
    say(args, &messages::refreshed(ends(&new), printable(&path)));
    line(
        args,
        json!({ "event": "refreshed", "saved_to": path }),
        &new,
    )
}

/// The right to replace the file, for which another run is waited for.
fn lock(args: &RefreshArgs, inbox: &Receiver<Message>) -> Result<Lock, CliError> {
    let mut told = false;
    let mut wait = save::patience(|| save::busy(&args.file));
    let again = || {
        if inbox.try_recv().is_ok() {
            return Err(errors::not_begun());
        }
        if !std::mem::replace(&mut told, true) {
            say(args, &messages::refresh_waits_for_other());
        }
        wait()
    };
    Lock::take(&args.file, again, |error| {
        let name = printable(&args.file.display().to_string());
        CliError::usage(messages::cannot_read(name), messages::run_again()).because(Some(&error))
    })
}

/// There is nothing to do.
fn not_due(args: &RefreshArgs, credential: &OpenCredential, why: &str) -> Result<(), CliError> {
    say(args, why);
    line(args, json!({ "event": "not_due" }), credential)
}

/// Makes the call. An answer on its way is waited for, since it may have the only tokens that still
/// hold.
fn call(
    old: OpenCredential,
    transport: Transport,
    tell: Sender<Message>,
    inbox: &Receiver<Message>,
) -> Result<Credential, CliError> {
    let mut double = DoubleInterrupt::default();
    let outcome = watch(
        Box::new(RefreshFlow::new(old)),
        transport,
        tell,
        inbox,
        |message| {
            if !matches!(message, Some(Message::Interrupted)) {
                return Ok(());
            }
            match double.interrupted(Instant::now()) {
                Interruption::First => Screen::stderr().warning(&messages::refresh_waiting()),
                Interruption::Same => {}
                Interruption::Again => return Err(errors::given_up()),
            }
            Ok(())
        },
    );
    outcome.map(|credential| *credential)
}

/// Replaces the file, unless another program has. The new tokens are not lost while there is any
/// place for them.
fn save(new: &Credential, old: &str, args: &RefreshArgs, target: &Target) -> Result<(), CliError> {
    let text = deliver::json_text(new)?;
    let name = printable(&target.path().display().to_string());
    let failure = if errors::is_changed(target.path(), old) {
        errors::unsaved(&messages::changed_meanwhile(name))
    } else if let Err(error) = target.write(text.as_bytes()) {
        errors::unsaved(&messages::not_written(name)).because(Some(&error))
    } else {
        return Ok(());
    };
    if output::stdout() != Stdout::Open {
        return Err(errors::rescued(failure, new, target.path()));
    }
    if args.json {
        let credential = Some(Box::new(new.clone()));
        return Err(CliError {
            credential,
            ..failure
        });
    }
    match output::write(&text) {
        Ok(()) => Err(failure),
        Err(_) => Err(errors::rescued(failure, new, target.path())),
    }
}

/// A line for the person, unless they want none.
fn say(args: &RefreshArgs, text: &str) {
    if !args.quiet {
        Screen::stderr().line(text);
    }
}

/// The JSON line of a success, if one is wanted: these fields and what is no secret of the
/// credentials.
///
/// # Errors
/// Standard output cannot be written.
fn line(args: &RefreshArgs, mut line: Value, credential: &OpenCredential) -> Result<(), CliError> {
    if !args.json {
        return Ok(());
    }
    if let Some(line) = line.as_object_mut() {
        line.insert("flow".to_owned(), pan115::Open::ID.into());
        line.insert("expires_at".to_owned(), json!(credential.expires_at));
    }
    output::write_json(&line)
}

fn ends(credential: &OpenCredential) -> String {
    match credential.expires_at {
        Some(end) => messages::token_ends_in(span(end - now())),
        None => messages::token_end_unknown(),
    }
}

/// A length of time, as exact as a person wants it.
fn span(length: Duration) -> String {
    let minutes = length.as_secs().saturating_add(30) / 60;
    let hours = minutes / 60;
    match minutes {
        0..100 => format!("{minutes} min"),
        100..2880 => format!("{hours} h {} min", minutes % 60),
        _ => format!("{} days", hours.saturating_add(12) / 24),
    }
}

fn now() -> Timestamp {
    SystemTime::now().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_is_rounded() {
        let span = |secs| span(Duration::from_secs(secs));
        assert_eq!(span(0), "0 min");
        assert_eq!(span(310), "5 min");
        assert_eq!(span(7_199), "2 h 0 min");
        assert_eq!(span(2_591_999), "30 days");
        assert_eq!(span(u64::MAX), "213503982334601 days");
    }
}
