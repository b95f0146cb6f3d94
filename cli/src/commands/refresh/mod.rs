//! `qrlogin refresh`.

mod errors;
mod flow;
mod stored;
mod tokens;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant, SystemTime};

use qrlogin::{Credential, Timestamp};
use serde_json::{Value, json};

use super::watch::watch;
use super::{deliver, network};
use crate::args::RefreshArgs;
use crate::exit::{CliError, Exit};
use crate::lines::stamped;
use crate::messages;
use crate::output::{self, Stdout};
use crate::profiles::Store;
use crate::read_file;
use crate::run::{Message, Transport};
use crate::save::{self, Lock, Target};
use crate::show::Screen;
use crate::shutdown::{self, DoubleInterrupt, Interruption};
use crate::text::printable;
use flow::RefreshFlow;
use stored::Stored;
use tokens::Tokens;

/// A refresh of one file.
struct Job<'a> {
    args: &'a RefreshArgs,
    file: PathBuf,
}

pub(crate) fn refresh(args: &RefreshArgs) -> Exit {
    let (mut failure, file) = match job(args) {
        Ok(job) => match run(&job) {
            Ok(()) => return Exit::Done,
            Err(failure) => (failure, job.file),
        },
        Err(failure) => (failure, PathBuf::new()),
    };
    if args.json
        && output::write_json(&stamped(failure.line(), flow_of(&file))).is_err()
        && let Some(new) = failure.credential.take()
    {
        failure = errors::rescued(failure, &new, &file);
    }
    if !failure.quiet {
        Screen::stderr().failure(&failure);
    }
    failure.exit
}

/// The flow of the credentials in the file, if it can be read.
fn flow_of(file: &Path) -> Option<&'static str> {
    stored::flow(&read_file::text(file, read_file::SMALL).ok()?)
}

/// The file, or that of the profile.
fn job(args: &RefreshArgs) -> Result<Job<'_>, CliError> {
    let file = match (&args.profile, &args.file) {
        (Some(name), _) => Store::of_user()?.find(name)?.path,
        (None, file) => file.clone().unwrap_or_default(),
    };
    Ok(Job { args, file })
}

/// Checks everything on this side before the call: its response invalidates the old tokens.
fn run(job: &Job<'_>) -> Result<(), CliError> {
    let args = job.args;
    let (sender, receiver) = channel();
    let interrupted = sender.clone();
    shutdown::listen(move || {
        // Fails if the command has ended already.
        let _ = interrupted.send(Message::Interrupted);
    })?;
    let before = stored::read(&job.file)?;
    if !args.force && !before.tokens.is_due(now()) {
        let why = messages::refresh_not_due(ends(&before.tokens));
        return not_due(args, &before.tokens, &why);
    }
    let lock = lock(job, &receiver)?;
    // Read again: each refresh token works once, and another run may have used it.
    let old = stored::read(&job.file)?;
    if old.text != before.text && !old.tokens.is_due(now()) {
        let why = messages::refresh_done_already(ends(&old.tokens));
        return not_due(args, &old.tokens, &why);
    }
    let target = Target::replacing(&job.file, old.text.as_bytes(), lock)?;
    let transport = network::transport(&args.network, None, None)?;
    // From here on, an interrupt is handled by the call, unless it came before.
    shutdown::defer();
    if receiver.try_recv().is_ok() {
        return Err(errors::not_begun());
    }
    let new = call(old.tokens.clone(), transport, sender, &receiver);
    let new = new.map_err(|failure| errors::explain(failure, job, &old.text))?;
    save(&new, &old, args, &target)?;
    shutdown::finish_gracefully();
    let Some(new) = Tokens::of(new) else {
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

/// Locks the file; waits for another run that has locked it.
fn lock(job: &Job<'_>, receiver: &Receiver<Message>) -> Result<Lock, CliError> {
    let mut is_announced = false;
    let mut wait = save::retry_until(|| save::busy(&job.file));
    let again = || {
        if receiver.try_recv().is_ok() {
            return Err(errors::not_begun());
        }
        if !std::mem::replace(&mut is_announced, true) {
            say(job.args, &messages::refresh_waits_for_other());
        }
        wait()
    };
    Lock::take(&job.file, again, |error| {
        let name = printable(&job.file.display().to_string());
        CliError::usage(messages::cannot_read(name), messages::run_again()).because(Some(&error))
    })
}

/// The tokens are not due: reports why.
fn not_due(args: &RefreshArgs, tokens: &Tokens, why: &str) -> Result<(), CliError> {
    say(args, why);
    line(args, json!({ "event": "not_due" }), tokens)
}

/// Makes the call. An interrupt does not end the wait for the response, which may hold the only
/// valid tokens; a second one does.
fn call(
    old: Tokens,
    transport: Transport,
    sender: Sender<Message>,
    receiver: &Receiver<Message>,
) -> Result<Credential, CliError> {
    let mut double = DoubleInterrupt::default();
    let outcome = watch(
        Box::new(RefreshFlow::new(old)),
        transport,
        sender,
        receiver,
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

/// Replaces the file, unless another program has changed it. Then, or if that fails, the new tokens
/// go to standard output or another file.
fn save(
    new: &Credential,
    old: &Stored,
    args: &RefreshArgs,
    target: &Target,
) -> Result<(), CliError> {
    let text = old.renewed(new)?;
    let name = printable(&target.path().display().to_string());
    let failure = if errors::is_changed(target.path(), &old.text) {
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
    match output::write(&deliver::json_text(new)?) {
        Ok(()) => Err(failure),
        Err(_) => Err(errors::rescued(failure, new, target.path())),
    }
}

/// Prints a line on standard error, unless `--quiet`.
fn say(args: &RefreshArgs, text: &str) {
    if !args.quiet {
        Screen::stderr().line(text);
    }
}

/// Prints the JSON line of a success with `--json`: these fields, and the public ones of the
/// credentials.
///
/// # Errors
/// Standard output cannot be written.
fn line(args: &RefreshArgs, mut line: Value, tokens: &Tokens) -> Result<(), CliError> {
    if !args.json {
        return Ok(());
    }
    if let Some(line) = line.as_object_mut() {
        line.insert("flow".to_owned(), tokens.flow().into());
        line.insert("expires_at".to_owned(), json!(tokens.expires_at()));
        if let Some(name) = &args.profile {
            line.insert("profile".to_owned(), name.to_string().into());
        }
    }
    output::write_json(&line)
}

fn ends(tokens: &Tokens) -> String {
    match tokens.expires_at() {
        Some(end) => messages::token_ends_in(span(end - now())),
        None => messages::token_end_unknown(),
    }
}

/// A length of time, rounded for a message.
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
