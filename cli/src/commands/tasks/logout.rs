//! `qrlogin logout`: at the service first, then on this machine.

use std::fs;

use qrlogin::tasks::{self, LoggedOut, NoTask};
use serde_json::json;

use super::super::profiles::{print, report};
use super::{network, seed};
use crate::args::LogoutArgs;
use crate::exit::{CliError, Exit};
use crate::messages;
use crate::profiles::{Store, forget, shown};
use crate::show::Screen;

pub(crate) fn logout(args: &LogoutArgs) -> Exit {
    report(run(args), args.json)
}

fn run(args: &LogoutArgs) -> Result<(), CliError> {
    let name = &args.name;
    let store = Store::of_user()?;
    // A refresh in another run may replace the credentials.
    let _lock = store.find(name)?.lock()?;
    let (profile, path) = store.find(name)?.usable()?;
    let task = tasks::logout(&profile.credential, seed()?);
    let task = task.map_err(|why| no_logout(why, args, &profile.flow))?;
    let outcome = network::transport(&args.network, None, None)?.run(task);
    let outcome = outcome.map_err(|failure| CliError {
        message: messages::not_logged_out(name, &failure.message),
        ..failure
    })?;
    fs::remove_file(&path).map_err(|error| {
        let message = messages::logged_out_but(shown(&path));
        CliError::output(message, messages::check_folder()).because(Some(&error))
    })?;
    forget(&profile);
    let was_valid = outcome == LoggedOut::Now;
    if args.json {
        let (name, path) = (name.to_string(), path.display().to_string());
        return print(json!({ "logged_out": name, "path": path, "was_valid": was_valid }));
    }
    let said = match was_valid {
        true => messages::logged_out(name),
        false => messages::was_logged_out(name),
    };
    Screen::stderr().line(&said);
    Ok(())
}

fn no_logout(why: NoTask, args: &LogoutArgs, flow: &str) -> CliError {
    let message = messages::no_logout(flow, messages::of_core(&why.to_string()));
    CliError::usage(message, messages::remove_instead(&args.name))
}
