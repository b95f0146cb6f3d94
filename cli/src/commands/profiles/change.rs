//! `qrlogin rename` and `qrlogin remove`.

use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _};

use serde_json::json;

use super::{print, report};
use crate::args::{RemoveArgs, RenameArgs};
use crate::exit::{CliError, Exit};
use crate::messages;
use crate::profiles::{Entry, Store, account_text};
use crate::read_file;
use crate::save::{self, Target};
use crate::show::Screen;

pub(crate) fn rename(args: &RenameArgs) -> Exit {
    report(renamed(args), args.json)
}

/// Copies the file unchanged, of any version, and then removes the old one: a crash between the
/// two leaves both.
fn renamed(args: &RenameArgs) -> Result<(), CliError> {
    let store = Store::of_user()?;
    let old = store.find(&args.old)?;
    let new = store.path(&args.new);
    let failed = |error: io::Error| {
        let message = messages::not_renamed(&args.old);
        CliError::output(message, messages::check_folder()).because(Some(&error))
    };
    let _lock = old.lock()?;
    let content = read_file::bytes(&old.path, read_file::SMALL).map_err(failed)?;
    let target = Target::check(&save::NEW, &new, false)?;
    target.write(&content).map_err(failed)?;
    fs::remove_file(&old.path).map_err(|error| {
        let message = messages::new_name_created(&args.new, &args.old);
        CliError::output(message, messages::check_folder()).because(Some(&error))
    })?;
    if args.json {
        let (old, new, path) = (
            args.old.to_string(),
            args.new.to_string(),
            new.display().to_string(),
        );
        return print(json!({ "old_name": old, "name": new, "path": path }));
    }
    Screen::stderr().line(&messages::renamed(&args.old, &args.new));
    Ok(())
}

pub(crate) fn remove(args: &RemoveArgs) -> Exit {
    report(removed(args), args.json)
}

fn removed(args: &RemoveArgs) -> Result<(), CliError> {
    let entry = Store::of_user()?.find(&args.name)?;
    if !args.yes && !is_confirmed(args, &entry)? {
        return Err(CliError {
            message: messages::kept(&args.name),
            advice: messages::nothing_to_do(),
            ..CliError::interrupted()
        });
    }
    let _lock = entry.lock()?;
    entry.delete_secret()?;
    fs::remove_file(&entry.path).map_err(|error| {
        let message = messages::not_removed(&args.name);
        CliError::output(message, messages::check_folder()).because(Some(&error))
    })?;
    if args.json {
        let (name, path) = (args.name.to_string(), entry.path.display().to_string());
        return print(json!({ "removed": name, "path": path }));
    }
    Screen::stderr().line(&messages::removed(&args.name));
    Ok(())
}

/// Asks the user.
///
/// # Errors
/// There is no terminal.
fn is_confirmed(args: &RemoveArgs, entry: &Entry) -> Result<bool, CliError> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        let message = messages::remove_needs_yes();
        return Err(CliError::usage(message, messages::add_yes()));
    }
    let what = match &entry.profile {
        Ok(profile) => match &profile.account {
            Some(account) => messages::account_and_flow(account_text(account), &profile.flow),
            None => profile.flow.as_str().into(),
        },
        Err(problem) => problem.message(),
    };
    let mut screen = Screen::stderr();
    screen.prompt(&messages::remove_question(&args.name, what));
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    screen.typed(true);
    let answer = line.trim().to_ascii_lowercase();
    Ok(read.is_ok() && matches!(answer.as_str(), "y" | "yes"))
}
