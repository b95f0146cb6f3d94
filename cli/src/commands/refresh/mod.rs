//! `qrlogin refresh`.

mod confirm;
mod errors;
mod stored;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant, SystemTime};

use qrlogin::tasks::{self, Refreshed};
use qrlogin::{BoxFlow, Credential, Timestamp};
use serde_json::{Value, json};

use super::tasks::seed;
use super::{credential_text, network};
use crate::args::RefreshArgs;
use crate::exit::{CliError, Exit};
use crate::lines::stamped;
use crate::messages::{self, Text};
use crate::output::{self, Stdout};
use crate::profiles::Store;
use crate::read_file;
use crate::save::{self, Lock, Target};
use crate::show::Screen;
use crate::shutdown::{self, DoubleInterrupt, Interruption};
use crate::text::printable;
use stored::Stored;

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
    let interrupts = listen()?;
    let before = stored::read(&job.file)?;
    if !args.force && is_not_due(&before.credential) {
        let why = messages::refresh_not_due(ends(&before.credential));
        return not_due(args, &before.credential, &why);
    }
    confirm::confirm(job, &before, &interrupts)?;
    let lock = lock(job, &interrupts)?;
    // Read again: each refresh token works once, and another run may have used it.
    let old = stored::read(&job.file)?;
    if old.text != before.text && is_not_due(&old.credential) {
        let why = messages::refresh_done_already(ends(&old.credential));
        return not_due(args, &old.credential, &why);
    }
    let task = tasks::refresh(&old.credential, args.force, seed()?);
    let task = task.map_err(|why| stored::no_task(&job.file, &old.credential, why))?;
    let target = Target::replacing(&job.file, old.text.as_bytes(), lock)?;
    let outcome = call(job, task, &interrupts);
    let outcome = outcome.map_err(|failure| errors::explain(failure, job, &old.text))?;
    let Refreshed::New(new) = outcome else {
        return not_due(args, &old.credential, &messages::refresh_not_due_yet());
    };
    let saved = save(&new, &old, args, &target)?;
    let path = target.path().display().to_string();
    drop(target);
    if confirm::confirm(job, &saved, &interrupts).is_err() {
        let reason = messages::interrupted();
        Screen::stderr().warning(&messages::not_confirmed(reason));
    }
    shutdown::finish_gracefully();
    say(args, &outcome_text(&new, &path));
    line(
        args,
        json!({ "event": "refreshed", "saved_to": path }),
        &new,
    )
}

/// Lets interrupts be received instead of ending the program.
fn listen() -> Result<Receiver<()>, CliError> {
    let (sender, receiver) = channel();
    shutdown::listen(move || {
        // Fails if the command has ended already.
        let _ = sender.send(());
    })?;
    Ok(receiver)
}

/// Whether the end of the tokens says that they are not due. For others the refresh queries the
/// service.
fn is_not_due(credential: &Credential) -> bool {
    credential.is_due(now()) == Some(false)
}

/// Locks the file; waits for another run that has locked it.
fn lock(job: &Job<'_>, interrupts: &Receiver<()>) -> Result<Lock, CliError> {
    let mut is_announced = false;
    let mut wait = save::retry_until(|| save::busy(&job.file));
    let again = || {
        if interrupts.try_recv().is_ok() {
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
fn not_due(args: &RefreshArgs, credential: &Credential, why: &str) -> Result<(), CliError> {
    say(args, why);
    line(args, json!({ "event": "not_due" }), credential)
}

/// Runs a task. An interrupt does not end the wait for a response, which may hold the only valid
/// tokens; a second one does.
fn call<C: Send + 'static>(
    job: &Job<'_>,
    task: BoxFlow<C>,
    interrupts: &Receiver<()>,
) -> Result<C, CliError> {
    let transport = network::transport(&job.args.network, None, None)?;
    // From here on, an interrupt is handled by the call, unless it came before.
    shutdown::defer();
    if interrupts.try_recv().is_ok() {
        return Err(errors::not_begun());
    }
    let mut double = DoubleInterrupt::default();
    transport.run_interruptible(task, interrupts, || {
        match double.interrupted(Instant::now()) {
            Interruption::First => Screen::stderr().warning(&messages::refresh_waiting()),
            Interruption::Same => {}
            Interruption::Again => return Err(errors::given_up()),
        }
        Ok(())
    })
}

/// Replaces the file, unless another program has changed it. Then, or if that fails, the new tokens
/// go to standard output or another file.
fn save(
    new: &Credential,
    old: &Stored,
    args: &RefreshArgs,
    target: &Target,
) -> Result<Stored, CliError> {
    let name = printable(&target.path().display().to_string());
    let failure = if errors::is_changed(target.path(), &old.text) {
        errors::unsaved(&messages::changed_meanwhile(name))
    } else {
        match old
            .renewed(new)
            .map(|saved| (target.write(saved.text.as_bytes()), saved))
        {
            Ok((Ok(()), saved)) => {
                old.forget();
                return Ok(saved);
            }
            Ok((Err(error), _)) => {
                errors::unsaved(&messages::not_written(name)).because(Some(&error))
            }
            Err(failure) => CliError {
                causes: failure.causes,
                ..errors::unsaved(&failure.message)
            },
        }
    };
    let failure = match tasks::confirm(new, seed()?) {
        // The service keeps the old ones until the confirmation.
        Some(_) => CliError {
            advice: messages::new_ones_too_on_stdout(),
            ..failure
        },
        None => failure,
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
    match output::write(&credential_text::json_text(new)?) {
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
fn line(args: &RefreshArgs, mut line: Value, credential: &Credential) -> Result<(), CliError> {
    if !args.json {
        return Ok(());
    }
    if let Some(line) = line.as_object_mut() {
        line.insert("flow".to_owned(), credential.flow().into());
        line.insert("expires_at".to_owned(), json!(credential.expires_at()));
        if let Some(name) = &args.profile {
            line.insert("profile".to_owned(), name.to_string().into());
        }
    }
    output::write_json(&line)
}

/// What a refresh has done.
fn outcome_text(new: &Credential, path: &str) -> Text {
    match new.expires_at() {
        Some(_) => messages::refreshed(ends(new), printable(path)),
        None if new.is_due(now()).is_some() => messages::refreshed(ends(new), printable(path)),
        None => messages::refreshed_cookies(printable(path)),
    }
}

fn ends(credential: &Credential) -> Text {
    match credential.expires_at() {
        Some(end) => messages::token_ends_in(span(end - now())),
        None => messages::token_end_unknown(),
    }
}

/// A length of time, rounded for a message.
fn span(length: Duration) -> Text {
    let minutes = length.as_secs().saturating_add(30) / 60;
    let hours = minutes / 60;
    match minutes {
        0..100 => messages::minutes(minutes),
        100..2880 => messages::hours_and_minutes(hours, minutes % 60),
        _ => messages::days(hours.saturating_add(12) / 24),
    }
}

fn now() -> Timestamp {
    SystemTime::now().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_has_the_time_out_of_the_response() {
        let old = r#"{"access_token":"a","refresh_token":"b","expires_at":null}"#;
        let old: qrlogin::pan115::OpenCredential = serde_json::from_str(old).unwrap();
        let time_out = format!("(at most {} s)", old.refresh().timeout.as_secs());
        assert!(crate::help::REFRESH_HELP.contains(&time_out), "{time_out}");
    }

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
