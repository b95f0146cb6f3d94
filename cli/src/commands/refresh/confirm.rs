//! The confirmation of a refresh, after its credentials are in the file.

use std::sync::mpsc::Receiver;

use qrlogin::tasks;

use super::stored::{self, Stored};
use super::{Job, call, errors, lock, seed};
use crate::exit::{CliError, Exit};
use crate::messages;
use crate::save::Target;
use crate::show::Screen;
use crate::text::printable;

/// Confirms the refresh that yielded the credentials in the file, if that is to be done and they
/// are still these. A failure is a warning: the new credentials are valid without it, the old ones
/// just stay valid too, and the next refresh repeats it.
///
/// # Errors
/// The user has interrupted before the call.
pub(super) fn confirm(
    job: &Job<'_>,
    saved: &Stored,
    interrupts: &Receiver<()>,
) -> Result<(), CliError> {
    if tasks::confirm(&saved.credential, seed()?).is_none() {
        return Ok(());
    }
    if let Err(failure) = confirmed(job, saved, interrupts) {
        if failure.exit == Exit::Interrupted {
            return Err(failure);
        }
        Screen::stderr().warning(&messages::not_confirmed(&failure.message));
    }
    Ok(())
}

fn confirmed(job: &Job<'_>, saved: &Stored, interrupts: &Receiver<()>) -> Result<(), CliError> {
    let lock = lock(job, interrupts)?;
    let found = stored::read(&job.file)?;
    let task = tasks::confirm(&found.credential, seed()?);
    let Some(task) = task.filter(|_| found.text == saved.text) else {
        // Another run has done it.
        return Ok(());
    };
    let target = Target::replacing(&job.file, found.text.as_bytes(), lock)?;
    let new = call(job, task, interrupts)?;
    let text = found.renewed(&new)?.text;
    let name = printable(&target.path().display().to_string());
    if errors::is_changed(target.path(), &found.text) {
        let message = messages::changed_meanwhile(name);
        return Err(CliError::output(message, messages::run_again()));
    }
    target.write(text.as_bytes()).map_err(|error| {
        CliError::output(messages::not_written(name), messages::run_again()).because(Some(&error))
    })?;
    found.forget();
    Ok(())
}
