//! `qrlogin import`.

use qrlogin::{Credential, flows};
use serde_json::Value;

use super::{of_profile, print, report};
use crate::args::ImportArgs;
use crate::exit::{CliError, Exit};
use crate::messages;
use crate::profiles::{Name, Problem, Profile, Store, shown};
use crate::read_file;
use crate::show::Screen;

pub(crate) fn import(args: &ImportArgs) -> Exit {
    report(run(args), args.json)
}

fn run(args: &ImportArgs) -> Result<(), CliError> {
    let file = match args.file.to_str() {
        Some("-") => messages::standard_input(),
        _ => shown(&args.file),
    };
    let text = read_file::text_or_input(&args.file, read_file::SMALL).map_err(|error| {
        let message = messages::cannot_read(&file);
        CliError::usage(message, messages::use_importable()).because(Some(&error))
    })?;
    let profile = match Profile::parse(&text) {
        Ok(profile) => profile,
        Err(Problem::NoProfile) => Profile::new(bare(&text, &file)?),
        Err(problem) => return Err(problem.refuse(&file)),
    };
    let name = args.profile.clone();
    let name = name.unwrap_or_else(|| Name::of_flow(profile.credential.flow()));
    let path = Store::of_user()?.put(&name, &profile, args.store, args.force)?;
    if args.json {
        let path = path.display().to_string();
        return print(of_profile(&name.to_string(), &path, &profile));
    }
    Screen::stderr().line(&messages::imported(file, &name));
    Ok(())
}

/// Credentials without a profile around them. The messages contain nothing of the file.
///
/// # Errors
/// The text is something else.
fn bare(text: &str, file: &str) -> Result<Credential, CliError> {
    let refuse = |message: String| CliError::usage(message, messages::use_importable());
    let value: Option<Value> = serde_json::from_str(text).ok();
    let flow = value.as_ref().and_then(|value| value.get("flow")?.as_str());
    let info = flow
        .and_then(flows::find)
        .ok_or_else(|| refuse(messages::not_credentials(file)))?;
    serde_json::from_str(text).map_err(|_| refuse(messages::damaged(file, info.id)))
}
